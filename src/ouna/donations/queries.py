"""Reads of `donations`: what waits, what arrived, a gift by its code, a gift by day and amount."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from ouna.core.bank.reference import normalise
from ouna.core.values import Money
from ouna.donations import rules
from ouna.donations.models import Gift, Pledge
from ouna.funds.models import BankAccount, Promised
from ouna.log import queries as log
from ouna.log.models import EntryNumber

# Promises ---------------------------------------------------------------------------------------


def pledge_by_token(token: str) -> Pledge | None:
    """The promise of a private link."""
    rows = Pledge.objects.select_related("fund", "account__section", "campaign", "person")
    return rows.filter(token=token).first() if token else None


def pledges_waiting(account: BankAccount) -> QuerySet[Pledge]:
    """Open promises to one account, with purpose and person: what its bank lines are compared with."""
    rows = Pledge.objects.filter(account=account, state=Pledge.State.OPEN)
    return rows.select_related("fund", "person").order_by("pk")


def pledges_by_reference(references: Iterable[str]) -> dict[str, Pledge]:
    """Promises by payment reference, in any state: a monthly gift comes again, an expired one comes late."""
    wanted = {normalise(r) for r in references if r}
    found: dict[str, Pledge] = {}
    listed = sorted(wanted)
    for start in range(0, len(listed), 5_000):
        rows = Pledge.objects.filter(reference__in=listed[start : start + 5_000])
        found.update({p.reference: p for p in rows.select_related("fund", "person")})
    return found


def promised_totals() -> dict[tuple[int, str], tuple[int, int]]:
    """(fund id, currency) → (minor units promised and not yet arrived, how many promises). One query."""
    rows = Promised.objects.values_list("fund_id", "currency", "minor", "count")
    return {(fund, currency): (minor, count) for fund, currency, minor, count in rows}


# Gifts ------------------------------------------------------------------------------------------


def receipt(code: str) -> Gift | None:
    """The gift of a receipt code, typed in any way; None if there is none."""
    plain = rules.read_code(code)
    rows = Gift.objects.select_related(
        "campaign__coalition", "campaign__partner", "fund", "account__section", "line", "pledge", "person"
    )
    return rows.filter(code=plain).first() if plain else None


@dataclass(frozen=True)
class Found:
    """A page of the record that may be one's gift: its number (None: being numbered) and state."""

    ref: str
    number: int | None
    money: Money
    fund: object
    reversed: bool
    proven: bool


#: Equal gifts of one day shown at most.
MOST_FOUND = 50


def find_gift(account: BankAccount, day: date, minor: int) -> list[Found]:
    """The pages of the record with a gift of that account, bank's day and amount: three queries, no names."""
    rows = Gift.objects.filter(account=account, booked_on=day, minor=minor).select_related("fund")
    gifts = list(rows.order_by("pk")[:MOST_FOUND])
    refs = [g.ref for g in gifts]
    places = dict(EntryNumber.objects.filter(entry__ref__in=refs).values_list("entry__ref", "number"))
    head = log.head()
    signed = head.size if head else 0
    found = [
        Found(
            g.ref,
            places.get(g.ref),
            g.money,
            g.fund,
            g.state == Gift.State.REVERSED,
            g.ref in places and places[g.ref] < signed,
        )
        for g in gifts
    ]
    return sorted(found, key=lambda f: (f.number is None, f.number or 0))
