"""Reads of `funds`: is this our account, which rate on a day, what each purpose has. Nothing sums history."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from ouna.campaign.models import Campaign
from ouna.core.bank import iban as ibans
from ouna.core.bank.qr import EpcCode, SwissCode, epc_parse, swiss_parse
from ouna.core.bank.reference import rf_valid
from ouna.core.errors import Refused
from ouna.core.values import Money
from ouna.funds import rates, rules
from ouna.funds.models import BankAccount, Fund, Promised, Rate, Received
from ouna.funds.rates import Leg
from ouna.funds.spent import approved_open, balances_and_states
from ouna.log import clock
from ouna.log.keys import sealing_key
from ouna.parties.models import Section

# Accounts ---------------------------------------------------------------------------------------


def open_accounts(campaign: Campaign) -> QuerySet[BankAccount]:
    """The announced accounts of a campaign that are not closed, in the order of their sections."""
    rows = campaign.accounts.filter(announced_on__isnull=False, closed_on=None)
    return rows.select_related("section", "campaign")


def announced_accounts(campaign: Campaign) -> QuerySet[BankAccount]:
    """All accounts ever announced, closed ones too."""
    return campaign.accounts.filter(announced_on__isnull=False).select_related("section")


def open_funds(campaign: Campaign) -> QuerySet[Fund]:
    """The purposes one can give to, in their order."""
    return campaign.funds.filter(state=Fund.State.OPEN)


def account_for_iban(text: str) -> BankAccount | None:
    """The announced account that is known by this number (typed with spaces or not), closed ones too.

    Of several (a number announced again after a closing) the one announced last.
    """
    number = rules.normal_number(text[:200])
    if not rules.is_number(number):
        return None
    rows = BankAccount.objects.filter(numbers__number=number, announced_on__isnull=False)
    return rows.select_related("section", "campaign").order_by("-pk").first()


@dataclass(frozen=True)
class AccountAnswer:
    """Is it ours? `verdict`: yes, closed, altered (our number, but not the code as we write it),
    several (more than one number), invalid (mistyped), no, empty. `account` only for yes and closed."""

    verdict: str
    account: BankAccount | None = None
    number: str = ""


#: Where a second IBAN may begin inside a text.
_BETWEEN = re.compile("[ \t\r\n\u00a0\u202f\u2009.\u2010\u2011\u2013-]")
#: A further group of digits, which belongs to the number as far as anyone can tell.
_MORE = re.compile(r"[\s.\u2010\u2011\u2013-]+[0-9]")
_STARTS = re.compile(r"(?<![0-9A-Z])[A-Z]{2}[0-9]{2}(?=[0-9A-Z ])", re.ASCII)


def _numbers_in(text: str) -> list[str]:
    """The IBANs inside a text, in order; an empty one where something begins as an IBAN does and is none."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text.upper())
    starts = [m.start() for m in _STARTS.finditer(plain) if ibans.country_exists(m[0][:2])]
    return [_number_at(plain, start) for start in starts[:20]]


def _number_at(plain: str, start: int) -> str:
    """The valid IBAN that begins there and ends where a word ends; a digit more behind it makes it none."""
    read = ""
    for at, char in enumerate(plain[start : start + 80], start):
        if char.isascii() and char.isalnum():
            read += char
            ends = not plain[at + 1 : at + 2].isalnum() and not _MORE.match(plain, at + 1)
            if ends and len(read) >= 15 and ibans.is_valid(read):
                return read
        elif not _BETWEEN.match(char):
            break
    return ""


def is_ours(text: str) -> AccountAnswer:
    """Whether a number, or the whole content of a QR code, leads to an account of ours.

    Only an exact number of an announced account is confirmed; of a QR code also name, bank and reference
    must be as we write them.
    """
    text = text[:2_000].replace("\r\n", "\n").strip()
    if not text:
        return AccountAnswer("empty")
    if text.startswith(("BCD", "SPC")) and "\n" in text:
        return _code_answer(text)
    number = rules.normal_number(text)
    account = account_for_iban(number)
    if account is not None:
        return AccountAnswer("yes" if account.is_open else "closed", account, number)
    if not ibans.is_valid(number):
        found = _numbers_in(text)
        if len(found) == 1 and found[0]:
            # One number among words, as copied from a letter: it is looked at by itself.
            return is_ours(found[0])
        if len(_STARTS.findall(text.upper())) > 1:
            return AccountAnswer("several")
    try:
        ibans.check(number)
    except Refused:
        return AccountAnswer("invalid", number=number[:34])
    return AccountAnswer("no", number=number[:34])


def _code_answer(payload: str) -> AccountAnswer:
    """The verdict on an EPC (EPC069-12) or Swiss (QR-bill 2.3) payload, read strictly."""
    is_epc = payload.startswith("BCD")
    try:
        code = epc_parse(payload) if is_epc else swiss_parse(payload)
    except Refused:
        return AccountAnswer("altered")
    account = account_for_iban(code.iban)
    if account is None:
        return AccountAnswer("no", number=code.iban)
    if not account.is_open:
        return AccountAnswer("closed", account, code.iban)
    fits = _epc_fits(code, account) if isinstance(code, EpcCode) else _swiss_fits(code, account)
    return AccountAnswer("yes", account, code.iban) if fits else AccountAnswer("altered", number=code.iban)


def _is_our_name(name: str, account: BankAccount) -> bool:
    return name in (account.holder, demo_name(account.holder))


