"""The end of the campaign at the desk: what is still open, where the rest goes, a last look, the proposal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ouna.campaign.matters import matters
from ouna.campaign.models import Campaign
from ouna.campaign.queries import closing_of, language_name
from ouna.core.errors import OunaError
from ouna.log import Actor
from ouna.pact import actions, queries
from ouna.pact.forms import RestForm
from ouna.pact.views.desk import CLOSERS, sign_desk, waiting
from ouna.pact.views.public import campaign_or_404
from ouna.parties.permissions import actor_let_in, require
from ouna.ui.formats import direction, refusal


@require(*CLOSERS)
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: HttpRequest) -> HttpResponse:
    """What is still open; the partner writes where the rest goes, looks once more, and proposes the end."""
    actor, campaign = actor_let_in(request), campaign_or_404()
    if campaign.state != Campaign.OPEN:
        raise Http404
    form = _form(campaign, request.POST if "look" in request.POST or "sure" in request.POST else None)
    look: list[dict[str, str]] = []
    problem = ""
    if request.method == "POST":
        try:
            if _act(request, actor, campaign, form):
                return redirect("pact:closing")
        except OunaError as refused:
            problem = refusal(refused)
        else:
            look = _look(form) if form.is_valid() else []
    context = {
        "campaign": campaign,
        "matters": matters(campaign),
        "ended": closing_of(campaign),
        "waiting": waiting(queries.waiting_closing(campaign)),
        "form": form,
        "look": look,
        "read": queries.closing_fingerprint(campaign, form.cleaned_data) if look else "",
        "problem": problem,
        "partner": actor.has("partner"),
        "sign_desk": sign_desk(actor),
        "crumbs_items": [(_("Pact"), reverse("pact:desk")), (_("Close the campaign"), "")],
    }
    return render(request, "pact/closing.html", context, status=422 if problem or form.errors else 200)


def _form(campaign: Campaign, data: Any) -> RestForm:
    languages = [(lang, language_name(lang)) for lang in campaign.languages]
    return RestForm(data, languages=languages, initial=queries.rest_in_pact(campaign))


def _look(form: RestForm) -> list[dict[str, str]]:
    """The words as they would be published, each in its language."""
    return [
        {"lang": lang, "name": str(field.label), "dir": direction(lang), "text": form.cleaned_data[lang]}
        for lang, field in form.fields.items()
    ]


def _act(request: HttpRequest, actor: Actor, campaign: Campaign, form: RestForm) -> bool:
    """Do what the pressed button says; False where the page is to be read once more. Raises: OunaError."""
    if "back" in request.POST:
        actions.withdraw_closing(by=actor, campaign=campaign)
        messages.success(request, _("It is taken back."))
        return True
    if "sure" in request.POST and form.is_valid():
        read = request.POST.get("read") or "nothing"
        actions.propose_closing(by=actor, campaign=campaign, rest=form.cleaned_data, read=read)
        messages.success(request, _("It waits for the trustees' signatures now."))
        return True
    if not form.is_bound:
        raise Http404
    return False
