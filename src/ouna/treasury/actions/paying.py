"""From orders to payments: the bank's lines of what was ordered, of what came back, and of what does not fit.

A debit becomes a payment only if it executes an open order. One that carries an order's number and does not
fit it (another payee, a higher amount, a second time) is never booked: it stays waiting, and payments are
stopped until the partner has looked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db import transaction

from ouna.core.errors import Refused
from ouna.funds.models import BankAccount, BankLine
from ouna.log import Actor, action
from ouna.spending.actions import book_returned, book_sent, misfit, raise_alarm
from ouna.spending.models import Order, Payment, PaymentFile, Return
from ouna.treasury import rules
from ouna.treasury.actions.booking import split, take
from ouna.treasury.errors import NotThisFile, NotThisOrder, NotThisPayment
from ouna.treasury.queries.orders import (
    Named,
    batches_of,
    facts_of,
    named_orders,
    open_orders,
    order_facts,
)


@action
def book_as_payment(*, by: Actor, line: BankLine, order: Order) -> Payment:
    """Book a debit as the payment of an open order. Raises: NotThisOrder, RuleBroken, as `take` does.

    What lies above the order, within its margin, is borne by the fund that the pact names.
    """
    line = take(by, line, -1)
    order = Order.objects.select_related("payee").get(pk=order.pk)
    if not rules.order_reasons(facts_of(line), order_facts(order)):
        raise NotThisOrder()
    payment: Payment = book_sent(by=by, line=line, order=order)
    return payment


@action
def book_as_payment_return(*, by: Actor, line: BankLine, payment: Payment) -> Return:
    """Book a credit as the return of a payment, or of part of it: its request may pay anew.

    Raises: NotThisPayment, RuleBroken, as `take` does.
    """
    line = take(by, line, 1)
    named = named_orders([line]).get(line.pk)
    payment = Payment.objects.select_related("order__payee").get(pk=payment.pk)
    if named is not None and named.order.pk != payment.order_id:
        raise NotThisPayment()
    facts, order = facts_of(line), order_facts(payment.order)
    if not rules.payment_return_reasons(facts, order, line.minor):
        raise NotThisPayment()
    returned: Return = book_returned(by=by, line=line, payment=payment)
    return returned


@action
def book_batch(*, by: Actor, line: BankLine, file: PaymentFile) -> list[Payment]:
    """Split a debit that is all open orders of a payment file together, and book each. All or none.

    Raises: NotThisFile when they do not add up to it, RuleBroken, as `take` does.
    """
    line = take(by, line, -1)
    batch = next((b for b in batches_of(line, open_orders(line.account)) if b.file.pk == file.pk), None)
    if batch is None:
        raise NotThisFile()
    parts = split(by, line, [{"minor": -o.minor, "end_to_end": o.end_to_end} for o in batch.orders])
    return [
        book_as_payment(by=by, line=part, order=order)
        for part, order in zip(parts, batch.orders, strict=True)
    ]


def book_named(by: Actor, line: BankLine, named: Named) -> bool | None:
    """What the import does with a line that carries an order's number; None if the line is the bank's charge.

    Books what agrees exactly. What does not fit stops payments; the line waits. Called inside an action.
    """
    facts, order = facts_of(line), order_facts(named.order)
    if line.minor > 0:
        if named.payment is not None and rules.is_exact_return(facts, order, named.left):
            return _tried(partial(book_as_payment_return, by=by, line=line, payment=named.payment))
        return False if rules.payment_return_reasons(facts, order, named.left) else None
    if rules.is_charge(line.minor, line.bank_code):
        return None
    if misfit(line, named.order) or named.status != "open":
        stop_payments(by, line, named.order)
        return False
    if rules.is_exact(facts, order):
        return _tried(partial(book_as_payment, by=by, line=line, order=named.order))
    return False


def stop_payments(by: Actor, line: BankLine, order: Order) -> None:
    """Nothing more is ordered until the partner has looked at this line. Called inside an action."""
    raise_alarm(by=by, line=line, order=order)


def book_whole_files(by: Actor, account: BankAccount, lines: list[BankLine]) -> tuple[int, set[int]]:
    """Book debits that name a payment file and are its open orders together.

    Returns how many payments, and which lines. Called inside an action.
    """
    count, taken = 0, set()
    orders = open_orders(account) if any(line.minor < 0 for line in lines) else []
    for line in lines if any(order.file_id for order in orders) else ():
        certain = [b for b in batches_of(line, orders) if b.certain]
        if len(certain) == 1 and _tried(partial(book_batch, by=by, line=line, file=certain[0].file)):
            count += len(certain[0].orders)
            taken.add(line.pk)
            gone = {order.pk for order in certain[0].orders}
            orders = [order for order in orders if order.pk not in gone]
    return count, taken


def _tried(act: Callable[[], object]) -> bool:
    """Whether it went through. What a rule refuses stays waiting: a person sees why."""
    try:
        with transaction.atomic():
            act()
    except Refused:
        return False
    return True
