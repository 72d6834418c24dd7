"""The pages anyone sees: what they say, how heavy they are, that they leave no cookie."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import give

from funds import world as small_world
from ouna.campaign.models import Campaign
from ouna.funds.models import Fund
from ouna.log.models import CheckRun
from ouna.log.sequencer import run_once
from ouna.parties.models import Organisation

PAGES = ("/", "/campaign/", "/books/", "/books/entries/", "/books/checkpoints/", "/books/verify/")


def text_of(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    return response.content.decode()


def test_before_set_up_every_page_says_so(client: Client, db: None) -> None:
    for path in ("/", "/campaign/", "/books/"):
        assert "being set up" in text_of(client, path)


def test_the_first_screen_says_what_with_whom_how_far_and_that_one_can_check(
    client: Client, published: small_world.World
) -> None:
    Organisation.objects.create(
        ref="org_x",
        name={"ka": {"text": "მეცხრე აგურის ნადი", "state": "human", "of": ""}},
        country="GE",
        is_member=True,
    )
    text = text_of(client, "/")
    first = text[: text.index('<figure class="elevation">')]
    for said in ("A roof", "Two Springs", "30<span", "500,000.00", "Check the books", "not been checked"):
        assert said in first, said
    assert '<bdi lang="ka" dir="ltr">მეცხრე აგურის ნადი</bdi>' in text
    assert (
        "Honest bars" in text and "Approved" not in text[text.index("Honest bars") : text.index("promises")]
    )


def test_the_last_check_is_told_with_its_time_good_or_bad(client: Client, published: Any, clock: Any) -> None:
    run = CheckRun.objects.create(at=clock.now(), ok=True, entries=12, seconds=0.1)
    assert "all rules hold" in text_of(client, "/") and "20 November 2026, 12:00 UTC" in text_of(client, "/")
    CheckRun.objects.filter(pk=run.pk).update(ok=False, findings=[{"where": "x", "what": "A sum differs."}])
    assert "something does not hold" in text_of(client, "/")
    books = text_of(client, "/books/")
    assert "A sum differs." in books and "All rules hold" not in books


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_gets_no_cookie(client: Client, published: Any, path: str) -> None:
    response = client.get(path)
    assert not response.cookies and "public" in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/books/"])
@pytest.mark.parametrize("lang", ["en", "ar", "de", "fr", "es"])
def test_pages_are_light(client: Client, published: Any, path: str, lang: str) -> None:
    assert len(gzip.compress(client.get(path, {"lang": lang}).content, 6)) <= 14 * 1024


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_arabic(client: Client, published: Any, path: str) -> None:
    text = text_of(client, path, **{"Accept-Language": "ar-TN,ar;q=0.9,en;q=0.5"})
    assert '<html lang="ar" dir="rtl">' in text
    other = text_of(client, path)
    for code in ("en", "ar", "de", "fr", "es", "x-default"):
        assert f'hreflang="{code}" href="http://testserver{path}' in other


def test_the_chosen_language_stays(client: Client, published: Any) -> None:
    response = client.get("/books/?lang=ar")
    assert response.cookies["lang"].value == "ar" and 'dir="rtl"' in response.content.decode()
    assert 'lang="ar"' in text_of(client, "/books/")
    assert client.get("/?lang=xx").cookies.get("lang") is None
    assert client.get("/?lang=en").cookies["lang"].value == "en"


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("it", "en"),
        ("fr", "fr"),
        ("ar", "ar"),
        ("it;q=0.9, ar;q=0.8", "ar"),
        ("en-GB,ar;q=0.5", "en"),
        ("*", "en"),
        ("\x00;;", "en"),
    ],
)
def test_the_browsers_wish_is_heard(client: Client, db: None, header: str, lang: str) -> None:
    assert client.get("/", headers={"Accept-Language": header}).headers["Content-Language"] == lang


def test_security_headers(client: Client, db: None) -> None:
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_holds_nothing_inline(client: Client, published: Any) -> None:
    for path in PAGES:
        text = text_of(client, path)
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text), path
        assert not re.findall(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>", text), path


def test_the_way_of_the_money_adds_up(client: Client, published: small_world.World) -> None:
    give(published, 2, 33)
    text = text_of(client, "/books/")
    assert "30.66" in text and "Section DE" in text


def test_purposes_stand_in_the_coalitions_order_on_the_wall_too(
    client: Client, published: small_world.World
) -> None:
    # Tiers are made as equal as can be: here the first and the last purpose stand above the second.
    for fund, aim in ((published.walls, 10), (published.children, 21), (published.free, 11)):
        Fund.objects.filter(pk=fund.pk).update(aim_minor=aim * 1_000_000)
    titles = ["Walls and roof", "Children’s courtyard", "Where most needed"]
    text = text_of(client, "/")
    listed = text[text.index('<ol class="purposes">') :]
    assert sorted(titles, key=listed.index) == titles
    for number, title in enumerate(titles, start=1):
        assert f"<span><b>{number}</b>{title}</span>" in text
    # In the picture each keeps its number where it stands.
    assert re.findall(r'class="no">(\d)<', text) == ["1", "3", "2"]


def test_while_nobody_can_give_no_page_leads_to_a_page_that_is_not_there(
    client: Client, published: small_world.World
) -> None:
    assert client.get("/find/").status_code == 200 and 'href="/find/"' in text_of(client, "/")
    Campaign.objects.filter(pk=published.campaign.pk).update(state="draft", opened_on=None)
    assert client.get("/find/").status_code == 404
    text = text_of(client, "/")
    assert 'href="/find/"' not in text
    foot = text[text.index('<footer class="foot">') :]
    for path in re.findall(r'href="(/[^"#]*)"', foot):
        assert client.get(path, follow=True).status_code == 200, path


def test_one_gift_is_one_gift(client: Client, world: small_world.World) -> None:
    give(world, 1)
    run_once()
    assert "<dt>gift</dt>" in text_of(client, "/") and "<dt>تبرّع</dt>" in text_of(client, "/?lang=ar")
    books = text_of(client, "/books/?lang=en")
    assert ">gift<" in books and ">gifts<" not in books
    CheckRun.objects.create(at=datetime(2026, 11, 20, 12, tzinfo=UTC), ok=True, entries=1, seconds=0.1)
    for path in ("/", "/books/"):
        text = text_of(client, path)
        assert "one page of the public record" in text and ">1</bdi> pages" not in text
    assert "صفحة واحدة من السجلّ العلنيّ" in text_of(client, "/?lang=ar")


def test_arabic_marks_stand_in_arabic_text(client: Client, published: small_world.World) -> None:
    Fund.objects.filter(pk=published.free.pk).update(free=True)
    arabic = text_of(client, "/give/?lang=ar")
    assert "الشريك يقرّر؛ " in arabic
    assert "the partner decides; " in text_of(client, "/give/?lang=en")
