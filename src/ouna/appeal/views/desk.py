"""The appeal at the desk: writing it side by side, publishing after a second look, the partner's reading."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ouna.appeal import actions
from ouna.appeal.models import Part, Version
from ouna.appeal.queries import texts as reads
from ouna.appeal.rules import texts as rule
from ouna.appeal.text_forms import LanguagesForm, PartForm, PublishForm, StateForm
from ouna.appeal.texts_desk import PARTNERS
from ouna.appeal.views.texts import KIND_NAMES, STATE_NAMES, language_rows, text_of_page
from ouna.campaign.models import Campaign
from ouna.campaign.queries import current_campaign, language_name
from ouna.core.errors import OunaError
from ouna.core.values import Translated
from ouna.log import Actor
from ouna.parties.permissions import actor_let_in, require
from ouna.ui.formats import direction, refusal

WRITERS = ("editor", "administrator")


def campaign_or_404() -> Campaign:
    """The campaign whose appeal is written, open or not yet."""
    campaign = current_campaign()
    if campaign is None:
        raise Http404
    return campaign


def _version(number: int) -> Version:
    found = (
        Version.objects.select_related("campaign").filter(campaign=campaign_or_404(), number=number).first()
    )
    if found is None:
        raise Http404
    return found


def _open_to_change(version: Version) -> bool:
    """Whether its translations may still change: a draft, or the newest that is published."""
    return version.state == Version.DRAFT or version == reads.published(version.campaign)


def _label(part: Part, number: int) -> str:
    name = str(KIND_NAMES[part.kind])
    return f"{name} {number}" if part.kind in rule.MANY else name


def labelled(version: Version) -> list[tuple[Part, str]]:
    """Its parts in their order, each with what it is called: Demand 2."""
    counts: dict[str, int] = {}
    found = []
    for part in reads.in_order(version.parts.select_related("version")):
        counts[part.kind] = counts.get(part.kind, 0) + 1
        found.append((part, _label(part, counts[part.kind])))
    return found


@require(*WRITERS, "partner", "auditor")
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """The version that is written or stands, its languages, and the next step."""
    actor, campaign = actor_let_in(request), campaign_or_404()
    draft, newest = reads.draft_of(campaign), reads.published(campaign)
    problem = ""
    if request.method == "POST":
        try:
            if "begin" not in request.POST:
                raise Http404
            made = actions.begin_version(by=actor, campaign=campaign)
            return redirect("appeal:write", made.number, made.lang)
        except OunaError as refused:
            problem = refusal(refused)
    writes = any(actor.has(role) for role in WRITERS)
    context = {
        "problem": problem,
        "writes": writes,
        "partner": actor.has("partner"),
        "rows": [_row(version) for version in (draft, newest) if version],
        "draft": draft,
        "newest": newest,
    }
    return render(request, "appeal/desk.html", context, status=422 if problem else 200)


def _row(version: Version) -> dict[str, Any]:
    said = reads.public_text(version)
    known = {row["lang"]: row for row in language_rows(said)} if said["parts"] else {}
    languages = []
    for lang in version.languages:
        standing = reads.standing_of(said, lang)
        row = known.get(lang)
        languages.append(
            {
                "lang": lang,
                "name": language_name(lang),
                "standing": standing,
                "state": row["state"] if row else "",
            }
        )
    is_draft = version.state == Version.DRAFT
    return {
        "version": version,
        "is_draft": is_draft,
        "languages": languages,
        "unpublished": not is_draft and reads.is_unpublished(version),
        "check": PARTNERS if PARTNERS in version.languages[1:] else next(iter(version.languages[1:]), ""),
    }


@require(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, number: int, lang: str) -> HttpResponse:
    """All texts of a version in one language, each beside its original and what changed there since."""
    actor, version = actor_let_in(request), _version(number)
    if lang not in version.languages or not _open_to_change(version):
        raise Http404
    is_source = lang == version.lang
    if is_source and version.state != Version.DRAFT:
        return redirect("appeal:desk")
    data = request.POST if request.method == "POST" else None
    arranging = data is not None and "arrange" in data
    rows = labelled(version)
    forms = [PartForm(None if arranging else data, part=part, lang=lang, label=label) for part, label in rows]
    states = StateForm(None if arranging else data)
    problem = ""
    if data is not None:
        try:
            if arranging:
                _arrange(actor, version, str(data["arrange"]))
                return redirect("appeal:write", number, lang)
            if all(form.is_valid() for form in forms) and (is_source or states.is_valid()):
                state = rule.HUMAN if is_source else states.cleaned_data["state"]
                for form in forms:
                    _save(actor, form, state)
                messages.success(request, _("Saved."))
                return redirect("appeal:write", number, lang)
        except OunaError as refused:
            problem = refusal(refused)
    context = {
        "version": version,
        "lang": lang,
        "language": language_name(lang),
        "is_source": is_source,
        "rows": [_beside(form) for form in forms],
        "states": states,
        "problem": problem,
        "kinds": [(kind, KIND_NAMES[kind]) for kind in rule.MANY],
        "languages": [{"code": code, "name": language_name(code)} for code in version.languages],
        "crumbs_items": [(_("Appeal"), reverse("appeal:desk")), (language_name(lang), "")],
    }
    bad = problem or any(form.errors for form in forms)
    return render(request, "appeal/write.html", context, status=422 if bad else 200)


def _save(actor: Actor, form: PartForm, state: str) -> None:
    said = form.cleaned_data
    actions.edit_part(
        by=actor,
        part=form.part,
        lang=form.lang,
        text=said["text"],
        state=state,
        url=said.get("url"),
        seen=said.get("seen", ""),
        fits=said.get("fits", False),
    )


def _arrange(actor: Actor, version: Version, asked: str) -> None:
    """`add:demand`, or `up:7`, `down:7`, `out:7` with the number of a row. Raises: Http404."""
    what, _colon, which = asked.partition(":")
    if what == "add":
        actions.add_part(by=actor, version=version, kind=which)
        return
    part = version.parts.filter(pk=int(which)).first() if which.isascii() and which.isdigit() else None
    if part is None or what not in ("up", "down", "out"):
        raise Http404
    if what == "out":
        actions.remove_part(by=actor, part=part)
    else:
        actions.move_part(by=actor, part=part, up=what == "up")


def _beside(form: PartForm) -> dict[str, Any]:
    part, texts = form.part, form.part.texts
    source, entry = texts.source_lang(), part.text.get(form.lang, {})
    beside = source and source != form.lang
    return {
        "part": part,
        "form": form,
        "many": part.kind in rule.MANY,
        "source": texts.data[source]["text"] if beside else "",
        "source_lang": source,
        "source_dir": direction(source),
        "since": reads.since(part, form.lang) if beside else [],
        "state": STATE_NAMES.get(entry.get("state", ""), ""),
        "stale": texts.is_stale(form.lang),
        "missing": bool(beside and not entry),
    }


@require(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def languages(request: HttpRequest, number: int) -> HttpResponse:
    """In which languages a version is kept."""
    actor, version = actor_let_in(request), _version(number)
    form = LanguagesForm(request.POST or None, initial={"languages": " ".join(version.languages)})
    if request.method == "POST" and form.is_valid():
        try:
            kept = form.cleaned_data["languages"]
            actions.set_version_languages(by=actor, version=version, languages=kept)
        except OunaError as refused:
            form.add_error(None, refusal(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("appeal:desk")
    context = {
        "form": form,
        "version": version,
        "crumbs_items": [(_("Appeal"), reverse("appeal:desk")), (_("Languages"), "")],
    }
    return render(request, "appeal/tongues.html", context, status=422 if form.errors else 200)


@require(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Check your answers: all that becomes public, what changed, and then publishing it."""
    actor, version = actor_let_in(request), _version(number)
    if not _open_to_change(version):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form, problem = PublishForm(data), ""
    if data is not None and form.is_valid():
        try:
            until: date | None = form.cleaned_data["until"]
            # Without the fingerprint of the page that shows it, nothing becomes public.
            actions.publish_version(
                by=actor, version=version, until=until, read=data.get("read") or "nothing"
            )
        except OunaError as refused:
            problem = refusal(refused)
        else:
            messages.success(request, _("It is published."))
            return redirect("appeal:page")
    said, is_draft = reads.public_text(version), version.state == Version.DRAFT
    newest = reads.published(version.campaign)
    before = reads.without_proof(reads.said_by(newest)) if newest else None
    context = {
        "version": version,
        "is_draft": is_draft,
        "form": form,
        "problem": problem,
        "asks": is_draft and newest is not None,
        "read": reads.fingerprint_of(version),
        "tongues": [_look(said, before, row) for row in language_rows(said)] if said["parts"] else [],
        "crumbs_items": [(_("Appeal"), reverse("appeal:desk")), (_("Check your answers"), "")],
    }
    return render(request, "appeal/publish.html", context, status=422 if problem or form.errors else 200)


