"""Rates: the central bank's file, typed ones by two persons, conversions that round once."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funds.world import ADMIN, ANNA, BERT, NOBODY, TODAY, line
from ouna.core.values import CurrencyMismatch, Money, exponent
from ouna.donations.actions import GiftIn, receive_gifts
from ouna.funds import rates, rules
from ouna.funds.actions import bring_in, confirm_rate, enter_rate, import_ecb_rates, use_rates
from ouna.funds.errors import RateInvalid, RateKnown, RateNeedsSecondPerson, RatesUnreadable
from ouna.funds.models import Rate
from ouna.funds.queries import fund_rows, rate_on, section_rows
from ouna.funds.rates import Leg, convert, path, read_ecb
from ouna.log import SYSTEM
from ouna.log.models import Entry
from ouna.parties.errors import NotPermitted

XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube>
<Cube time="2026-11-19"><Cube currency="CHF" rate="0.95"/><Cube currency="JPY" rate="161.30"/></Cube>
<Cube time="2026-11-18"><Cube currency="CHF" rate="0.9421"/></Cube>
</Cube></gesmes:Envelope>"""
CSV = b"Date,CHF,JPY,BGN,\n2026-11-19,0.95,161.30,N/A,\n2026-11-18,0.9421,N/A,1.9558,\n"


def test_both_forms_of_the_file():
    from_xml, from_csv = read_ecb(XML), read_ecb(CSV)
    assert from_xml.findings == from_csv.findings == []
    assert set(from_xml.rates) < set(from_csv.rates)
    assert (date(2026, 11, 19), "JPY", "161.3") in from_xml.rates
    assert (date(2026, 11, 18), "BGN", "1.9558") in from_csv.rates
    assert len(from_csv.rates) == 4
    assert [r.on.day for r in read_ecb(CSV, only={"CHF"}, since=date(2026, 11, 19)).rates] == [19]


def test_cells_that_are_no_rates_are_told_and_nothing_else_is_lost():
    read = read_ecb(b"Date,CHF,ZZZ,USD\n2026-11-19,-1,2,1.08\n2026-11-18,abc,,0\n")
    assert [r.quote for r in read.rates] == ["USD"]
    assert [place for place, _ in read.findings] == [
        "line 2, CHF",
        "line 2, ZZZ",
        "line 3, CHF",
        "line 3, USD",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"Date,CHF\nyesterday,1\n",
        b"<a><b>",
        b"<a/>",
        b"\xff\xfe\x00",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        XML.replace(b"2026-11-19", b"2026-13-19"),
    ],
)
def test_other_files_are_refused(data):
    with pytest.raises(RatesUnreadable):
        read_ecb(data)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    with suppress(RatesUnreadable):
        read_ecb(data)


rate_texts = st.decimals(min_value="0.0000000001", max_value="999999999", places=10).map(lambda d: f"{d:f}")
currencies = st.sampled_from(["EUR", "CHF", "TND", "JPY", "KWD", "TRY", "CLF"])
minors = st.integers(-(10**12), 10**12)


@given(rate_texts)
def test_rates_are_written_in_one_way(text):
    written = rates.rate_text(text)
    assert Decimal(written) == Decimal(text)
    assert rates.rate_text(written) == written
    assert not written.endswith(".") and (("." not in written) or not written.endswith("0"))


@pytest.mark.parametrize(
    "text", ["0", "-1", "1e3", "NaN", "", "1,5", "1.", ".5", "1" * 10, "0." + "1" * 11, "٣"]
)
def test_what_is_no_rate(text):
    with pytest.raises(RateInvalid):
        rates.rate_text(text)


def leg(base: str, quote: str, value: str) -> Leg:
    return Leg(base, quote, value, TODAY, "ecb")


@given(minors, currencies, currencies, rate_texts, rate_texts)
def test_a_conversion_rounds_once(minor, source, target, first, second):
    legs = {("EUR", source): leg("EUR", source, first), ("EUR", target): leg("EUR", target, second)}
    way = path(source, target, legs)
    assert way is not None
    exact = Fraction(minor, 10 ** exponent(source))
    if source != target:
        exact = (
            exact / (Fraction(first) if source != "EUR" else 1) * (Fraction(second) if target != "EUR" else 1)
        )
    scaled = exact * 10 ** exponent(target)
    if abs(scaled) >= 2**53:
        return
    assert abs(convert(Money(minor, source), target, way).minor - scaled) <= Fraction(1, 2)


@given(st.lists(minors, min_size=1, max_size=8), rate_texts)
def test_a_sum_of_parts_is_near_the_sum_and_the_same_currency_is_exact(parts, value):
    assert convert(Money(sum(parts), "EUR"), "EUR", ()) == Money(sum(parts), "EUR")
    way = (leg("EUR", "CHF", value),)
    try:
        whole = convert(Money(sum(parts), "EUR"), "CHF", way).minor
        pieces = sum(convert(Money(p, "EUR"), "CHF", way).minor for p in parts)
    except Exception as error:
        assert type(error).__name__ == "AmountInvalid"
        return
    assert abs(whole - pieces) <= len(parts)


