"""Public pages in five languages, wholly; desks and log-in in two."""

from __future__ import annotations

import html
import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

_path = Path(__file__).resolve().parents[2] / "docs/public_texts.py"
_spec = importlib.util.spec_from_file_location("public_texts", _path)
assert _spec and _spec.loader
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)

PAGES = (
    "/", "/campaign/", "/give/", "/find/", "/account/", "/books/", "/books/entries/", "/books/entries/1/",
    "/books/checkpoints/", "/books/verify/", "/receipt/check/", "/spending/", "/trustees/", "/lists/",
    "/pact/", "/appeal/", "/no-such-page/",
)  # fmt: skip
#: What `<script type="application/json">` hands to the check; the words in it are public texts, too.
TAGS = re.compile(r"<style.*?</style>|<[^>]+>", re.DOTALL)


def sentences(lang: str) -> set[str]:
    """English texts of three words and more that this language says otherwise, without fields."""
    return {
        part.strip()
        for entry in tool.entries(lang)
        for text, said in ((entry.text.one, entry.said[0]), (entry.text.many, entry.said[-1]))
        if text and text != said
        for part in re.split(r"%\(\w+\)[sd]|\{\w*\}|<[^>]+>", text)
        if len(part.split()) >= 3
    }


def english_in(page: str, lang: str) -> list[str]:
    """English sentences that a page still shows."""
    shown = " ".join(html.unescape(TAGS.sub(" ", page)).split())
    return sorted(text for text in sentences(lang) if text in shown)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", tool.LANGUAGES)
def test_a_public_page_is_wholly_in_its_language(
    client: Client, published: Any, lang: str, path: str
) -> None:
    response = client.get(path, headers={"Accept-Language": f"{lang};q=0.9, en;q=0.4"})
    page = response.content.decode()
    assert f'<html lang="{lang}" dir="ltr"' in page and response.headers["Content-Language"] == lang
    assert english_in(page, lang) == []


@pytest.mark.parametrize("path", ["/", "/give/", "/books/"])
@pytest.mark.parametrize("lang", tool.LANGUAGES)
def test_english_would_be_seen(client: Client, published: Any, lang: str, path: str) -> None:
    assert english_in(client.get(path).content.decode(), lang)


@pytest.mark.parametrize("lang", ["en", "ar", *tool.LANGUAGES])
def test_the_switch_stays_on_the_page(client: Client, published: Any, lang: str) -> None:
    page = client.get("/books/entries/", {"what": "gifts", "lang": lang}).content.decode()
    for code in ("en", "ar", *tool.LANGUAGES):
        assert f'href="/books/entries/?what=gifts&amp;lang={code}"' in page
        assert f'hreflang="{code}" href="http://testserver/books/entries/?lang={code}"' in page
    assert 'hreflang="x-default" href="http://testserver/books/entries/"' in page


@pytest.mark.parametrize("lang", tool.LANGUAGES)
def test_desks_are_in_english_for_who_reads_another_language(
    client: Client, published: Any, lang: str
) -> None:
    client.cookies["lang"] = lang
    response = client.get("/accounts/login/")
    page = response.content.decode()
    assert '<html lang="en"' in page and response.headers["Content-Language"] == "en"
    assert "lang=ar" in page and f"lang={lang}" not in page
    assert "lang" not in client.get("/accounts/login/", {"lang": lang}).cookies
    assert f'<html lang="{lang}"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("lang", "goal"), [("de", "500.000,00"), ("fr", "500\u202f000,00"), ("es", "500.000,00")]
)
def test_sums_are_written_in_the_readers_way(client: Client, published: Any, lang: str, goal: str) -> None:
    assert goal in client.get("/campaign/", {"lang": lang}).content.decode()
    account = client.get("/account/", {"lang": lang}).content.decode()
    assert re.search(r'dir="ltr"[^>]*>DE\d\d \d{4}', account)


@pytest.mark.parametrize("path", ("/appeal/sign/", "/appeal/signatories/", "/appeal/support/"))
def test_pages_not_yet_translated_are_in_one_language(published: Any, client: Client, path: str) -> None:
    """No German frame around English sentences: page, switch and alternates keep to what there is."""
    page = client.get(path, headers={"accept-language": "de"})
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en"' in page.content.decode() and 'hreflang="de"' not in page.content.decode()
