"""The campaign's desk: its frame, its texts side by side, the partner's confirmation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouna.campaign import actions, rules
from ouna.campaign.forms import LABELS, FrameForm, TextsForm
from ouna.campaign.models import Campaign
from ouna.campaign.queries import (
    current_campaign,
    has_opening_texts,
    language_name,
    opening_fingerprint,
    unchecked_texts,
    untranslated,
)
from ouna.campaign.rules import TEXTS
from ouna.core.errors import Refused
from ouna.core.values import Money, Translated
from ouna.log import clock
from ouna.parties.permissions import actor_let_in, require
from ouna.ui.formats import direction, refusal
from ouna.ui.templatetags import ui

STATE_NAMES = {
    "human": gettext_lazy("written by a person"),
    "machine": gettext_lazy("made by a machine"),
    "checked": gettext_lazy("checked by the partner"),
}


def _campaign() -> Campaign:
    campaign = current_campaign()
    if campaign is None:
        raise Http404
    return campaign


@require("administrator", "editor")
def frame(request: HttpRequest) -> HttpResponse:
    """Goal and currencies before the opening, the opening itself, the languages of the texts."""
    campaign = _campaign()
    draft = campaign.state == Campaign.DRAFT
    form = FrameForm(request.POST if "frame" in request.POST else None, initial=_initial(campaign))
    if request.method == "POST":
        try:
            if request.POST.get("open") == "look":
                return _look(request, campaign)
            if _change(request, campaign, form):
                return redirect("campaign:frame")
        except Refused as refused:
            messages.error(request, refusal(refused))
    rows = [{"code": lang, "name": language_name(lang), "behind": n} for lang, n in _behind(campaign).items()]
    page = {"campaign": campaign, "form": form, "draft": draft, "languages": rows}
    return render(request, "campaign/frame.html", page)


def _look(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """All that becomes public and stays, to be read before the opening. Raises: Refused."""
    rules.check_may_frame(actor_let_in(request).has("administrator"))
    rules.check_may_open(campaign.state == Campaign.OPEN, has_opening_texts(campaign))
    limits = {code: Money(campaign.fee_limits.get(code, 0), code) for code in campaign.currencies}
    texts = [
        {"label": LABELS[field], "language": language_name(lang), "lang": lang, "text": entry["text"]}
        for field in TEXTS
        for lang, entry in getattr(campaign, field).items()
        if entry.get("text")
    ]
    page = {
        "campaign": campaign,
        "frame": [
            (_("Goal"), campaign.goal),
            (_("Currencies of the accounts"), ui.code(" ".join(campaign.currencies))),
            *((_("Charges in a month, %s") % code, limit) for code, limit in limits.items()),
            (_("Opened by"), campaign.coalition.names),
            (_("Who decides on the money"), campaign.partner.names),
            (_("Day of the opening"), ui.day(clock.today())),
        ],
        "texts": [{**row, "dir": direction(str(row["lang"]))} for row in texts],
        "read": opening_fingerprint(campaign),
        "crumbs_items": [(_("Campaign"), reverse("campaign:frame")), (_("Check your answers"), "")],
    }
    return render(request, "campaign/open.html", page)


def _behind(campaign: Campaign) -> dict[str, int]:
    behind = untranslated(campaign)
    return {lang: behind.get(lang, 0) for lang in campaign.languages}


def _initial(campaign: Campaign) -> dict[str, Any]:
    limits = [f"{code} {Money(minor, code).decimal:f}" for code, minor in campaign.fee_limits.items()]
    return {
        "goal": f"{campaign.goal.decimal:f}",
        "currency": campaign.currency,
        "currencies": " ".join(campaign.currencies),
        "fee_limits": "\n".join(limits),
    }


def _change(request: HttpRequest, campaign: Campaign, form: FrameForm) -> bool:
    """Do what the pressed button says; False when the form needs another look."""
    actor = actor_let_in(request)
    if "frame" in request.POST:
        if not form.is_valid():
            return False
        data = form.cleaned_data
        actions.edit_campaign_frame(
            by=actor,
            campaign=campaign,
            goal=data["goal_money"],
            currencies=data["currencies"],
            fee_limits=data["fee_limits"],
        )
        messages.success(request, _("Saved."))
    elif "open" in request.POST:
        # Without the fingerprint of the page that shows what becomes public, nothing is opened.
        read = request.POST.get("read") or "nothing"
        actions.open_campaign(by=actor, campaign=campaign, read=read)
        messages.success(request, _("The campaign is open."))
    elif request.POST.get("language", "").strip():
        lang = request.POST["language"].strip().lower()[:8]
        if not lang.replace("-", "").isalpha():
            raise Http404
        actions.set_campaign_languages(by=actor, campaign=campaign, languages=[*campaign.languages, lang])
    return True


@require("administrator", "editor")
def texts(request: HttpRequest, lang: str) -> HttpResponse:
    """The texts in one language beside their source."""
    campaign = _campaign()
    if lang not in campaign.languages:
        raise Http404
    form = TextsForm(request.POST or None, campaign=campaign, lang=lang)
    if request.method == "POST" and form.is_valid():
        try:
            for field in TEXTS:
                actions.edit_campaign_text(
                    by=actor_let_in(request),
                    campaign=campaign,
                    field=field,
                    lang=lang,
                    text=form.cleaned_data[field],
                    state=form.cleaned_data["state"],
                )
        except Refused as refused:
            form.add_error(None, refusal(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("campaign:texts", lang)
    page = {
        "form": form,
        "campaign": campaign,
        "lang": lang,
        "language": language_name(lang),
        "rows": [_row(campaign, form, field, lang) for field in TEXTS],
        "others": [{"code": code, "name": language_name(code)} for code in campaign.languages],
        "crumbs_items": [(_("Campaign"), reverse("campaign:frame")), (language_name(lang), "")],
        "is_source": campaign.titles.source_lang() == lang,
    }
    return render(request, "campaign/texts.html", page)


def _row(campaign: Campaign, form: TextsForm, field: str, lang: str) -> dict[str, Any]:
    text = Translated(getattr(campaign, field))
    source = text.source_lang()
    entry = text.data.get(lang, {})
    return {
        "field": form[field],
        "source": text.data[source]["text"] if source and source != lang else "",
        "source_lang": source,
        "source_dir": direction(source),
        "state": STATE_NAMES.get(entry.get("state", ""), "") if entry else _("missing"),
        "stale": text.is_stale(lang),
        "missing": not entry,
    }


@require("partner")
def check_texts(request: HttpRequest) -> HttpResponse:
    """The partner reads the texts in Arabic and confirms them one by one."""
    campaign, lang = _campaign(), "ar"
    if request.method == "POST":
        actions.edit_campaign_text(
            by=actor_let_in(request),
            campaign=campaign,
            field=request.POST.get("field", ""),
            lang=lang,
            text=request.POST.get("text", ""),
            state="checked",
        )
        messages.success(request, _("Thank you. The page now says that you have checked this text."))
        return redirect("campaign:check")
    rows = [
        {"field": field, "label": LABELS[field], "text": text, "lang": lang}
        for field, text in unchecked_texts(campaign, lang)
    ]
    return render(request, "campaign/check.html", {"rows": rows, "campaign": campaign})
