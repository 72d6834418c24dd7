"""What each purpose and each section has, from kept balances: nothing here sums history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import F, QuerySet

from ouna.campaign.models import Campaign
from ouna.core.values import Money
from ouna.funds import rates
from ouna.funds.models import BankAccount, Fund, Promised, Received
from ouna.funds.queries.rates import used_legs
from ouna.funds.rates import Leg
from ouna.funds.spent import approved_open, balances_and_states
from ouna.log import clock
from ouna.parties.models import Section

#: Tallies the book keeps per fund and currency.
POTS = (
    "received", "brought_in", "reversed", "interest", "exchanged", "moved", "spent", "fees", "reserved",
    "proven",
)  # fmt: skip
#: Approved and not ordered yet: counted from the requests, kept by no tally.
APPROVED = "approved"


def open_funds(campaign: Campaign) -> QuerySet[Fund]:
    """The purposes one can give to, in their order."""
    return campaign.funds.filter(state=Fund.State.OPEN)


@dataclass(frozen=True)
class FundRow:
    """One purpose, every sum in the campaign's currency. `arrived` = received + brought in - reversed."""

    fund: Fund
    promised: Money
    promises: int
    received: Money
    brought_in: Money
    reversed: Money
    interest: Money
    fees: Money
    spent: Money
    reserved: Money
    balance: Money
    #: Paid with proof of use; and all that the trustees have approved, what is ordered or paid included.
    proven: Money
    approved: Money
    #: (currency, name, minor) as the book holds them, unconverted.
    parts: tuple[tuple[str, str, int], ...] = ()

    @property
    def arrived(self) -> Money:
        """What has come in and stayed."""
        return self.received + self.brought_in - self.reversed

    @property
    def aim(self) -> Money:
        """What the purpose needs in all."""
        return self.fund.aim


