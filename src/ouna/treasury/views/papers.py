"""Statements typed from paper: two persons, of whom the second may come from another section."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ouna.core.errors import Refused
from ouna.core.values import Money
from ouna.log import Actor
from ouna.parties.models import Role, User
from ouna.parties.permissions import require
from ouna.treasury.actions import confirm_statement, type_statement, withdraw_statement
from ouna.treasury.forms.papers import PaperForm, PaperLineForm
from ouna.treasury.models import PaperStatement
from ouna.treasury.queries.access import access_paper, access_papers, may_decide
from ouna.treasury.queries.accounts import accounts_of, statements_in_chain
from ouna.treasury.queries.papers import lines_of
from ouna.treasury.views import words
from ouna.treasury.views.answers import actor_of, page_of
from ouna.treasury.views.plans import Adds, adds, days
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags.ui import day, name, reference, signed

#: Rows of the form at first and at most; `More rows` adds ten.
ROWS, MOST_ROWS = 10, 300


@require("treasurer", "auditor")
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """Typed statements, those that wait for a second person first."""
    actor = actor_of(request)
    rows = access_papers(actor)
    rows.sort(key=lambda p: p.state != PaperStatement.State.TYPED)
    page = page_of(rows, request.GET.get("page", ""), 30)
    names = dict(User.objects.filter(ref__in={p.by for p in page.object_list}).values_list("ref", "name"))
    shown = [
        {
            "row": p,
            "where": words.place(p.account),
            "days": days(p.first_day, p.last_day),
            "by": names.get(p.by, ""),
            "mine": p.by == actor.ref,
            "closing": Money(p.closing_minor, p.account.currency),
        }
        for p in page.object_list
    ]
    context = {"papers": shown, "page": page, "treasurer": actor.has("treasurer")}
    return render(request, "treasury/papers.html", context)


def _formset(request: HttpRequest, currency: str, rows: int) -> Any:
    made = forms.formset_factory(PaperLineForm, extra=rows, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
    data = request.POST if request.method == "POST" else None
    return made(data, form_kwargs={"currency": currency}, prefix="line")


@require("treasurer")
@require_http_methods(["GET", "HEAD", "POST"])
def paper_new(request: HttpRequest) -> HttpResponse:
    """Type a statement: head and lines; what is missing is shown until it adds up."""
    actor = actor_of(request)
    accounts = accounts_of(actor)
    wanted = request.POST.get("account") or request.GET.get("account", "")
    initial = _from_last(accounts, wanted)
    form = PaperForm(request.POST or None, accounts=accounts, initial=initial)
    lines = _formset(request, form.currency, ROWS)
    more = request.method == "POST" and "more" in request.POST
    sum_table = None
    if more:
        data = request.POST.copy()
        data["line-TOTAL_FORMS"] = str(min(MOST_ROWS, len(lines.forms) + 10))
        request.POST = data  # type: ignore[assignment]
        form = PaperForm(data, accounts=accounts)
        lines = _formset(request, form.currency, 0)
        for one in (form, *lines.forms):
            one._errors = forms.utils.ErrorDict()
    elif request.method == "POST":
        fine = form.is_valid() & lines.is_valid()
        typed = [f.cleaned_data for f in lines.forms if fine and f.cleaned_data.get("minor") is not None]
        if fine and (answer := _type(request, form, typed)):
            return answer
        sum_table = _sum(form, lines)
    context = {
        "form": form,
        "lines": lines,
        "sum": sum_table,
        "crumb_items": [(_("Typed from paper"), reverse("treasury:papers")), (_("New statement"), "")],
        "currency": form.currency,
    }
    status = 422 if request.method == "POST" and not more else 200
    return render(request, "treasury/paper_new.html", context, status=status)


def _from_last(accounts: list[Any], wanted: str) -> dict[str, Any]:
    """Opening where the account's last statement closed."""
    account = next((a for a in accounts if a.ref == wanted), accounts[0] if accounts else None)
    if account is None:
        return {}
    chain = statements_in_chain(account)
    initial: dict[str, Any] = {"account": account.ref}
    if chain:
        initial["opening"] = f"{Money(chain[-1].closing_minor or 0, account.currency).decimal:f}"
    return initial


