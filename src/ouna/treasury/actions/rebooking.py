"""Undo and book anew in one transaction, so that nothing is publicly unexplained in between."""

from __future__ import annotations

from ouna.donations.models import Gift, Pledge
from ouna.funds.models import BankAccount, BankLine, Fund
from ouna.log import Actor, action
from ouna.parties.models import Person
from ouna.treasury.actions.booking import (
    book_as_fee,
    book_as_gift,
    book_as_interest,
    book_as_return,
    book_as_transfer_in,
    book_as_transfer_out,
    undo_booking,
)
from ouna.treasury.errors import DecisionIncomplete
from ouna.treasury.models import Transfer


@action
def book_line(
    *,
    by: Actor,
    line: BankLine,
    kind: str,
    fund: Fund | None = None,
    pledge: Pledge | None = None,
    person: Person | None = None,
    target: BankAccount | None = None,
    transfer: Transfer | None = None,
    gift: Gift | None = None,
) -> None:
    """Book a line as `kind`: gift, fee, interest, transfer_out, transfer_in, return.

    Raises: DecisionIncomplete when what the kind needs is not given, and as the single bookings do.
    """
    if kind == "gift" and fund is not None:
        book_as_gift(by=by, line=line, fund=fund, pledge=pledge, person=person)
    elif kind == "fee":
        book_as_fee(by=by, line=line)
    elif kind == "interest":
        book_as_interest(by=by, line=line)
    elif kind == "transfer_out" and target is not None:
        book_as_transfer_out(by=by, line=line, target=target)
    elif kind == "transfer_in" and transfer is not None:
        book_as_transfer_in(by=by, line=line, transfer=transfer, fund=fund)
    elif kind == "return" and gift is not None:
        book_as_return(by=by, line=line, gift=gift)
    else:
        raise DecisionIncomplete()


@action
def rebook_line(
    *,
    by: Actor,
    line: BankLine,
    kind: str,
    fund: Fund | None = None,
    pledge: Pledge | None = None,
    person: Person | None = None,
    target: BankAccount | None = None,
    transfer: Transfer | None = None,
    gift: Gift | None = None,
) -> None:
    """Undo how a line was booked and book it as `kind`, both or neither. Raises: as both do."""
    line = undo_booking(by=by, line=line)
    book_line(
        by=by,
        line=line,
        kind=kind,
        fund=fund,
        pledge=pledge,
        person=person,
        target=target,
        transfer=transfer,
        gift=gift,
    )
