"""The stations of a request, as everyone may read them: no payee, no account, nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ouna.core.values import Money
from ouna.funds.reasons import public_reason
from ouna.spending.models import CashCount, Order
from ouna.spending.queries.reading import Told, told_of
from ouna.spending.queries.standing import Paid, Stand
from ouna.spending.rules import COUNTERS
from ouna.ui.templatetags import ui

Stop = dict[str, Any]


def way_of(stand: Stand) -> list[Stop]:
    """The stations of a request, as far as it has come."""
    row = stand.request
    stops: list[Stop] = [
        {"state": "", "title": _("Asked for"), "when": row.recorded_at.date() if row.recorded_at else None}
    ]
    if stand.enough:
        stops.append({"state": "", "title": _("Approved by the trustees"), "when": stand.since})
    told = told_of(stand)
    for paid in stand.orders:
        stops += _stops_of(paid, told[paid.order.pk])
    if stand.state.closed:
        stops.append({"state": "now", "title": stand.word_text})
    elif stand.word == "stopped":
        stops.append({"state": "now", "title": _("Stopped"), "when": stand.stopped})
    elif not stand.enough:
        stops.append({"state": "open", "title": _("Waits for signatures")})
    elif stand.word == "approved":
        stops.append({"state": "open", "title": _("Approved, not sent")})
    return stops


def _stops_of(paid: Paid, told: Told) -> list[Stop]:
    order = paid.order
    cash = order.way == Order.Way.CASH
    title = _("Ordered in cash") if cash else _("Ordered at the bank")
    stops: list[Stop] = [
        {"state": "", "title": title, "when": order.made_at.date(), "text": ui.money(order.money)}
    ]
    if cash:
        stops += _counts(paid, told.counts)
    if paid.status == "failed":
        said = _("The cash was not handed over") if cash else _("The bank never sent it")
        text = _sum_and_reason(order.money, order.failed_code)
        stops.append({"state": "open", "title": said, "when": order.failed_on, "text": text})
    if paid.payment:
        said = _("Taken from our account") if cash else _("Paid")
        when, text = paid.payment.booked_on, ui.money(paid.payment.money)
        stops.append({"state": "", "title": said, "when": when, "text": text})
        for back in told.returns:
            said = _("The bank sent it back") if paid.back else _("The bank sent a part of it back")
            text = _sum_and_reason(Money(back.minor, paid.payment.currency), back.line.returned)
            stops.append({"state": "open", "title": said, "when": back.booked_on, "text": text})
        if paid.stands:
            proven = {"state": "now", "title": _("With proof of use")}
            stops.append(proven if paid.proven else {"state": "later", "title": _("Proof of use to come")})
    return stops


def _counts(paid: Paid, counts: Sequence[CashCount]) -> list[Stop]:
    """The two counts of a hand-over: how much, and on which day; who counted is not public."""
    titles = (_("Counted by one person"), _("Counted by a second person"))
    currency = paid.order.payee_currency
    stops: list[Stop] = [
        {"state": "", "title": title, "when": count.at.date(), "text": ui.money(count.minor, currency)}
        for title, count in zip(titles, counts, strict=False)
    ]
    if len(counts) < COUNTERS and paid.status != "failed":
        missing = _("Not counted by anybody yet") if not counts else _("Not counted by a second person yet")
        stops.append({"state": "open", "title": missing})
    return stops


def _sum_and_reason(money: Money, code: str) -> SafeString:
    """What came back, or never left, and the bank's reason as far as it is public."""
    reason = public_reason(code)
    if not reason:
        return ui.money(money)
    return format_html(_("{sum}: {reason}"), sum=ui.money(money), reason=reason)
