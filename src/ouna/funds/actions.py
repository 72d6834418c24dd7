"""Writes of `funds`: purposes, accounts, what banks state, claims on bank lines, rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F

from ouna.campaign.models import Campaign
from ouna.core.bank import iban as ibans
from ouna.core.book import (
    AccountAnnounced,
    AccountClosed,
    AccountStated,
    FundBroughtIn,
    FundOpened,
    RateUsed,
)
from ouna.core.errors import Refused
from ouna.core.values import Money, Translated, clean_text
from ouna.funds import rates, rules
from ouna.funds.errors import (
    AccountInvalid,
    AccountNotOpen,
    AccountTaken,
    CampaignNotOpen,
    FundInvalid,
    LineAlreadyClaimed,
    LineNotBookable,
    RateInvalid,
    RateKnown,
)
from ouna.funds.models import AccountNumber, BankAccount, BankLine, Claim, Fund, Promised, Rate, Received
from ouna.funds.queries import latest_legs
from ouna.log import Actor, action, clock, journal, new_ref, put_text, record, seal, unchanged
from ouna.parties.models import Section

# Purposes ---------------------------------------------------------------------------------------


@action
def open_fund(
    *,
    by: Actor,
    campaign: Campaign,
    code: str,
    title: Translated,
    aim: Money,
    purposes: Sequence[str],
    order: int = 0,
) -> Fund:
    """Open a purpose; `purposes` are codes, or ["free"] for "where most needed".

    Raises: NotPermitted, FundInvalid, CampaignNotOpen, RuleBroken.
    """
    rules.check_administrator(by)
    free = rules.check_fund(code, purposes)
    if campaign.opened_on is None:
        raise CampaignNotOpen()
    if aim.minor <= 0:
        raise FundInvalid("The aim is above zero.")
    if not title.best("en")[1]:
        raise FundInvalid("A purpose has a title in at least one language.")
    if Fund.objects.filter(campaign=campaign, code=code).exists():
        raise FundInvalid("A purpose of this code is there already.")
    fund = Fund.objects.create(
        ref=new_ref("fund"),
        campaign=campaign,
        code=code,
        title=title.as_data(),
        aim_minor=aim.minor,
        currency=aim.currency,
        free=free,
        purposes=list(purposes),
        order=order,
    )
    text = put_text({"code": code, "title": title.as_data()})
    record(FundOpened(ref=fund.ref, campaign=campaign.ref, purposes=tuple(purposes), aim=aim, text=text))
    return fund


# Accounts ---------------------------------------------------------------------------------------


@action
def announce_account(
    *,
    by: Actor,
    campaign: Campaign,
    section: Section,
    currency: str,
    iban: str,
    holder: str,
    other_ids: Sequence[str] = (),
    bic: str = "",
    bank_name: str = "",
    address: Mapping[str, str] | None = None,
    reversal_style: str = BankAccount.ReversalStyle.AS_WRITTEN,
) -> BankAccount:
    """Say in public that an account is ours, with all its numbers (a QR-IBAN and the IBAN behind it are one).

    Raises: NotPermitted, AccountInvalid, AccountTaken, CampaignNotOpen, RuleBroken.
    """
    rules.check_administrator(by)
    if campaign.opened_on is None:
        raise CampaignNotOpen()
    number, others = _checked_numbers(iban, other_ids)
    is_qr = ibans.is_qr_iban(number)
    rules.check_holder(holder)
    rules.check_account(number, others, bic=bic, is_qr=is_qr)
    taken = AccountNumber.objects.filter(number__in=[number, *others], account__closed_on=None)
    if taken.exists():
        raise AccountTaken()
    account = BankAccount.objects.create(
        ref=new_ref("acct"),
        campaign=campaign,
        section=section,
        currency=currency,
        iban=number,
        other_ids=others,
        holder=holder,
        bic=bic,
        bank_name=clean_text(bank_name),
        address={k: clean_text(v) for k, v in (address or {}).items()},
        qr_iban=is_qr,
        announced_on=clock.today(),
        reversal_style=reversal_style,
    )
    AccountNumber.objects.bulk_create([AccountNumber(number=n, account=account) for n in account.ids])
    record(
        AccountAnnounced(
            ref=account.ref,
            campaign=campaign.ref,
            section=section.ref,
            country=section.country,
            currency=currency,
            ids=tuple(account.ids),
            text=put_text({"holder": holder, "bank": account.bank_name, "bic": bic}),
        )
    )
    return account


def _checked_numbers(iban: str, other_ids: Sequence[str]) -> tuple[str, list[str]]:
    """The IBAN, checked, and the other numbers, normalised. Raises: AccountInvalid."""
    try:
        number = ibans.check(rules.normal_number(iban)).value
    except Refused as refused:
        raise AccountInvalid(str(refused), next_step="Compare it with the bank's paper.") from None
    return number, [rules.normal_number(n) for n in other_ids]


@action
def close_account(*, by: Actor, account: BankAccount) -> BankAccount:
    """Say in public that an account is ours no more. Lines up to today may still be booked.

    Raises: NotPermitted, AccountNotOpen, RuleBroken.
    """
    rules.check_administrator(by)
    if not account.is_open:
        raise AccountNotOpen()
    account.closed_on = clock.today()
    account.save(update_fields=["closed_on"])
    record(AccountClosed(ref=new_ref("close"), campaign=account.campaign.ref, account=account.ref))
    return account


@action
def state_account(
    *,
    by: Actor,
    account: BankAccount,
    day: date,
    closing: Money,
    waiting_in: int,
    waiting_out: int,
    statement: Mapping[str, Any],
) -> str:
    """Record the bank's closing balance of a day beside what is booked and what waits; returns the ref.

    `waiting_in`, `waiting_out`: sums of lines up to that day not yet in the book, minor units, positive.
    `statement` identifies the bank's statement; the record only commits to it.
    Raises: NotPermitted, RuleBroken (step balance) when it does not add up.
    """
    rules.check_treasurer(by, account.section.ref)
    opening = seal("statement", dict(statement), account.ref)
    stated = AccountStated(
        ref=new_ref("stmt"),
        campaign=account.campaign.ref,
        account=account.ref,
        day=day.isoformat(),
        closing=closing,
        waiting_in=waiting_in,
        waiting_out=waiting_out,
        statement=opening.hash,
    )
    record(stated, openings=[opening])
    return stated.ref


# Lines and claims -------------------------------------------------------------------------------


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


# Sums kept in the writing transaction -------------------------------------------------------------

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


# Rates ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RatesReport:
    """What an import of rates did: `differing` are rates of a day known with another value."""

    new: int
    known: int
    findings: list[tuple[str, str]] = field(default_factory=list)


@action
def import_ecb_rates(*, by: Actor, data: bytes, since: date | None = None) -> RatesReport:
    """Take in the European Central Bank's file (XML or CSV); the same file again is unchanged.

    A rate known with another value is a finding: the first one stays. Raises: NotPermitted, RatesUnreadable.
    """
    rules.check_may_enter_rates(by)
    only = {c for row in Campaign.objects.values_list("currencies", "currency") for c in [*row[0], row[1]]}
    read = rates.read_ecb(data, only=only - {rates.BASE}, since=since)
    known = {
        (on, quote): value
        for on, quote, value in Rate.objects.filter(base=rates.BASE, source=rates.SOURCE).values_list(
            "on", "quote", "value"
        )
    }
    findings, fresh = list(read.findings), {}
    for rate in read.rates:
        before = known.get((rate.on, rate.quote), fresh.get((rate.on, rate.quote)))
        if before is None:
            fresh[rate.on, rate.quote] = rate.value
        elif before != rate.value:
            findings.append((f"{rate.on} {rate.quote}", "The rate is known with another value, which stays."))
    Rate.objects.bulk_create(
        [
            Rate(
                base=rates.BASE, quote=quote, value=value, on=on,
                source=rates.SOURCE, entered_by=by.ref, confirmed_by=by.ref,
            )
            for (on, quote), value in fresh.items()
        ],
        batch_size=5_000,
    )  # fmt: skip
    if fresh:
        journal("rates.imported", subject=by.ref, data={"rates": len(fresh)}, by=by)
    else:
        unchanged()
    return RatesReport(len(fresh), len(read.rates) - len(fresh), findings)


@action
def enter_rate(*, by: Actor, base: str, quote: str, value: str, on: date, source: str) -> Rate:
    """Type a rate the central bank does not give; it is used only once somebody else confirms it.

    Raises: NotPermitted, RateInvalid, RateKnown, UnknownCurrency.
    """
    rules.check_may_enter_rates(by)
    Money(0, base), Money(0, quote)
    if base == quote or on > clock.today() or source == rates.SOURCE:
        raise RateInvalid("A typed rate is between two currencies, of a day that has come, not the ECB's.")
    rules.check_source(source)
    text = rates.rate_text(value)
    if Rate.objects.filter(base=base, quote=quote, on=on, source=source).exists():
        raise RateKnown()
    rate = Rate.objects.create(base=base, quote=quote, value=text, on=on, source=source, entered_by=by.ref)
    journal("rate.entered", subject=by.ref, data={"base": base, "quote": quote, "on": str(on)}, by=by)
    return rate


@action
def confirm_rate(*, by: Actor, rate: Rate) -> Rate:
    """A second person has compared the typed rate with its source.

    Raises: NotPermitted, RateNeedsSecondPerson.
    """
    rules.check_may_enter_rates(by)
    rules.check_second_person(rate.entered_by, by.ref)
    if rate.confirmed_by:
        unchanged()
        return rate
    rate.confirmed_by = by.ref
    rate.save(update_fields=["confirmed_by"])
    journal(
        "rate.confirmed",
        subject=by.ref,
        data={"base": rate.base, "quote": rate.quote, "on": str(rate.on)},
        by=by,
    )
    return rate


@action
def use_rates(*, by: Actor, campaign: Campaign) -> list[Rate]:
    """Record the newest confirmed rate of each currency of the campaign, for totals in its own currency.

    Cross rates go over the euro: both legs are recorded, so that anyone can repeat the sum.
    """
    rules.check_may_enter_rates(by)
    needed = [r for r in latest_legs(campaign, clock.today()) if not r.used_ref]
    for rate in needed:
        rate.used_ref = new_ref("rate")
        rate.save(update_fields=["used_ref"])
        record(
            RateUsed(
                ref=rate.used_ref,
                base=rate.base,
                quote=rate.quote,
                rate=rate.value,
                day=rate.on.isoformat(),
                source=rate.source,
            )
        )
    if not needed:
        unchanged()
    return needed
