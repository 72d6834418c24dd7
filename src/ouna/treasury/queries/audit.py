"""What an auditor asks of any period: trial balance, journal, a sample of gifts beside their bank lines."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, Sum

from ouna.core.values import Money
from ouna.donations.models import Gift, Reversal
from ouna.funds.models import BankAccount, Fund
from ouna.log.models import BookMove, Entry
from ouna.treasury.models import AuditNote
from ouna.treasury.queries.lines import OpenLine, open_lines

#: Most rows of one journal file; a longer period is asked for in two.
MOST_ROWS = 500_000


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One account or purpose in one currency over a period of bank days: minor units; `came` and `went`
    are positive."""

    ref: str
    currency: str
    opening: int
    came: int
    went: int

    @property
    def closing(self) -> int:
        """Opening with what came and without what went."""
        return self.opening + self.came - self.went


@dataclass(frozen=True, slots=True)
class Trial:
    """The trial balance. `between`: what is in accounts and in no purpose (transfers on their way count
    minus, unexplained money plus), by currency."""

    first: date
    last: date
    accounts: list[TrialRow]
    funds: list[TrialRow]

    def total(self, rows: Iterable[TrialRow], currency: str) -> TrialRow:
        """One side added up in one currency."""
        chosen = [r for r in rows if r.currency == currency]
        return TrialRow(
            "",
            currency,
            sum(r.opening for r in chosen),
            sum(r.came for r in chosen),
            sum(r.went for r in chosen),
        )

    @property
    def currencies(self) -> list[str]:
        """The currencies of both sides."""
        return sorted({r.currency for r in (*self.accounts, *self.funds)})

    def between(self, currency: str) -> int:
        """Closing of the accounts less closing of the purposes."""
        return self.total(self.accounts, currency).closing - self.total(self.funds, currency).closing


def trial_balance(first: date, last: date) -> Trial:
    """Every account and purpose that ever moved, from the moves themselves (never from kept balances)."""
    before = Q(day__lt=first)
    within = Q(day__gte=first, day__lte=last)
    sums = (
        BookMove.objects.filter(day__lte=last)
        .values("of", "currency")
        .annotate(
            opening=Sum("minor", filter=before),
            came=Sum("minor", filter=within & Q(minor__gt=0)),
            went=Sum("minor", filter=within & Q(minor__lt=0)),
        )
        .order_by("of", "currency")
    )
    rows = [
        TrialRow(s["of"], s["currency"], s["opening"] or 0, s["came"] or 0, -(s["went"] or 0)) for s in sums
    ]
    return Trial(
        first,
        last,
        [r for r in rows if r.ref.startswith("acct_")],
        [r for r in rows if r.ref.startswith("fund_")],
    )


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One move of one page of the record."""

    number: int | None
    on: date
    booked: date
    kind: str
    ref: str
    of: str
    money: Money


def journal_rows(first: date, last: date) -> Iterator[JournalRow]:
    """Every move whose bank day lies in the period, in the order of the record; read in small portions."""
    moves = (
        BookMove.objects.filter(day__gte=first, day__lte=last)
        .order_by("entry_id", "nth")
        .values_list(
            "entry__place__number", "entry__on", "day", "entry__kind", "entry__ref", "of", "minor", "currency"
        )
    )[:MOST_ROWS]
    for number, on, day, kind, ref, of, minor, currency in moves.iterator(chunk_size=2_000):
        yield JournalRow(number, on, day, kind, ref, of, Money(minor, currency))


def names_of() -> dict[str, str]:
    """Refs of accounts and purposes → IBAN or code, for files."""
    accounts = BankAccount.objects.values_list("ref", "iban")
    return {**dict(accounts), **dict(Fund.objects.values_list("ref", "code"))}


@dataclass(frozen=True, slots=True)
class Sampled:
    """One gift of the sample: what the record says beside what the bank wrote."""

    gift: Gift
    opened: OpenLine
    number: int | None
    recorded: Money | None

    @property
    def agrees(self) -> bool:
        """Sum, currency and account of record, gift and bank line are one, and the line is seen in a file."""
        line = self.gift.line
        same = self.recorded == self.gift.money == line.money and line.account_id == self.gift.account_id
        return same and line.booked_on == self.gift.booked_on


def sample(
    first: date, last: date, count: int, seed: str, accounts: Iterable[BankAccount]
) -> tuple[list[Sampled], int]:
    """`count` gifts of the period, drawn with the seed: the same for everybody who names the same.

    Returns them in the order drawn, and among how many they were drawn.
    """
    refs = sorted(
        Gift.objects.filter(
            account__in=list(accounts), booked_on__gte=first, booked_on__lte=last
        ).values_list("ref", flat=True)
    )
    rng = random.Random(f"{seed}\n{first.isoformat()}\n{last.isoformat()}")  # noqa: S311 - repeatable, not secret
    drawn = rng.sample(refs, min(count, len(refs)))
    gifts = {
        g.ref: g
        for g in Gift.objects.filter(ref__in=drawn).select_related(
            "line__account", "fund", "account__section"
        )
    }
    entries = {e.ref: e for e in Entry.objects.filter(ref__in=drawn).select_related("place")}
    opened = {o.line.pk: o for o in open_lines(g.line for g in gifts.values())}
    return [_sampled(gifts[ref], opened, entries.get(ref)) for ref in drawn], len(refs)


def _sampled(gift: Gift, opened: dict[int, OpenLine], entry: Entry | None) -> Sampled:
    data = json.loads(bytes(entry.data)) if entry else {}
    place = getattr(entry, "place", None) if entry else None
    recorded = Money.of(data["money"]) if "money" in data else None
    return Sampled(gift, opened[gift.line_id], place.number if place else None, recorded)


def unconfirmed_returns() -> list[Reversal]:
    """Gifts booked as returned although the bank told no more than the sum: only a treasurer vouches for it.

    A debit to anybody could pass for one. What an auditor has noted something about is looked at already.
    """
    told = ~Q(line__returned="")
    for field in ("end_to_end", "bank_ref", "reference", "iban_key"):
        told |= Q(**{f"line__{field}": F(f"gift__line__{field}")}) & ~Q(**{f"line__{field}": ""})
    rows = Reversal.objects.filter(reason=Reversal.Reason.RETURNED, line__isnull=False).exclude(told)
    rows = rows.exclude(ref__in=AuditNote.objects.values("about"))
    return list(rows.select_related("line", "gift").order_by("-pk"))


def notes(limit: int = 50) -> list[AuditNote]:
    """The newest notes."""
    return list(AuditNote.objects.all()[:limit])