def _epc_fits(code: EpcCode, account: BankAccount) -> bool:
    """Name, bank and currency are ours, the reference is one, and nothing else is in the code."""
    reference_fits = not code.reference or rf_valid(code.reference)
    empty = not (code.text or code.note or code.purpose)
    in_euro = account.currency == "EUR"
    return (
        _is_our_name(code.name, account)
        and code.bic in ("", account.bic)
        and reference_fits
        and empty
        and in_euro
    )


def _swiss_fits(code: SwissCode, account: BankAccount) -> bool:
    creditor = code.creditor
    place = {"street": creditor.street, "house": creditor.house, "postcode": creditor.postcode,
             "town": creditor.town, "country": creditor.country}  # fmt: skip
    return (
        _is_our_name(creditor.name, account)
        and all(account.address.get(key, "") == value for key, value in place.items())
        and code.currency == account.currency
        and not code.billing
        and not code.schemes
    )


def demo_name(holder: str) -> str:
    """The holder's name in codes of the demo, so that no bank's app can pay them unnoticed."""
    return f"DEMO {holder}"[:70].rstrip()


def iban_key(number: str) -> str:
    """A keyed hash of an account number: finds the same payer again, and nobody can guess back."""
    normal = rules.normal_number(number)
    key = hashlib.sha256(b"funds.iban_key\n" + sealing_key()).digest()
    return hmac.new(key, normal.encode(), hashlib.sha256).hexdigest() if normal else ""


# Rates ------------------------------------------------------------------------------------------


def _leg(rate: Rate) -> Leg:
    return Leg(rate.base, rate.quote, rate.value, rate.on, rate.source, rate.used_ref)


def _newest(rows: QuerySet[Rate]) -> QuerySet[Rate]:
    """Of each (base, quote) the rates of the last day."""
    newest = (
        rows.filter(base=OuterRef("base"), quote=OuterRef("quote"))
        .order_by()
        .values("base")
        .annotate(last=Max("on"))
        .values("last")
    )
    return rows.filter(on=Subquery(newest)).order_by("pk")


@lru_cache(maxsize=1)
def _newest_used() -> QuerySet[Rate]:
    """The newest rates in the public record: put together once, and run by whoever clones it with `all`."""
    return _newest(Rate.objects.exclude(used_ref=""))


def _latest(newest: QuerySet[Rate]) -> dict[tuple[str, str], Rate]:
    """One rate per (base, quote): one query; on one day the central bank's before others."""
    found: dict[tuple[str, str], Rate] = {}
    for rate in newest:
        key = (rate.base, rate.quote)
        if key not in found or rate.source == rates.SOURCE:
            found[key] = rate
    return found


def rate_on(base: str, quote: str, day: date) -> tuple[Leg, ...] | None:
    """The confirmed rates that lead from one currency to the other on a day: the last on or before it.

    Empty for one and the same currency, two legs over the euro, None where there is no way.
    Use with `ouna.funds.rates.convert`, which rounds once.
    """
    wanted = {base, quote, rates.BASE}
    rows = Rate.objects.filter(base__in=wanted, quote__in=wanted, on__lte=day).exclude(confirmed_by="")
    return rates.path(base, quote, {key: _leg(rate) for key, rate in _latest(_newest(rows)).items()})


def euro_rates(currencies: Iterable[str], day: date) -> list[Rate]:
    """The confirmed rate of each currency to the euro on a day: what the record measures exchanges with."""
    found = _latest(_newest(Rate.objects.filter(on__lte=day).exclude(confirmed_by="")))
    pairs = [((rates.BASE, c), (c, rates.BASE)) for c in sorted(currencies)]
    both = (found.get(straight) or found.get(turned) for straight, turned in pairs)
    return [rate for rate in both if rate is not None]


def way_over(legs: Iterable[Rate], base: str, quote: str) -> tuple[Leg, ...] | None:
    """The way from one currency to the other by these rates, None where there is none."""
    return rates.path(base, quote, {(rate.base, rate.quote): _leg(rate) for rate in legs})


def latest_legs(campaign: Campaign, day: date) -> list[Rate]:
    """The confirmed rates that totals of this campaign need on a day."""
    found = _latest(_newest(Rate.objects.filter(on__lte=day).exclude(confirmed_by="")))
    legs = {key: _leg(rate) for key, rate in found.items()}
    ways = [rates.path(c, campaign.currency, legs) or () for c in campaign.currencies]
    needed = {(leg.base, leg.quote) for way in ways for leg in way}
    return [found[key] for key in sorted(needed)]


def rates_to_confirm() -> list[Rate]:
    """Typed rates that wait for a second person."""
    return list(Rate.objects.filter(confirmed_by="").order_by("-on", "pk")[:100])


def recent_rates() -> list[Rate]:
    """The newest rates of all currencies."""
    return list(Rate.objects.order_by("-on", "base", "quote")[:40])


def used_legs() -> dict[tuple[str, str], Leg]:
    """The newest rates in the public record: what totals are shown with. One query."""
    return {key: _leg(rate) for key, rate in _latest(_newest_used().all()).items()}


# Totals -----------------------------------------------------------------------------------------

#: Tallies the book keeps per fund and currency.
POTS = (
    "received", "brought_in", "reversed", "interest", "exchanged", "moved", "spent", "fees", "reserved",
    "proven",
)  # fmt: skip
#: Approved and not ordered yet: counted from the requests, kept by no tally.
APPROVED = "approved"


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
