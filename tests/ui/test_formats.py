"""Sums, shares, codes, days: nothing is rounded, every language writes them its own way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from ouna.core.values import exponent
from ouna.ui import formats

MINOR = st.integers(-(2**53) + 1, 2**53 - 1)


@given(MINOR, st.sampled_from(["EUR", "TND", "JPY"]), st.sampled_from(sorted(formats.SEPARATORS)))
def test_amount_shows_every_minor_unit(minor, currency, lang):
    grouping, mark = formats.SEPARATORS[lang]
    text = formats.amount(minor, currency, lang=lang)
    read = Decimal(text.replace(grouping, "").replace(mark, ".").replace(formats.MINUS, "-"))
    assert read == Decimal(minor).scaleb(-exponent(currency))
    assert "-" not in text


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("en", "199,480.05"),
        ("ar", "199,480.05"),
        ("de", "199.480,05"),
        ("fr", "199\u202f480,05"),
        ("xx", "199,480.05"),
    ],
)
def test_amount_by_language(lang, shown):
    assert formats.amount(199_480_05, "EUR", lang=lang) == shown


def test_currencies_have_their_own_decimals():
    assert formats.amount(7_590_005, "TND", lang="en") == "7,590.005"
    assert formats.amount(1_000, "JPY", lang="en") == "1,000"


def test_sign_is_shown_only_for_changes():
    assert formats.amount(39_90, "EUR", lang="en", sign=True) == "+39.90"
    assert formats.amount(-39_90, "EUR", lang="en", sign=True) == "−39.90"
    assert formats.amount(0, "EUR", lang="en", sign=True) == "0.00"


@pytest.mark.parametrize(("minor", "shown"), [(9_415_99, "9,415"), (-1_99, "−1"), (-99, "0"), (99, "0")])
def test_whole_units_are_cut(minor, shown):
    assert formats.whole(minor, "EUR", "en") == shown


@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_percent_is_never_more_than_the_truth(part, of):
    share = formats.percent(part, of)
    assert share * of <= part * 100 < (share + 1) * of


def test_percent_of_nothing_is_nothing():
    assert formats.percent(5, 0) is None
    assert formats.percent(-1999, 1000) == -199


def test_codes_are_grouped_as_their_standards_print_them():
    assert formats.groups("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"
    assert formats.groups("DE89 3704 0044") == "DE89 3704 0044"
    assert formats.reference("RF91202600000101") == "RF91 2026 0000 0101"
    assert formats.reference("000000000020202600000000171") == "00 00000 00020 20260 00000 00171"


def test_days_follow_the_language():
    day = date(2026, 11, 20)
    assert formats.day(day, "en") == "20 November 2026"
    assert formats.day(day, "ar") == "20 تشرين الثاني / نوفمبر 2026"
    with translation.override("de"):
        assert formats.day(day) == "20. November 2026"


def test_moments_name_their_zone_and_follow_the_request():
    moment = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert formats.moment(moment, "en") == "20 November 2026, 23:30 UTC"
    with timezone.override("Asia/Amman"):
        assert formats.moment(moment, "en") == "21 November 2026, 02:30 +03"


@pytest.mark.parametrize(
    ("lang", "way"), [("ar", "rtl"), ("ar-TN", "rtl"), ("fa", "rtl"), ("en", "ltr"), ("bn", "ltr")]
)
def test_direction(lang, way):
    assert formats.direction(lang) == way
