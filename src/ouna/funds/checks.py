"""Invariants of accounts, lines and rates: our tables say what the book says."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, Sum

from ouna.core.book import Account
from ouna.core.book import Fund as FundState
from ouna.core.values import parse_json
from ouna.funds.models import BankAccount, BankLine, Claim, Fund, Rate, Received
from ouna.log import queries as log
from ouna.log.checks import snapshot
from ouna.log.models import Entry
from ouna.log.monitor import Finding
from ouna.log.texts import text_of

#: States in which a line must be claimed by a record, and those in which it must not.
BOOKED = (
    BankLine.State.GIFT,
    BankLine.State.FEE,
    BankLine.State.INTEREST,
    BankLine.State.BEFORE,
    BankLine.State.TRANSFER,
    BankLine.State.RETURN,
)
FREE = (BankLine.State.WAITING, BankLine.State.PENDING, BankLine.State.SPLIT, BankLine.State.UNEXPLAINED)


def checks() -> Iterator[Finding]:
    """Accounts and purposes equal the book, claims are real, parts add up, rates were confirmed."""
    with snapshot():
        yield from accounts_and_funds()
        yield from holders()
        yield from claims()
        yield from parts()
        yield from brought_in()
        yield from rates()


def accounts_and_funds() -> Iterator[Finding]:
    """What donors are shown is what was announced."""
    accounts = {a.ref: a for a in BankAccount.objects.select_related("campaign", "section")}
    announced = log.states_of_kind(Account)
    for ref, state in announced.items():
        account = accounts.get(ref)
        if account is None:
            yield Finding(ref, "An announced account is missing here.")
            continue
        closed = account.closed_on.isoformat() if account.closed_on else ""
        ours = Account(
            account.campaign.ref,
            account.currency,
            account.section.ref,
            tuple(account.ids),
            state.tally,
            state.since,
            closed,
        )
        if state != ours or set(account.numbers.values_list("number", flat=True)) != set(account.ids):
            yield Finding(ref, "The account differs from what was announced.")
    for ref in accounts.keys() - announced.keys():
        if accounts[ref].announced_on:
            yield Finding(ref, "The account is called announced, and the record does not say so.")
    funds = log.states_of_kind(FundState)
    for fund in Fund.objects.select_related("campaign"):
        if funds.get(fund.ref) != FundState(fund.campaign.ref, fund.free, tuple(fund.purposes)):
            yield Finding(fund.ref, "The purpose differs from the record.")


def holders() -> Iterator[Finding]:
    """Holder, bank and BIC are those of the text announced with the account, as long as it is published."""
    announced = Entry.objects.filter(kind="account.announced").values_list("data", flat=True)
    rows = {a.ref: (a.holder, a.bank_name, a.bic) for a in BankAccount.objects.all()}
    for data in announced:
        entry = parse_json(bytes(data))
        text = text_of(entry["text"])
        told = tuple(text.get(name) for name in ("holder", "bank", "bic")) if text else None
        if told and entry["ref"] in rows and rows[entry["ref"]] != told:
            yield Finding(entry["ref"], "Holder or bank of the account differ from what was announced.")


def claims() -> Iterator[Finding]:
    """A booked line is claimed by a record that exists; a free one is not."""
    held = Claim.objects.filter(line=OuterRef("pk"))
    for ref in BankLine.objects.filter(~Exists(held), state__in=BOOKED).values_list("ref", flat=True)[:100]:
        yield Finding(ref, "The bank line is called booked, and no record claims it.")
    for ref in BankLine.objects.filter(Exists(held), state__in=FREE).values_list("ref", flat=True)[:100]:
        yield Finding(ref, "The bank line waits, and a record claims it.")
    entry = Entry.objects.filter(ref=OuterRef("by"))
    for by in Claim.objects.filter(~Exists(entry)).values_list("by", flat=True)[:100]:
        yield Finding(by, "A bank line is claimed by something the record does not hold.")


def parts() -> Iterator[Finding]:
    """The parts of a split line add up to it; only split lines have parts."""
    split = BankLine.objects.annotate(total=Sum("parts__minor")).filter(parent__isnull=True)
    wrong = split.filter(Q(state=BankLine.State.SPLIT) | Q(total__isnull=False))
    same = Q(state=BankLine.State.SPLIT, total=F("minor"))
    for ref in wrong.exclude(same).values_list("ref", flat=True)[:100]:
        yield Finding(ref, "The parts of the bank line do not add up to it.")


def brought_in() -> Iterator[Finding]:
    """Sums from before these books equal their lines."""
    lines = {
        (account, currency): minor
        for account, currency, minor in BankLine.objects.filter(state=BankLine.State.BEFORE)
        .order_by()
        .values_list("account", "currency")
        .annotate(m=Sum("minor"))
    }
    kept: dict[tuple[int, str], int] = {}
    for account, currency, minor in Received.objects.values_list("account", "currency", "before_minor"):
        kept[account, currency] = kept.get((account, currency), 0) + minor
    if {k: m for k, m in kept.items() if m} != lines:
        yield Finding("funds_received", "The sum kept from before these books is wrong.")


def rates() -> Iterator[Finding]:
    """No total is shown with a rate that nobody confirmed, or other than the record holds it."""
    known = {}
    for ref, by, data in Entry.objects.filter(kind="rate.used").values_list("ref", "by", "data"):
        told = parse_json(bytes(data))
        known[ref] = by, tuple(told[name] for name in ("base", "quote", "rate", "day", "source"))
    for rate in Rate.objects.exclude(used_ref=""):
        _by, recorded = known.pop(rate.used_ref, ("", None))
        if not rate.confirmed_by or recorded is None:
            yield Finding(rate.used_ref, "A rate is used without being confirmed or recorded.")
        elif recorded != (rate.base, rate.quote, rate.value, rate.on.isoformat(), rate.source):
            yield Finding(rate.used_ref, "The rate differs from what was recorded.")
    for ref in (ref for ref, (by, _told) in known.items() if by != log.RECOVERED):
        yield Finding(ref, "A rate that was recorded is missing here.")
