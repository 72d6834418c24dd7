"""What the treasury refuses, with the next step."""

from __future__ import annotations

from ouna.core.errors import Refused


class FileRefused(Refused):
    """This file cannot be read as a bank file."""

    code = "file_refused"
    next_step = "Download it again from the bank as camt.053, MT940 or CSV."


class UnknownAccount(Refused):
    """The file names an account that is not one of ours."""

    code = "unknown_account"
    next_step = "Check that it is the right file; an administrator announces new accounts."


class LineNotWaiting(Refused):
    """The line is booked already."""

    code = "line_not_waiting"
    next_step = "Reload the page: somebody else may have booked it. Undo that booking to book it anew."


class LineNotBooked(Refused):
    """There is no booking of this line to undo."""

    code = "line_not_booked"


class WrongDirection(Refused):
    """Money that came in cannot be booked as money that went out, nor the other way round."""

    code = "wrong_direction"


class SplitDiffers(Refused):
    """The parts do not add up to the line."""

    code = "split_differs"
    next_step = "Change the parts until nothing is left over."


class StatementDiffers(Refused):
    """Opening, lines and closing do not add up."""

    code = "statement_differs"
    next_step = "Compare the lines with the paper; the difference is shown."


class SecondPersonNeeded(Refused):
    """Whoever typed the statement cannot confirm it."""

    code = "second_person_needed"
    next_step = "Ask another treasurer, of this section or another one."


class NotHeld(Refused):
    """The statement does not wait for a decision."""

    code = "not_held"


class ExchangeOdd(Refused):
    """What arrived is not near what the rate of the day makes of what was sent."""

    code = "exchange_odd"
    next_step = "Compare both banks' files. Enter and confirm the rate of that day if it is missing."


class NoSuchTransfer(Refused):
    """No transfer to this account is on its way."""

    code = "no_such_transfer"
    next_step = "Import the sending account's statement first, then book this line."


class NotThisOrder(Refused):
    """The bank line does not execute this order."""

    code = "not_this_order"
    next_step = "Compare payee, account and sum of both. What nobody ordered never becomes a payment."


class NotThisPayment(Refused):
    """The bank line does not bring this payment back."""

    code = "not_this_payment"
    next_step = "Compare the order's number, the payee's account and the sum of both."


class NotThisFile(Refused):
    """The open orders of this payment file do not add up to the bank line."""

    code = "not_this_file"
    next_step = "Split the line into its payments and book them one by one."


class CarriesAnOrder(Refused):
    """The bank line carries the number of an order: it is its payment, its return, or it waits."""

    code = "carries_an_order"
    next_step = "If payee or sum differ from the order, let it wait: the partner looks into it."


class OtherAccount(Refused):
    """The bank names another account on the other side than the one chosen."""

    code = "other_account"
    next_step = "Compare the account numbers. What cannot be explained is said to be so in public."


class DecisionIncomplete(Refused):
    """Something is missing to book the line."""

    code = "decision_incomplete"
    next_step = "Choose a purpose, a gift or an account, then book again."


class FileTooLarge(Refused):
    """The file is larger than any bank file we read."""

    code = "too_large"
    next_step = "Export a shorter period at the bank, or several files."
