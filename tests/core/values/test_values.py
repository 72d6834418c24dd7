"""Money, rates, refs, canonical JSON and texts hold what they promise."""

from __future__ import annotations

import contextlib
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ouna.core.errors import Refused
from ouna.core.values import (
    EXPONENTS,
    LARGEST,
    AmountInvalid,
    CurrencyMismatch,
    Money,
    NotCanonical,
    Rate,
    RefInvalid,
    TextRefused,
    Translated,
    UnknownCurrency,
    canonical,
    check_allowed,
    clean_text,
    day_of,
    exponent,
    is_mixed_script,
    is_ref,
    make_ref,
    parse_canonical,
    parse_json,
)

currencies = st.sampled_from(sorted(EXPONENTS))
minors = st.integers(-(10**12), 10**12)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
keys = st.text(st.characters(max_codepoint=126, min_codepoint=1), max_size=8)
allowed = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(minors, currencies, st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_split_loses_no_unit_and_stays_within_one_of_the_share(minor, currency, weights):
    shares = Money(minor, currency).split(weights)
    assert sum(s.minor for s in shares) == minor
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.minor * sum(weights) - minor * weight) < sum(weights)
        assert weight or share.minor == 0


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1]])
def test_split_refuses_weights_that_share_nothing(weights):
    with pytest.raises(AmountInvalid):
        Money(100, "EUR").split(weights)


@given(minors, currencies)
def test_text_of_money_reads_back(minor, currency):
    money = Money(minor, currency)
    assert Money.parse(str(money).split()[0], currency) == money
    assert Money.of(money.as_data()) == money


@pytest.mark.parametrize(
    "text", ["", " ", "1,5", "1.", ".5", "1e5", "NaN", "--1", "٣", "1_000", "+5", "0x10", "9" * 25]
)
def test_odd_amounts_are_refused(text):
    with pytest.raises(AmountInvalid):
        Money.parse(text, "EUR")


def test_more_decimals_than_the_currency_has_are_refused():
    assert Money.parse("1.250", "TND").minor == 1250
    assert Money.parse("7", "JPY").minor == 7
    for text, currency in (("1.255", "EUR"), ("1.5", "JPY"), ("1.0001", "TND")):
        with pytest.raises(AmountInvalid):
            Money.parse(text, currency)


def test_two_currencies_never_mix():
    euro, franc = Money(1, "EUR"), Money(1, "CHF")
    for operation in (
        lambda: euro + franc,
        lambda: euro - franc,
        lambda: euro < franc,
        lambda: euro >= franc,
    ):
        with pytest.raises(CurrencyMismatch):
            operation()


@pytest.mark.parametrize("data", [None, {}, {"minor": 1}, {"minor": 1.0, "currency": "EUR"}, [1, "EUR"]])
def test_money_of_the_book_is_exact(data):
    with pytest.raises(AmountInvalid):
        Money.of(data)
    for currency in ([], {}, None, 7):
        with pytest.raises(UnknownCurrency):
            Money.of({"minor": 1, "currency": currency})
    with pytest.raises(AmountInvalid):
        Money.of({"minor": 1, "currency": "EUR", "more": 1})
    with pytest.raises(AmountInvalid):
        Money(True, "EUR")
    with pytest.raises(UnknownCurrency):
        Money(1, "EU")


def test_exponents_of_iso_4217():
    known = {"EUR": 2, "JPY": 0, "TND": 3, "JOD": 3, "KWD": 3, "BHD": 3, "CLF": 4, "ISK": 0, "HUF": 2}
    assert {c: exponent(c) for c in known} == known


def test_convert_rounds_once_half_to_even():
    rate = Rate("EUR", "TND", Decimal("3.3"), date(2026, 11, 20), "demo-table")
    assert Money(100, "EUR").convert(rate) == Money(3300, "TND")
    assert Money(16_500_000, "TND").convert(rate) == Money(500_000, "EUR")
    half = Rate("EUR", "JPY", Decimal("1.5"), date(2026, 11, 20), "x")
    assert [Money(m, "EUR").convert(half).minor for m in (100, 300)] == [2, 4]
    with pytest.raises(CurrencyMismatch):
        Money(1, "CHF").convert(rate)


@given(st.integers(1, 10**10), st.decimals("0.0001", "10000", places=4))
def test_there_and_back_is_within_the_rounding_of_both_ways(minor, value):
    rate = Rate("EUR", "USD", value, date(2026, 1, 1), "x")
    there = Money(minor, "EUR").convert(rate)
    back = there.convert(rate)
    assert abs(back.minor - minor) <= 1 + Decimal("0.5") / value + Decimal("0.5")


