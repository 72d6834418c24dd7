"""What a treasurer does with a line: one decision, one record, one claim; and how it is undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ouna.core.book import (
    EXCHANGE_PERCENT,
    CorrectionMade,
    CreditUnexplained,
    DebitUnexplained,
    FeeCharged,
    InterestReceived,
    TransferArrived,
    TransferSent,
    inverse_of,
    is_correctable,
)
from ouna.core.values import Money
from ouna.donations.actions import receive_gift, reverse_gift
from ouna.donations.models import Gift, Pledge
from ouna.funds.actions import claim, line_data, record_rates, settle_line, unclaim
from ouna.funds.models import BankAccount, BankLine, Claim, Fund
from ouna.funds.queries import euro_rates, iban_key, way_over
from ouna.funds.rates import convert
from ouna.funds.rules import check_treasurer
from ouna.log import Actor, SealedOpening, action, journal, new_ref, record, seal
from ouna.log.queries import state_of
from ouna.parties.models import Person
from ouna.treasury import rules
from ouna.treasury.actions.sealing import inherited
from ouna.treasury.errors import (
    CarriesAnOrder,
    ExchangeOdd,
    LineNotBooked,
    LineNotWaiting,
    NoSuchTransfer,
    OtherAccount,
    SplitDiffers,
    WrongDirection,
)
from ouna.treasury.models import Transfer
from ouna.treasury.queries.lines import opened_text
from ouna.treasury.queries.orders import carries_order, payee_key

OPEN_STATES = (BankLine.State.WAITING, BankLine.State.UNEXPLAINED)


def free_fund(account: BankAccount) -> Fund:
    """The fund that bears bank charges and takes interest: the campaign's first free one."""
    fund = Fund.objects.filter(campaign_id=account.campaign_id, free=True).first()
    assert fund is not None, "a campaign opens with a free fund"
    return fund


def take(by: Actor, line: BankLine, sign: int = 0) -> BankLine:
    """The line, read again under the book lock, still to be booked and of the right direction.

    Raises: NotPermitted, LineNotWaiting, WrongDirection.
    """
    line = BankLine.objects.select_related("account__campaign", "account__section", "parent").get(pk=line.pk)
    check_treasurer(by, line.account.section.ref)
    if line.state not in OPEN_STATES:
        raise LineNotWaiting()
    if sign and line.minor * sign < 0:
        raise WrongDirection()
    return line


def take_free(by: Actor, line: BankLine, sign: int) -> BankLine:
    """As `take`, for what an order's line can never become: a gift, a charge, a transfer, a returned gift.

    Raises: CarriesAnOrder, and as `take` does.
    """
    line = take(by, line, sign)
    if carries_order(line):
        raise CarriesAnOrder()
    return line


def line_fields(line: BankLine) -> tuple[dict[str, Any], SealedOpening]:
    """The fields every record of a line has, and the opening of its `line` commitment."""
    opening = seal("line", line_data(line, line.account.ref), line.account.ref)
    fields = {
        "campaign": line.account.campaign.ref,
        "account": line.account.ref,
        "money": Money(abs(line.minor), line.currency),
        "booked": line.booked_on.isoformat(),
        "line": opening.hash,
        "explains": line.open_ref or None,
    }
    return fields, opening


@action
def book_as_gift(
    *, by: Actor, line: BankLine, fund: Fund, pledge: Pledge | None = None, person: Person | None = None
) -> Gift:
    """Book money that came in as a gift for a purpose. Raises: LineNotWaiting, WrongDirection, RuleBroken."""
    line = take_free(by, line, 1)
    name, _ = opened_text(line)
    gift: Gift = receive_gift(by=by, line=line, fund=fund, pledge=pledge, person=person, donor=name)
    return gift


@action
def book_as_fee(*, by: Actor, line: BankLine) -> str:
    """Book the bank's charge; the free fund bears it, within the month's announced limit.

    Raises: OtherAccount for money that went to an account, unless the bank's own code says charge.
    """
    line = take_free(by, line, -1)
    if payee_key(line) and not rules.is_charge(line.minor, line.bank_code):
        raise OtherAccount("A charge of the bank goes to no account.")
    ref = new_ref("fee")
    claim(line, ref)
    fields, opening = line_fields(line)
    record(FeeCharged(ref=ref, fund=free_fund(line.account).ref, **fields), openings=[opening])
    settle_line(line, BankLine.State.FEE)
    return ref


