"""Templates: title, language, direction; people's words; nothing inline; no physical direction."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "src" / "ouna").rglob("templates/**/*.html"))
IDS = [p.relative_to(ROOT / "src" / "ouna").as_posix() for p in TEMPLATES]

#: Words of ours that people never read.
INSIDE = (
    "checkpoint", "inclusion proof", "tlog", "counter-entry", "commitment", "quorum", "m of n", "enrol",
    "ceremony", "readiness gate", "restricted fund", "free fund", "camt", "mt940", "screening", "false hit",
    "standing budget", "false positive", "merkle", "hash", "replay", "witness",
)  # fmt: skip
#: The page for experts, and the gallery of parts.
EXPERTS = ("web/templates/web/verify.html", "ui/templates/ui/gallery")
#: Names of files and addresses are what they are called.
QUOTED = re.compile(r"""{%\s*(?:trans|translate)\s+(?:"([^"]*)"|'([^']*)')[^%]*%}""")
TAG = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%.*?%}|{{.*?}}", re.S)
#: Names of files are what they are called; blocks of attributes are no text.
CALLED = re.compile(
    r"\.tlog-proof|{%\s*block (?:main_attrs|body_attrs|body_class)\s*%}.*?{%\s*endblock\s*%}", re.S
)
ATTRIBUTES = re.compile(r'\s(?:href|src|id|class|name|value|data-[a-z-]+|hx-[a-z-]+|accept|for)="[^"]*"')


def words_of(text: str) -> str:
    """What people read of a template: its texts, without tags, variables, attributes and addresses."""
    text = QUOTED.sub(lambda m: m[1] or m[2] or "", CALLED.sub(" ", text))
    text = ATTRIBUTES.sub(" ", TAG.sub(" ", text))
    return re.sub(r"</?[a-z][^>]*>", " ", text).lower()


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_people_read_people_s_words(path: Path) -> None:
    if any(part in path.as_posix() for part in EXPERTS):
        return
    said = words_of(path.read_text())
    assert not [w for w in INSIDE if re.search(rf"\b{re.escape(w)}(s|es|ed)?\b", said)]


#: A page that is downloaded and works without us: it carries its script and style, under its own policy.
ALONE = ("web/templates/web/check_file.html",)


@pytest.mark.parametrize(
    "path", [p for p in TEMPLATES if not p.as_posix().endswith(ALONE)], ids=lambda p: p.name
)
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text) and "<style" not in text
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    for opening in re.findall(r"<script[^>]*>", text):
        assert (
            "src=" in opening or 'type="application/json"' in opening or 'type="speculationrules"' in opening
        )


def is_page(text: str) -> bool:
    """Whether a template is a whole page of ours, not a part or a layout."""
    return (
        bool(re.search(r'{%\s*extends\s+"ui/(public|desk|error)\.html"', text)) and "{% block content" in text
    )


@pytest.mark.parametrize("path", [p for p in TEMPLATES if is_page(p.read_text())], ids=lambda p: p.name)
def test_every_page_has_a_title_and_one_headline(path: Path) -> None:
    text = path.read_text()
    assert re.search(r"{%\s*block title\s*%}.*\S.*{%\s*endblock", text), "A page has a title of its own."
    assert text.count("<h1") >= 1 or "ui/error.html" in text


def test_the_base_says_language_and_direction() -> None:
    text = (ROOT / "src/ouna/ui/templates/ui/base.html").read_text()
    assert re.search(r"<html lang=[^>]+dir=", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_texts_go_through_translation(path: Path) -> None:
    """Text between tags that is not in {% trans %} would stay English in Arabic."""
    text = CALLED.sub("", re.sub(r"{%\s*comment.*?endcomment\s*%}", "", path.read_text(), flags=re.S))
    text = re.sub(r"<body[^>]*{%.*?%}[^>]*>|{% block body_attrs %}.*", "", text)
    text = re.sub(r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}", "", text, flags=re.S)
    text = re.sub(r"<(pre|code|kbd|title|script)\b.*?</\1>|<p class=\"code\".*?</p>", "", text, flags=re.S)
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", text, flags=re.S)
    said = re.sub(r"<[^>]*>", "\n", text)
    loose = [s for s in (x.strip() for x in said.split("\n")) if re.search(r"[A-Za-z]{4,}", s)]
    allowed = {"checkpoint", "log.vkey", "totals.json", "ouna-accounts.json", "Ouna"}
    assert (
        not [s for s in loose if s not in allowed]
        or "gallery" in path.as_posix()
        or "components" in path.as_posix()
    )


def test_style_sheets_know_no_left_and_right() -> None:
    for path in (ROOT / "src" / "ouna").rglob("static/**/*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        assert not re.findall(
            r"(?:margin|padding|border)-(?:left|right)\s*:|(?<![-\w])(?:left|right)\s*:|float\s*:\s*(?:left|right)",
            text,
        )
