"""What everyone may read: what is asked for, what trustees say, what was paid, and what became of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ouna.log import queries as log
from ouna.parties.permissions import public
from ouna.spending import store
from ouna.spending.models import Paper, Request
from ouna.spending.queries.reading import (
    approvals_of,
    delays_of,
    public_papers,
    refusals_of,
)
from ouna.spending.queries.standing import Stand, recorded, stand_of, stands
from ouna.spending.views.shared import (
    campaign_of,
    order_tag,
    page_link,
    stand_tag,
    stored,
    titled,
)
from ouna.spending.views.way import way_of
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags import ui

PAGE = 50


def for_everyone(response: HttpResponse) -> HttpResponse:
    """The same for every reader: may be kept until something is written."""
    response["Cache-Control"] = "public, no-cache"
    return response


@public
@require_safe
def spending(request: HttpRequest) -> HttpResponse:
    """All requests: what is late first, then by state."""
    campaign = campaign_of(request)
    everything = stands(list(recorded(campaign)))
    late = [s for s in everything if s.late]
    reasons = delays_of(late)
    try:
        page = Paginator(everything, PAGE).page(request.GET.get("page") or 1)
    except (EmptyPage, PageNotAnInteger):
        raise Http404 from None
    context = {
        "campaign": campaign,
        "page": page,
        "table": _table(page.object_list),
        "late": [{"stand": s, "reason": reasons.get(s.request.pk)} for s in late],
        "unproven": [{"stand": s, "paid": p} for s in everything for p in s.unproven],
        "counts": _counts(everything),
        "send_days": settings.SEND_DAYS,
        "proof_days": settings.PROOF_DAYS,
        "stopped": [s for s in everything if s.stopped and not s.state.closed],
        "paused": next((s.paused_since for s in everything if s.paused_since), ""),
    }
    return for_everyone(render(request, "spending/public_list.html", context))


def _counts(everything: list[Stand]) -> list[tuple[object, str]]:
    waits = sum(1 for s in everything if s.word == "waits")
    approved = sum(1 for s in everything if s.word in ("approved", "ordered", "part"))
    paid = sum(1 for s in everything if s.word in ("paid", "proven"))
    stopped = sum(1 for s in everything if s.word == "stopped")
    counts = [
        (len(everything), _("requests")),
        (waits, _("wait for signatures")),
        (approved, _("approved, on their way")),
        (paid, _("paid")),
    ]
    return [*counts, (stopped, _("stopped"))] if stopped else counts


def _table(rows: list[Stand]) -> Table:
    columns = [
        Column(_("What for")),
        Column(_("Purpose")),
        Column(_("Day")),
        Column(_("Signed")),
        Column(_("State")),
        Column(_("Amount"), number=True),
    ]
    cells = []
    for stand in rows:
        request = stand.request
        url = reverse("spending:request", args=[request.ref])
        signed = _("%(signed)d of %(needed)d") % {"signed": stand.signed, "needed": stand.needed}
        cells.append(
            [
                titled(stand, url),
                request.fund.titles if request.fund else "",
                ui.day(request.recorded_at.date() if request.recorded_at else None),
                signed,
                stand_tag(stand),
                ui.money(request.money),
            ]
        )
    return Table(columns, cells, _("What was asked for, newest first"))


@public
@require_safe
def request_page(request: HttpRequest, ref: str) -> HttpResponse:
    """One request: state, arch, sums, days, refusals, what became of it. Payees are not named."""
    row = get_object_or_404(recorded(campaign_of(request)), ref=ref)
    stand = stand_of(row)
    if stand is None:
        raise Http404
    assert row.fund is not None
    context = {
        "stand": stand,
        "row": row,
        "state": stand_tag(stand),
        "facts": _facts(stand),
        "way": way_of(stand),
        "orders": [{"paid": p, "tag": order_tag(p)} for p in stand.orders],
        "approvals": approvals_of(stand),
        "refusals": refusals_of(stand),
        "delay": delays_of([stand]).get(row.pk),
        "papers": public_papers(row),
        "all_papers": row.papers.exclude(hash="").count(),
        "thanks": row.fund.thanked if any(p.stands for p in stand.orders) else None,
        "replaced_by": row.replaced_by.filter(state=Request.RECORDED).first(),
    }
    return for_everyone(render(request, "spending/public_request.html", context))


def _facts(stand: Stand) -> list[tuple[str, object]]:
    row = stand.request
    facts: list[tuple[str, object]] = [
        (_("From the purpose"), row.fund.titles if row.fund else ""),
        (_("Asked for by"), row.org.names),
        (_("At most"), ui.money(row.limit)),
    ]
    if row.margin:
        facts.append((_("Besides, for charges and rate"), ui.money(row.margin, row.limit_currency)))
    if row.line:
        facts.append((_("Budget line"), ui.code(row.line)))
    if row.standing:
        budget = format_html(
            _("{each} a month, {total} in all, until {day}"),
            each=ui.money(row.standing["each"], row.limit_currency),
            total=ui.money(row.standing["total"], row.limit_currency),
            day=ui.day(date.fromisoformat(row.standing["until"])),
        )
        facts.append((_("Spending limit until a date"), budget))
    if row.gated:
        facts.append(
            (_("Building start"), _("yes") if stand.gate_open else _("not yet: this one waits for it"))
        )
    facts += [
        (_("May be paid until"), ui.day(row.until)),
        (_("Payee and account"), _("confidential, only their fingerprints are public")),
        (_("Page of the record"), page_link(log.entry_number(row.ref))),
    ]
    return facts


@public
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """A paper that the partner shows to everyone."""
    found = get_object_or_404(Paper.objects.select_related("request"), ref=ref, public=True)
    if not found.hash or found.request.state != Request.RECORDED:
        raise Http404
    data = store.get(found.ref, found.request.ref)
    ending = "pdf" if found.media.endswith("pdf") else "jpg"
    return stored(data, found.media, f"{found.kind}-{found.sha256[:8]}.{ending}", private=False)
