"""The appeal for everyone: its text in every language, its versions, and what each of them changed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ouna.appeal.models import Version
from ouna.appeal.papers import paper_of
from ouna.appeal.queries import texts as reads
from ouna.appeal.queries.signatories import live_count
from ouna.appeal.queries.today import names_today
from ouna.appeal.rules import texts as rule
from ouna.campaign.models import Campaign
from ouna.campaign.queries import current_campaign, language_name
from ouna.log import clock
from ouna.parties.permissions import public
from ouna.ui import pdf
from ouna.ui.formats import direction
from ouna.ui.markdown import markdown

#: How a translation came about, as readers see it.
STATE_NAMES = {
    "source": _("original"),
    rule.HUMAN: _("translated by a person"),
    rule.MACHINE: _("translated by a machine, not read yet"),
    rule.CHECKED: _("checked by the partner"),
}
#: Names on the page; the list has all of them.
SHOWN = 200
STATE_KINDS = {rule.MACHINE: "look", rule.CHECKED: "good"}
KIND_NAMES = {
    rule.TITLE: _("Title"),
    rule.BODY: _("Text"),
    rule.DEMAND: _("Demand"),
    rule.CALL: _("Call to action"),
    rule.NOTE: _("Footnote"),
}


def campaign_or_404() -> Campaign:
    """The campaign that the pages show."""
    campaign = current_campaign()
    if campaign is None or campaign.state != Campaign.OPEN:
        raise Http404
    return campaign


def language_rows(said: dict[str, Any]) -> list[dict[str, Any]]:
    """The languages one can read it in, each with how it stands."""
    rows = []
    for lang in reads.languages_of(said):
        standing = reads.standing_of(said, lang)
        rows.append(
            {
                "lang": lang,
                "dir": direction(lang),
                "name": language_name(lang),
                "standing": standing,
                "state": STATE_NAMES[standing.state],
                "kind": STATE_KINDS.get(standing.state, ""),
            }
        )
    return rows


def chosen(said: dict[str, Any], lang: str | None) -> str:
    """The language to show: the one asked for, else that of the page, else English, else the source.

    Raises: Http404 when one is asked for by name that is not there.
    """
    there = reads.languages_of(said)
    if lang is not None:
        if lang not in there:
            raise Http404
        return lang
    here = get_language() or "en"
    return next((code for code in (here, here.split("-")[0], "en") if code in there), there[0])


def text_of_page(said: dict[str, Any], lang: str, *, linked: bool = True) -> dict[str, Any]:
    """The parts for a template, each of its kind in its order, rendered; `linked`: footnotes are links, which
    only one language on a page can have."""
    parts = reads.shown_in(said, lang)
    notes = sum(1 for part in parts if part.kind == rule.NOTE) if linked else 0
    found: dict[str, Any] = {kind: [] for kind in rule.KINDS}
    for part in parts:
        below = 1 if part.kind == rule.BODY else 3
        html = (
            ""
            if part.kind == rule.TITLE
            else markdown(part.text, below=below, notes=notes, prefix=f"{part.key}-")
        )
        found[part.kind].append(
            {
                "part": part,
                "html": html,
                "lang": part.lang,
                "dir": direction(part.lang),
                "other": part.lang != lang,
            }
        )
    return {
        "title": found[rule.TITLE][0],
        "body": next(iter(found[rule.BODY]), None),
        "demands": found[rule.DEMAND],
        "calls": found[rule.CALL],
        "notes": found[rule.NOTE],
    }


def _version(campaign: Campaign, number: int | None) -> tuple[Version | None, list[Version]]:
    found = reads.versions(campaign)
    if number is None:
        return (found[0] if found else None), found
    version = next((row for row in found if row.number == number), None)
    if version is None:
        raise Http404
    return version, found


@public
@require_safe
def page(request: HttpRequest, lang: str | None = None, number: int | None = None) -> HttpResponse:
    """The newest version, or an older one, as it was published."""
    campaign = campaign_or_404()
    version, found = _version(campaign, number)
    said = reads.said_by(version) if version else None
    if version is None or said is None:
        if number is not None or lang is not None:
            raise Http404
        return render(request, "appeal/none.html", {"campaign": campaign})
    code = chosen(said, lang)
    languages = language_rows(said)
    is_newest = version == found[0]
    names = names_today(campaign, code, SHOWN) if is_newest else []
    signed = live_count(campaign) if names else 0
    context = {
        "campaign": campaign,
        "version": version,
        "is_newest": is_newest,
        "versions": found,
        "lang": code,
        "dir": direction(code),
        "here": next(row for row in languages if row["lang"] == code),
        "languages": languages,
        "asks": version.until if version.until and version.until >= clock.today() else None,
        "paper": is_newest and code in pdf.LANGUAGES,
        "names": names,
        "signed": signed,
        "more": signed - len(names),
        **text_of_page(said, code),
    }
    return render(request, "appeal/page.html", context)


@public
@require_safe
def paper(request: HttpRequest, lang: str) -> HttpResponse:
    """The newest version in one language as PDF, with the list as of today."""
    campaign = campaign_or_404()
    version = reads.published(campaign)
    said = reads.said_by(version) if version else None
    if version is None or said is None or lang not in pdf.LANGUAGES:
        raise Http404
    made = paper_of(version, said, chosen(said, lang))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="appeal-{lang}.pdf"'
    return response


@public
@require_safe
def changes(request: HttpRequest, number: int, lang: str | None = None) -> HttpResponse:
    """What a version changed against the one before, word by word."""
    campaign = campaign_or_404()
    version, found = _version(campaign, number)
    assert version is not None
    before = next((row for row in found if row.number == number - 1), None)
    said, earlier = reads.said_by(version), reads.said_by(before) if before else None
    if said is None or earlier is None or before is None:
        raise Http404
    both = set(reads.languages_of(earlier))
    languages = [row for row in language_rows(said) if row["lang"] in both]
    code = chosen({**said, "languages": [row["lang"] for row in languages]}, lang)
    rows = reads.changes(earlier, said, code)
    context = {
        "campaign": campaign,
        "version": version,
        "before": before,
        "lang": code,
        "dir": direction(code),
        "here": next(row for row in languages if row["lang"] == code),
        "languages": languages,
        "rows": [{"name": KIND_NAMES[row.kind], "row": row} for row in rows if row.state != "same"],
        "same": sum(1 for row in rows if row.state == "same"),
        "crumbs_items": [(_("Appeal"), reverse("appeal:page")), (_("What changed"), "")],
    }
    return render(request, "appeal/changes.html", context)
