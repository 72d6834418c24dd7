"""Lists as they really come: nothing lost, nothing invented, fields read as a person reads them."""

from __future__ import annotations

import json
import random
import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signatories_forms import FORMS
from signatories_heldout import HELD_OUT
from signatories_sheets import FIELDS, Form, found, judged

from ouna.core.signatories import Reading, Record, read_bytes, read_text, reader
from ouna.core.signatories.clean import clean
from ouna.core.signatories.spoof import mixed_words

Figure = Callable[..., None]
SEEDS = range(5)


def codes(record: Record) -> set[str]:
    return {one.code for one in record.doubts}


def only(text: str) -> Record:
    """The one record of a text."""
    reading = read_text(text)
    assert len(reading.records) == 1, reading.records
    return reading.records[0]


def unaccounted(reading: Reading) -> list[int]:
    """Lines that are not empty and lie in no record, or in several without a doubt that says so."""
    holders: dict[int, list[Record]] = {}
    for one in reading.records:
        assert 1 <= one.first <= one.last <= len(reading.lines)
        for number in range(one.first, one.last + 1):
            holders.setdefault(number, []).append(one)
    lost = []
    for number, text in enumerate(reading.lines, 1):
        held = holders.get(number, [])
        shared = len(held) > 1 and all("shared_line" in codes(one) for one in held)
        if text.strip() and len(held) != 1 and not shared:
            lost.append(number)
    return lost


def letters(text: str) -> Counter[str]:
    """The letters of a text, whatever their form."""
    return Counter(c for c in unicodedata.normalize("NFKC", text) if c.isalpha())


def said(record: Record) -> str:
    """Everything that a record says: its fields and the texts that its doubts hold."""
    country = record.country.text if record.country else ""
    told = " ".join(text for one in record.doubts for key, text in one.says if key in ("text", "written"))
    return " ".join([record.short, record.name, *record.translations, country, told])


# -- forms


def share(forms: dict[str, Form]) -> tuple[dict[str, tuple[int, int]], int]:
    """For each field (read rightly, asked), and how many lines were lost."""
    counts = {field: [0, 0] for field in FIELDS}
    lost = 0
    for form in forms.values():
        for seed in SEEDS:
            sheet = form(random.Random(seed))
            reading = read_bytes(sheet.bytes())
            lost += len(unaccounted(reading))
            for truth in sheet.truths:
                for field, right in judged(truth, found(truth, reading)).items():
                    counts[field][0] += right
                    counts[field][1] += 1
    return {field: (right, asked) for field, (right, asked) in counts.items()}, lost


def test_every_form_is_read_without_loss_and_almost_every_field_rightly(figure: Figure) -> None:
    assert len(FORMS) >= 12
    counts, lost = share(FORMS)
    shown = {field: f"{right / asked:.4f}" for field, (right, asked) in counts.items()}
    print(f"forms at hand: {shown}")
    figure(sum(asked for _, asked in counts.values()), lost)
    assert lost == 0
    # What these forms hold a person reads without thinking; one field in a hundred may go wrong where a
    # number is missing or a line is broken at a bad place, and then a doubt says so.
    assert all(right / asked >= 0.99 for right, asked in counts.values()), shown


def test_forms_held_out_are_read_without_loss(figure: Figure) -> None:
    counts, lost = share(HELD_OUT)
    shown = {field: f"{right / asked:.4f}" for field, (right, asked) in counts.items()}
    print(f"forms held out: {shown}")
    figure(sum(asked for _, asked in counts.values()), lost)
    assert lost == 0
    # A form that nobody wrote a rule for: nine fields in ten, so that a person corrects one and not all.
    assert all(right / asked >= 0.9 for right, asked in counts.values()), shown


def test_the_judge_sees_a_reader_that_loses_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(raw: object, records: list[Record]) -> tuple[Record, ...]:
        return tuple(records[:-1])

    monkeypatch.setattr(reader, "_account", careless)
    assert share({"pages": FORMS["pages"]})[1] > 0


# -- properties

_WORDS = st.sampled_from(
    "Rote Leiter Blue Shovel Minga de la Escalera Толока «Мідний Глечик» عونة الحجر 长梯换工社 "
    "1. 2. 3. 12 (4) 5) ٦. 七、 - – — , ; / | ( ) [ ] \t • Germany Tunisia تونس 中国 DE UA 🇩🇪 "
    "\u00a0 \u00ad \u200f \u202e \ufeff ﺔﻧﻮﻋ Page 3 Signatories Name Country Land ABC e.V. "
    "x@quince.example Deutsch1and \" ' . … \x00 \ufffd".split(" ")
)
_LINES = st.lists(st.lists(_WORDS, max_size=9).map(" ".join), max_size=25).map("\n".join)
_ANYTHING = st.text(max_size=400)
_PIECES = st.lists(_LINES | _ANYTHING, max_size=4).map("\n".join)


@settings(max_examples=300)
@given(_PIECES)
def test_no_line_is_lost_whatever_the_text(text: str) -> None:
    assert unaccounted(read_text(text)) == []


