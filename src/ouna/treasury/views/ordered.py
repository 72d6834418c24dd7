"""What was ordered beside what the bank wrote."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ouna.core.values import Money
from ouna.funds.models import BankLine
from ouna.spending.actions import misfit
from ouna.spending.models import Order
from ouna.treasury.queries.orders import Named, payee_key, payee_of, written_id
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags.parts import tag
from ouna.ui.templatetags.ui import code, day, iban, money, name


def ordered_words(order: Order) -> SafeString:
    """`Ordered: 9,600.00 EUR to Two Mules Haulage.`"""
    payee = payee_of(order)
    who = name(payee.latin) if payee else _("a payee that was erased")
    return format_html(_("Ordered: {sum} to {payee}."), sum=money(order.money), payee=who)


def ordered_table(orders: Sequence[Order]) -> Table | None:
    """Orders whose money has not left the account yet: it is in the books, and reserved."""
    rows = []
    for order in orders:
        payee = payee_of(order)
        url = reverse("spending:order", args=[order.ref])
        what = format_html('<a href="{}">{}</a>', url, name(order.request.told))
        who = name(payee.latin) if payee else "–"
        rows.append([day(order.made_at), what, who, money(order.money)])
    columns = [
        Column(_("Ordered on")),
        Column(_("What for")),
        Column(_("Payee")),
        Column(_("Amount"), number=True),
    ]
    return Table(columns=columns, rows=rows) if rows else None


def compared(line: BankLine, who: str, order: Order) -> Table:
    """Order and bank line side by side, each row with whether both agree."""
    payee, key = payee_of(order), payee_key(line)
    number = written_id(line)
    wanted = order.minor + order.margin
    signed = iban(payee.account) if payee and payee.account else _("cash")
    told = _("the bank does not say")
    if key:
        told = _("the same account") if key == order.payee.account_key else _("another account")
    sum_ = money(order.money)
    if order.margin:
        margin = money(Money(order.margin, order.currency))
        sum_ = format_html(_("{sum}, and up to {margin} of charges"), sum=sum_, margin=margin)
    rows: list[list[object]] = [
        [_("What for"), "–", name(order.request.told), ""],
        [_("Payee"), name(who) if who else _("no name"), name(payee.latin) if payee else "–", ""],
        [_("Account"), told, signed, _agrees(key == order.payee.account_key) if key else ""],
        [_("Amount"), money(Money(abs(line.minor), line.currency)), sum_, _agrees(abs(line.minor) <= wanted)],
        [
            _("Number of the order"),
            code(number) if number else "–",
            code(order.end_to_end),
            _agrees(number == order.end_to_end) if number else "",
        ],
        [_("Day"), day(line.booked_on), day(order.made_at), ""],
    ]
    columns = [Column(""), Column(_("At the bank")), Column(_("Ordered")), Column(_("Both"))]
    return Table(columns=columns, rows=rows)


def _agrees(same: bool) -> SafeString:
    return tag(_("agrees"), "good") if same else tag(_("differs"), "wrong")


def stopped_words(line: BankLine, named: Named) -> str:
    """Why a line that carries an order's number is not booked."""
    if named.status == "sent":
        return _("This order was paid already: the bank has sent its money a second time.")
    if named.status != "open":
        return _("This order was said to have failed, and now the bank has sent its money.")
    wrong = misfit(line, named.order)
    if wrong == "payee":
        return _("The money went to another account than the trustees signed.")
    if wrong == "again":
        return _("An earlier line carries the same order: the bank has sent its money twice.")
    return _("More left the account than was ordered.")