def _look(said: dict[str, Any], before: dict[str, Any] | None, row: dict[str, Any]) -> dict[str, Any]:
    """One language as it becomes public, and what it changes against what is public now."""
    lang = row["lang"]
    there = before is not None and lang in reads.languages_of(before)
    found = reads.changes(before, said, lang) if there else []
    changed = [{"name": KIND_NAMES[c.kind], "row": c} for c in found if c.state != "same"]
    return {**row, "text": text_of_page(said, lang, linked=False), "changed": changed, "there": there}


@require("partner")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, lang: str) -> HttpResponse:
    """The partner reads the texts of one language beside the original, and confirms them one by one."""
    actor, campaign = actor_let_in(request), campaign_or_404()
    version = reads.draft_of(campaign) or reads.published(campaign)
    if version is None or lang not in version.languages[1:]:
        raise Http404
    problem = ""
    if request.method == "POST":
        part = version.parts.filter(key=request.POST.get("key", "")).first()
        if part is None:
            raise Http404
        try:
            actions.check_part(by=actor, part=part, lang=lang, text=request.POST.get("text", ""))
        except OunaError as refused:
            problem = refusal(refused)
        else:
            messages.success(request, _("Thank you. The text now says that you have checked it."))
            return redirect("appeal:check", lang)
    names = {part.pk: label for part, label in labelled(version)}
    rows = [
        {
            "part": part,
            "label": names[part.pk],
            "text": part.text[lang]["text"],
            "source": _original(part.texts),
        }
        for part in reads.to_check(version, lang)
    ]
    context = {
        "version": version,
        "lang": lang,
        "dir": direction(lang),
        "language": language_name(lang),
        "source_lang": version.lang,
        "source_dir": direction(version.lang),
        "rows": rows,
        "problem": problem,
        "others": [
            {"code": code, "name": language_name(code)} for code in version.languages[1:] if code != lang
        ],
        "crumbs_items": [(_("Appeal"), reverse("appeal:desk")), (_("Texts to check"), "")],
    }
    return render(request, "appeal/check.html", context, status=422 if problem else 200)


def _original(texts: Translated) -> str:
    return texts.data[texts.source_lang()]["text"]
