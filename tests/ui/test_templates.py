"""Pages: language, direction, title; no inline style or script; words for people; Arabic complete."""

from __future__ import annotations

import gettext
import gzip
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

import ouna.ui
from ouna.ui import gallery, views

UI = Path(ouna.ui.__file__).parent
ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((UI / "templates").rglob("*.html"))
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """What a test needs to know of a page; complains about tags that do not close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [v for k, v in attrs if k == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open[-5:])
        self.open.pop()

    def all(self, tag):
        return [a for t, a in self.tags if t == tag]


def components(lang="en", theme="") -> str:
    request = RequestFactory().get("/desk/components/", {"lang": lang, "theme": theme})
    return render_to_string_of(views.components(request))


def render_to_string_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def assert_clean(text: str) -> None:
    """Nothing that a strict Content-Security-Policy would refuse."""
    for tag, attrs in Page(text).tags:
        assert tag != "style"
        assert tag != "script" or attrs.get("src")
        for name, value in attrs.items():
            assert name != "style", (tag, value)
            assert not name.startswith("on"), (tag, name)
            assert not (value or "").startswith("javascript:")


def test_the_guard_sees_what_it_should():
    for bad in ('<p style="x"></p>', "<script>1</script>", "<style></style>", '<a onclick="x"></a>'):
        with pytest.raises(AssertionError):
            assert_clean(bad)


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("theme", ["", "light", "dark"])
def test_the_gallery_in_every_face(lang, theme):
    text = components(lang, theme)
    assert_clean(text)
    page = Page(text)
    html = page.all("html")[0]
    assert html["lang"] == lang
    assert html["dir"] == {"en": "ltr", "ar": "rtl"}[lang]
    assert html.get("data-theme", "") == theme
    assert len(page.ids) == len(set(page.ids))
    assert len(page.all("h1")) == 1
    assert page.all("main")[0]["id"] == "main"
    assert [a for a in page.all("a") if a.get("href") == "#main"]


def test_the_face_needs_no_other_app():
    """With nothing installed but Django, the static files and this app, the gallery is whole."""
    code = "import django; django.setup(); from django.test import Client; "
    code += "r = Client().get('/desk/components/'); "
    code += "assert r.status_code == 200 and b'</html>' in r.content and b'class=\"stones\"' in r.content"
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.ui.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    subprocess.run([sys.executable, "-c", code], check=True, env=env, cwd=ROOT, timeout=60)


def test_the_gallery_ignores_what_it_does_not_know():
    text = components("xx", '"><script>')
    assert Page(text).all("html")[0]["lang"] == "en"
    assert "data-theme" not in text.split(">")[1]


def test_every_reference_on_the_page_exists():
    page = Page(components())
    for _tag, attrs in page.tags:
        for name in ("aria-describedby", "aria-labelledby", "for"):
            for wanted in (attrs.get(name) or "").split():
                assert wanted in page.ids, (name, wanted)
        if (attrs.get("href") or "").startswith("#") and len(attrs["href"]) > 1:
            assert attrs["href"][1:] in page.ids, attrs["href"]


def test_every_part_is_in_the_gallery():
    shown = (UI / "templates/ui/gallery.html").read_text() + (UI / "templates/ui/desk.html").read_text()
    names = {p.stem for p in (UI / "templates/ui/parts").glob("*.html") if not p.stem.startswith("_")}
    aliases = {"copy": "copy_field", "form_body": "form_errors"}
    assert {
        n for n in names if f"% {aliases.get(n, n)} " not in shown and f"% {aliases.get(n, n)} %" not in shown
    } == set()


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_error_pages_need_nothing(name, lang):
    with translation.override(lang):
        text = render_to_string(name)
    assert_clean(text)
    html = Page(text).all("html")[0]
    assert (html["lang"], html["dir"]) == (lang, {"en": "ltr", "ar": "rtl"}[lang])
    assert re.search(r"<title>\S.* · Ouna</title>", text)
    assert "noindex" in text


def test_a_refusal_says_what_and_what_next():
    text = render_to_string(
        "ui/refused.html", {"message": "<b>m", "next_step": "Do this.", "back_url": "/x/"}
    )
    assert "&lt;b&gt;m" in text
    assert "Do this." in text
    assert 'href="/x/"' in text
    assert 'role="alert"' in text
    text = render_to_string("ui/error.html", {"title": "T", "message": "M", "next_step": "N", "status": 503})
    assert [x in text for x in ("T", "M", "N", "503")] == [True] * 4


@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.parametrize("base", ["ui/public.html", "ui/desk.html"])
def test_the_demo_banner_is_on_every_page_of_the_demo_only(base, demo):
    text = render_to_string(base, {"demo": demo})
    assert ('<aside class="demo"' in text) is demo


def test_the_site_and_the_desk_show_their_menus():
    site = {
        "name": "Quince",
        "nav": [{"label": "Books", "url": "/books/"}],
        "give_url": "/give/",
        "foot": [{"label": "Find", "url": "/f/"}],
        "about": "A",
        "about_url": "/a/",
    }
    text = render_to_string("ui/public.html", {"site": site}, request=RequestFactory().get("/books/"))
    assert 'class="btn give" href="/give/"' in text
    assert '<a href="/books/" aria-current="page">' in text
    assert 'hreflang="ar"' in text
    assert "ouna.js" not in text
    desk = {"who": "Ottilie", "role": "Treasurer", "logout_url": "/out/", "me_url": "/me/", "nav": []}
    text = render_to_string("ui/desk.html", {"desk": desk}, request=RequestFactory().get("/desk/"))
    assert '<form method="post" action="/out/">' in text
    assert "noindex" in text
    assert "htmx" in text
    assert_clean(text)


def test_a_public_page_with_the_wall_is_small():
    source = '{% extends "ui/public.html" %}{% load charts %}{% block content %}'
    source += '{% wall s "EUR" %}{% five_bars t "EUR" %}{% endblock %}'
    context = gallery.context()
    text = Template(source).render(Context({"s": context["sections"], "t": context["total"]}))
    assert len(gzip.compress(text.encode())) <= 11 * 1024


# Words --------------------------------------------------------------------------------------------

INSIDE = re.compile(
    r"\b(merkle|checkpoint|tlog|inclusion proof|hash|witness(es)?|passkey|quorum|commitment|counter-entry"
    r"|ledger"
    r"|sanction hit|restricted fund|CAMT|MT940|enrol|m of n|root)\b",
    re.I,
)


def plain(text: str) -> str:
    return re.sub(
        r"<[^>]*>",
        " ",
        re.sub(
            r"\{[%{#].*?[%}#]\}", " ", re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.S)
        ),
    )


def test_no_inside_words_on_pages():
    assert INSIDE.search("The Merkle root")
    assert INSIDE.findall(plain(components())) == []
    for path in TEMPLATES:
        words = " ".join(re.findall(r'translate "([^"]*)"', path.read_text("utf-8")))
        assert INSIDE.findall(words + plain(path.read_text("utf-8"))) == [], path.name


def test_all_text_in_templates_can_be_translated():
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        text = re.sub(
            r"\{% blocktranslate.*?endblocktranslate %\}|\{% comment %\}.*?\{% endcomment %\}",
            "",
            text,
            flags=re.S,
        )
        # These blocks hold attributes, not text.
        text = re.sub(r"\{% block (?:body_\w+|main_attrs) %\}.*?\{% endblock %\}", "", text)
        text = re.sub(r"\{[%{].*?[%}]\}", " ", text, flags=re.S)
        text = re.sub(r"<[^>]*>", " ", text)
        words = set(re.findall(r"[A-Za-z]{3,}", text)) - {"English"}
        assert words == set(), (path.name, words)


CALLS = re.compile(r'\b(?:_|gettext_lazy)\(((?:\s*"[^"]*")+)\s*\)')
PO = UI / "locale/ar/LC_MESSAGES/django.po"
ENTRY = re.compile(r'^msgid "((?:[^"\\]|\\.)+)"\n(?:msgid_plural "(?:.*)"\n)?((?:msgstr.*\n?)+)', re.M)


def unquote(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n")


def entries() -> list[tuple[str, list[str]]]:
    found = ENTRY.findall(PO.read_text("utf-8"))
    return [
        (unquote(k), [unquote(v) for v in re.findall(r'msgstr(?:\[\d\])? "(.*)"', rest)]) for k, rest in found
    ]


def test_arabic_is_complete_and_keeps_the_placeholders():
    rows = entries()
    assert len(rows) > 200
    for key, values in rows:
        assert all(values), key
        wanted = set(re.findall(r"%\(\w+\)s", key))
        for value in values:
            assert set(re.findall(r"%\(\w+\)s", value)) <= wanted | (
                {"%(n)s"} if len(values) > 1 else set()
            ), key
        if len(values) == 1:
            assert set(re.findall(r"%\(\w+\)s", values[0])) == wanted, key
    assert "fuzzy" not in PO.read_text()


def test_arabic_is_compiled_as_it_stands():
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for key, values in entries():
        shown = compiled.gettext(key) if len(values) == 1 else compiled.ngettext(key, key, 1)
        assert shown == values[0 if len(values) == 1 else 1], key


def test_no_text_of_the_interface_is_missing_in_arabic():
    known = {key for key, _ in entries()}
    for path in [*TEMPLATES, *UI.glob("*.py"), *(UI / "templatetags").glob("*.py")]:
        text = path.read_text("utf-8")
        wanted = re.findall(r"""translate ["']([^"']+)["']""", text) if path.suffix == ".html" else []
        wanted += ["".join(re.findall(r'"([^"]*)"', x)) for x in CALLS.findall(text)]
        assert [w for w in wanted if w not in known] == [], path.name


def test_languages_of_the_project_are_those_of_the_face():
    assert {"en", "ar"} <= {code for code, _ in settings.LANGUAGES}
