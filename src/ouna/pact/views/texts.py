"""Writing the pact: its frame, its texts one language at a time, and the last look before the signers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ouna.campaign.models import Campaign
from ouna.campaign.queries import language_name
from ouna.core.errors import OunaError
from ouna.log import Actor
from ouna.pact import actions, queries, rules
from ouna.pact.forms import FrameForm, TextsForm
from ouna.pact.models import Agreement
from ouna.pact.views.public import campaign_or_404, side_by_side
from ouna.parties.models import Organisation
from ouna.parties.permissions import actor_let_in, require
from ouna.quorum.offers import names_of
from ouna.ui.formats import refusal

WRITERS = ("partner", "administrator", "editor")


@require(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest) -> HttpResponse:
    """The draft: its languages and frame; beginning one; putting it before the signers."""
    actor, campaign = actor_let_in(request), campaign_or_404()
    draft = queries.draft_of(campaign)
    form = _frame(campaign, draft, actor, request.POST if "frame" in request.POST else None)
    problem = ""
    if request.method == "POST":
        try:
            if request.POST.get("put") == "look" and draft:
                return _look(request, draft)
            if _act(request, actor, campaign, draft, form):
                return redirect("pact:texts")
        except OunaError as refused:
            problem = refusal(refused)
    context = {
        "draft": draft,
        "form": form,
        "problem": problem,
        "languages": [_language(draft, lang) for lang in draft.languages] if draft else [],
        "in_force": queries.agreement_in_force(campaign),
        "crumbs_items": [(_("Pact"), reverse("pact:desk")), (_("The text"), "")],
    }
    bad = problem or (form is not None and form.errors)
    return render(request, "pact/texts.html", context, status=422 if bad else 200)


def _language(draft: Agreement, lang: str) -> dict[str, Any]:
    missing = sum(1 for field in rules.TEXTS if not getattr(draft, field).get(lang))
    return {"code": lang, "name": language_name(lang), "missing": missing}


def _frame(campaign: Campaign, draft: Agreement | None, actor: Actor, data: Any) -> FrameForm | None:
    if draft is None:
        return None
    initial = {"languages": " ".join(draft.languages), "days": draft.days, "bears": draft.bears}
    refs = list(queries.funds_of(campaign))
    named = names_of(refs, get_language() or "en")
    funds = {ref: named.get(ref, ref) for ref in refs}
    return FrameForm(data, funds=funds, partner=actor.has("partner"), initial=initial)


def _look(request: HttpRequest, draft: Agreement) -> HttpResponse:
    """All that is signed and becomes public, to be read before it is put to the signers."""
    officers = queries.officers_ready(draft.campaign)
    names = {row.ref: row for row in Organisation.objects.filter(ref__in=[one[0] for one in officers])}
    context = {
        "draft": draft,
        "said": side_by_side(queries.public_text(draft)),
        "read": queries.fingerprint_of(draft),
        "officers": [names[one[0]].names for one in officers if one[0] in names],
        "crumbs_items": [
            (_("Pact"), reverse("pact:desk")),
            (_("The text"), reverse("pact:texts")),
            (_("Check your answers"), ""),
        ],
    }
    return render(request, "pact/look.html", context)


def _act(
    request: HttpRequest, actor: Actor, campaign: Campaign, draft: Agreement | None, form: FrameForm | None
) -> bool:
    """Do what the pressed button says; False when the form needs another look. Raises: OunaError."""
    data = request.POST
    if "begin" in data:
        languages = campaign.languages or ["en"]
        actions.begin_agreement(by=actor, campaign=campaign, languages=languages)
    elif draft is None:
        raise Http404
    elif "frame" in data and form is not None:
        if not form.is_valid():
            return False
        actions.set_frame(by=actor, agreement=draft, **form.cleaned_data)
        messages.success(request, _("Saved."))
    elif data.get("put") == "sure":
        actions.put_to_signers(by=actor, agreement=draft, read=data.get("read") or "nothing")
        messages.success(request, _("The pact waits for the signatures of both sides now."))
    else:
        raise Http404
    return True


@require(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, lang: str) -> HttpResponse:
    """The texts in one language, beside another one to write by."""
    actor, campaign = actor_let_in(request), campaign_or_404()
    draft = queries.draft_of(campaign)
    if draft is None or lang not in draft.languages:
        raise Http404
    form = TextsForm(request.POST or None, agreement=draft, lang=lang, partner=actor.has("partner"))
    if request.method == "POST" and form.is_valid():
        try:
            for field in rules.TEXTS:
                if field not in rules.BY_PARTNER or actor.has("partner"):
                    words = form.cleaned_data[field]
                    actions.edit_agreement(by=actor, agreement=draft, field=field, lang=lang, text=words)
        except OunaError as refused:
            form.add_error(None, refusal(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("pact:texts")
    beside = request.GET.get("beside", "")
    others = [code for code in draft.languages if code != lang]
    shown = beside if beside in others else (others[0] if others else "")
    said = queries.public_text(draft)
    context = {
        "form": form,
        "lang": lang,
        "language": language_name(lang),
        "beside": next((one for one in side_by_side(said) if one["lang"] == shown), None),
        "others": [{"code": code, "name": language_name(code)} for code in others],
        "crumbs_items": [
            (_("Pact"), reverse("pact:desk")),
            (_("The text"), reverse("pact:texts")),
            (language_name(lang), ""),
        ],
    }
    return render(request, "pact/text.html", context, status=422 if form.errors else 200)
