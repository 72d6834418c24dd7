"""The start page of every desk, and the partner's page."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ouna.funds.queries import fund_rows, section_rows
from ouna.log import clock
from ouna.log import queries as log
from ouna.parties.actions import mark_visit
from ouna.parties.permissions import require
from ouna.ui.charts.bars import section_bar
from ouna.ui.charts.sections import together
from ouna.web import desks, queries
from ouna.web.context import campaign_of_request

#: On a first visit, news reach back this far.
FIRST = timedelta(days=7)


@require()
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, and what came since I was last here."""
    actor, user = request.actor, request.user  # type: ignore[attr-defined]
    mark_visit(by=actor, user=user)
    since = user.visit_before or clock.now() - FIRST
    waits = desks.waits(actor)
    context = {
        "waits": [_shown(w, i) for i, w in enumerate(waits)],
        "total": sum(w.count for w in waits),
        "news": desks.news(actor, since),
        "since": since,
        "first_visit": user.visit_before is None,
        "name": user.name,
        "no_role": not actor.roles,
        "treasurer": actor.has("treasurer"),
        "last": log.last_check(),
        **(_received(request) if actor.has("partner") else {}),
    }
    return render(request, "web/desk.html", context)


def _shown(wait: desks.Wait, place: int) -> dict[str, object]:
    return {
        "count": wait.count,
        "title": wait.text,
        "detail": wait.detail,
        "url": wait.url,
        "action": wait.action or _("Look"),
        "late": wait.urgent,
        "first": place == 0,
    }


def _received(request: HttpRequest) -> dict[str, Any]:
    """What has been received for the partner, by purpose."""
    campaign = campaign_of_request(request)
    if campaign is None:
        return {}
    rows = fund_rows(campaign)
    sections = queries.sections_of(rows)
    purposes = [{"row": r, "section": s, "bar": section_bar(s)} for r, s in zip(rows, sections, strict=True)]
    return {
        "purposes": purposes,
        "rows": rows,
        "together": together(sections),
        "together_bar": section_bar(together(sections)),
        "arrived": rows.total("arrived"),
        "promised": rows.total("promised"),
        "balance": rows.total("balance"),
        "goal": campaign.goal,
        "missing": rows.missing,
        "legs": rows.legs,
        "now": clock.now(),
    }


@require("partner", "auditor")
def partner(request: HttpRequest) -> HttpResponse:
    """Received for us, per purpose, as of now; as a file with `?as=csv`."""
    context = _received(request)
    if context and request.GET.get("as") == "csv":
        return _as_csv(context)
    campaign = campaign_of_request(request)
    back = queries.taken_back(campaign) if campaign else {}
    rows = section_rows(campaign) if campaign else []
    context["by_section"] = [replace(r, gifts=r.gifts - back.get(r.account.pk, 0)) for r in rows]
    context["last"] = log.last_check()
    return render(request, "web/partner.html", context)


def _as_csv(context: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="received.csv"'
    response.write("\ufeff")  # so that spreadsheets read the Arabic
    writer = csv.writer(response)
    writer.writerow([_("Purpose"), _("Goal"), _("Promised"), _("Received"), _("Left"), _("Currency")])
    for item in context["purposes"]:
        row, section = item["row"], item["section"]
        sums = (row.aim, row.promised, row.arrived, row.balance)
        # A title is ours, but a file of ours never holds a formula.
        name = f"'{section.name}" if section.name[:1] in "=+-@\t\r＝＋－＠" else section.name
        writer.writerow([name, *(f"{m.decimal:f}" for m in sums), row.aim.currency])
    return response
