"""The pact's desk: where things stand, the checklist, building start, stopping payments."""

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
from ouna.core.errors import OunaError
from ouna.core.values import Translated
from ouna.log import Actor
from ouna.pact import actions, queries
from ouna.pact.forms import NewPointForm, PointForm
from ouna.pact.models import Point
from ouna.pact.views.public import building, campaign_or_404, commitment_rows
from ouna.parties.permissions import actor_let_in, require
from ouna.quorum import queries as quorum
from ouna.quorum.actions import pause, resume
from ouna.quorum.models import Document
from ouna.ui.formats import refusal

#: Who may open the checklist; only the partner answers it.
ANSWERERS = ("partner", "administrator", "auditor")
#: Who sees what is open before the end of the campaign.
CLOSERS = ("partner", "trustee", "administrator", "auditor")
READERS = ("partner", "administrator", "editor", "trustee", "treasurer", "auditor")


def waiting(document: Document | None) -> dict[str, Any] | None:
    """A document before its signers: how many have signed, how many must."""
    if document is None:
        return None
    count = quorum.needed(document)
    return {"signed": count.signed, "needed": count.needed, "until": document.until, "act": document.act}


def sign_desk(actor: Actor) -> str:
    """Where a signer finds what waits for him; empty for whoever signs nothing."""
    return reverse("quorum:desk") if quorum.signers_of(actor).exists() else ""


@require(*READERS)
@require_http_methods(["GET", "HEAD"])
def desk(request: HttpRequest) -> HttpResponse:
    """Where the pact, its commitments and building start stand."""
    actor, campaign = actor_let_in(request), campaign_or_404()
    gate = queries.gate_documents(campaign).order_by("-made_at").first()
    context = {
        "campaign": campaign,
        **building(campaign, inside=True),
        "agreement": queries.agreement_in_force(campaign),
        "draft": queries.draft_of(campaign),
        "waiting": waiting(queries.waiting_document(campaign)),
        "gate": waiting(gate),
        "commitments": commitment_rows(list(queries.commitments(campaign))),
        "writes": actor.has("partner") or actor.has("administrator"),
        "writes_text": actor.has("partner") or actor.has("administrator") or actor.has("editor"),
        "partner": actor.has("partner"),
        "signs": quorum.signs_for(actor, campaign),
        "sign_desk": sign_desk(actor),
        "answers": any(actor.has(role) for role in ANSWERERS),
        "runs": campaign.closed_on is None,
        "closes": campaign.state == Campaign.OPEN and any(actor.has(role) for role in CLOSERS),
    }
    return render(request, "pact/desk.html", context)


@require(*ANSWERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request: HttpRequest) -> HttpResponse:
    """The points, their answers; the partner answers, both sides add points."""
    actor, campaign = actor_let_in(request), campaign_or_404()
    adding = NewPointForm(request.POST if "add" in request.POST else None, auto_id="new_%s")
    forms = {p.code: (p, PointForm.of(p)) for p in queries.points(campaign)}
    problem = ""
    if request.method == "POST":
        try:
            if _change(request, actor, campaign, forms, adding):
                messages.success(request, _("Saved."))
                return redirect("pact:checklist")
        except OunaError as refused:
            problem = refusal(refused)
    bad = problem or adding.errors or any(form.errors for _point, form in forms.values())
    context = {
        "rows": [{"point": point, "form": form} for point, form in forms.values()],
        "shown": building(campaign, inside=True)["points"],
        "answers": actor.has("partner"),
        "adds": actor.has("partner") or actor.has("administrator"),
        "adding": adding,
        "problem": problem,
        "crumbs_items": [(_("Pact"), reverse("pact:desk")), (_("Checklist"), "")],
    }
    return render(request, "pact/checklist.html", context, status=422 if bad else 200)


def _change(
    request: HttpRequest,
    actor: Actor,
    campaign: Campaign,
    forms: dict[str, tuple[Point, PointForm]],
    adding: NewPointForm,
) -> bool:
    """Do what the pressed button says; False when a form needs another look. Raises: OunaError."""
    data = request.POST
    if "begin" in data:
        actions.start_checklist(by=actor, campaign=campaign)
    elif "add" in data:
        if not adding.is_valid():
            return False
        title = Translated.source(get_language() or "en", adding.cleaned_data["title"])
        actions.add_point(by=actor, campaign=campaign, code=adding.cleaned_data["code"], title=title)
    elif data.get("remove") in forms:
        actions.remove_point(by=actor, point=forms[data["remove"]][0])
    elif "answers" in data:
        for code, (point, _form) in list(forms.items()):
            forms[code] = (point, PointForm.of(point, data))
        if not all(form.is_valid() for _point, form in forms.values()):
            return False
        for point, form in forms.values():
            actions.answer_point(by=actor, point=point, **form.cleaned_data)
    else:
        raise Http404
    return True


@require()
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Asking for signatures: open or close building start, stop payments or let them go on.

    First a page that shows what is asked for and becomes public; then the button.
    """
    actor, campaign = actor_let_in(request), campaign_or_404()
    asked = request.POST.get("ask") or request.GET.get("ask") or ""
    if asked not in ("open", "close", "stop", "resume"):
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            _ask(actor, campaign, asked)
        except OunaError as refused:
            problem = refusal(refused)
        else:
            messages.success(request, _("It waits for the signatures now."))
            return redirect(sign_desk(actor) or "pact:desk")
    context = {
        "asked": asked,
        "problem": problem,
        **building(campaign),
        "crumbs_items": [(_("Pact"), reverse("pact:desk")), (_("Check your answers"), "")],
    }
    return render(request, "pact/start.html", context, status=422 if problem else 200)


def _ask(actor: Actor, campaign: Campaign, asked: str) -> None:
    """Raises: OunaError."""
    if asked in ("open", "close"):
        actions.ask_gate(by=actor, campaign=campaign, to_open=asked == "open")
    elif asked == "stop":
        pause(by=actor, campaign=campaign)
    else:
        resume(by=actor, campaign=campaign)
