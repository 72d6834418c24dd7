"""Pure rules: codes, references, amounts, directions of rates, visitors."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouna.core.bank.reference import qrr_valid, rf_valid
from ouna.core.values import Money
from ouna.donations import rules
from ouna.donations.errors import PledgeInvalid


@given(st.binary(min_size=8, max_size=8))
def test_codes_are_read_back_however_they_are_written(random):
    code = rules.make_code(random)
    assert len(code) == 12 and not set(code) & set("ILOU")
    for written in (
        code,
        code.lower(),
        f"{code[:4]} {code[4:8]}-{code[8:]}",
        code.replace("0", "O").replace("1", "l"),
    ):
        assert rules.read_code(written) == code


@pytest.mark.parametrize(
    ("currency", "most"), [("EUR", 100_000_000), ("JPY", 1_000_000), ("TND", 1_000_000_000)]
)
def test_a_form_takes_a_million_of_any_currency_and_not_the_smallest_coin_more(currency, most):
    rules.check_amount(Money(1, currency))
    rules.check_amount(Money(most, currency))
    for minor, said in ((most + 1, "more than a form"), (0, "above zero"), (-1, "above zero")):
        with pytest.raises(PledgeInvalid, match=said):
            rules.check_amount(Money(minor, currency))


@given(st.text(max_size=80))
def test_any_text_is_a_code_or_none(text):
    code = rules.read_code(text)
    assert code == "" or (len(code) == 12 and set(code) <= set(rules.ALPHABET))


def test_codes_use_all_their_bits():
    seen = {
        rules.make_code(bytes(7 - i) + bytes([1 << bit]) + bytes(i)) for i in range(7) for bit in range(8)
    }
    assert len(seen) == 56


@given(st.binary(min_size=16, max_size=16))
def test_references_are_valid_digits(random):
    rf = rules.make_reference("RF", random)
    assert rf_valid(rf) and len(rf) == 16 and rf[2:].isdigit()
    if int.from_bytes(random, "big") % 10**16:
        assert qrr_valid(rules.make_reference("QRR", random))


@pytest.mark.parametrize(
    "text, plain",
    [
        ("12", "12"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1,234,567.89", "1234567.89"),
        # One mark is a decimal mark, so that a sum never grows a thousand times by guessing.
        ("1.500", "1.500"),
        ("1,500", "1.500"),
        # What no one writes stays what it is, and is refused as an amount.
        ("1.23.45", "1.23.45"),
        ("1,23.45", "1,23.45"),
        ("1.234,567,89", "1.234,567,89"),
    ],
)
def test_amounts_as_people_write_them(text, plain):
    assert rules.plain_amount(text) == plain


@given(st.integers(0, 10**9), st.sampled_from([",", "."]))
def test_grouped_amounts_keep_their_value(cents, mark):
    other = "." if mark == "," else ","
    whole, rest = divmod(cents, 100)
    grouped = f"{whole:,}".replace(",", other)
    written = f"{grouped}{mark}{rest:02d}"
    assert Decimal(rules.plain_amount(written)) == Decimal(cents) / 100


@given(st.decimals(min_value="0.0001", max_value="100000", places=4))
def test_presets_are_round_and_rising(scale):
    sums = rules.presets(scale)
    assert len(sums) == 5 and sums == sorted(sums) and sums[0] >= 1
    assert rules.presets(Decimal(1)) == [10, 25, 50, 100, 250]


@pytest.mark.parametrize(
    "rate, booked, given_, way",
    [
        ("11.5", "100", "1150", "per_booked"),
        ("0.0869565", "100", "1150", "per_given"),
        ("11.5", "98", "1150", "per_booked"),
        ("3", "100", "1150", ""),
        ("", "100", "1150", ""),
        ("NaN", "100", "1150", ""),
        ("-1", "100", "1150", ""),
        ("1,5", "100", "150", ""),
    ],
)
def test_the_direction_of_a_banks_rate(rate, booked, given_, way):
    assert rules.rate_direction(rate, Decimal(booked), Decimal(given_)) == way


@pytest.mark.parametrize(
    "direct, told, counted",
    [
        ("203.0.113.9", "", "203.0.113.9"),
        # A stranger's word about another address counts for nothing.
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "rubbish", "10.0.0.2"),
        ("127.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "198.51.100.1", "unknown"),
    ],
)
def test_who_is_counted(direct, told, counted):
    assert rules.visitor_address(direct, told) == counted
