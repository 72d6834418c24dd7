"""The catalogue of words on paper, and how each language writes sums, days and codes."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouna.core.values.money import Money
from ouna.ui.pdf import LANGUAGES, words
from ouna.ui.pdf.errors import LanguageUnknown
from ouna.ui.pdf.paper import is_printable


def flat(catalogue: dict[str, Any], above: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in catalogue.items():
        found.update(flat(value, f"{above}{key}.") if isinstance(value, dict) else {above + key: value})
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_keys_and_places_of_the_english_source(language: str) -> None:
    english, other = flat(words.words_of("en")), flat(words.words_of(language))
    assert set(other) == set(english)
    for key, text in english.items():
        if isinstance(text, str) and key not in ("group", "decimal"):
            places = sorted(re.findall(r"{\w+}", text))
            assert sorted(re.findall(r"{\w+}", other[key])) == places, key
            assert other[key].strip() == other[key] != "", key
            assert is_printable(other[key]), key
    assert len(other["months"]) == 12 == len(set(other["months"]))


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_a_translation_is_translated(language: str) -> None:
    english, other = flat(words.words_of("en")), flat(words.words_of(language))
    sentences = [key for key, text in english.items() if isinstance(text, str) and text.count(" ") > 2]
    assert [key for key in sentences if other[key] == english[key] and "{rate}" not in other[key]] == []


def test_the_languages_of_all_sections_are_there() -> None:
    assert set(LANGUAGES) >= {"en", "ar", "de", "fr", "es", "nl", "pt", "el", "tr"}


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(LanguageUnknown):
        words.words_of("../en")


@pytest.mark.parametrize(
    ("money", "language", "printed"),
    [
        (Money(123456, "EUR"), "en", "1,234.56\u00a0EUR"),
        (Money(123456, "EUR"), "de", "1.234,56\u00a0EUR"),
        (Money(123456, "EUR"), "fr", "1\u202f234,56\u00a0EUR"),
        (Money(1234567, "JOD"), "en", "1,234.567\u00a0JOD"),
        (Money(5, "TND"), "en", "0.005\u00a0TND"),
        (Money(1234567, "JPY"), "en", "1,234,567\u00a0JPY"),
        (Money(-5, "EUR"), "en", "-0.05\u00a0EUR"),
        (Money(100, "EUR"), "ar", "\u20661.00\u00a0EUR\u2069"),
    ],
)
def test_sums_have_the_decimals_of_their_currency(money: Money, language: str, printed: str) -> None:
    assert words.money(money, language) == printed


@given(st.integers(0, 2**53 - 1), st.sampled_from(["EUR", "JOD", "JPY"]), st.sampled_from(LANGUAGES))
def test_no_digit_of_a_sum_is_lost(minor: int, currency: str, language: str) -> None:
    printed = words.money(Money(minor, currency), language)
    assert int(re.sub(r"\D", "", printed)) == minor


def test_days_are_in_words() -> None:
    assert words.day(date(2026, 3, 1), "de").replace("\u00a0", " ") == "1. März 2026"
    assert words.day(date(2026, 11, 20), "en").replace("\u00a0", " ") == "20 November 2026"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("RF18539007547034", "RF18 5390 0754 7034"),
        ("rf18 5390 0754 7034", "rf18 5390 0754 7034"),
        ("210000000003139471430009017", "21 00000 00003 13947 14300 09017"),
        ("21 00000 00003 13947 14300 09017", "21 00000 00003 13947 14300 09017"),
    ],
)
def test_references_are_grouped_as_banks_print_them(text: str, printed: str) -> None:
    assert words.reference_groups(text) == printed


def test_codes_and_names_are_isolated_only_where_directions_meet() -> None:
    assert words.code("2026-000017", "ar") == "\u20662026-000017\u2069"
    assert words.code("2026-000017", "de") == "2026-000017"
    assert words.name("Werkstatt e. V.", "ar") == "\u2068Werkstatt e. V.\u2069"
    assert words.name("ليلى", "de") == "\u2068ليلى\u2069"
    assert words.name("Layla", "de") == "Layla"
