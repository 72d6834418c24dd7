"""Statements: the list with the place to drop files, one statement, the decision about a held one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ouna.core.errors import Broken, Refused
from ouna.core.values import Money
from ouna.funds.models import BankLine
from ouna.parties.permissions import require
from ouna.treasury import archive
from ouna.treasury.actions import release_held
from ouna.treasury.actions.importing import plan_again
from ouna.treasury.actions.reports import report_of
from ouna.treasury.models import Statement
from ouna.treasury.plan import PAPER
from ouna.treasury.queries.access import access_statement, access_statements, may_decide, readable_accounts
from ouna.treasury.queries.accounts import missing_days
from ouna.treasury.views import words
from ouna.treasury.views.answers import actor_of, page_of
from ouna.treasury.views.lines import line_table
from ouna.treasury.views.plans import adds, days, difference_words, gap_days, shown
from ouna.treasury.views.preview import WAITING
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags.parts import tag
from ouna.ui.templatetags.ui import amount, number

DECIDABLE = ("undecidable", "missing", "changed")


@require("treasurer", "auditor")
@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """The place to drop files, what is held or missing, and all statements, newest first."""
    actor = actor_of(request)
    accounts = readable_accounts(actor)
    rows = access_statements(actor)
    chosen = request.GET.get("account", "")
    if chosen:
        rows = rows.filter(account__ref=chosen)
    page = page_of(rows, request.GET.get("page", ""), 25)
    gaps = [
        {"days": gap_days(gap), "where": words.place(a), "jump": Money(gap.minor, a.currency)}
        for a in accounts
        for gap in missing_days(a)
    ]
    context = {
        "page": page,
        "table": _table(page.object_list),
        "held": access_statements(actor).filter(state=Statement.State.HELD)[:20],
        "gaps": gaps,
        "accounts": [(a.ref, words.place_text(a)) for a in accounts],
        "chosen": chosen,
        "treasurer": actor.has("treasurer"),
        "staged": len(request.session.get(WAITING, [])),
    }
    return render(request, "treasury/statements.html", context)


def _table(rows: Any) -> Table:
    cells = []
    for s in rows:
        url = reverse("treasury:statement", args=[s.ref])
        closing = amount(Money(s.closing_minor, s.account.currency)) if s.closing_minor is not None else "–"
        kind = words.STATEMENT_STATES[s.state][1]
        cells.append(
            [
                format_html('<a href="{}">{}</a>', url, days(s.first_day, s.last_day)),
                words.place(s.account),
                number(s.lines_count),
                number(s.new_count),
                closing,
                tag(difference_words(s), kind),
            ]
        )
    columns = [
        Column(_("Days")),
        Column(_("Account")),
        Column(_("Lines"), number=True),
        Column(_("of these new"), number=True),
        Column(_("Closing balance"), number=True),
        Column(_("State")),
    ]
    return Table(columns=columns, rows=cells)


@require("treasurer", "auditor")
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, ref: str) -> HttpResponse:
    """One statement: does it add up, its lines; if it is held, both sides and the decision."""
    actor = actor_of(request)
    row = access_statement(actor, ref)
    if request.method == "POST":
        return _decide(request, row)
    lines = (
        BankLine.objects.filter(statements=row).select_related("account__section").order_by("booked_on", "pk")
    )
    page = page_of(lines, request.GET.get("page", ""), 100)
    currency = row.account.currency
    moved = list(lines.values_list("minor", flat=True)) if row.state == Statement.State.BOOKED else []
    context: dict[str, Any] = {
        "row": row,
        "where": words.place(row.account),
        "days": days(row.first_day, row.last_day),
        "state": (difference_words(row), words.STATEMENT_STATES[row.state][1]),
        "adds": adds(currency, row.opening_minor, row.closing_minor, moved)
        if row.state == Statement.State.BOOKED
        else None,
        "page": page,
        "table": line_table(page.object_list, one_account=True) if page.paginator.count else None,
        "findings": [words.finding(f) for f in row.findings],
        "pending": [
            Money(p["minor"], p["currency"]) for p in row.pending if p.get("minor") and p.get("currency")
        ],
        "crumb_items": [
            (_("Statements"), reverse("treasury:statements")),
            (words.place_text(row.account), ""),
        ],
        "has_file": row.file.format != PAPER,
    }
    if row.state != Statement.State.BOOKED:
        context |= _not_booked(row)
    context["decides"] = row.state == Statement.State.HELD and may_decide(actor, row.account)
    return render(request, "treasury/statement.html", context)


def _not_booked(row: Statement) -> dict[str, Any]:
    """Both sides of a held statement: the lines of the file, and those known from its days."""
    try:
        plan = shown(report_of(plan_again(row)))
    except (Refused, Broken) as refused:
        return {"unread": words.said(refused), "held": words.HELD.get(row.held_reason)}
    known = BankLine.objects.filter(
        account=row.account, parent=None, booked_on__gte=row.first_day, booked_on__lte=row.last_day
    ).select_related("account__section")
    total = known.aggregate(s=Sum("minor"))["s"] or 0
    return {
        "plan": plan,
        "adds": plan.adds,
        "held": words.HELD.get(row.held_reason),
        "known": line_table(known[:200], one_account=True) if known.exists() else None,
        "known_total": Money(total, row.account.currency),
        "choosable": row.held_reason in DECIDABLE,
    }


def _decide(request: HttpRequest, row: Statement) -> HttpResponse:
    decision = request.POST.get("decision", "")
    try:
        done, booked = release_held(by=actor_of(request), statement=row, decision=decision)
    except (Refused, Broken) as refused:
        messages.error(request, words.said(refused))
        return redirect("treasury:statement", row.ref)
    if decision == "dropped":
        messages.success(
            request, _("Set aside. Nothing of it was booked; dropping the file again asks anew.")
        )
    else:
        lines = ngettext("%(n)s line is new.", "%(n)s lines are new.", done.new_count)
        told = [_("Decided."), lines % {"n": done.new_count}, words.booked_text(booked)]
        messages.success(request, " ".join(told))
    return redirect("treasury:statement", row.ref)


@require("treasurer", "auditor")
@require_safe
def raw(request: HttpRequest, ref: str) -> HttpResponse:
    """The bank's file as it came, byte for byte; only if every statement in it may be read."""
    row = access_statement(actor_of(request), ref)
    own = access_statements(actor_of(request)).filter(file=row.file).count()
    if own != row.file.statements.count():
        messages.error(
            request, _("The file holds statements of another section, too. Ask the auditor for it.")
        )
        return redirect("treasury:statement", ref)
    response = HttpResponse(archive.get_file(row.file.sha256), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="bank-file-{row.file.sha256[:12]}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
