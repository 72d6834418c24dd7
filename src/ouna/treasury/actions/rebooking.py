"""Booking as a person decided; undoing and booking anew is one transaction, so that nothing is publicly
unexplained in between."""

from __future__ import annotations

from ouna.funds.models import BankLine
from ouna.log import Actor, action
from ouna.treasury.actions.booking import (
    book_as_fee,
    book_as_gift,
    book_as_interest,
    book_as_return,
    book_as_transfer_in,
    book_as_transfer_out,
    undo_booking,
)
from ouna.treasury.actions.paying import book_as_payment, book_as_payment_return, book_batch
from ouna.treasury.errors import DecisionIncomplete
from ouna.treasury.queries.offers import Decision


@action
def book_line(*, by: Actor, line: BankLine, decision: Decision) -> None:
    """Book a line as decided; kinds: gift, fee, interest, transfer_out, transfer_in, return, payment, batch,
    payment_return.

    Raises: DecisionIncomplete when what the kind needs is not given, and as the single bookings do.
    """
    kind, fund = decision.kind, decision.fund
    if kind == "gift" and fund is not None:
        book_as_gift(by=by, line=line, fund=fund, pledge=decision.pledge, person=decision.person)
    elif kind == "fee":
        book_as_fee(by=by, line=line)
    elif kind == "interest":
        book_as_interest(by=by, line=line)
    elif kind == "transfer_out" and decision.target is not None:
        book_as_transfer_out(by=by, line=line, target=decision.target)
    elif kind == "transfer_in" and decision.transfer is not None:
        book_as_transfer_in(by=by, line=line, transfer=decision.transfer, fund=fund)
    elif kind == "return" and decision.gift is not None:
        book_as_return(by=by, line=line, gift=decision.gift)
    elif not _book_ordered(by, line, decision):
        raise DecisionIncomplete()


def _book_ordered(by: Actor, line: BankLine, decision: Decision) -> bool:
    """What orders have to do with; False if the decision is none of these, or lacks its order."""
    if decision.kind == "payment" and decision.order is not None:
        book_as_payment(by=by, line=line, order=decision.order)
    elif decision.kind == "batch" and decision.batch is not None:
        book_batch(by=by, line=line, file=decision.batch.file)
    elif decision.kind == "payment_return" and decision.payment is not None:
        book_as_payment_return(by=by, line=line, payment=decision.payment)
    else:
        return False
    return True


@action
def rebook_line(*, by: Actor, line: BankLine, decision: Decision) -> None:
    """Undo how a line was booked and book it as decided, both or neither. Raises: as both do."""
    line = undo_booking(by=by, line=line)
    book_line(by=by, line=line, decision=decision)
