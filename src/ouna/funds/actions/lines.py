"""Claims on bank lines, money from before these books, and the sums kept beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F

from ouna.core.book import FundBroughtIn
from ouna.funds import rules
from ouna.funds.errors import LineAlreadyClaimed, LineNotBookable
from ouna.funds.models import BankLine, Claim, Fund, Promised, Received
from ouna.log import Actor, action, new_ref, record, seal


def line_data(line: BankLine, account: str) -> dict[str, Any]:
    """What the `line` commitment of a record hides: which booking of which account (a ref)."""
    return {
        "account": account,
        "booked": line.booked_on.isoformat(),
        "currency": line.currency,
        "minor": line.minor,
        "nth": line.nth,
        "ref": line.ref,
    }


def claim(line: BankLine, by: str) -> Claim:
    """Take a line for one record (its ref); the one door for gift, charge, transfer, return.

    Call inside an action. Raises: LineAlreadyClaimed, LineNotBookable for a pending or split line.
    """
    if line.state in (BankLine.State.PENDING, BankLine.State.SPLIT):
        raise LineNotBookable()
    # The UNIQUE row decides a race; asking first keeps the transaction usable (PostgreSQL).
    if Claim.objects.filter(line=line).exists():
        raise LineAlreadyClaimed()
    return Claim.objects.create(line=line, by=by)


def unclaim(line: BankLine, was: str, *, open_ref: str = "") -> None:
    """Give a line back after its record `was` has been reversed; `open_ref` is what now holds its money.

    Call inside an action. Raises: LineAlreadyClaimed when another record holds it.
    """
    if not Claim.objects.filter(line=line, by=was).delete()[0]:
        raise LineAlreadyClaimed("Another record holds this bank line.")
    line.state = BankLine.State.UNEXPLAINED if open_ref else BankLine.State.WAITING
    line.open_ref = open_ref
    line.save(update_fields=["state", "open_ref"])


def settle_line(line: BankLine, state: str) -> None:
    """Set what a claimed line has become. Call inside an action."""
    line.state = state
    line.open_ref = ""
    line.save(update_fields=["state", "open_ref"])


@action
def bring_in(*, by: Actor, line: BankLine, fund: Fund) -> str:
    """Book money collected before these books began: marked in public, shown hatched, never proven.

    Returns the ref. Raises: NotPermitted, LineAlreadyClaimed, LineNotBookable, RuleBroken.
    """
    account = line.account
    rules.check_treasurer(by, account.section.ref)
    if line.minor <= 0:
        raise LineNotBookable()
    before = new_ref("before")
    claim(line, before)
    opening = seal("line", line_data(line, account.ref), account.ref)
    record(
        FundBroughtIn(
            ref=before,
            campaign=account.campaign.ref,
            account=account.ref,
            fund=fund.ref,
            money=line.money,
            booked=line.booked_on.isoformat(),
            line=opening.hash,
            explains=line.open_ref or None,
        ),
        openings=[opening],
    )
    settle_line(line, BankLine.State.BEFORE)
    add_received([(account.pk, fund.pk, line.currency, 0, 0, 0, line.minor)])
    return before


#: account id, fund id, currency, gifts' minor units, their count, reversed, from before.
ReceivedDelta = tuple[int, int, str, int, int, int, int]


def add_received(deltas: Iterable[ReceivedDelta]) -> None:
    """Add to the sums per account and fund, one row each however many gifts. Call inside an action."""
    sums: dict[tuple[int, int, str], list[int]] = {}
    for account, fund, currency, *parts in deltas:
        kept = sums.setdefault((account, fund, currency), [0, 0, 0, 0])
        for i, part in enumerate(parts):
            kept[i] += part
    # Sorted: two transactions never take the same rows in different order.
    for account, fund, currency in sorted(sums):
        minor, count, undone, before = sums[account, fund, currency]
        key = {"account_id": account, "fund_id": fund, "currency": currency}
        if not Received.objects.filter(**key).update(
            minor=F("minor") + minor,
            count=F("count") + count,
            reversed_minor=F("reversed_minor") + undone,
            before_minor=F("before_minor") + before,
        ):
            Received.objects.create(
                **key, minor=minor, count=count, reversed_minor=undone, before_minor=before
            )


def add_promised(deltas: Iterable[tuple[int, str, int, int]]) -> None:
    """Add (fund id, currency, minor, count) to what is promised; negative when a promise is over."""
    sums: dict[tuple[int, str], list[int]] = {}
    for fund, currency, minor, count in deltas:
        kept = sums.setdefault((fund, currency), [0, 0])
        kept[0] += minor
        kept[1] += count
    for fund, currency in sorted(sums):
        minor, count = sums[fund, currency]
        row = Promised.objects.filter(fund=fund, currency=currency)
        if not row.update(minor=F("minor") + minor, count=F("count") + count):
            # A pledge takes no book lock: of two first ones the UNIQUE row lets one through.
            made, new = Promised.objects.get_or_create(
                fund_id=fund, currency=currency, defaults={"minor": minor, "count": count}
            )
            if not new:
                Promised.objects.filter(pk=made.pk).update(minor=F("minor") + minor, count=F("count") + count)
