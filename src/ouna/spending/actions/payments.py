"""What the bank's lines say of orders: sent, failed, returned, or not as ordered."""

from __future__ import annotations

from django.db.models import QuerySet

from ouna.core.book import Order as OrderState
from ouna.core.book import PaymentFailed, PaymentReturned, PaymentSent
from ouna.core.values import Money, clean_text
from ouna.funds.actions import claim, line_data, settle_line
from ouna.funds.models import BankLine
from ouna.funds.reasons import REASONS
from ouna.log import Actor, action, clock, journal, new_ref, record, seal, unchanged
from ouna.log import queries as log
from ouna.spending import rules
from ouna.spending.errors import OtherPayee, PaymentUnfit, RequestIncomplete
from ouna.spending.models import Alarm, Order, Payment, Return


def _order(ref: str) -> Order:
    return Order.objects.select_related(
        "account__section", "account__campaign", "request__fund", "payee"
    ).get(ref=ref)


def misfit(line: BankLine, order: Order) -> str:
    """Why a line that carries an order's name must not be booked as its payment; empty if it may.

    `payee`: the bank names another account than was signed; `amount`: more left than ordered with margin;
    `again`: the order was paid before, or said to have failed, or an earlier line carries its name. A part of
    a split line went where all of it went.
    """
    key = line.iban_key or (line.parent.iban_key if line.parent else "")
    if key and order.payee.account_key and key != order.payee.account_key:
        return Alarm.What.PAYEE
    if -line.minor > order.minor + order.margin:
        return Alarm.What.AMOUNT
    state = log.state_of(order.ref)
    if not isinstance(state, OrderState) or state.status != "open" or _earlier(line, order).exists():
        return Alarm.What.AGAIN
    return ""


def _earlier(line: BankLine, order: Order) -> QuerySet[BankLine]:
    """Debits that carried the order's name before this one; the bank's charges for it do not count."""
    rows = BankLine.objects.filter(account=line.account, end_to_end=order.end_to_end, minor__lt=0)
    return rows.filter(pk__lt=line.pk).exclude(pk=line.parent_id).exclude(state=BankLine.State.FEE)


@action
def book_sent(*, by: Actor, line: BankLine, order: Order) -> Payment:
    """Book an outgoing line as the payment of an order: claims the line, records `payment.sent`.

    What lies above the order, within its margin, is borne by the fund that the order names.
    Raises: NotPermitted, PaymentUnfit, OtherPayee, LineAlreadyClaimed, LineNotBookable, RuleBroken.
    """
    order = _order(order.ref)
    account = order.account
    rules.check_treasurer(by, account.section.ref)
    if line.account_id != account.pk or line.currency != order.currency or line.minor >= 0:
        raise PaymentUnfit()
    wrong = misfit(line, order)
    if wrong == Alarm.What.PAYEE:
        raise OtherPayee()
    if wrong == Alarm.What.AMOUNT:
        raise PaymentUnfit("More left the account than was ordered with its margin.")
    ref, money = new_ref("pay"), Money(-line.minor, line.currency)
    claim(line, ref)
    opening = seal("line", line_data(line, account.ref), account.ref)
    fund = order.request.fund
    assert fund is not None
    record(
        PaymentSent(
            ref=ref, campaign=account.campaign.ref, account=account.ref, money=money,
            booked=line.booked_on.isoformat(), line=opening.hash, explains=line.open_ref or None,
            order=order.ref, request=order.request.ref, fund=fund.ref,
        ),
        openings=[opening],
    )  # fmt: skip
    settle_line(line, BankLine.State.PAYMENT)
    return Payment.objects.create(
        ref=ref, order=order, line=line, minor=money.minor, currency=money.currency, booked_on=line.booked_on
    )


