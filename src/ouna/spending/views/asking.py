"""The desk of those who ask: drafts, papers, the second look, the request with its talk and its proof."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ouna.core.errors import OunaError, Refused
from ouna.core.quorum import document_fingerprint
from ouna.core.values import Money
from ouna.parties.permissions import require
from ouna.spending import actions, rules, store
from ouna.spending.forms import RequestForm
from ouna.spending.forms_desk import PaperForm, WordsForm
from ouna.spending.models import Paper, Request
from ouna.spending.queries.asking import organisations_of
from ouna.spending.queries.reading import (
    access_requests,
    approvals_of,
    draft_data,
    open_alarms,
    opened_request,
    refusals_of,
)
from ouna.spending.queries.standing import recorded, stand_of, stands
from ouna.spending.views.shared import (
    actor_of,
    bytes_of,
    campaign_of,
    order_tag,
    request_for,
    stand_tag,
    stored,
    titled,
    told,
)
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags import ui

PAGE = 50
SHOWS = ("receipt", "photo", "delivery", "invoice", "other")


def _lang() -> str:
    return get_language() or "en"


@require(*rules.READS)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Own drafts, what is recorded with its state, and bank lines that the partner must look into."""
    actor, campaign = actor_of(request), campaign_of(request)
    drafts = access_requests(actor, campaign).filter(state=Request.DRAFT)
    everything = stands(list(recorded(campaign)))
    try:
        page = Paginator(everything, PAGE).page(request.GET.get("page") or 1)
    except (EmptyPage, PageNotAnInteger):
        raise Http404 from None
    rows = page.object_list
    cells = [
        [
            titled(s, reverse("spending:desk_request", args=[s.request.ref])),
            s.request.org.names,
            _("%(signed)d of %(needed)d") % {"signed": s.signed, "needed": s.needed},
            stand_tag(s),
            ui.money(s.request.money),
        ]
        for s in rows
    ]
    columns = [Column(_("What for")), Column(_("Asked for by")), Column(_("Signed"))]
    columns += [Column(_("State")), Column(_("Amount"), number=True)]
    context = {
        "drafts": [{"row": d, "title": draft_data(d).get("title", "")} for d in drafts],
        "table": Table(columns, cells, _("Requests in the record")),
        "rows": rows,
        "page": page,
        "asks": campaign.closed_on is None and any(actor.has(role) for role in rules.ASKS),
        "alarms": [
            {"row": a, "own": actor.ref in (a.order.request.made_by, a.order.made_by)}
            for a in (open_alarms(campaign) if actor.has("partner") or actor.has("trustee") else [])
        ],
        "unproven": [{"stand": s, "paid": p} for s in everything for p in s.unproven],
    }
    return render(request, "spending/requests.html", context)


