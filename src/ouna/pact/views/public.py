"""The pact for everyone: texts side by side, who signed, what was promised, whether building may start."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from ouna.campaign.models import Campaign
from ouna.campaign.queries import current_campaign, language_name
from ouna.log import clock
from ouna.pact import queries, rules
from ouna.pact.models import Commitment, Point
from ouna.pact.words import ANSWER_NAMES, STATE_NAMES, TEXT_NAMES
from ouna.parties.permissions import public
from ouna.quorum.views.succession import context_of as succession_of
from ouna.ui.formats import direction


def campaign_or_404() -> Campaign:
    """The campaign that the pages show."""
    campaign = current_campaign()
    if campaign is None:
        raise Http404
    return campaign


def moment_of(stamp: str | None) -> datetime | None:
    """A moment of the record; None for an empty one."""
    return datetime.fromisoformat(stamp.replace("Z", "+00:00")) if stamp else None


def point_rows(points: list[Point], *, inside: bool = False) -> list[dict[str, Any]]:
    """The checklist for a page; `inside`: with the notes that are not public."""
    return [
        {
            "point": point,
            "title": point.titles,
            "answer": ANSWER_NAMES.get(point.answer, ""),
            "tick": {rules.YES: "yes", rules.PARTLY: "partly"}.get(point.answer, "no"),
            "note": point.note if inside or point.note_public else "",
        }
        for point in points
    ]


def commitment_rows(rows: list[Commitment]) -> list[dict[str, Any]]:
    """Commitments for a page, each with its state in words."""
    today = clock.today()
    return [
        {"row": row, "state": STATE_NAMES[row.state], "late": row.is_overdue(today), "owner": row.owner.names}
        for row in rows
    ]


def side_by_side(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Each language with its texts, its name, its direction: as equals, in the pact's order."""
    return [_beside(said, lang) for lang in said["languages"]]


def _beside(said: dict[str, Any], lang: str) -> dict[str, Any]:
    """One language; its headings are in it too where the interface speaks it, else in English."""
    labels = lang if lang in dict(settings.LANGUAGES) else "en"
    with translation.override(labels):
        parts = [
            (str(TEXT_NAMES[field]), said[field].get(lang, {}).get("text", ""), field)
            for field in (rules.BODY, rules.SUCCESSION, rules.REST)
        ]
    return {
        "lang": lang,
        "dir": direction(lang),
        "labels": labels,
        "name": language_name(lang),
        "title": said[rules.TITLE].get(lang, {}).get("text", ""),
        "parts": parts,
    }


def building(campaign: Campaign, *, inside: bool = False) -> dict[str, Any]:
    """Building start and stopped payments, as every page of the pact shows them."""
    return _building(queries.standing(campaign), campaign, inside=inside)


def _building(found: queries.Standing, campaign: Campaign, *, inside: bool) -> dict[str, Any]:
    return {
        "start": found.start,
        "start_since": moment_of(found.start.since),
        "points": point_rows(queries.points(campaign), inside=inside),
        "stopped": moment_of(found.stopped),
    }


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The pact as it is signed."""
    campaign = campaign_or_404()
    found = queries.standing(campaign)
    agreement = queries.agreement_of(campaign, found.pact)
    said = queries.signed_text(agreement) if agreement else None
    context = {
        "campaign": campaign,
        "said": side_by_side(said) if said else [],
        "days": said["days"] if said else 0,
        "text_hash": agreement.text if agreement else "",
        "signatories": queries.signatories(found.pact.officers) if found.pact else [],
        "commitments": commitment_rows(list(queries.commitments(campaign, public_only=True))),
        **_building(found, campaign, inside=False),
        **succession_of(campaign),
    }
    return render(request, "pact/page.html", context)
