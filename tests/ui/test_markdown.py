"""Markdown is harmless whatever somebody writes: hostile texts against parser, allow-list, and both."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ouna.ui import markdown as module
from ouna.ui.markdown import ATTRIBUTES, SCHEMES, TAGS, Block, blocks, markdown

_ALERT = "alert(1)"
#: What browsers have run, written as raw HTML.
RAW = [
    f"<script>{_ALERT}</script>",
    f"<SCRIPT SRC=//evil.example/x.js></SCRIPT>{_ALERT}",
    f"<scr<script>ipt>{_ALERT}</scr</script>ipt>",
    f"<img src=x onerror={_ALERT}>",
    f"<img src=x:x onerror\n={_ALERT}>",
    f'<img """><script>{_ALERT}</script>">',
    f"<svg onload={_ALERT}>",
    f"<svg/onload={_ALERT}>",
    f"<svg><script>{_ALERT}</script></svg>",
    f"<svg><animate onbegin={_ALERT} attributeName=x dur=1s>",
    f"<svg><a xlink:href='javascript:{_ALERT}'><text>x</text></a></svg>",
    f"<math><mi//xlink:href='data:x,<script>{_ALERT}</script>'>",
    f"<body onload={_ALERT}>",
    f"<iframe src=javascript:{_ALERT}></iframe>",
    f"<iframe srcdoc='<script>{_ALERT}</script>'></iframe>",
    f"<object data=javascript:{_ALERT}></object>",
    f"<embed src=javascript:{_ALERT}>",
    f"<form action=javascript:{_ALERT}><button>x</button></form>",
    f"<button formaction=javascript:{_ALERT}>x</button>",
    f"<input autofocus onfocus={_ALERT}>",
    f"<select autofocus onfocus={_ALERT}></select>",
    f"<textarea autofocus onfocus={_ALERT}></textarea>",
    f"<details open ontoggle={_ALERT}>x</details>",
    f"<video><source onerror={_ALERT}></video>",
    f"<audio src=x onerror={_ALERT}>",
    f"<marquee onstart={_ALERT}>x</marquee>",
    f"<a href=javascript:{_ALERT}>x</a>",
    f"<a href='java\tscript:{_ALERT}'>x</a>",
    f"<a href='&#106;avascript:{_ALERT}'>x</a>",
    f"<a onmouseover={_ALERT}>x</a>",
    f"<b onclick={_ALERT}>x</b>",
    f"<p style=\"background:url('javascript:{_ALERT}')\">x</p>",
    f"<style>@import 'javascript:{_ALERT}';</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    f"<meta http-equiv=refresh content='0;url=javascript:{_ALERT}'>",
    "<base href=//evil.example/>",
    f"<template><script>{_ALERT}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={_ALERT}>'></noscript>",
    f"<!--><script>{_ALERT}</script>-->",
    f"<![CDATA[<script>{_ALERT}</script>]]>",
    f"<?xml version='1.0'?><script>{_ALERT}</script>",
    f"</p><script>{_ALERT}</script>",
    f"<div id=main><script>{_ALERT}</script></div>",
    f"<isindex type=image src=1 onerror={_ALERT}>",
    f"<x onclick={_ALERT}>x</x>",
    f"<title></title><img src=x onerror={_ALERT}>",
    f"<xmp><img alt='</xmp><img src=x onerror={_ALERT}>'></xmp>",
    f"<a href='data:text/html,<script>{_ALERT}</script>'>x</a>",
]
#: Where Markdown takes an address, and what one would smuggle in.
PLACES = ["[x]({})", "[x](<{}>)", "<{}>", "[x][1]\n\n[1]: {}", "![x]({})"]
ADDRESSES = [
    f"javascript:{_ALERT}",
    f"JaVaScRiPt:{_ALERT}",
    f"javascript&colon;{_ALERT}",
    f"&#x6A;avascript:{_ALERT}",
    f"java&Tab;script:{_ALERT}",
    f"java%0Ascript:{_ALERT}",
    f"\\javascript:{_ALERT}",
    f"vbscript:{_ALERT}",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "file:///etc/passwd",
    f'https://a.example/"onmouseover="{_ALERT}',
    f"https://a.example/'onmouseover='{_ALERT}",
    f'https://a.example/>"><script>{_ALERT}</script>',
    "blob:https://a.example/1",
    "intent://a.example#Intent;end",
]
#: Markdown's own seams: titles, info strings, footnotes, nesting.
SEAMS = [
    f'[x](https://a.example "a\\" onmouseover={_ALERT} ")',
    f'[x](https://a.example "[^1]{_ALERT}")',
    "[x](https://a.example/[^1])",
    f'```"><script>{_ALERT}</script>\nx\n```',
    f"    <script>{_ALERT}</script>",
    f"`<script>{_ALERT}</script>`",
    f"# <img src=x onerror={_ALERT}>",
    f"> <svg onload={_ALERT}>",
    f"* <iframe src=javascript:{_ALERT}>",
    f"[^1]<script>{_ALERT}</script>[^2]",
    f"[<script>{_ALERT}</script>](https://a.example)",
    f"[![x](javascript:{_ALERT})](javascript:{_ALERT})",
    "[" * 400 + "x" + "](" * 400,
    "> " * 400 + "x",
    "*" * 999 + "x" + "_" * 999,
    f"\\<script>{_ALERT}\\</script>",
    f"&lt;script&gt;{_ALERT}&lt;/script&gt;",
    f"\ufeff<script>{_ALERT}</script>",
    f"<script\u0000>{_ALERT}</script>",
    f"\u2028<script>{_ALERT}</script>",
]
HOSTILE = [
    *RAW,
    *(place.format(address) for place, address in product(PLACES, ADDRESSES)),
    *SEAMS,
]
#: `rel` is added to every link.
KNOWN = {tag: {*names, *(["rel"] if tag == "a" else [])} for tag, names in ATTRIBUTES.items()}
#: RFC 3986, 3.1.
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")


