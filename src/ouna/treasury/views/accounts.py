"""Bank and book side by side, what explains the difference, what is on its way; money from before."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ouna.core.errors import Refused
from ouna.core.values import Money
from ouna.funds.models import BankAccount
from ouna.funds.queries import open_funds
from ouna.log import clock
from ouna.log.queries import balance
from ouna.parties.permissions import require
from ouna.treasury.actions import book_opening
from ouna.treasury.actions.opening import opening_of
from ouna.treasury.forms.papers import OpeningForm
from ouna.treasury.models import PaperStatement
from ouna.treasury.queries.access import access_account, may_decide, readable_accounts
from ouna.treasury.queries.accounts import (
    Gap,
    in_transit,
    missing_days,
    reconcile,
    statements_in_chain,
)
from ouna.treasury.queries.accounts import account_rows as rows_of
from ouna.treasury.queries.orders import open_orders
from ouna.treasury.views import words
from ouna.treasury.views.answers import actor_of
from ouna.treasury.views.lines import line_table
from ouna.treasury.views.ordered import ordered_table
from ouna.treasury.views.plans import gap_days
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags.parts import tag
from ouna.ui.templatetags.ui import amount, day

#: Days of statements listed on an account's page.
MOST_DAYS = 60


@require("treasurer", "auditor")
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account on the day of its last statement, and transfers on their way."""
    mine = readable_accounts(actor_of(request))
    moving = in_transit(mine)
    context = {
        "table": _table(mine),
        "moving": [
            {"t": t, "money": Money(t.minor, t.currency), "days": (clock.today() - t.sent_on).days}
            for t in moving
        ],
        "openings": [a for a in mine if may_decide(actor_of(request), a) and opening_of(a)],
    }
    return render(request, "treasury/accounts.html", context)


def _table(mine: list[BankAccount]) -> Table:
    typed = set(
        PaperStatement.objects.filter(account__in=mine, state=PaperStatement.State.TYPED).values_list(
            "account_id", flat=True
        )
    )
    cells = []
    for row in rows_of(mine):
        account = row.account
        at = reconcile(account, row.last_day or clock.today())
        left = None if at.bank is None else at.bank - at.book
        url = reverse("treasury:account", args=[account.ref])
        cells.append(
            [
                format_html('<a href="{}">{}</a>', url, words.place(account)),
                amount(at.bank) if at.bank else "–",
                amount(at.book),
                amount(left) if left else "–",
                _state(row, at.unexplained, missing_days(account), account.pk in typed),
                day(row.last_day) if row.last_day else "–",
            ]
        )
    columns = [
        Column(_("Account")),
        Column(_("Bank"), number=True),
        Column(_("Books"), number=True),
        Column(_("Difference"), number=True),
        Column(_("State")),
        Column(_("Last statement")),
    ]
    return Table(columns=columns, rows=cells, caption=_("Bank and books on the day of the last statement"))


def _state(row: Any, unexplained: int | None, gaps: list[Gap], typed: bool) -> SafeString:
    """What explains the state of an account, the worst first."""
    found = []
    if row.held:
        found.append(tag(_("a statement is held"), "wrong"))
    found += [tag(gap_words(gap), "look") for gap in gaps[:2]]
    if unexplained and not gaps:
        found.append(tag(_("does not add up"), "wrong"))
    if row.unexplained:
        text = ngettext("%(n)s line not explained", "%(n)s lines not explained", row.unexplained)
        found.append(tag(text % {"n": row.unexplained}, "look"))
    if row.waiting:
        text = ngettext("%(n)s line waits", "%(n)s lines wait", row.waiting) % {"n": row.waiting}
        found.append(tag(text, "wait"))
    if typed:
        found.append(tag(_("typed, second person asked"), "wait"))
    if not row.last_day:
        found.append(tag(_("no statement yet"), "wait"))
    if not found:
        found.append(tag(_("adds up"), "good"))
    return format_html("<span>{}</span>", SafeString(" ".join(found)))


