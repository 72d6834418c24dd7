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


def page_of(rows: object, wanted: str, size: int = 25, count: int | None = None) -> Page:
    """One page of a list; a number beyond the last one is a 404, not an empty page.

    `count`: how many rows there are, where that is known without counting them.
    """
    paginator = Paginator(rows, size)  # type: ignore[arg-type]
    if count is not None:
        paginator.count = count
    try:
        return paginator.page(wanted or 1)
    except (EmptyPage, PageNotAnInteger):
        raise Http404 from None