class Reader(HTMLParser):
    """Notes all that should not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name not in KNOWN.get(tag, set()):
                self.wrong.append(f"{tag} {name}")
            # Browsers drop tabs and line ends in an address; without a scheme in front it is a relative one.
            found = SCHEME.match(re.sub(r"[\t\n\r]", "", value or "").strip())
            if name == "href" and found and found[1].lower() not in SCHEMES:
                self.wrong.append(f"{tag} {value}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"<?{data}")


def wrong_in(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.wrong


def test_there_are_as_many_attacks_as_promised() -> None:
    assert len(set(HOSTILE)) >= 140


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_comes_through(text: str) -> None:
    assert wrong_in(markdown(text, notes=3)) == []


@pytest.mark.parametrize("wall", ["parser", "list"])
def test_each_wall_holds_alone(wall: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if wall == "parser":
        monkeypatch.setattr(module, "_clean", lambda html: html)
        # Titles of links and languages of code are attributes that the list alone takes away.
        harmless = {"a title", "code class"}
    else:
        open_parser = MarkdownIt("commonmark", {"html": True})
        open_parser.validateLink = lambda url: True  # type: ignore[method-assign]
        monkeypatch.setattr(module, "_markdown", open_parser)
        harmless = set()
    for text in HOSTILE:
        assert set(wrong_in(markdown(text))) <= harmless, text


def test_without_walls_they_do_come_through(monkeypatch: pytest.MonkeyPatch) -> None:
    open_parser = MarkdownIt("commonmark", {"html": True})
    open_parser.validateLink = lambda url: True  # type: ignore[method-assign]
    monkeypatch.setattr(module, "_markdown", open_parser)
    monkeypatch.setattr(module, "_clean", lambda html: html)
    assert sum(1 for text in HOSTILE if wrong_in(markdown(text))) >= 100


@given(st.text(alphabet=st.sampled_from("<>[]()!\"'`*_#&;:/^1 \nahrefonjavscript\u202e"), max_size=120))
def test_nothing_at_all_comes_through(text: str) -> None:
    assert wrong_in(markdown(text, notes=1)) == []


def test_what_people_write_is_shown() -> None:
    html = markdown("# Roof\n\n**Yes**, *so*: [law](https://a.example/l)\n\n1. one\n2. two\n\n> said\n\n---")
    assert "<h3>Roof</h3>" in html and "<strong>Yes</strong>, <em>so</em>" in html
    assert '<a href="https://a.example/l" rel="nofollow noopener">law</a>' in html
    assert "<ol>\n<li>one</li>" in html and "<blockquote>" in html and "<hr>" in html


def test_headings_stay_below_those_of_the_page() -> None:
    assert "<h6>x</h6>" in markdown("###### x", below=3) and "<h2>x</h2>" in markdown("# x", below=1)


def test_footnotes_lead_to_their_sources_and_back_to_the_first_place() -> None:
    html = markdown("One[^1], two[^2], one again[^1], none[^3].", notes=2)
    assert html.count('href="#note-1"') == 2 and html.count('id="ref-1"') == 1
    assert "[^3]" in html and 'href="#note-3"' not in html


def test_pictures_are_not_loaded() -> None:
    assert "<img" not in markdown("![a roof](https://a.example/roof.jpg)")


def test_on_paper_no_markup_is_left() -> None:
    text = (
        "One *two* **three**[^1] [law](https://a.example/l)\nfour\n\n# Five\n\n* six\n\n> seven\n\n    eight"
    )
    assert blocks(text, notes=1) == (
        Block(
            "text",
            (
                *(("One ", ""), ("two", "em"), (" ", ""), ("three", "strong"), ("1", "note"), (" ", "")),
                *(("law", ""), (" (https://a.example/l)", ""), (" ", ""), ("four", "")),
            ),
        ),
        Block("heading", (("Five", ""),)),
        Block("item", (("six", ""),)),
        Block("quote", (("seven", ""),)),
        Block("text", (("eight", ""),)),
    )


@given(st.text(alphabet=st.sampled_from("<>[]()!*_#&;:/^1 \n-abc`"), max_size=120))
def test_on_paper_nothing_written_breaks_it(text: str) -> None:
    for block in blocks(text, notes=1):
        assert block.kind in ("text", "heading", "item", "quote") and block.runs
