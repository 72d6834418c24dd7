"""What every template knows: the site's name and menus, the desk's menu, whether this is the demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouna.campaign.models import Campaign
from ouna.campaign.queries import closing_of, current_campaign
from ouna.parties.passkeys import named_origin
from ouna.parties.permissions import actor_of_request
from ouna.web import desks


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def campaign_of_request(request: HttpRequest) -> Campaign | None:
    """The current campaign, asked for once a request."""
    if not hasattr(request, "_campaign"):
        request._campaign = current_campaign()  # type: ignore[attr-defined]
    return request._campaign  # type: ignore[attr-defined,no-any-return]


def _links(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "url": url} for label, url in pairs if url]


def _site(request: HttpRequest) -> dict[str, Any]:
    campaign = campaign_of_request(request)
    lang = get_language() or "en"
    home = reverse("web:home")
    is_public = campaign is not None and campaign.state == Campaign.OPEN
    takes_gifts = is_public and campaign is not None and campaign.closed_on is None
    name = campaign.coalition.names.best(lang)[1] if campaign else "Ouna"
    return {
        "name": name,
        "home_url": home,
        "about": campaign.partner.names.best(lang)[1] if campaign and is_public else "",
        "give_url": _address("donations:give") if takes_gifts else "",
        "nav": _links(
            *([(_("Appeal"), _address("appeal:page"))] if is_public else []),
            (_("Campaign"), reverse("web:campaign")),
            (_("Purposes"), home + "#purposes"),
            (_("Books"), reverse("web:books")),
            *([(_("Tour"), _address("demo:tour"))] if settings.DEMO else []),
        ),
        "foot": _links(
            (_("Is this our account?"), _address("funds:account")),
            (_("Find my gift"), _address("donations:find") if is_public else ""),
            (_("What is asked for and paid"), _address("spending:spending") if is_public else ""),
            (_("The pact"), _address("pact:page")),
            (_("Trustees"), _address("quorum:public") if is_public else ""),
            (_("Lists of names"), _address("screening:public") if is_public else ""),
            (_("Check the books"), reverse("web:verify")),
            (_("Log in"), reverse("account_login")),
        ),
    }


def _desk(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of_request(request)
    if actor is None:
        return {}
    return {
        "nav": desks.nav(actor),
        "who": actor.name,
        "role": _(", ").join(desks.role_names(actor)),
        "logout_url": reverse("account_logout"),
        "me_url": reverse("parties:me"),
    }


def site(request: HttpRequest) -> dict[str, Any]:
    """Context for all pages. Lazy: a page that shows none of it asks the database nothing."""
    return {
        "demo": settings.DEMO,
        "site": SimpleLazyObject(lambda: _site(request)),
        "desk": SimpleLazyObject(lambda: _desk(request)),
        "campaign": SimpleLazyObject(lambda: campaign_of_request(request)),
        "closing": SimpleLazyObject(lambda: closing_of(campaign_of_request(request))),
        "passkeys_at": SimpleLazyObject(lambda: named_origin(request.scheme or "http", request.get_host())),
    }
