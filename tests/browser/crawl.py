"""Finds the pages of the site by its links: one address for each route, as one visitor may open them."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve

LINK = re.compile(r"""<a\b[^>]*?\bhref=["']([^"']+)["']""")
#: Files and doors, not pages.
LEFT_OUT = {
    "web:published",
    "web:download",
    "web:entries_csv",
    "demo:file",
    "demo:go",
    "account_logout",
}
MOST = 120


def route_of(path: str) -> str:
    """The name of the route an address belongs to; empty if to none."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def pages(tab: Any, base: str, *starts: str, within: str = "/") -> dict[str, str]:
    """Route → address of the first page found of it, from `starts` on, for who is logged in in `tab`.

    Only pages: what answers 200 with HTML. `within`: what all addresses begin with.
    """
    waiting = list(starts)
    found: dict[str, str] = {}
    asked: set[str] = set()
    while waiting and len(asked) < MOST:
        address = waiting.pop(0)
        route = route_of(urlsplit(address).path)
        if not route or route in asked or route in LEFT_OUT:
            continue
        asked.add(route)
        answer = tab.context.request.get(f"{base}{address}", headers={"Accept": "text/html"})
        kind = answer.headers.get("content-type", "")
        assert answer.status < 500, f"{address}: {answer.status}"
        file = "content-disposition" in answer.headers
        if answer.status != 200 or file or not kind.startswith("text/html"):
            continue
        if route_of(urlsplit(answer.url).path) == route:
            found[route] = address
        waiting += _links(answer.text(), base, answer.url, within)
    return found


def _links(text: str, base: str, page: str, within: str) -> list[str]:
    whole = (urldefrag(urljoin(page, html.unescape(link))).url for link in LINK.findall(text))
    own = (url.removeprefix(base) for url in whole if url.startswith(f"{base}/"))
    return [url for url in own if url.startswith(within)]
