"""Sums in words: written-out vectors, a reader of each language, and no two sums that sound alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spoken_readers import read_number

from ouna.core.values.currency import EXPONENTS, UnknownCurrency
from ouna.core.values.money import LARGEST, Money
from ouna.core.values.spoken import (
    NAMED,
    SPOKEN,
    NotSpoken,
    arabic,
    english,
    french,
    german,
    say_money,
    spanish,
)

VECTORS = Path(__file__).parents[2] / "vectors" / "spoken"
LANGUAGES = pytest.mark.parametrize("lang", SPOKEN)
MODULES = {"ar": arabic, "de": german, "en": english, "es": spanish, "fr": french}


def vectors(lang: str) -> list[tuple[Money, str]]:
    rows = (line.split("\t") for line in (VECTORS / f"{lang}.tsv").read_text(encoding="utf-8").splitlines())
    return [(Money(int(minor), currency), words) for currency, minor, words in rows]


@LANGUAGES
def test_the_written_out_sums(lang: str) -> None:
    found = vectors(lang)
    assert len({money for money, _ in found}) == len(found) >= 200
    assert [say_money(money, lang) for money, _ in found] == [words for _, words in found]


@pytest.mark.parametrize(
    ("money", "lang", "words"),
    [
        (Money(2_480_000, "EUR"), "en", "twenty-four thousand eight hundred euros"),
        (Money(2_480_000, "EUR"), "ar", "أربعة وعشرون ألفًا وثمانمئة يورو"),
        (Money(2_480_000, "EUR"), "de", "vierundzwanzigtausendachthundert Euro"),
        (Money(2_480_000, "EUR"), "fr", "vingt-quatre mille huit cents euros"),
        (Money(2_480_000, "EUR"), "es", "veinticuatro mil ochocientos euros"),
        (Money(8_000_000, "GBP"), "fr", "quatre-vingt mille livres sterling"),
        (Money(20_000_000_000, "TRY"), "es", "doscientos millones de liras turcas"),
        (Money(20_000_000, "TRY"), "es", "doscientas mil liras turcas"),
        (Money(10_100_000, "EUR"), "de", "einhunderteintausend Euro"),
        (Money(2_100_000, "EUR"), "es", "veintiún mil euros"),
        (Money(2_100_000, "EUR"), "fr-CH", "vingt et un mille euros"),
        (Money(11_000, "TND"), "ar", "أحد عشر دينارًا تونسيًا"),
        (Money(1_002_000, "TND"), "ar", "ألف دينار تونسي وديناران تونسيان"),
        (Money(1_800, "TRY"), "ar", "ثماني عشرة ليرة تركية"),
        (Money(2_800, "TRY"), "ar", "ثمانٍ وعشرون ليرة تركية"),
    ],
)
def test_what_grammar_asks_for(money: Money, lang: str, words: str) -> None:
    assert say_money(money, lang) == words


@LANGUAGES
def test_every_small_number_reads_back(lang: str) -> None:
    for n in (*range(2_300), *range(99_000, 103_500, 7), *range(999_000, 1_003_000, 13)):
        assert read_number(MODULES[lang].number(n), lang) == n
        assert read_number(say_money(Money(n * 100, "EUR"), lang), lang) == n


@LANGUAGES
@given(st.integers(0, LARGEST // 100) | st.integers(0, 10**9))
def test_every_number_reads_back(lang: str, n: int) -> None:
    assert read_number(MODULES[lang].number(n), lang) == n
    assert read_number(say_money(Money(n * 100, "EUR"), lang), lang) == n


@given(st.integers(0, 10**12))
def test_arabic_genders_read_back(n: int) -> None:
    assert read_number(say_money(Money(n * 100, "TRY"), "ar"), "ar") == n
    assert read_number(say_money(Money(n * 1000, "TND"), "ar"), "ar") == n


def test_the_reader_notices_a_wrong_word() -> None:
    """The twin: a reader that agreed with everything would prove nothing."""
    right = say_money(Money(10_100_000, "EUR"), "ar")
    assert read_number(right, "ar") == 101_000
    assert read_number(right.replace("وألف", "ومئة"), "ar") == 100_100
    with pytest.raises(KeyError):
        read_number("ten and a bit euros", "en")


@LANGUAGES
def test_no_two_sums_sound_alike(lang: str) -> None:
    minors = (*range(12_500), *range(9_999_000, 10_330_000, 101))
    assert len({say_money(Money(m, "EUR"), lang) for m in minors}) == len(minors)


@LANGUAGES
@given(st.integers(-LARGEST, LARGEST), st.sampled_from(sorted(EXPONENTS)))
def test_every_sum_can_be_said(lang: str, minor: int, currency: str) -> None:
    said = say_money(Money(minor, currency), lang)
    assert said == " ".join(said.split())
    assert say_money(Money(-minor, currency), lang) != said or minor == 0
    if currency in NAMED:
        assert not any(c.isdigit() for c in said)
    else:
        assert said.endswith(f" {currency}")


@LANGUAGES
def test_currencies_without_a_name_keep_code_and_fraction(lang: str) -> None:
    assert say_money(Money(1_205, "KES"), lang).endswith(" 05/100 KES")
    assert "/" not in say_money(Money(1_200, "KES"), lang)
    assert say_money(Money(1_005, "KWD"), lang).endswith(" 005/1000 KWD")


def test_names_in_every_language() -> None:
    assert {tuple(sorted(module.NAMES)) for module in MODULES.values()} == {tuple(sorted(NAMED))}


def test_other_languages_are_refused() -> None:
    for lang in ("tr", "", "arz", "e"):
        with pytest.raises(NotSpoken):
            say_money(Money(1, "EUR"), lang)
    with pytest.raises(UnknownCurrency):
        Money(1, "XTS")
