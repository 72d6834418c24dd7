"""Refusals of the bank readers and makers. Their texts hold facts and places, never bank data."""

from __future__ import annotations

from ouna.core.errors import Refused


class BankFileRefused(Refused):
    """The file cannot be read as a bank statement."""

    code = "bank_file_refused"
    next_step = "Fetch the file again from the bank and do not open it in another programme first."


class IbanRefused(Refused):
    """This is not an IBAN."""

    code = "iban_refused"
    next_step = "Compare the number with the bank's own paper, group by group."


class ReferenceRefused(Refused):
    """This is not a payment reference."""

    code = "reference_refused"
    next_step = "Compare the reference with the letter or the page it was given on."


class QrRefused(Refused):
    """No payment code can be made from, or read out of, this."""

    code = "qr_refused"
    next_step = "Correct the named field and try again."


class PaymentFileRefused(Refused):
    """No bank would take this payment. `fields` name the field, the payment and the place in the text."""

    code = "payment_file_refused"
    next_step = (
        "Correct the named field. Type a name of another script in Latin letters; somebody confirms it."
    )
