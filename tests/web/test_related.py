"""Pages of the record that belong together lead to each other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.conftest import give, small_world

from ouna.donations.actions import reverse_gift
from ouna.donations.models import Gift
from ouna.log.models import Entry
from ouna.log.sequencer import run_once
from ouna.treasury.actions import book_as_gift, mark_unexplained
from ouna.web.related import related

ANNA, line = small_world.ANNA, small_world.line


def page(client: Client, entry: Entry, **query: str) -> str:
    number = Entry.objects.select_related("place").get(pk=entry.pk).place.number
    return client.get(reverse("web:entry", args=[number]), query).content.decode()


def linked(entry: Entry, other: Entry) -> bool:
    return other.place.number in [found.number for found in related(entry)]


def both(first: str, second: str) -> tuple[Entry, Entry]:
    run_once()
    rows = Entry.objects.select_related("place")
    return rows.filter(kind=first).latest("pk"), rows.filter(kind=second).latest("pk")


def test_a_returned_gift_and_its_return_name_each_other(client: Client, world: Any) -> None:
    give(world, 2)
    gift = Gift.objects.latest("pk")
    reverse_gift(by=ANNA, gift=gift, reason="returned", line=line(world.germany, -gift.minor))
    received, back = both("gift.received", "gift.reversed")
    received = Entry.objects.select_related("place").get(ref=gift.ref)
    assert linked(received, back) and linked(back, received)
    assert "Gift taken back" in page(client, received) and "Gift received" in page(client, back)
    assert "the bank sent it back" in page(client, back)
    arabic = page(client, back, lang="ar")
    assert "returned" not in arabic.split("<pre")[0] and "أعاده المصرف" in arabic
    untouched = Entry.objects.filter(kind="gift.received").exclude(ref=gift.ref).get()
    assert related(untouched) == []


def test_an_open_line_and_what_explains_it_name_each_other(world: Any) -> None:
    came = line(world.germany, 4_200)
    mark_unexplained(by=ANNA, line=came)
    came.refresh_from_db()
    book_as_gift(by=ANNA, line=came, fund=world.walls)
    open_line, gift = both("credit.unexplained", "gift.received")
    assert json.loads(bytes(gift.data))["explains"] == open_line.ref
    assert linked(open_line, gift) and linked(gift, open_line)


def test_a_gift_taken_back_whole_is_no_gift_any_more(client: Client, world: Any) -> None:
    give(world, 3)
    run_once()
    gift = Gift.objects.latest("pk")
    assert "<dt>gifts</dt><dd>" in client.get("/").content.decode()
    before = client.get("/").content.decode()
    reverse_gift(by=ANNA, gift=gift, reason="returned", line=line(world.germany, -400))
    run_once()
    assert gifts_on(client) == "3", "a part of it is still there"
    reverse_gift(
        by=ANNA,
        gift=Gift.objects.get(pk=gift.pk),
        reason="returned",
        line=line(world.germany, -(gift.minor - 400)),
    )
    run_once()
    assert gifts_on(client) == "2" and before != client.get("/").content.decode()


def gifts_on(client: Client) -> str:
    from re import search

    found = search(r"<dt>gifts</dt><dd>\D*(\d+)", client.get("/").content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize("ref", ["", "x", "gift_" + "0" * 26])
def test_a_page_that_names_nothing_has_none(world: Any, ref: str) -> None:
    entry = Entry.objects.filter(kind="campaign.opened").get()
    assert related(entry) == []