@settings(max_examples=300)
@given(_PIECES)
def test_no_letter_is_invented(text: str) -> None:
    reading = read_text(text)
    for one in reading.records:
        source = letters(" ".join(clean(line)[0] for line in reading.lines[one.first - 1 : one.last]))
        heading = codes(one) & {"country_of_heading"}
        country = one.country.text if one.country and not heading else ""
        read = letters(" ".join([one.short, one.name, *one.translations, country]))
        assert read <= source, (one, read - source)


@settings(max_examples=300)
@given(st.lists(st.lists(_WORDS, max_size=9).map(" ".join), max_size=25).map("\n".join))
def test_no_letter_of_a_line_is_dropped(text: str) -> None:
    reading = read_text(text)
    if reading.format != "text" or ":" in text:
        return
    for number, line in enumerate(reading.lines, 1):
        mine = [one for one in reading.records if one.first <= number <= one.last]
        kept = sum((letters(said(one)) for one in mine), Counter[str]())
        # A Chinese number is a number, a name that stood twice stands once.
        source = letters(clean(line)[0].replace("七、", ""))
        assert set(source) <= set(kept), (line, mine)


@settings(max_examples=200)
@given(_PIECES)
def test_what_is_printed_is_json_in_nfc_without_marks_of_direction(text: str) -> None:
    for one in read_text(text).records:
        for part in (one.name, one.short, *one.translations):
            assert unicodedata.normalize("NFC", part) == part or "\ufffd" in part
            assert not set(part) & set(
                "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\x00"
            )
        json.dumps([doubt.text for doubt in one.doubts]).encode()
        assert one.name or "unreadable" in codes(one)


def test_a_lone_surrogate_is_told() -> None:
    record = only("Rote \ud800Leiter")
    assert "signs_damaged" in codes(record)
    assert record.name == "Rote \ufffdLeiter"


# -- numbers


@pytest.mark.parametrize(
    "sign", ["{}.", "{})", "({})", "{} -", "[{}]", "№ {}", "No. {}", "Nr. {}", "#{}", "{}", "{}:", "{}.)"]
)
def test_numbers_in_all_their_signs(sign: str) -> None:
    lines = zip((1, 2, 3), "ABC", strict=True)
    text = "\n".join(f"{sign.format(n)} Rote Leiter {c} – Germany" for n, c in lines)
    records = read_text(text).records
    assert [one.number for one in records] == [1, 2, 3]
    assert [one.name for one in records] == [f"Rote Leiter {c}" for c in "ABC"]


@pytest.mark.parametrize("digits", ["١٢٣", "۱۲۳", "१२३", "১২৩", "１２３", "①②③"])
def test_numbers_in_all_digits(digits: str) -> None:
    names = ("Rote Leiter", "Blaue Kelle", "Alte Bürste")
    text = "\n".join(f"{digit}. {name}" for digit, name in zip(digits, names, strict=True))
    assert [one.number for one in read_text(text).records] == [1, 2, 3]


def test_a_glued_number_is_taken_off_with_a_doubt() -> None:
    text = (
        "10. Rote Leiter, Germany\n11. Blaue Kelle, Austria\n"
        "12Moba pod Dudom, Bosnia and Herzegovina\n13. Telha, Portugal"
    )
    record = read_text(text).records[2]
    assert (record.number, record.name, codes(record)) == (12, "Moba pod Dudom", {"number_glued"})


def test_a_number_before_a_quote_or_with_a_comma_is_one() -> None:
    text = "11. Rote Leiter\n12«Қызыл Шелек» асары\n13. Telha\n14, Bakır Cezve İmecesi\n15. Minga"
    records = read_text(text).records
    assert [one.number for one in records] == [11, 12, 13, 14, 15]
    assert (records[1].name, records[3].name) == ("«Қызыл Шелек» асары", "Bakır Cezve İmecesi")


def test_a_number_in_a_name_stays_there() -> None:
    text = "1. Rote Leiter\n2. 7 Bridges Forum\n3. Minga 17 de Octubre\n4. Blaue Kelle"
    assert [one.name for one in read_text(text).records] == [
        "Rote Leiter", "7 Bridges Forum", "Minga 17 de Octubre", "Blaue Kelle",
    ]  # fmt: skip


def test_a_scanned_number_is_read_with_a_doubt() -> None:
    lines = [f"{n}. Rote Leiter {n}" for n in range(8, 13)]
    lines[3] = "l1. Rote Leiter 11"
    record = read_text("\n".join(lines)).records[3]
    assert record.number == 11
    assert "number_read" in codes(record)


# -- fields


