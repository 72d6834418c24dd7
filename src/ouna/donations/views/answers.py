"""How these pages answer: what may be kept by whom, and what a file is called."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from ouna.campaign.models import Campaign
from ouna.campaign.queries import current_campaign


def is_open(request: HttpRequest) -> bool:
    """Whether there is a campaign one can give to."""
    campaign = current_campaign()
    request._campaign = campaign  # type: ignore[attr-defined]
    return campaign is not None and campaign.state == Campaign.OPEN


def open_campaign(request: HttpRequest) -> Campaign:
    """The campaign one can give to, kept for the frame of the page. Raises: Http404 while there is none."""
    if not is_open(request):
        raise Http404
    return request._campaign  # type: ignore[attr-defined,no-any-return]


def for_everyone(response: HttpResponse) -> HttpResponse:
    """The same for every reader: may be kept until something is written."""
    response["Cache-Control"] = "public, no-cache"
    return response


def private(response: HttpResponse) -> HttpResponse:
    """Only for who has the link: kept by nobody, found by no search engine, told to no other site."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def file(data: bytes | str, kind: str, name: str, *, shown: bool = False) -> HttpResponse:
    """A file to keep; `name` is made of our own letters and digits only."""
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'{"inline" if shown else "attachment"}; filename="{name}"'
    return response
