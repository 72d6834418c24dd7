"""Small things that several pages share."""

from __future__ import annotations

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest

from ouna.log import Actor


def page_of(rows: object, wanted: str, size: int = 25) -> Page:
    """One page of a list. Raises: Http404 for a page that is not there."""
    try:
        return Paginator(rows, size).page(wanted or 1)  # type: ignore[arg-type]
    except (EmptyPage, PageNotAnInteger):
        raise Http404 from None


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, set by `require`."""
    return request.actor  # type: ignore[attr-defined,no-any-return]