@pytest.mark.parametrize(
    ("line", "name", "translations", "short", "code"),
    [
        ("Rote Leiter (Red Ladder) – Germany", "Rote Leiter", ("Red Ladder",), "", "DE"),
        ("Germany: Rote Leiter (Red Ladder)", "Rote Leiter", ("Red Ladder",), "", "DE"),
        ("MEDICO e.V. (MI) - Deutschland", "MEDICO e.V.", (), "MI", "DE"),
        ("Rote Leiter, Köln, Deutschland", "Rote Leiter", (), "", "DE"),
        ("Leiter, Hammer & Co – Germany", "Leiter, Hammer & Co", (), "", "DE"),
        ("Толока «Мідний Глечик» (ГО), Україна", "Толока «Мідний Глечик» (ГО)", (), "", "UA"),
        ("Good Stone Ouna (عونة الحجر الطيّب) – Tunisia", "عونة الحجر الطيّب", ("Good Stone Ouna",), "", "TN"),
        ("عونة الحجر الطيّب Good Stone Ouna", "عونة الحجر الطيّب", ("Good Stone Ouna",), "", None),
        ("长梯换工社（Long Ladder Society）——中国", "长梯换工社", ("Long Ladder Society",), "", "CN"),
        ("Friends of Lebanon", "Friends of Lebanon", (), "", None),
        ("Red Ladder ........ UK", "Red Ladder", (), "", "GB"),
        ("Rote Leiter – Gross-Britannien", "Rote Leiter", (), "", "GB"),
        ("الدلو الأحمر – بريطانيا", "الدلو الأحمر", (), "", "GB"),
        ("Rote Leiter 🇩🇪", "Rote Leiter", (), "", "DE"),
    ],
)
def test_fields(line: str, name: str, translations: tuple[str, ...], short: str, code: str | None) -> None:
    record = only(line)
    assert record.name == name
    assert record.translations == translations
    assert record.short == short
    assert (record.country.code if record.country else None) == code


@pytest.mark.parametrize(
    ("land", "code", "doubt"),
    [
        ("Georgia", "GE", "country_ambiguous"),
        ("Congo", None, "country_ambiguous"),
        ("Niger", "NE", "country_ambiguous"),
        ("Nigerla", None, "country_alike"),
        ("Germ4ny", "DE", "country_read"),
        ("Frarce", None, "country_alike"),
        ("German", "DE", "country_word"),
    ],
)
def test_a_country_in_doubt_says_so(land: str, code: str | None, doubt: str) -> None:
    record = only(f"Rote Leiter – {land}")
    assert record.country is not None
    assert (record.country.code, record.country.text) == (code, land)
    assert doubt in codes(record)


def test_a_place_that_is_on_no_map_is_a_country_only_where_it_is_named() -> None:
    line = "جمعية تلميرا – Talmira"
    assert only(line).country is None
    record = read_text(line, {"Talmira": "XT"}).records[0]
    assert record.country is not None
    assert record.country.code == "XT"


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("So1idarity Ladder", "digit_in_word"),
        ("BlaueSchaufel", "spaces_lost"),
        ("GieÃŸkanne Werk", "accents_broken"),
        ("Gie¨skanne", "accents_broken"),
        ("B l a u e Schaufel", "spaces_between"),
        ("Blаue Schaufel", "mixed_scripts"),
        ("Blaue ¬ Schaufel", "stray_marks"),
        ("Rote\u202e Leiter", "controls_removed"),
        ("ﻋﻮﻧﺔ ﺍﻟﺤﺠﺮ", "presentation_forms"),
    ],
)
def test_damage_is_a_doubt_and_the_text_stays(name: str, doubt: str) -> None:
    record = only(name)
    assert doubt in codes(record)
    if doubt not in ("controls_removed", "presentation_forms"):
        assert record.name == name


def test_letters_in_reverse_are_found_and_proposed() -> None:
    right = "عونة الحجر الطيبة"
    record = only(right[::-1])
    assert record.name == right[::-1]
    assert ("proposal", right) in next(one.says for one in record.doubts if one.code == "turned_order")
    assert "turned_order" not in codes(only(right))


ORDINARY = (
    "Rote Leiter e.V.|Толока «Мідний Глечик»|Yedi Tuğla İmecesi|Ξέλαση|長梯の会|ʿOuna"
    "|Letsema la Pitsa e Kgubedu|IG-Bau 4you Straße"
)


@pytest.mark.parametrize("name", ORDINARY.split("|"))
def test_ordinary_names_have_no_doubt(name: str) -> None:
    assert not codes(only(name)) - {"stray_marks"}
    assert not mixed_words(name)


def test_headings_and_page_numbers_are_records_for_a_person() -> None:
    text = "Signatories\n\n" + "\n".join(f"{n}. Leiter {n} – Germany\nPage {n} of 3" for n in (1, 2, 3))
    records = read_text(text).records
    assert codes(records[0]) == {"heading"}
    assert [one.for_a_person for one in records] == [True, False, True, False, True, False, True]
    assert records[2].name == "Page 1 of 3"


def test_a_heading_in_the_midst_of_an_entry_goes_with_it() -> None:
    text = (
        "1. Rote Leiter – Germany\n2. Corvée joyeuse de la\nPage 1 of 2\n"
        "Lanterne bleue – France\n3. Telha – Portugal"
    )
    record = read_text(text).records[1]
    assert (record.first, record.last) == (2, 4)
    assert record.name == "Corvée joyeuse de la Lanterne bleue"
    assert "between" in codes(record)
