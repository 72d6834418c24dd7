"""Every text that a visitor can read is there in each public language, whole and with its fields."""

from __future__ import annotations

import gettext
import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("public_texts", ROOT / "docs/public_texts.py")
assert _spec and _spec.loader
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)

LANGUAGES = pytest.mark.parametrize("lang", tool.LANGUAGES)
FIELDS = re.compile(r"%\(\w+\)[sd]|%s|\{\w*\}|<[^>]+>")


def test_the_walk_finds_texts_of_templates_code_and_mails() -> None:
    found = {text.one for text in tool.public_texts()}
    assert {"Give", "Checking …", "Receipt code", "Gift received"} <= found and len(found) > 850


@LANGUAGES
def test_no_public_text_is_missing(lang: str) -> None:
    assert tool.missing(lang) == []


@LANGUAGES
def test_a_text_without_translation_is_found(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [entry for entry in tool.entries(lang) if entry.text.one != "Give"]
    monkeypatch.setattr(tool, "entries", lambda _lang: kept)
    assert [text.one for text, _where in tool.missing(lang)] == ["Give"]


@LANGUAGES
def test_fields_and_tags_are_those_of_the_text(lang: str) -> None:
    for entry in tool.entries(lang):
        wanted = sorted(FIELDS.findall(entry.text.many or entry.text.one))
        assert sorted(FIELDS.findall(entry.said[-1])) == wanted, entry.text.one
        known = set(FIELDS.findall(entry.text.one + entry.text.many))
        assert all(set(FIELDS.findall(said)) <= known for said in entry.said), entry.text.one


@LANGUAGES
def test_the_compiled_catalogue_is_the_written_one(lang: str) -> None:
    with tool.catalogue(lang).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in tool.entries(lang):
        if not entry.text.many:
            assert compiled.gettext(entry.text.one) == entry.said[0]
        else:
            assert compiled.ngettext(entry.text.one, entry.text.many, 1) == entry.said[0]
            assert compiled.ngettext(entry.text.one, entry.text.many, 2) == entry.said[1]
