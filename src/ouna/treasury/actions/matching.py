"""What is exact books itself; everything else waits for a person, with proposals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from django.db import transaction

from ouna.core.errors import Refused
from ouna.donations.actions import GiftIn, receive_gifts
from ouna.donations.models import Gift, Pledge
from ouna.funds.models import BankAccount, BankLine
from ouna.funds.queries import iban_key
from ouna.log import Actor
from ouna.treasury import rules
from ouna.treasury.actions.booking import (
    book_as_fee,
    book_as_interest,
    book_as_return,
    book_as_transfer_in,
    book_as_transfer_out,
)
from ouna.treasury.actions.paying import book_named, book_whole_files
from ouna.treasury.actions.recovered import meet_recovered
from ouna.treasury.models import Transfer
from ouna.treasury.queries.lines import OpenLine, open_lines
from ouna.treasury.queries.orders import named_orders


def book_exact(*, by: Actor, account: BankAccount, lines: Sequence[BankLine]) -> int:
    """Book the lines that leave no doubt; returns how many. Called inside an action.

    Exact are: an order's number with its sum and payee; a payment reference of ours; a returned payment
    whose gift is certain; a transfer whose other end is known; the bank's own charges and interest.
    """
    waiting = [line for line in lines if line.state == BankLine.State.WAITING]
    with_pledge = _pledged(account, [line for line in waiting if line.minor > 0 and line.reference])
    left = meet_recovered(by, account, waiting, {line.id: pledge for line, pledge in with_pledge})
    if len(left) < len(waiting):
        kept = {line.id for line in left}
        waiting, with_pledge = left, [(line, pledge) for line, pledge in with_pledge if line.id in kept]
    if with_pledge:
        names = {o.line.id: o.name for o in open_lines(line for line, _ in with_pledge)}
        gifts = [
            GiftIn(line, pledge.fund, pledge, pledge.person, names[line.id]) for line, pledge in with_pledge
        ]
        receive_gifts(by=by, gifts=gifts)
    booked = {line.id for line, _ in with_pledge}
    count, whole = book_whole_files(by, account, [line for line in waiting if line.id not in booked])
    count, booked = count + len(booked), booked | whole
    own = _own_accounts(account)
    rest = [line for line in waiting if line.id not in booked]
    named = named_orders(rest)
    for opened in open_lines(rest):
        ordered = book_named(by, opened.line, named[opened.line.id]) if opened.line.id in named else None
        count += _book_one(by, account, opened, own) if ordered is None else ordered
    return count


def _pledged(account: BankAccount, lines: Sequence[BankLine]) -> list[tuple[BankLine, Pledge]]:
    references = {line.reference for line in lines}
    found: dict[str, Pledge] = {}
    wanted = sorted(references)
    for start in range(0, len(wanted), 500):
        for pledge in Pledge.objects.filter(
            campaign_id=account.campaign_id, reference__in=wanted[start : start + 500]
        ).select_related("fund", "person"):
            found[pledge.reference] = pledge
    return [(line, found[line.reference]) for line in lines if line.reference in found]


def _own_accounts(account: BankAccount) -> dict[str, BankAccount]:
    """Keyed IBAN → our other accounts of the campaign."""
    others = BankAccount.objects.filter(campaign_id=account.campaign_id).exclude(pk=account.pk)
    return {iban_key(number): other for other in others for number in other.ids}


def _book_one(by: Actor, account: BankAccount, opened: OpenLine, own: dict[str, BankAccount]) -> int:
    """1 if the line booked itself. What a rule refuses stays waiting: a person sees why."""
    act = _act_for(by, account, opened, own)
    if act is None:
        return 0
    try:
        with transaction.atomic():
            act()
    except Refused:
        opened.line.refresh_from_db()
        return 0
    return 1


def _act_for(
    by: Actor, account: BankAccount, opened: OpenLine, own: dict[str, BankAccount]
) -> Callable[[], object] | None:
    """The one booking that leaves no doubt, or None."""
    line = opened.line
    other = own.get(line.iban_key) if line.iban_key else None
    if other is not None:
        return _transfer(by, account, line, other)
    if line.minor < 0 and line.returned:
        gift = certain_gift(account, line)
        return partial(book_as_return, by=by, line=line, gift=gift) if gift is not None else None
    if line.reference:
        return None
    act = rules.bank_act(line.minor, line.bank_code, opened.name, opened.text)
    if act == "fee":
        return partial(book_as_fee, by=by, line=line)
    return partial(book_as_interest, by=by, line=line) if act == "interest" else None


def _transfer(
    by: Actor, account: BankAccount, line: BankLine, other: BankAccount
) -> Callable[[], object] | None:
    """Money to, or the one awaited sum from, another account of ours."""
    if line.minor < 0:
        return partial(book_as_transfer_out, by=by, line=line, target=other)
    sent = Transfer.objects.filter(
        source=other, target=account, minor=line.minor, currency=line.currency, arrived_on=None, undone=False
    )[:2]
    if len(sent) != 1:
        return None
    return partial(book_as_transfer_in, by=by, line=line, transfer=sent[0])


def certain_gift(account: BankAccount, line: BankLine) -> Gift | None:
    """The one gift a returned payment can mean: same end-to-end id or reference, same sum, still whole.

    A gift whose own end-to-end id is another one is not meant, whoever sent it and whatever else agrees:
    of two equal gifts the other may have been returned before.
    """
    gifts = Gift.objects.filter(account=account, left_minor=-line.minor, booked_on__lte=line.booked_on)
    if line.end_to_end:
        gifts = gifts.filter(line__end_to_end__in=("", line.end_to_end))
    for field, value in (
        ("line__end_to_end", line.end_to_end),
        ("line__bank_ref", line.bank_ref),
        ("line__reference", line.reference),
    ):
        if value:
            found = list(gifts.filter(**{field: value})[:2])
            if len(found) == 1:
                return found[0]
    if line.iban_key:
        found = list(gifts.filter(line__iban_key=line.iban_key)[:2])
        if len(found) == 1:
            return found[0]
    return None