def gap_words(gap: Gap) -> SafeString:
    """`3 to 5 October 2026 missing`, or `something missing between 20 and 21 November`."""
    return format_html(_("{days} missing") if gap.days else _("missing {days}"), days=gap_days(gap))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require("treasurer", "auditor")
@require_safe
def account(request: HttpRequest, ref: str) -> HttpResponse:
    """One account on one day: bank, book, and line by line what explains the difference."""
    actor = actor_of(request)
    mine = access_account(actor, ref)
    asked = _day(request.GET.get("day", "")) or clock.today()
    at = reconcile(mine, asked)
    context = {
        "account": mine,
        "where": words.place(mine),
        "asked": asked,
        "at": at,
        "bank": at.bank,
        "ordered": ordered_table(open_orders(mine)),
        "waiting_table": line_table(at.waiting, one_account=True) if at.waiting else None,
        "left": Money(at.unexplained, mine.currency) if at.unexplained else None,
        "difference": Money(at.difference or 0, mine.currency),
        "gaps": [{"days": gap_days(g), "jump": Money(g.minor, mine.currency)} for g in at.missing],
        "days": _days_table(mine),
        "numbers": mine.ids,
        "opening": opening_of(mine) if may_decide(actor, mine) else None,
        "crumb_items": [(_("Bank and book"), reverse("treasury:accounts")), (words.place_text(mine), "")],
    }
    return render(request, "treasury/account.html", context)


def _days_table(mine: BankAccount) -> Table | None:
    """Bank and book at the end of each day that has a statement, newest first."""
    last_of_day = {s.last_day: s for s in statements_in_chain(mine)}
    chosen = sorted(last_of_day, reverse=True)[:MOST_DAYS]
    rows = []
    for on in chosen:
        bank = Money(last_of_day[on].closing_minor or 0, mine.currency)
        book = Money(balance(mine.ref, mine.currency, on), mine.currency)
        url = f"{reverse('treasury:account', args=[mine.ref])}?day={on.isoformat()}"
        state = tag(_("equal"), "good") if bank == book else tag(_("differs"), "wait")
        rows.append(
            [
                format_html('<a href="{}">{}</a>', url, day(on)),
                amount(bank),
                amount(book),
                amount(bank - book),
                state,
            ]
        )
    columns = [
        Column(_("Day")),
        Column(_("Bank"), number=True),
        Column(_("Books"), number=True),
        Column(_("Difference"), number=True),
        Column(_("State")),
    ]
    return Table(columns=columns, rows=rows) if rows else None


@require("treasurer")
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, ref: str) -> HttpResponse:
    """Money that was on the account before these books: which purposes it belongs to."""
    actor = actor_of(request)
    mine = access_account(actor, ref)
    first = opening_of(mine)
    if first is None or not may_decide(actor, mine):
        messages.info(request, _("There is no money from before these books to book."))
        return redirect("treasury:account", ref)
    minor = first.opening_minor or 0
    form = OpeningForm(
        request.POST or None, funds=list(open_funds(mine.campaign)), minor=minor, currency=mine.currency
    )
    if request.method == "POST" and form.is_valid():
        try:
            book_opening(by=actor, account=mine, parts=form.cleaned_data["parts"])
        except Refused as refused:
            form.add_error(None, words.said(refused))
        else:
            messages.success(request, _("Booked. It stands in public as money from before these books."))
            return redirect("treasury:account", ref)
    context = {
        "form": form,
        "where": words.place(mine),
        "sum": Money(minor, mine.currency),
        "day": first.first_day,
        "crumb_items": [
            (_("Bank and book"), reverse("treasury:accounts")),
            (words.place_text(mine), reverse("treasury:account", args=[ref])),
            (_("From before"), ""),
        ],
    }
    return render(request, "treasury/opening.html", context, status=422 if form.errors else 200)
