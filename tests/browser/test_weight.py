"""What a page weighs over the wire, with an empty cache: headers too, without the tab's icon (700 bytes)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.browser.crawl import pages
from tests.browser.people import be

pytestmark = pytest.mark.browser

KB = 1024
FIRST, PUBLIC, GIVE, DESK = 14 * KB, 60 * KB, 40 * KB, 150 * KB


class Scale:
    """Counts the bytes of each page that a tab loads."""

    def __init__(self, tab: Any) -> None:
        self.tab = tab
        self.kinds: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        session = tab.context.new_cdp_session(tab)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.responseReceived", lambda m: self.kinds.update({m["requestId"]: m["type"]}))
        session.on(
            "Network.loadingFinished",
            lambda m: self.bytes.update({m["requestId"]: int(m["encodedDataLength"])}),
        )

    def weigh(self, address: str) -> tuple[int, int]:
        """(bytes of the page itself, bytes of everything)."""
        self.kinds.clear()
        self.bytes.clear()
        self.tab.goto(address, wait_until="load")
        first = sum(n for request, n in self.bytes.items() if self.kinds.get(request) == "Document")
        return first, sum(self.bytes.values())


def table(rows: list[tuple[str, int, int, int]]) -> str:
    """The measured pages, the heaviest first."""
    lines = [f"{route:24} {first:8,} {every:9,} {limit:9,}" for route, first, every, limit in rows]
    return "\n".join([f"{'page':24} {'first':>8} {'all':>9} {'limit':>9}", *lines])


def weigh(tab: Any, found: dict[str, str], limit_of: Any) -> list[tuple[str, int, int, int]]:
    """Weigh each page; the table is printed (`pytest -s`)."""
    scale = Scale(tab)
    rows = [(route, *scale.weigh(address), limit_of(route)) for route, address in found.items()]
    rows.sort(key=lambda row: -row[2])
    print("\n" + table(rows))
    assert all(first for _route, first, _every, _limit in rows)
    return [row for row in rows if row[2] > row[3]]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_public_pages_are_light(visit, demo, lang):
    tab = visit(lang=lang)
    receipt = tab.context.request.get(f"{demo.url}/demo/go/receipt/").url.removeprefix(demo.url)
    found = pages(tab, demo.url, "/", "/demo/", "/find/", "/receipt/check/", receipt)
    found.pop("ui:components", None)
    heavy = weigh(tab, found, lambda route: GIVE if route.startswith("donations:") else PUBLIC)
    assert heavy == []
    scale = Scale(tab)
    assert scale.weigh("/")[0] <= FIRST
    assert scale.weigh("/give/")[0] <= FIRST


@pytest.mark.parametrize("key", ["ottilie", "rui", "priya", "salma"])
def test_desks_are_light(visit, demo, key):
    tab = visit()
    be(tab, key)
    found = pages(tab, demo.url, "/desk/", within="/desk/")
    assert weigh(tab, found, lambda route: DESK) == []