@require(*rules.ASKS)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A new draft; with `replaces` one that takes over what an older request says."""
    actor, campaign = actor_of(request), campaign_of(request)
    old = request.POST.get("replaces", "")
    replaced = get_object_or_404(recorded(campaign), ref=old) if old else None
    mine = organisations_of(actor, campaign)
    chosen = next((o for o in mine if o.ref == request.POST.get("org")), mine[0])
    made = actions.begin_request(by=actor, campaign=campaign, org=chosen, replaces=replaced)
    if replaced is not None:
        actions.save_draft(by=actor, request=made, data=_as_typed(replaced))
        try:
            actions.carry_papers(by=actor, request=made)
        except OunaError:
            said = _("The papers of the old request could not be read. Add them to this draft anew.")
            messages.error(request, said)
    return redirect("spending:edit", made.ref)


def _as_typed(row: Request) -> dict[str, str]:
    """A recorded request as a draft of the one that replaces it."""
    opened = opened_request(row)
    data = {
        "title": row.title,
        "why": row.why,
        "amount": f"{row.money.decimal:f}",
        "currency": row.money_currency,
        "fund": row.fund.code if row.fund else "",
        "purpose": row.purpose,
        "line": row.line,
        "until": row.until.isoformat() if row.until else "",
        "gated": "on" if row.gated else "",
        "place": opened.place,
        "limit": f"{row.limit.decimal:f}",
        "limit_currency": row.limit_currency,
    }
    if opened.payees:
        payee = opened.payees[0].as_data()
        names = {"name": "payee_name", "latin": "payee_latin", "kind": "payee_kind"}
        data |= {names.get(k, k): str(v) for k, v in payee.items() if k != "born"}
        data["payee_born"] = str(payee["born"] or "")
        data["how"] = "account" if payee["account"] else "cash"
        others = [f"{p.latin}; {p.account}; {p.bic}; {p.born or ''}" for p in opened.payees[1:]]
        data["others"] = "\n".join(others)
    if row.standing:
        budget, currency = row.standing, row.limit_currency
        data |= {name: f"{Money(budget[name], currency).decimal:f}" for name in ("each", "total")}
        data["budget_until"] = budget["until"]
    return data


def _draft(request: HttpRequest, ref: str) -> Request:
    row = request_for(request, ref)
    if row.state != Request.DRAFT:
        raise Http404
    return row


@require(*rules.ASKS)
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Write a draft: whatever is typed is kept, also when the rest is missing."""
    row, actor = _draft(request, ref), actor_of(request)
    form = RequestForm(request.POST or None, campaign=row.campaign, lang=_lang(), initial=draft_data(row))
    paper = PaperForm(currency=draft_data(row).get("currency") or row.campaign.currency)
    if request.method == "POST":
        actions.save_draft(by=actor, request=row, data=form.typed())
        wanted = request.POST.get("do", "")
        if wanted == "keep":
            messages.success(request, _("The draft is kept. Nobody else sees it."))
            return redirect("spending:edit", row.ref)
        if form.is_valid():
            return redirect("spending:look", row.ref)
    context = {
        "row": row,
        "form": form,
        "main": [form[name] for name in RequestForm.MAIN],
        "paper": paper,
        "papers": row.papers.order_by("pk"),
        "opened": opened_request(row),
        "steps": _steps(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "spending/edit.html", context, status=status)


def _steps() -> list[str]:
    return [_("What it is for"), _("Check your answers"), _("It waits for the trustees")]


@require(*rules.ASKS)
@require_POST
def paper_add(request: HttpRequest, ref: str) -> HttpResponse:
    """Add a photo or a PDF to a draft; with a sum it is a quote."""
    row = _draft(request, ref)
    currency = draft_data(row).get("currency") or row.campaign.currency
    form = PaperForm(request.POST, request.FILES, currency=currency)
    if not form.is_valid():
        messages.error(request, " ".join(e for errors in form.errors.values() for e in errors))
        return redirect("spending:edit", row.ref)
    data = form.cleaned_data
    try:
        actions.add_paper(
            by=actor_of(request),
            request=row,
            raw=bytes_of(data["file"]),
            kind=data["kind"],
            amount=data["amount"],
            supplier=data["supplier"],
            chosen=data["chosen"],
        )
    except Refused as refused:
        messages.error(request, told(refused))
    return redirect("spending:edit", row.ref)


@require(*rules.ASKS)
@require_POST
def paper_remove(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a paper out of a draft."""
    found = get_object_or_404(Paper.objects.select_related("request"), ref=ref)
    row = _draft(request, found.request.ref)
    actions.remove_paper(by=actor_of(request), paper=found)
    return redirect("spending:edit", row.ref)


@require(*rules.ASKS)
@require_POST
def drop(request: HttpRequest, ref: str) -> HttpResponse:
    """Throw a draft away."""
    actions.drop_draft(by=actor_of(request), request=_draft(request, ref))
    messages.success(request, _("The draft is gone."))
    return redirect("spending:requests")


@require(*rules.ASKS)
def look(request: HttpRequest, ref: str) -> HttpResponse:
    """Check your answers: what becomes public, what stays confidential; then it stands in the record."""
    row = _draft(request, ref)
    form = RequestForm(draft_data(row), campaign=row.campaign, lang=_lang())
    if not form.is_valid():
        return redirect("spending:edit", row.ref)
    wish, papers = form.wish(), list(row.papers.order_by("pk"))
    if request.method == "POST":
        try:
            read = request.POST.get("read", "")
            actions.record_request(by=actor_of(request), request=row, wish=wish, read=read)
            messages.success(request, _("The request stands in the record and waits for the trustees."))
            return redirect("spending:desk_request", row.ref)
        except Refused as refused:
            messages.error(request, told(refused))
            return redirect("spending:edit", row.ref)
    context = {
        "row": row,
        "wish": wish,
        "payee": wish.payees[0],
        "others": wish.payees[1:],
        "papers": papers,
        "opened": opened_request(row),
        "read": wish.fingerprint([p.sha256 for p in papers]),
        "steps": _steps(),
    }
    return render(request, "spending/look.html", context)


@require(*rules.READS)
@require_safe
def desk_request(request: HttpRequest, ref: str) -> HttpResponse:
    """A recorded request with what is confidential in it, for those who may read it."""
    row, actor = request_for(request, ref), actor_of(request)
    if row.state == Request.DRAFT:
        return redirect("spending:edit", row.ref)
    stand = stand_of(row)
    if stand is None:
        raise Http404
    context: dict[str, Any] = {
        "row": row,
        "stand": stand,
        "state": stand_tag(stand),
        "opened": opened_request(row),
        "papers": row.papers.exclude(hash="").select_related("evidence"),
        "comments": row.comments.all(),
        "approvals": approvals_of(stand),
        "refusals": refusals_of(stand),
        "orders": [{"paid": p, "tag": order_tag(p), "unproven": not p.proven} for p in stand.orders],
        "prints": " ".join(document_fingerprint(stand.state.digest)),
        "words": WordsForm(label=_("Say something about it")),
        "kinds": [(v, label) for v, label in Paper.Kind.choices if v in SHOWS],
        "shows": actor.has("partner"),
        "counts": any(actor.has(role) for role in rules.COUNTS),
        "withdraws": not stand.state.closed and _may_withdraw(actor, row),
        "replaces": row.campaign.closed_on is None,
        "pays": actor.has("treasurer"),
        "talks": not actor.has("auditor"),
        "crumb_items": [(_("Requests"), reverse("spending:requests")), (row.title, "")],
    }
    return render(request, "spending/request.html", context)


def _may_withdraw(actor: Any, row: Request) -> bool:
    asks = any(actor.has(role) for role in rules.ASKS)
    return asks and (actor.ref == row.made_by or row.org in organisations_of(actor, row.campaign))


@require(*[role for role in rules.READS if role != "auditor"])
@require_POST
def talk(request: HttpRequest, ref: str) -> HttpResponse:
    """Say something about a request."""
    row, form = request_for(request, ref), WordsForm(request.POST)
    if form.is_valid():
        try:
            actions.comment(by=actor_of(request), request=row, text=form.cleaned_data["text"])
        except Refused as refused:
            messages.error(request, told(refused))
    return redirect("spending:desk_request", row.ref)


@require(*rules.ASKS)
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask no more."""
    row = request_for(request, ref)
    try:
        actions.withdraw_request(by=actor_of(request), request=row)
        messages.success(request, _("The request is withdrawn."))
    except Refused as refused:
        messages.error(request, told(refused))
    return redirect("spending:desk_request", row.ref)


@require(*rules.READS)
@require_safe
def paper_file(request: HttpRequest, ref: str) -> HttpResponse:
    """A paper, for those who may read its request."""
    found = get_object_or_404(Paper.objects.select_related("request"), ref=ref)
    request_for(request, found.request.ref)
    data = store.get(found.ref, found.request.ref)
    ending = "pdf" if found.media.endswith("pdf") else "jpg"
    return stored(data, found.media, f"{found.kind}-{found.sha256[:8]}.{ending}", private=True)