@action
def book_returned(*, by: Actor, line: BankLine, payment: Payment) -> Return:
    """Book an incoming line as the return of a payment, or of part of it: it goes back to fund and request.

    Raises: NotPermitted, PaymentUnfit, LineAlreadyClaimed, LineNotBookable, RuleBroken.
    """
    order = _order(payment.order.ref)
    account = order.account
    rules.check_treasurer(by, account.section.ref)
    if line.account_id != account.pk or line.currency != order.currency or line.minor <= 0:
        raise PaymentUnfit()
    ref, money = new_ref("back"), Money(line.minor, line.currency)
    claim(line, ref)
    opening = seal("line", line_data(line, account.ref), account.ref)
    fund = order.request.fund
    assert fund is not None
    record(
        PaymentReturned(
            ref=ref, campaign=account.campaign.ref, account=account.ref, money=money,
            booked=line.booked_on.isoformat(), line=opening.hash, explains=line.open_ref or None,
            payment=payment.ref, request=order.request.ref, fund=fund.ref,
        ),
        openings=[opening],
    )  # fmt: skip
    settle_line(line, BankLine.State.RETURN)
    return Return.objects.create(
        ref=ref, payment=payment, line=line, minor=money.minor, booked_on=line.booked_on
    )


@action
def mark_failed(*, by: Actor, order: Order, reason: str = "", code: str = "") -> None:
    """The bank never sent an ordered payment: its sum goes back to the request, which is open again.

    `code` is the bank's reason code (`funds.reasons`), told in public; `reason` stays in the private journal.
    Repeatable. Raises: NotPermitted, PaymentUnfit when the bank shows money that left under its number,
    RequestIncomplete for an unknown code, RuleBroken when it was sent.
    """
    order = _order(order.ref)
    rules.check_treasurer(by, order.account.section.ref)
    state = log.state_of(order.ref)
    if isinstance(state, OrderState) and state.status == "failed":
        return unchanged()
    if code and code not in REASONS:
        raise RequestIncomplete("This is not a reason code of a bank.")
    left = BankLine.objects.filter(account=order.account, end_to_end=order.end_to_end, minor__lt=0)
    # What the partner has looked into no longer holds the order: else its sum were reserved for ever.
    left = left.exclude(alarms__order=order, alarms__cleared_at__isnull=False)
    if left.filter(state__in=(BankLine.State.WAITING, BankLine.State.UNEXPLAINED)).exists():
        raise PaymentUnfit("A bank line carries this order’s number: its money left.")
    record(
        PaymentFailed(
            ref=new_ref("fail"),
            campaign=order.account.campaign.ref,
            order=order.ref,
            request=order.request.ref,
        )
    )
    Order.objects.filter(pk=order.pk).update(failed_on=clock.today(), failed_code=code)
    told = {"order": order.ref, "reason": clean_text(reason)[:400], "code": code}
    journal("order.failed", subject=order.request.ref, data=told, by=by)
    return None


@action
def raise_alarm(*, by: Actor, line: BankLine, order: Order) -> Alarm:
    """Note that the bank's line does not fit its order: from now on nothing is ordered in the campaign.

    Repeatable. Raises: NotPermitted, PaymentUnfit when the line fits.
    """
    order = _order(order.ref)
    rules.check_treasurer(by, order.account.section.ref)
    what = misfit(line, order)
    if not what:
        raise PaymentUnfit("This line fits its order: there is nothing to stop.")
    found = Alarm.objects.filter(order=order, line=line).first()
    if found:
        unchanged()
        return found
    made = Alarm.objects.create(
        ref=new_ref("alarm"), order=order, line=line, what=what, by=by.ref, at=clock.now()
    )
    told = {"order": order.ref, "line": line.ref, "what": str(what)}
    journal("payment.alarm", subject=order.request.ref, data=told, by=by)
    return made


@action
def clear_alarm(*, by: Actor, alarm: Alarm, reason: str) -> None:
    """Say what was found out; payments may go on. Raises: NotPermitted, SamePerson, RequestIncomplete."""
    alarm = Alarm.objects.select_related("order__request").get(pk=alarm.pk)
    rules.check_ends_alarm(by, (alarm.order.request.made_by, alarm.order.made_by))
    if alarm.cleared_at:
        return unchanged()
    text = clean_text(reason)[:400]
    if not text:
        raise RequestIncomplete("A reason is missing.")
    alarm.cleared_by, alarm.cleared_at, alarm.reason = by.ref, clock.now(), text
    alarm.save(update_fields=["cleared_by", "cleared_at", "reason"])
    told = {"alarm": alarm.ref, "reason": text}
    journal("payment.alarm_cleared", subject=alarm.order.request.ref, data=told, by=by)
    return None
