"""Commitments at the desk: made after a second look, reported, confirmed, let go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ouna.campaign.models import Campaign
from ouna.core.errors import OunaError
from ouna.log import Actor
from ouna.pact import actions, queries
from ouna.pact.forms import CommitmentForm, EvidenceForm
from ouna.pact.models import Commitment
from ouna.pact.views.desk import READERS
from ouna.pact.views.public import campaign_or_404, commitment_rows
from ouna.parties.models import Organisation
from ouna.parties.permissions import actor_let_in, require
from ouna.ui.formats import refusal
from ouna.ui.templatetags import ui


def _owners(campaign: Campaign) -> list[Organisation]:
    """The two sides first, then the members."""
    sides = [campaign.partner, campaign.coalition]
    rest = Organisation.objects.filter(is_member=True).exclude(pk__in=[row.pk for row in sides])
    return [*sides, *rest]


def _form(campaign: Campaign, data: Any = None, row: Commitment | None = None) -> CommitmentForm:
    lang = get_language() or "en"
    initial = {}
    if row is not None:
        words = row.text.get(lang, {}).get("text") or row.texts.best(lang)[1]
        initial = {"owner": row.owner.ref, "text": words, "due": row.due, "public": row.public}
    return CommitmentForm(data, owners=_owners(campaign), lang=lang, initial=initial)


@require("partner", "administrator")
@require_http_methods(["GET", "HEAD", "POST"])
def new_commitment(request: HttpRequest) -> HttpResponse:
    """Write down what is promised; a second look before it stands."""
    campaign = campaign_or_404()
    form = _form(campaign, request.POST or None)
    look: list[tuple[str, object]] = []
    if request.method == "POST" and form.is_valid():
        owners = {row.ref: row for row in _owners(campaign)}
        data, owner = form.cleaned_data, owners[form.cleaned_data["owner"]]
        if request.POST.get("sure"):
            actions.add_commitment(
                by=actor_let_in(request),
                campaign=campaign,
                owner=owner,
                text=form.translated(),
                due=data["due"],
                public=data["public"],
            )
            messages.success(request, _("Saved."))
            return redirect("pact:desk")
        look = _look(owner, data)
    context = {
        "form": form,
        "look": look,
        "hidden": [(k, v) for k, v in request.POST.items() if k != "csrfmiddlewaretoken"],
        "crumbs_items": [(_("Pact"), reverse("pact:desk")), (_("New duty"), "")],
    }
    return render(request, "pact/commitment_new.html", context, status=422 if form.errors else 200)


def _look(owner: Organisation, data: dict[str, Any]) -> list[tuple[str, object]]:
    return [
        (_("Who owes it"), owner.names),
        (_("What"), ui.isolate(data["text"])),
        (_("Until"), ui.day(data["due"])),
        (_("Everyone may read it"), _("yes") if data["public"] else _("no")),
    ]


@require(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def commitment(request: HttpRequest, ref: str) -> HttpResponse:
    """One commitment: its words, its state, what its owner and the other side can do."""
    actor, campaign = actor_let_in(request), campaign_or_404()
    row = get_object_or_404(queries.commitments(campaign), ref=ref)
    form = _form(campaign, request.POST if "change" in request.POST else None, row)
    evidence = EvidenceForm(request.POST if {"report", "drop"} & set(request.POST) else None)
    problem = ""
    if request.method == "POST":
        try:
            if _act(request, actor, row, form, evidence):
                messages.success(request, _("Saved."))
                return redirect("pact:commitment", ref)
        except OunaError as refused:
            problem = refusal(refused)
    office, partner = actor.has("administrator"), actor.has("partner")
    theirs = row.owner_id == campaign.partner_id
    context = {
        **commitment_rows([row])[0],
        "form": form,
        "evidence": evidence,
        "problem": problem,
        "writes": office or partner,
        "owes": partner if theirs else office,
        "confirms": office if theirs else partner,
        "crumbs_items": [(_("Pact"), reverse("pact:desk")), (_("Duty"), "")],
    }
    bad = problem or form.errors or evidence.errors
    return render(request, "pact/commitment.html", context, status=422 if bad else 200)


def _act(
    request: HttpRequest, actor: Actor, row: Commitment, form: CommitmentForm, evidence: EvidenceForm
) -> bool:
    """Do what the pressed button says; False when a form needs another look. Raises: OunaError."""
    data = request.POST
    if "change" in data:
        if not form.is_valid():
            return False
        said = form.cleaned_data
        actions.edit_commitment(
            by=actor, commitment=row, text=form.translated(row), due=said["due"], public=said["public"]
        )
    elif "report" in data or "drop" in data:
        if not evidence.is_valid():
            return False
        words = evidence.cleaned_data["evidence"]
        if "report" in data:
            actions.report_commitment(by=actor, commitment=row, evidence=words)
        else:
            actions.drop_commitment(by=actor, commitment=row, why=words)
    elif data.get("confirm") in ("yes", "no"):
        actions.confirm_commitment(by=actor, commitment=row, kept=data["confirm"] == "yes")
    else:
        raise Http404
    return True
