"""The first page and the campaign's own page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouna.campaign.models import Campaign
from ouna.campaign.queries import language_name
from ouna.parties.permissions import actor_of_request, public
from ouna.quorum.queries import announced_succession
from ouna.ui import formats
from ouna.ui.charts.bars import section_bar
from ouna.web import queries
from ouna.web.pages import public_page


def _purposes(facts: queries.Facts) -> list[dict[str, object]]:
    """The purposes in the coalition's own order, in which the wall numbers them too."""
    return [{"section": s, "bar": section_bar(s)} for s in facts.sections]


def _context(request: HttpRequest, *, with_members: bool) -> dict[str, Any] | None:
    facts = queries.facts(with_members=with_members)
    request._campaign = facts.campaign if facts else None  # type: ignore[attr-defined]
    if facts is None:
        return None
    return {
        "facts": facts,
        "campaign": facts.campaign,
        "purposes": _purposes(facts),
        "total_bar": section_bar(facts.total),
    }


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page for everyone; of a draft nothing but the coalition's name, and a preview for who writes it."""
    if context["campaign"].state == Campaign.OPEN:
        return public_page(request, template, context)
    actor = actor_of_request(request)
    if actor is None or not (actor.has("administrator") or actor.has("editor")):
        return public_page(request, "web/not_open.html", {})
    response = HttpResponse(render_to_string(template, {**context, "preview": True}, request))
    response["Cache-Control"] = "private, no-store"
    return response


@public
def home(request: HttpRequest) -> HttpResponse:
    """What is rebuilt, with whom, how far, who stands behind it, and that one can check it."""
    context = _context(request, with_members=True)
    if context is None:
        return public_page(request, "web/empty.html", {})
    return _page(request, "web/home.html", context)


@public
def campaign(request: HttpRequest) -> HttpResponse:
    """The story of the campaign and its bars."""
    context = _context(request, with_members=False)
    if context is None:
        return public_page(request, "web/empty.html", {})
    context["story"] = _story(context["campaign"])
    context["succession"] = announced_succession(context["facts"].trustees)
    return _page(request, "web/campaign.html", context)


def _story(campaign: Campaign) -> dict[str, object]:
    """The campaign's story in the best language there is, and what is said about that language."""
    wanted = get_language() or "en"
    lang, text = campaign.bodies.best(wanted)
    state = campaign.bodies.data.get(lang, {}).get("state", "")
    note = ""
    if state == "checked":
        note = _("This text was checked by the partner.")
    elif state == "machine":
        note = _("This text was translated by a machine and nobody has read it yet.")
    elif text and lang != wanted:
        note = _("There is no translation of this text yet.")
    return {
        "lang": lang,
        "dir": formats.direction(lang),
        "paragraphs": [p for p in text.split("\n\n") if p.strip()],
        "note": note,
        "languages": [language_name(code) for code in campaign.languages],
    }
