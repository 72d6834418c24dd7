"""Cash that is handed over: two persons count it, each for himself, and type what they counted."""

from __future__ import annotations

from ouna.core.book import Order as OrderState
from ouna.core.values import Money
from ouna.log import Actor, action, clock, journal, new_ref
from ouna.log import queries as log
from ouna.spending import rules
from ouna.spending.errors import CannotBePaidThus
from ouna.spending.models import CashCount, Order


@action
def count_cash(*, by: Actor, order: Order, money: Money) -> CashCount:
    """Note one person's count. The second is another person, and both have the sum that was ordered.

    Raises: NotPermitted, CannotBePaidThus, CountedAlready, CountDiffers.
    """
    rules.check_may_count(by)
    order = Order.objects.select_for_update(of=("self",)).select_related("request").get(pk=order.pk)
    state = log.state_of(order.ref)
    if order.way != Order.Way.CASH or not isinstance(state, OrderState) or state.status == "failed":
        raise CannotBePaidThus("Only cash that was ordered is counted.")
    before = list(order.counts.values_list("by", flat=True))
    rules.check_count(by.ref, before, money, order.payee_money)
    made = CashCount.objects.create(
        ref=new_ref("count"), order=order, nth=len(before) + 1, minor=money.minor,
        by=by.ref, by_name=by.name, at=clock.now(),
    )  # fmt: skip
    told = {"order": order.ref, "nth": made.nth, "money": money.as_data()}
    journal("cash.counted", subject=order.request.ref, data=told, by=by)
    return made
