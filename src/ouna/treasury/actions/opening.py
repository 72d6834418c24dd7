"""What an account held before these books began."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from ouna.funds.actions import bring_in
from ouna.funds.models import BankAccount, BankLine, Fund
from ouna.funds.rules import check_treasurer
from ouna.log import Actor, action, new_ref
from ouna.treasury.actions.stating import state_closing
from ouna.treasury.errors import LineNotWaiting, SplitDiffers
from ouna.treasury.models import Statement
from ouna.treasury.queries.accounts import statements_in_chain


def opening_of(account: BankAccount) -> Statement | None:
    """The account's first statement, if it opens with money no line explains."""
    first = (
        Statement.objects.filter(account=account, state=Statement.State.BOOKED, opening_minor__isnull=False)
        .order_by("first_day", "last_day", "pk")
        .first()
    )
    if first is None or not first.opening_minor:
        return None
    earlier = BankLine.objects.filter(account=account, booked_on__lt=first.first_day).exists()
    return None if earlier else first


@action
def book_opening(*, by: Actor, account: BankAccount, parts: Sequence[tuple[int, Fund]]) -> list[str]:
    """Book the opening balance of the first statement as money brought in: (minor, fund) for each purpose.

    Raises: NotPermitted, LineNotWaiting when there is none, SplitDiffers when the parts do not add up.
    """
    check_treasurer(by, account.section.ref)
    first = opening_of(account)
    if first is None:
        raise LineNotWaiting("The first statement opens with nothing, or its opening is booked already.")
    if sum(minor for minor, _ in parts) != first.opening_minor or any(minor <= 0 for minor, _ in parts):
        raise SplitDiffers()
    day = first.first_day - timedelta(days=1)
    refs = []
    for nth, (minor, fund) in enumerate(parts, start=1):
        line = BankLine.objects.create(
            ref=new_ref("line"),
            account=account,
            booked_on=day,
            currency=account.currency,
            minor=minor,
            nth=nth,
            source=first.file.ref,
        )
        refs.append(bring_in(by=by, line=line, fund=fund))
    # Until now the bank's closing balance could not go into the record: the opening was missing in it.
    state_closing(by=by, account=account, statement=statements_in_chain(account)[-1])
    return refs