@action
def book_as_interest(*, by: Actor, line: BankLine) -> str:
    """Book interest the bank paid; it belongs to the free fund."""
    line = take_free(by, line, 1)
    ref = new_ref("int")
    claim(line, ref)
    fields, opening = line_fields(line)
    record(InterestReceived(ref=ref, fund=free_fund(line.account).ref, **fields), openings=[opening])
    settle_line(line, BankLine.State.INTEREST)
    return ref


@action
def book_as_transfer_out(*, by: Actor, line: BankLine, target: BankAccount) -> Transfer:
    """Book money sent to another of our accounts; it is on its way until that account's file shows it.

    Raises: OtherAccount where the bank names an account that is not the target.
    """
    line = take_free(by, line, -1)
    if payee_key(line) not in ("", *(iban_key(number) for number in target.ids)):
        raise OtherAccount()
    ref = new_ref("xfer")
    claim(line, ref)
    fields, opening = line_fields(line)
    record(TransferSent(ref=ref, target=target.ref, **fields), openings=[opening])
    settle_line(line, BankLine.State.TRANSFER)
    return Transfer.objects.create(
        ref=ref,
        source=line.account,
        target=target,
        minor=-line.minor,
        currency=line.currency,
        sent_on=line.booked_on,
    )


@action
def book_as_transfer_in(*, by: Actor, line: BankLine, transfer: Transfer, fund: Fund | None = None) -> str:
    """Book the arrival of a transfer; `fund` bears an exchange or a loss on the way.

    Raises: NoSuchTransfer, ExchangeOdd when it lies far from the rate of its day.
    """
    line = take_free(by, line, 1)
    transfer = Transfer.objects.get(pk=transfer.pk)
    if transfer.target_id != line.account_id or transfer.arrived_on or transfer.undone:
        raise NoSuchTransfer()
    if transfer.currency != line.currency:
        measure_exchange(transfer, line)
    ref = new_ref("arr")
    claim(line, ref)
    fields, opening = line_fields(line)
    record(
        TransferArrived(ref=ref, transfer=transfer.ref, fund=fund.ref if fund else None, **fields),
        openings=[opening],
    )
    settle_line(line, BankLine.State.TRANSFER)
    transfer.arrived_on, transfer.arrival_ref = line.booked_on, ref
    transfer.save(update_fields=["arrived_on", "arrival_ref"])
    return ref