def test_cross_rate_over_a_common_base():
    first = Rate("EUR", "CHF", Decimal("0.95"), date(2026, 1, 2), "ecb")
    second = Rate("EUR", "GBP", Decimal("0.86"), date(2026, 1, 1), "ecb")
    cross = first.cross(second)
    assert (cross.base, cross.quote, cross.on) == ("CHF", "GBP", date(2026, 1, 1))
    assert Money(9500, "CHF").convert(cross) == Money(8600, "GBP")
    with pytest.raises(CurrencyMismatch):
        first.cross(Rate("USD", "GBP", Decimal(1), date(2026, 1, 1), "x"))


@given(st.integers(0, 2**16 - 1), st.binary(min_size=14, max_size=14), st.binary(min_size=14, max_size=14))
def test_refs_sort_by_day_and_give_it_back(days, random, other):
    day = date(2020, 1, 1) + timedelta(days=days)
    ref = make_ref("gift", day, random)
    assert is_ref(ref, "gift")
    assert day_of(ref) == day
    if days:
        assert make_ref("gift", day - timedelta(days=1), other) < ref
    assert (make_ref("gift", day, other) == ref) == (random == other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gift_",
        "gift_0",
        "GIFT_" + "0" * 26,
        "gift_" + "l" * 26,
        "gift_8" + "0" * 25,
        "gift_" + "0" * 26 + "\n",
        5,
    ],
)
def test_what_is_no_ref(text):
    assert not is_ref(text)


def test_refs_need_a_day_from_2020_on_and_14_bytes():
    for day, random in ((date(2019, 12, 31), b"x" * 14), (date(2026, 1, 1), b"x" * 13)):
        with pytest.raises(RefInvalid):
            make_ref("gift", day, random)


@given(allowed)
def test_canonical_is_rfc_8785(value):
    check_allowed(value)
    assert canonical(value) == rfc8785.dumps(value)
    assert parse_canonical(canonical(value)) == value


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"{", b'{"a":1,"a":1}', b'{"b":1,"a":1}', b'{"a": 1}', b"1.0", b"1e3", b"-0", b"01",
     b"NaN", b'"\\u0041"', b"[" * 20_000, b'{"a":Infinity}', b'"\\ud800"', b" 1", b"1\n"],
)  # fmt: skip
def test_other_forms_are_not_canonical(data):
    with pytest.raises(NotCanonical):
        parse_canonical(data)


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), 2**53, -(2**53), {1: 2}, {"é": 1}, "\ud800", (1,), b"x"]
)
def test_values_the_book_does_not_hold(value):
    with pytest.raises(NotCanonical):
        check_allowed(value)


def test_loose_json_still_refuses_repeats_and_floats():
    assert parse_json(b' {"a": [1, 2]} ') == {"a": [1, 2]}
    for data in (b'{"a":1,"a":2}', b"[1.5]", b"[99999999999999999999]", b"{"):
        with pytest.raises(NotCanonical):
            parse_json(data)


@given(st.binary(max_size=40))
def test_no_bytes_raise_anything_but_our_refusal(data):
    for parse in (parse_canonical, parse_json):
        with contextlib.suppress(Refused):
            parse(data)


def test_texts_are_composed_and_hidden_controls_refused():
    assert clean_text("  e\u0301té \n") == "été"
    for bad in ("a\u202eb", "a\u2066b", "a\u200fb", "a\x00b", "a\nb", "a\ud800b"):
        with pytest.raises(TextRefused):
            clean_text(bad)
    assert clean_text("a\r\nb", lines=True) == "a\nb"


@pytest.mark.parametrize(
    ("name", "mixed"),
    [
        ("Blаue Schaufel", True),
        ("Blaue Schaufel", False),
        ("Ορέστης Rigani", False),
        ("Тоlоka", True),
        ("سلمى Salma", False),
    ],
)
def test_look_alike_letters_inside_a_word(name, mixed):
    assert is_mixed_script(name) is mixed


def test_a_translation_knows_what_it_was_made_from():
    text = (
        Translated.source("en", "A roof").with_text("ar", "سقف").with_text("de", "Ein Dach", state="machine")
    )
    assert text.best("ar") == ("ar", "سقف")
    assert text.best("fr") == ("en", "A roof")
    assert not text.is_stale("ar")
    moved = Translated({**text.data, "en": {"text": "A new roof", "state": "human", "of": ""}})
    assert moved.is_stale("ar")
    assert not moved.is_stale("en")
    assert json.loads(json.dumps(text.as_data())) == text.as_data()
    with pytest.raises(TextRefused):
        text.with_text("fr", "Un toit", state="guessed")
