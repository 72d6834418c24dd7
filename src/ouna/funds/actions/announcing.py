"""Purposes are opened; accounts announced, closed, and stated by their banks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ouna.campaign.models import Campaign
from ouna.campaign.queries import check_running
from ouna.core.bank import iban as ibans
from ouna.core.book import (
    AccountAnnounced,
    AccountClosed,
    AccountStated,
    FundOpened,
)
from ouna.core.errors import Refused
from ouna.core.values import Money, Translated, clean_text
from ouna.funds import rules
from ouna.funds.errors import (
    AccountInvalid,
    AccountNotOpen,
    AccountTaken,
    CampaignNotOpen,
    FundInvalid,
)
from ouna.funds.models import AccountNumber, BankAccount, Fund
from ouna.log import Actor, action, clock, new_ref, put_text, record, seal
from ouna.parties.models import Section


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

    Raises: NotPermitted, FundInvalid, CampaignNotOpen, CampaignClosed, RuleBroken.
    """
    rules.check_administrator(by)
    free = rules.check_fund(code, purposes)
    if campaign.opened_on is None:
        raise CampaignNotOpen()
    check_running(campaign)
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


def mark_apart(section: Section) -> None:
    """Give the accounts of a section that has several the last digits by which people tell them apart."""
    rows = list(BankAccount.objects.filter(section=section, announced_on__isnull=False))
    if len(rows) < 2:
        return
    length = next(n for n in (4, 6, 8, 12) if n == 12 or len({row.iban[-n:] for row in rows}) == len(rows))
    for row in rows:
        BankAccount.objects.filter(pk=row.pk).update(mark=row.iban[-length:])


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

    Raises: NotPermitted, AccountInvalid, AccountTaken, CampaignNotOpen, CampaignClosed, RuleBroken.
    """
    rules.check_administrator(by)
    if campaign.opened_on is None:
        raise CampaignNotOpen()
    check_running(campaign)
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
    mark_apart(section)
    account.refresh_from_db(fields=["mark"])
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