def measure_exchange(transfer: Transfer, line: BankLine) -> None:
    """Else any small sum could pass for a large transfer. The book measures anew, with recorded rates, so
    the day's are recorded first. Raises: ExchangeOdd, also without a rate.
    """
    legs = euro_rates({transfer.currency, line.currency}, line.booked_on)
    way = way_over(legs, transfer.currency, line.currency)
    if not way:
        raise ExchangeOdd("There is no confirmed rate between the two currencies for that day.")
    expected = convert(Money(transfer.minor, transfer.currency), line.currency, way).minor
    if abs(line.minor - expected) > max(1, expected * EXCHANGE_PERCENT // 100):
        raise ExchangeOdd()
    record_rates(legs)


@action
def book_as_return(*, by: Actor, line: BankLine, gift: Gift) -> None:
    """Book a gift that the bank took back; its receipt says so from now on.

    Raises: OtherAccount where the money went to another account than the gift came from.
    """
    line = take_free(by, line, -1)
    if payee_key(line) and gift.line.iban_key and payee_key(line) != gift.line.iban_key:
        raise OtherAccount()
    reverse_gift(by=by, gift=gift, reason="returned", line=line)


@action
def mark_unexplained(*, by: Actor, line: BankLine) -> str:
    """Say in public that nobody can explain this line yet; a later booking explains it."""
    line = take(by, line)
    if line.state == BankLine.State.UNEXPLAINED:
        raise LineNotWaiting()
    fields, opening = line_fields(line)
    kind = CreditUnexplained if line.minor > 0 else DebitUnexplained
    ref = new_ref("open")
    record(kind(ref=ref, **fields), openings=[opening])
    line.state, line.open_ref = BankLine.State.UNEXPLAINED, ref
    line.save(update_fields=["state", "open_ref"])
    return ref


@action
def split_line(*, by: Actor, line: BankLine, parts: Sequence[dict[str, Any]]) -> list[BankLine]:
    """Split a line into parts that are booked one by one.

    `parts`: dicts with `minor` and, where known, fields of a BankLine (reference, iban_key, …). Sender and
    text are those of the line.
    Raises: SplitDiffers, LineNotWaiting.
    """
    line = take(by, line)
    if line.parent_id is not None or not rules.covers([p["minor"] for p in parts], line.minor):
        raise SplitDiffers()
    return split(by, line, [inherited(line, new_ref("line")) | part for part in parts])


def split(by: Actor, line: BankLine, parts: Sequence[dict[str, Any]]) -> list[BankLine]:
    """Write the parts of a line whose sum was checked. Call inside an action."""
    rows = [
        BankLine(
            ref=part.get("ref") or new_ref("line"),
            account=line.account,
            booked_on=line.booked_on,
            value_on=line.value_on,
            currency=line.currency,
            nth=nth,
            source=line.source,
            parent=line,
            open_ref=line.open_ref,
            state=line.state,
            **{k: v for k, v in part.items() if k != "ref"},
        )
        for nth, part in enumerate(parts, start=1)
    ]
    made = BankLine.objects.bulk_create(rows)
    line.state = BankLine.State.SPLIT
    line.save(update_fields=["state"])
    journal("line.split", subject=line.ref, data={"parts": len(made)}, by=by)
    return made


@action
def merge_lines(*, by: Actor, line: BankLine) -> BankLine:
    """Put a split line together again, as long as none of its parts is booked. Raises: LineNotWaiting."""
    line = BankLine.objects.select_related("account__section").get(pk=line.pk)
    check_treasurer(by, line.account.section.ref)
    parts = list(line.parts.all())
    if line.state != BankLine.State.SPLIT or any(p.state not in OPEN_STATES for p in parts):
        raise LineNotWaiting("A part of the line is booked already.")
    line.parts.all().delete()
    line.state = BankLine.State.UNEXPLAINED if line.open_ref else BankLine.State.WAITING
    line.save(update_fields=["state"])
    journal("line.merged", subject=line.ref, data={"parts": len(parts)}, by=by)
    return line


@action
def undo_booking(*, by: Actor, line: BankLine) -> BankLine:
    """Undo how a line was booked, by a counter-entry; its money is publicly unexplained until booked anew.

    Raises: LineNotBooked where the record cannot be undone (a return, an arrived transfer).
    """
    line = BankLine.objects.select_related("account__campaign", "account__section").get(pk=line.pk)
    check_treasurer(by, line.account.section.ref)
    held = Claim.objects.filter(line=line).first()
    if held is None:
        raise LineNotBooked()
    if held.by.startswith(("pay_", "back_")):
        raise LineNotBooked(
            "A payment that left, or came back, cannot be undone.",
            next_step="If the bank sends the money back, book that line as the return of the payment.",
        )
    if held.by.startswith("rev_"):
        raise LineNotBooked(
            "What the bank took back stays taken back: no later record makes a returned gift whole again.",
            next_step="If another gift was meant, open the line of that gift and book it anew for the giver "
            "and the purpose named here; tell the auditor.",
        )
    if held.by.startswith("gift_"):
        reverse_gift(by=by, gift=Gift.objects.get(ref=held.by), reason="misbooked")
        line.refresh_from_db()
        return line
    _correct(line, held.by)
    return line


def _correct(line: BankLine, ref: str) -> None:
    """Replace a charge, interest, sent transfer or money brought in by an unexplained line."""
    old = state_of(ref)
    if not is_correctable(old):
        raise LineNotBooked("This booking cannot be undone here.", next_step="Ask the auditor to add a note.")
    fields, opening = line_fields(line)
    kind = CreditUnexplained if line.minor > 0 else DebitUnexplained
    # What it explained, the replacement explains too: the line stays the same one.
    replacement = kind(ref=new_ref("open"), **{**fields, "explains": getattr(old, "explains", "") or None})
    record(
        CorrectionMade(
            ref=new_ref("corr"),
            campaign=line.account.campaign.ref,
            corrects=ref,
            inverse=tuple(inverse_of(old)),
            replacement=replacement,
        ),
        openings=[opening],
    )
    Transfer.objects.filter(ref=ref).update(undone=True)
    unclaim(line, ref, open_ref=replacement.ref)
