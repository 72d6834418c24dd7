"""How often a public page asks the database: at most five times, whatever there is to show."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.conftest import give

from funds import world as small_world
from ouna.core.values import Money, Translated
from ouna.donations.actions import receive_gift
from ouna.donations.models import Gift
from ouna.funds.actions import announce_account, open_fund
from ouna.log import SYSTEM
from ouna.log.sequencer import run_once
from ouna.parties.actions import add_section

MOST = 5
PAGES = (
    "/",
    "/campaign/",
    "/books/",
    "/books/entries/",
    "/books/entries/?what=gifts",
    "/books/entries/3/",
    "/books/checkpoints/",
    "/books/verify/",
    "/give/",
    "/find/",
    "/account/",
    "/receipt/check/",
    "/receipt/check-receipt.html",
    "/receipt/CODE/",
)


def asked(client: Client, path: str) -> int:
    """How many queries the page takes when nothing of it is kept."""
    path = path.replace("CODE", Gift.objects.order_by("pk").values_list("code", flat=True)[0])
    with CaptureQueriesContext(connection) as seen:
        response = client.get(path)
    assert response.status_code == 200, path
    return len(seen)


def grow(world: small_world.World) -> None:
    """Two more purposes, two more accounts, a gift to each pair, and a new sealed summary."""
    numbers = {"AT": "AT611904300234573201", "BE": "BE68539007547034"}
    for country, number in numbers.items():
        title, code = Translated.source("en", f"Kitchen {country}"), f"kitchen-{country.lower()}"
        fund = open_fund(
            by=small_world.ADMIN,
            campaign=world.campaign,
            code=code,
            title=title,
            aim=Money(900_000, "EUR"),
            purposes=[code],
        )
        section = add_section(
            by=SYSTEM,
            country=country,
            name=Translated.source("en", f"Section {country}"),
            currency="EUR",
            language="en",
        )
        account = announce_account(
            by=small_world.ADMIN,
            campaign=world.campaign,
            section=section,
            currency="EUR",
            iban=number,
            holder="Ginger Wheelbarrow",
        )
        for purpose in (fund, world.walls, world.free):
            receive_gift(by=small_world.ANNA, line=small_world.line(account, 2_500), fund=purpose)
    give(world, 30)
    run_once()


@pytest.fixture
def grown(published: small_world.World, client: Client) -> tuple[dict[str, int], dict[str, int]]:
    """The queries of each page over a small record and over a larger one."""
    few = {path: asked(client, path) for path in PAGES}
    grow(published)
    return few, {path: asked(client, path) for path in PAGES}


def test_every_public_page_asks_at_most_five_times(grown: tuple[dict[str, int], dict[str, int]]) -> None:
    few, many = grown
    assert {path: n for path, n in few.items() if n > MOST} == {}
    assert many == few


def test_what_grew_is_on_the_pages(published: small_world.World, client: Client) -> None:
    """The twin: fewer queries must not mean that something is left out."""
    grow(published)
    books = client.get("/books/").content.decode()
    # 3 + 30 gifts of 10.00, and 6 of 25.00 over two new sections.
    for said in ("Kitchen AT", "Kitchen BE", "Section AT", "Section BE", "480.00", ">39<"):
        assert said in books, said
    listed = client.get("/books/entries/").content.decode()
    assert "Kitchen BE" in listed and "Section BE EUR" in listed
    give_page = client.get("/give/").content.decode()
    assert "Kitchen AT" in give_page and "Section BE" in give_page
