"""The auditor's pages: a period's trial balance and journal, a sample, notes. Reads all, writes notes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ouna.core.errors import Refused
from ouna.core.values import Money
from ouna.funds.models import BankAccount, Fund
from ouna.parties.errors import NotFound
from ouna.parties.permissions import require
from ouna.treasury.actions import add_note, answer_note
from ouna.treasury.forms.audit import AnswerForm, NoteForm, PeriodForm, SampleForm
from ouna.treasury.models import AuditNote
from ouna.treasury.queries import audit as queries
from ouna.treasury.queries.accounts import accounts_of
from ouna.treasury.views import words
from ouna.treasury.views.answers import actor_of
from ouna.treasury.views.sheets import csv_file, xlsx_file
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags.parts import tag
from ouna.ui.templatetags.ui import amount, day, name

DRAWN = 10


@require("auditor")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Trial balance of a period, journal to keep, the way to the sample, and the notes."""
    form = PeriodForm(request.GET or None)
    first, last = form.period()
    trial = queries.trial_balance(first, last)
    context = {
        "form": PeriodForm(initial={"first": first, "last": last}),
        "first": first,
        "last": last,
        "accounts": _side(trial, trial.accounts, _account_names(), _("Accounts")),
        "funds": _side(trial, trial.funds, _fund_names(), _("Purposes")),
        "between": [Money(trial.between(c), c) for c in trial.currencies],
        "query": f"first={first.isoformat()}&last={last.isoformat()}",
        "sample_form": SampleForm(initial={"count": DRAWN, "seed": last.isoformat()}),
        "notes": queries.notes(20),
        "note_form": NoteForm(),
    }
    return render(request, "treasury/audit.html", context)


def _account_names() -> dict[str, object]:
    return {a.ref: words.place(a) for a in BankAccount.objects.select_related("section")}


def _fund_names() -> dict[str, object]:
    return {f.ref: name(f.titles) for f in Fund.objects.all()}


def _side(
    trial: queries.Trial, rows: list[queries.TrialRow], names: dict[str, object], caption: str
) -> Table:
    """One side of the trial balance, each currency with its total."""

    def cells(label: object, row: queries.TrialRow) -> list[object]:
        sums = (row.opening, row.came, row.went, row.closing)
        return [label, row.currency, *(amount(Money(m, row.currency)) for m in sums)]

    listed = [cells(names.get(r.ref, r.ref), r) for r in sorted(rows, key=lambda r: (r.currency, r.ref))]
    for currency in trial.currencies:
        if sum(1 for r in rows if r.currency == currency) > 1:
            listed.append(
                cells(format_html("<strong>{}</strong>", _("Together")), trial.total(rows, currency))
            )
    columns = [
        Column(caption),
        Column(_("Currency")),
        Column(_("At the beginning"), number=True),
        Column(_("Came in"), number=True),
        Column(_("Went out"), number=True),
        Column(_("At the end"), number=True),
    ]
    return Table(columns=columns, rows=listed)


# Journal ------------------------------------------------------------------------------------------


@require("auditor")
@require_safe
def journal(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Every move of the period as CSV or XLSX."""
    first, last = PeriodForm(request.GET).period()
    stem = f"journal-{first.isoformat()}-{last.isoformat()}"
    rows = _journal(first, last)
    if kind not in ("csv", "xlsx"):
        raise Http404
    if kind == "xlsx":
        return xlsx_file(f"{stem}.xlsx", rows, _("Journal"))
    return csv_file(f"{stem}.csv", rows)


def _journal(first: date, last: date) -> Iterator[list[object]]:
    names = queries.names_of()
    yield [
        _("Page"),
        _("Recorded on"),
        _("Day at the bank"),
        _("What"),
        _("Reference"),
        _("Account or purpose"),
        _("Came in"),
        _("Went out"),
        _("Currency"),
    ]
    for row in queries.journal_rows(first, last):
        sum_ = row.money.decimal
        yield [
            row.number,
            row.on,
            row.booked,
            row.kind,
            row.ref,
            names.get(row.of, row.of),
            sum_ if sum_ > 0 else None,
            -sum_ if sum_ < 0 else None,
            row.money.currency,
        ]


# Sample -------------------------------------------------------------------------------------------


@require("auditor")
@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """Gifts drawn with a seed, each beside the line of the bank."""
    first, last = PeriodForm(request.GET).period()
    form = SampleForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    count, seed = data.get("count") or DRAWN, data.get("seed") or last.isoformat()
    drawn, of = queries.sample(first, last, count, seed, accounts_of(actor_of(request), "auditor"))
    context = {
        "form": form,
        "first": first,
        "last": last,
        "seed": seed,
        "of": of,
        "drawn": len(drawn),
        "agree": sum(1 for s in drawn if s.agrees),
        "table": _sample_table(drawn),
        "crumb_items": [(_("Audit"), reverse("treasury:audit")), (_("Sample"), "")],
    }
    return render(request, "treasury/sample.html", context)


def _sample_table(drawn: list[queries.Sampled]) -> Table:
    rows = []
    for s in drawn:
        gift, line = s.gift, s.gift.line
        page: Any = "–"
        if s.number is not None:
            page = format_html('<a href="{}">{}</a>', reverse("web:entry", args=[s.number]), s.number)
        bank = format_html(
            '<span><a href="{}">{}</a><br><small>{} {}</small></span>',
            reverse("treasury:line", args=[line.ref]),
            day(line.booked_on),
            name(s.opened.name) if s.opened.name else _("no name"),
            name(s.opened.text[:60]) if s.opened.text else "",
        )
        rows.append(
            [
                page,
                words.place(gift.account),
                name(gift.fund.titles),
                amount(s.recorded) if s.recorded else "–",
                bank,
                amount(line.money),
                tag(_("agrees"), "good") if s.agrees else tag(_("differs"), "wrong"),
            ]
        )
    columns = [
        Column(_("Page")),
        Column(_("Account")),
        Column(_("Purpose")),
        Column(_("In the record"), number=True),
        Column(_("At the bank")),
        Column(_("Bank’s amount"), number=True),
        Column(_("Both")),
    ]
    return Table(columns=columns, rows=rows)


# Notes --------------------------------------------------------------------------------------------


@require("auditor", "treasurer")
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest) -> HttpResponse:
    """All notes; the auditor writes one."""
    actor = actor_of(request)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_note(by=actor, text=form.cleaned_data["text"], about=form.cleaned_data["about"])
        messages.success(request, _("Kept. The desks see it; it is not public."))
        return redirect("treasury:notes")
    context = {
        "notes": queries.notes(200),
        "form": form,
        "answer_form": AnswerForm(),
        "writes": actor.has("auditor"),
        "answers": actor.has("treasurer"),
    }
    return render(request, "treasury/notes.html", context, status=422 if form.errors else 200)


@require("treasurer")
@require_POST
def note_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer one note."""
    note = AuditNote.objects.filter(ref=ref).first()
    if note is None:
        raise NotFound()
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write an answer first."))
        return redirect("treasury:notes")
    try:
        answer_note(by=actor_of(request), note=note, text=form.cleaned_data["text"])
    except Refused as refused:
        messages.error(request, words.said(refused))
    return redirect("treasury:notes")
