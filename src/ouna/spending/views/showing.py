"""The partner shows what became of a payment, and says what was found out about one that did not fit."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ouna.core.errors import Refused
from ouna.parties.permissions import require
from ouna.spending import actions
from ouna.spending.forms_desk import WordsForm
from ouna.spending.models import Alarm, Paper, Payment
from ouna.spending.views.shared import actor_of, bytes_of, request_for, told


@require("partner")
@require_POST
def prove(request: HttpRequest, ref: str) -> HttpResponse:
    """Add receipts, photos, delivery notes to a payment."""
    payment = get_object_or_404(Payment.objects.select_related("order__request"), ref=ref)
    row = request_for(request, payment.order.request.ref)
    kind = request.POST.get("kind", "")
    try:
        papers = [(kind, bytes_of(f)) for f in request.FILES.getlist("files") if isinstance(f, UploadedFile)]
        actions.add_evidence(
            by=actor_of(request), payment=payment, papers=papers, public="public" in request.POST
        )
        said = ngettext("%(n)d paper was added.", "%(n)d papers were added.", len(papers))
        messages.success(request, said % {"n": len(papers)})
    except Refused as refused:
        messages.error(request, told(refused))
    return redirect("spending:desk_request", row.ref)


@require("partner")
@require_POST
def show(request: HttpRequest, ref: str) -> HttpResponse:
    """Show a paper to everyone, or no longer."""
    found = get_object_or_404(Paper.objects.select_related("request"), ref=ref)
    row = request_for(request, found.request.ref)
    actions.show_paper(by=actor_of(request), paper=found, public=request.POST.get("public") == "yes")
    return redirect("spending:desk_request", row.ref)


@require("partner")
@require_POST
def thank(request: HttpRequest, ref: str) -> HttpResponse:
    """The partner's line for the purpose of this request."""
    row, form = request_for(request, ref), WordsForm(request.POST)
    if form.is_valid() and row.fund:
        try:
            actions.give_thanks(
                by=actor_of(request),
                fund=row.fund,
                text=form.cleaned_data["text"],
                lang=get_language() or "en",
            )
            messages.success(request, _("Your line stands beside the receipts of this purpose."))
        except Refused as refused:
            messages.error(request, told(refused))
    return redirect("spending:desk_request", row.ref)


@require("partner", "trustee")
@require_POST
def clear(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what was found out about a bank line that did not fit."""
    alarm, form = get_object_or_404(Alarm, ref=ref), WordsForm(request.POST)
    if form.is_valid():
        try:
            actions.clear_alarm(by=actor_of(request), alarm=alarm, reason=form.cleaned_data["text"])
            messages.success(request, _("Payments may go on."))
        except Refused as refused:
            messages.error(request, told(refused))
    return redirect("spending:requests")
