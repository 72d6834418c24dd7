"""Marking pages that are the same for everyone, and pages of lists."""

from __future__ import annotations

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string


def public_page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A page for everyone: kept by the page cache until the next write; browsers ask again each time."""
    response = HttpResponse(render_to_string(template, context, request))
    response["Cache-Control"] = "public, no-cache"
    return response


def page_of(rows: object, wanted: str, size: int = 25) -> Page:
    """One page of a list; a number beyond the last one is a 404, not an empty page."""
    try:
        return Paginator(rows, size).page(wanted or 1)  # type: ignore[arg-type]
    except (EmptyPage, PageNotAnInteger):
        raise Http404 from None
