"""The editor's desk: what waits, what speaks for and against it, the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ouna.appeal.actions.moderating import approve, ask, refuse
from ouna.appeal.actions.proving import note_document
from ouna.appeal.models import Signatory
from ouna.appeal.queries import alike as names
from ouna.appeal.queries import signatories as queries
from ouna.appeal.signing_forms import AskForm, DocumentForm, RefuseForm
from ouna.appeal.words import KIND_NAMES, PROOF_NAMES, STATE_NAMES, country_name
from ouna.campaign.models import Campaign
from ouna.campaign.queries import current_campaign
from ouna.core.errors import OunaError
from ouna.parties.permissions import actor_let_in, require
from ouna.ui.formats import refusal

#: Applications on one page.
ROWS = 25
#: What a mark of a name is called. The reasons of the comparison are said in `reasons`.
SPOOFS = {
    "mixed_scripts": gettext_lazy("letters of two scripts in one word"),
    "looks_like": gettext_lazy("looks like another name"),
    "invisible": gettext_lazy("holds invisible characters"),
}


def _campaign() -> Campaign:
    found = current_campaign()
    if found is None:
        raise Http404
    return found


@require("editor", "auditor")
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """Organisations that signed and are not decided: proved ones first, doubtful names marked."""
    actor, campaign = actor_let_in(request), _campaign()
    page = Paginator(queries.access_applications(actor, campaign), ROWS).get_page(request.GET.get("page"))
    rows = list(page)
    marks = names.marks_of_many(campaign, rows) if rows else {}
    context = {
        "page": page,
        "rows": [
            {
                "s": s,
                "own": s.own_name,
                "state": STATE_NAMES[s.state],
                "countries": [country_name(code) for code in s.countries],
                "marks": marks[s.pk],
                "proof": PROOF_NAMES.get(s.proof, ""),
            }
            for s in rows
        ],
        "count": queries.live_count(campaign),
        "writes": actor.has("editor"),
    }
    return render(request, "appeal/applications.html", context)


def _reasons(marks: names.Marks) -> list[dict[str, Any]]:
    return [
        {
            "own": alike.signatory.own_name,
            "ref": alike.signatory.ref,
            "state": STATE_NAMES[alike.signatory.state],
            "surely": alike.surely,
            "reasons": [why.text for why in alike.reasons],
        }
        for alike in marks.alike
    ]


@require("editor", "auditor")
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, ref: str) -> HttpResponse:
    """One application: what would be published, who signed, the proof, what is alike; the decision."""
    actor, campaign = actor_let_in(request), _campaign()
    found = queries.access_signatory(actor, campaign, ref)
    if found is None:
        raise Http404
    forms: dict[str, Any] = {"document": DocumentForm(), "refuse": RefuseForm(), "ask": AskForm()}
    problem = ""
    if request.method == "POST":
        try:
            said = _decide(request, found, forms)
        except OunaError as refused:
            problem = refusal(refused)
        else:
            if said:
                messages.success(request, said)
                return redirect("appeal:applications" if found.decided_at else request.path)
    status = 422 if problem or any(form.errors for form in forms.values()) else 200
    return render(request, "appeal/application.html", _shown(request, found, forms, problem), status=status)


def _shown(request: HttpRequest, found: Signatory, forms: dict[str, Any], problem: str) -> dict[str, Any]:
    actor = actor_let_in(request)
    found.refresh_from_db()
    marks = names.marks_of(found)
    open_ones = (Signatory.APPLIED, Signatory.PROVED)
    editor = actor.has("editor")
    return {
        "s": found,
        "own": found.own_name,
        "names": [(entry["text"], lang) for lang, entry in found.name.items()],
        "kind": KIND_NAMES.get(found.kind, ""),
        "countries": [country_name(code) for code in found.countries],
        "state": STATE_NAMES[found.state],
        "proof": PROOF_NAMES.get(found.proof, ""),
        "officer": queries.officer_name(found) if editor else "",
        "function": queries.function_of(found) if editor else "",
        "email": queries.email_of(found) if editor else "",
        "seen": queries.fingerprint_of(found),
        "alike": _reasons(marks),
        "spoofs": [{"what": SPOOFS.get(m.code, m.code), "text": m.text} for m in marks.spoofs],
        "same_domain": [{"own": one.own_name, "ref": one.ref} for one in marks.same_domain],
        "forms": forms,
        "problem": problem,
        "undecided": editor and found.state in open_ones and found.address_proved_at is not None,
        "can_approve": editor and found.state == Signatory.PROVED,
        "needs_document": editor and (found.state == Signatory.APPLIED or _lost_voucher(found)),
        "lost_voucher": _lost_voucher(found),
        "crumbs_items": [(_("Signatories"), reverse("appeal:applications")), (found.own_name[0], "")],
    }


def _lost_voucher(found: Signatory) -> bool:
    voucher = found.voucher
    return found.state == Signatory.LIVE and voucher is not None and voucher.state != Signatory.LIVE


def _decide(request: HttpRequest, found: Signatory, forms: dict[str, Any]) -> str:
    """Do what the pressed button says; empty if a form is not filled in rightly."""
    actor = actor_let_in(request)
    if "approve" in request.POST:
        approve(by=actor, signatory=found, seen=request.POST.get("seen", "")[:64])
        return _("It stands on the list and in the public record.")
    if "note" in request.POST:
        form = forms["document"] = DocumentForm(request.POST)
        if form.is_valid():
            note_document(by=actor, signatory=found, document=form.cleaned_data["document"])
            return _("The document is noted.")
    if "refuse" in request.POST:
        form = forms["refuse"] = RefuseForm(request.POST)
        if form.is_valid():
            refuse(by=actor, signatory=found, reason=form.cleaned_data["reason"])
            return _("It is refused; the officer gets a mail.")
    if "ask" in request.POST:
        form = forms["ask"] = AskForm(request.POST)
        if form.is_valid():
            ask(by=actor, signatory=found, question=form.cleaned_data["question"])
            return _("The officer gets your question by mail.")
    return ""