def _type(request: HttpRequest, form: PaperForm, typed: list[dict[str, Any]]) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        paper = type_statement(
            by=actor_of(request),
            account=form.accounts[data["account"]],
            first_day=data["first_day"],
            last_day=data["last_day"],
            opening_minor=data["opening_minor"],
            closing_minor=data["closing_minor"],
            lines=[
                {
                    "day": x["day"].isoformat(),
                    "minor": x["minor"],
                    "name": x.get("name", ""),
                    "text": x.get("text", ""),
                    "reference": x.get("reference", ""),
                }
                for x in typed
            ],
        )
    except Refused as refused:
        form.add_error(None, words.said(refused))
        return None
    messages.success(request, _("Kept. A second person compares it with the paper; then it is booked."))
    return redirect("treasury:paper", paper.ref)


def _sum(form: PaperForm, lines: Any) -> Adds | None:
    """What is missing between the balances and the lines typed so far."""
    data = getattr(form, "cleaned_data", {})
    if "opening_minor" not in data or "closing_minor" not in data:
        return None
    moved = [
        f.cleaned_data["minor"]
        for f in lines.forms
        if getattr(f, "cleaned_data", None) and f.cleaned_data.get("minor")
    ]
    return adds(form.currency, data["opening_minor"], data["closing_minor"], moved)


@require("treasurer", "auditor")
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """A typed statement beside the paper: confirm it, take it back, or see whom to ask."""
    actor = actor_of(request)
    row = access_paper(actor, ref)
    if request.method == "POST":
        return _answer(request, row)
    lines = lines_of(row)
    currency = row.account.currency
    typist = User.objects.filter(ref=row.by).first()
    is_open = row.state == PaperStatement.State.TYPED
    context = {
        "row": row,
        "where": words.place(row.account),
        "days": days(row.first_day, row.last_day),
        "table": _lines_table(lines, currency),
        "adds": adds(currency, row.opening_minor, row.closing_minor, [x["minor"] for x in lines]),
        "typist": typist.name if typist else "",
        "confirms": is_open and actor.has("treasurer") and row.by != actor.ref,
        "withdraws": is_open and may_decide(actor, row.account),
        "ask": whom_to_ask(row) if is_open and row.by == actor.ref else [],
        "open": is_open,
        "crumb_items": [
            (_("Typed from paper"), reverse("treasury:papers")),
            (words.place_text(row.account), ""),
        ],
    }
    return render(request, "treasury/paper.html", context)


def whom_to_ask(row: PaperStatement) -> list[dict[str, Any]]:
    """Other treasurers, those of the same section first: name, section, address."""
    roles = (
        Role.objects.filter(role=Role.TREASURER, user__is_active=True)
        .exclude(user__ref=row.by)
        .select_related("user", "section")
        .order_by("user__name")
    )
    rows = sorted(roles, key=lambda r: r.section_id != row.account.section_id)
    return [
        {"name": r.user.name, "email": r.user.email, "section": r.section.names if r.section else None}
        for r in rows[:30]
    ]


def _lines_table(lines: list[dict[str, Any]], currency: str) -> Table:
    from_iso = [(x, Money(int(x["minor"]), currency)) for x in lines]
    rows = [
        [day(_date(x["day"])), _who(x), reference(x["reference"]) if x.get("reference") else "", signed(m)]
        for x, m in from_iso
    ]
    columns = [
        Column(_("Day")),
        Column(_("Who, and what is written")),
        Column(_("Payment reference")),
        Column(_("Amount"), number=True),
    ]
    return Table(columns=columns, rows=rows)


def _date(text: str) -> Any:
    return forms.DateField().to_python(text)


def _who(line: dict[str, Any]) -> SafeString:
    said = f"{line.get('name', '')} {line.get('text', '')}".strip()
    return name(said) if said else SafeString(_("no name"))


def _answer(request: HttpRequest, row: PaperStatement) -> HttpResponse:
    actor: Actor = actor_of(request)
    try:
        if request.POST.get("do") == "withdraw":
            withdraw_statement(by=actor, paper=row)
            messages.success(request, _("Taken back. Nothing of it was booked."))
            return redirect("treasury:papers")
        if request.POST.get("compared") != "yes":
            messages.error(request, _("Say first that you compared it with the paper."))
            return redirect("treasury:paper", row.ref)
        statement, booked = confirm_statement(by=actor, paper=row)
    except Refused as refused:
        messages.error(request, words.said(refused))
        return redirect("treasury:paper", row.ref)
    if statement.state == statement.State.HELD:
        messages.warning(request, _("Confirmed, but held: lines of these days are known already."))
    else:
        lines = ngettext("%(n)s line is in.", "%(n)s lines are in.", statement.new_count)
        told = [_("Confirmed."), lines % {"n": statement.new_count}, words.booked_text(booked)]
        messages.success(request, " ".join(told))
    return redirect("treasury:papers")