def test_paths():
    legs = {("EUR", "CHF"): leg("EUR", "CHF", "0.95"), ("TND", "EUR"): leg("TND", "EUR", "0.3")}
    assert path("CHF", "EUR", legs) == (legs["EUR", "CHF"],)
    assert len(path("CHF", "TND", legs) or ()) == 2
    assert path("CHF", "JPY", legs) is None and path("JPY", "EUR", legs) is None
    with pytest.raises(CurrencyMismatch):
        convert(Money(1, "CHF"), "TND", (legs["EUR", "CHF"],))


@given(st.text(max_size=60))
def test_numbers_are_normalised_once(text):
    once = rules.normal_number(text)
    assert rules.normal_number(once) == once
    assert not any(c.isspace() for c in once)


# In the database ----------------------------------------------------------------------------------


def test_import_and_again(world):
    first = import_ecb_rates(by=ANNA, data=XML)
    assert (first.new, first.known, first.findings) == (2, 0, [])
    again = import_ecb_rates(by=SYSTEM, data=XML)
    assert (again.new, again.known) == (0, 2)
    changed = import_ecb_rates(by=ANNA, data=XML.replace(b'"0.95"', b'"0.96"'))
    assert changed.new == 0 and len(changed.findings) == 1
    assert Rate.objects.get(on="2026-11-19").value == "0.95"
    with pytest.raises(NotPermitted):
        import_ecb_rates(by=NOBODY, data=XML)


def test_the_last_rate_on_or_before_the_day(world):
    import_ecb_rates(by=ANNA, data=XML)
    assert [r.value for r in rate_on("EUR", "CHF", date(2026, 11, 25)) or ()] == ["0.95"]
    assert [r.value for r in rate_on("CHF", "EUR", date(2026, 11, 18)) or ()] == ["0.9421"]
    assert rate_on("EUR", "CHF", date(2026, 11, 17)) is None
    assert rate_on("EUR", "TND", TODAY) is None


def test_typed_rates_need_two_persons(world):
    rate = enter_rate(by=ANNA, base="EUR", quote="TND", value="3.30", on=TODAY, source="bct")
    assert rate.value == "3.3" and rate_on("EUR", "TND", TODAY) is None
    for by in (ANNA, SYSTEM):
        with pytest.raises(RateNeedsSecondPerson):
            confirm_rate(by=by, rate=rate)
    with pytest.raises(RateKnown):
        enter_rate(by=BERT, base="EUR", quote="TND", value="3.4", on=TODAY, source="bct")
    confirm_rate(by=BERT, rate=rate)
    assert rate_on("EUR", "TND", TODAY) is not None
    for wrong in (
        {"source": "ecb"},
        {"on": date(2026, 11, 21)},
        {"quote": "EUR"},
        {"value": "0"},
        {"source": "Bank!"},
    ):
        given = {"base": "EUR", "quote": "TND", "value": "3.3", "on": TODAY, "source": "x", **wrong}
        with pytest.raises(RateInvalid):
            enter_rate(by=ANNA, **given)


def test_the_database_refuses_one_person_too(world):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Rate.objects.create(
            base="EUR", quote="TND", value="3", on=TODAY, source="bct", entered_by="x", confirmed_by="x"
        )


def test_totals_use_recorded_rates_only(world, django_assert_num_queries):
    receive_gifts(
        by=ANNA,
        gifts=[
            GiftIn(line(world.germany, 10_000), world.walls),
            GiftIn(line(world.switzerland, 9_500), world.walls),
            GiftIn(line(world.tunisia, 33_000), world.children),
        ],
    )
    bring_in(by=ANNA, line=line(world.germany, 5_000), fund=world.walls)
    import_ecb_rates(by=ANNA, data=XML)
    before = fund_rows(world.campaign)
    assert before.missing == ["CHF", "TND"] and before.total("arrived") == Money(15_000, "EUR")
    assert [r.quote for r in use_rates(by=SYSTEM, campaign=world.campaign)] == ["CHF"]
    assert use_rates(by=SYSTEM, campaign=world.campaign) == []
    confirm_rate(
        by=BERT, rate=enter_rate(by=ANNA, base="EUR", quote="TND", value="3.3", on=TODAY, source="bct")
    )
    use_rates(by=ADMIN, campaign=world.campaign)
    assert Entry.objects.filter(kind="rate.used").count() == 2
    with django_assert_num_queries(3):
        rows = fund_rows(world.campaign)
    sums = {r.fund.code: (r.arrived.minor, r.received.minor, r.brought_in.minor) for r in rows}
    assert sums == {"walls": (25_000, 20_000, 5_000), "children": (1_000, 1_000, 0), "free": (0, 0, 0)}
    assert rows.missing == [] and {leg.quote for leg in rows.legs} == {"CHF", "TND"}
    with django_assert_num_queries(2):
        sections = section_rows(world.campaign)
    assert [(r.gifts, r.arrived.minor, r.in_campaign_currency.minor) for r in sections] == [
        (1, 15_000, 15_000),
        (1, 9_500, 10_000),
        (1, 33_000, 1_000),
    ]
    assert sum(r.in_campaign_currency.minor for r in sections) == rows.total("arrived").minor