@dataclass(frozen=True)
class FundRows:
    """All purposes of a campaign; `legs` are the rates used, `missing` the currencies without one."""

    currency: str
    rows: list[FundRow]
    legs: list[Leg]
    missing: list[str]
    #: All rates in use, for whoever shows more sums on the same page.
    in_use: Mapping[tuple[str, str], Leg] = field(default_factory=dict)

    def __iter__(self) -> Iterator[FundRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def total(self, name: str) -> Money:
        """The sum of one column, such as `arrived`: exactly what the rows show."""
        return sum((getattr(row, name) for row in self.rows), Money(0, self.currency))


@dataclass
class _Exchange:
    """Converts into one currency with the rates in the public record, and remembers what it used."""

    target: str
    legs: Mapping[tuple[str, str], Leg]
    used: dict[tuple[str, str], Leg] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def __call__(self, parts: Iterable[tuple[str, int]]) -> Money:
        total = Money(0, self.target)
        for currency, minor in sorted(parts):
            if not minor:
                continue
            way = rates.path(currency, self.target, self.legs)
            if way is None:
                self.missing.add(currency)
                continue
            self.used.update({(leg.base, leg.quote): leg for leg in way})
            total += rates.convert(Money(minor, currency), self.target, way)
        return total


def fund_rows(campaign: Campaign) -> FundRows:
    """Sums of each purpose in the campaign's currency, from kept balances: three queries in all.

    Each sum of a currency is converted and rounded once; a total adds up what the rows show.
    """
    funds, promised = _funds_and_promises(campaign)
    return _rows_of(campaign.currency, funds, promised)


def fund_row(fund: Fund, currency: str) -> FundRow:
    """Sums of one purpose in that currency, without what is promised: two queries."""
    return _rows_of(currency, [fund], {}).rows[0]


def _rows_of(currency: str, funds: list[Fund], promised: dict[int, list[Promised]]) -> FundRows:
    names = [f"{f.ref}:{p}" for f in funds for p in POTS] + [f.ref for f in funds]
    pots, states = balances_and_states(names)
    for (of, unit), minor in approved_open(states, clock.today()).items():
        pots[f"{of}:{APPROVED}", unit] = minor
    by_pot: dict[str, list[tuple[str, int]]] = {}
    for (of, unit), minor in pots.items():
        by_pot.setdefault(of, []).append((unit, minor))
    exchange = _Exchange(currency, used_legs())
    rows = [_fund_row(fund, by_pot, promised.get(fund.pk, []), exchange) for fund in funds]
    legs = [exchange.used[key] for key in sorted(exchange.used)]
    return FundRows(currency, rows, legs, sorted(exchange.missing), exchange.legs)


def _funds_and_promises(campaign: Campaign) -> tuple[list[Fund], dict[int, list[Promised]]]:
    """The purposes and, by purpose, what is promised: one query, a row for each sum promised."""
    joined = campaign.funds.annotate(
        p_currency=F("promised__currency"), p_minor=F("promised__minor"), p_count=F("promised__count")
    )
    funds: dict[int, Fund] = {}
    promised: dict[int, list[Promised]] = {}
    for row in joined:
        funds.setdefault(row.pk, row)
        if row.p_currency:
            kept = Promised(fund_id=row.pk, currency=row.p_currency, minor=row.p_minor, count=row.p_count)
            promised.setdefault(row.pk, []).append(kept)
    return list(funds.values()), promised


def _fund_row(
    fund: Fund, by_pot: Mapping[str, list[tuple[str, int]]], promised: list[Promised], exchange: _Exchange
) -> FundRow:
    sums = {p: exchange(by_pot.get(f"{fund.ref}:{p}", [])) for p in POTS}
    parts = [(c, p, m) for p in POTS for c, m in by_pot.get(f"{fund.ref}:{p}", []) if m]
    return FundRow(
        fund=fund,
        promised=exchange([(p.currency, p.minor) for p in promised]),
        promises=sum(p.count for p in promised),
        received=sums["received"],
        brought_in=sums["brought_in"],
        reversed=sums["reversed"],
        interest=sums["interest"],
        fees=sums["fees"],
        spent=sums["spent"],
        reserved=sums["reserved"],
        proven=sums["proven"],
        approved=exchange(by_pot.get(f"{fund.ref}:{APPROVED}", [])) + sums["reserved"] + sums["spent"],
        balance=exchange(by_pot.get(fund.ref, [])),
        parts=tuple(sorted(parts)),
    )


@dataclass(frozen=True)
class SectionRow:
    """One account of a section: gifts booked, what arrived and stayed, in its currency and the campaign's."""

    section: Section
    account: BankAccount
    gifts: int
    arrived: Money
    brought_in: Money
    in_campaign_currency: Money
    #: fund id → what arrived for it, in the account's currency.
    by_fund: Mapping[int, Money]


def section_rows(campaign: Campaign, in_use: Mapping[tuple[str, str], Leg] | None = None) -> list[SectionRow]:
    """What each announced account has brought: one query, and one more for the rates if none are given."""
    exchange = _Exchange(campaign.currency, used_legs() if in_use is None else in_use)
    return [_section_row(account, kept, exchange) for account, kept in _accounts_and_received(campaign)]


#: Columns of `Received`, as the accounts' query names them.
_RECEIVED = ("fund_id", "currency", "minor", "count", "reversed_minor", "before_minor")


def _accounts_and_received(campaign: Campaign) -> list[tuple[BankAccount, list[Received]]]:
    """The announced accounts, each with its kept sums: one query, a row for each sum."""
    announced = campaign.accounts.filter(announced_on__isnull=False).select_related("section__organisation")
    joined = announced.annotate(**{f"r_{name}": F(f"received__{name}") for name in _RECEIVED})
    found: dict[int, tuple[BankAccount, list[Received]]] = {}
    for row in joined:
        _, kept = found.setdefault(row.pk, (row, []))
        if row.r_fund_id is not None:
            sums = {name: getattr(row, f"r_{name}") for name in _RECEIVED}
            kept.append(Received(account_id=row.pk, **sums))
    return list(found.values())


def _section_row(account: BankAccount, kept: list[Received], exchange: _Exchange) -> SectionRow:
    nothing, by_fund = Money(0, account.currency), {}
    for row in kept:
        came = Money(row.minor + row.before_minor - row.reversed_minor, row.currency)
        by_fund[row.fund_id] = by_fund.get(row.fund_id, nothing) + came
    before = sum((Money(row.before_minor, row.currency) for row in kept), nothing)
    return SectionRow(
        section=account.section,
        account=account,
        gifts=sum(row.count for row in kept),
        arrived=sum(by_fund.values(), nothing),
        brought_in=before,
        # Purpose by purpose, as the rows of purposes are: both tables have one sum.
        in_campaign_currency=sum(
            (exchange([(m.currency, m.minor)]) for m in by_fund.values()), Money(0, exchange.target)
        ),
        by_fund=by_fund,
    )
