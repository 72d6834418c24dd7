"""What the desk's views share: campaign, signer, the way to the signing site, refusals as messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language

from ouna.campaign.models import Campaign
from ouna.campaign.queries import current_campaign
from ouna.core.errors import Refused
from ouna.core.values import Translated
from ouna.parties.permissions import actor_let_in
from ouna.quorum import place, queries
from ouna.quorum.errors import NoSigner
from ouna.quorum.models import Document, Signer
from ouna.ui.formats import refusal


def lang() -> str:
    """The language of the page, as the signing site knows it."""
    return (get_language() or "en").split("-")[0]


def the_campaign() -> Campaign:
    """The campaign, or 404."""
    found = current_campaign()
    if found is None:
        raise Http404
    return found


def my_signer(request: HttpRequest, campaign: Campaign) -> Signer:
    """As whom the person signs here, as trustee before officer. Raises: NoSigner."""
    rows = queries.signers_of(actor_let_in(request)).filter(campaign=campaign).order_by("-side")
    found = rows.prefetch_related("keys").first()
    if found is None:
        raise NoSigner()
    return found


def title_of(document: Document) -> str:
    """What a document is, in the reader's language."""
    texts = document.texts
    return str(texts.get(lang()) or texts.get("en") or next(iter(texts.values()), document.ref))


def function_of(signer: Signer) -> str:
    """The function in the reader's language."""
    return Translated(signer.title).best(lang())[1] or signer.function


def to_sign(token: str) -> HttpResponse:
    """Off to the signing site, the ticket in the part of the address that no server sees."""
    return HttpResponseRedirect(f"{place.sign_url()}/#{token}")


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page whose forms may lead to the signing site, and nowhere else."""
    response = render(request, template, context)
    response._csp_update = {"form-action": [place.sign_url()]}  # type: ignore[attr-defined]
    return response


def tried(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse | None:
    """Do what the button says; a refusal becomes a message above the same page."""
    try:
        return act()
    except Refused as refused:
        messages.error(request, refusal(refused))
        return None
