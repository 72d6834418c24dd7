"""Receipts: what they say, in which order, and that they stay on one page."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ouna.core.values.money import Money
from ouna.ui.pdf import LANGUAGES, BankRate, Receipt, Reversal, receipt_pdf, receipts_pdf, words
from ouna.ui.pdf.errors import PaperRefused, TextHidden

from .conftest import ARABIC, page_count, text_of, unpacked, words_on

Make = Callable[..., Receipt]
LIMIT = 40_000


def test_it_says_what_happened_to_the_money(abroad: Make, tmp_path: Path) -> None:
    text = text_of(receipt_pdf(abroad()), tmp_path)
    for part in (
        "Your gift has arrived and is locked in",
        "Receipt 2026-000017",
        "From Layla Ibrahim",
        "Purpose Roof and windows",
        "Received by Werkstatt Lindow e. V.",
        "Given 1,150.00 SEK",
        "Rate of 3 May 2026 1 EUR = 11.50 SEK (Riksbank)",
        "Kept by banks 2.00 EUR",
        "Arrived and booked 98.00 EUR",
        "1,613 of 1,624",
        "0123 4567 89ab cdef 0123 4567 89ab cdef",
        "pear.example/g/7K4M92XD",
        "This is not a tax receipt.",
    ):
        assert part in text
    assert "Demo" not in text


def test_a_plain_gift_names_no_rate_and_no_donor(receipt: Make, tmp_path: Path) -> None:
    text = text_of(receipt_pdf(receipt(donor="", pages=None, tax_note="Tax note of Lindow.")), tmp_path)
    assert "From a friend" in text
    assert "Tax note of Lindow." in text
    assert "Rate" not in text
    assert "Given" not in text
    assert "not a tax receipt" not in text


def test_an_unknown_rate_is_said(abroad: Make, tmp_path: Path) -> None:
    assert "The bank did not tell its rate." in text_of(receipt_pdf(abroad(rate=None)), tmp_path)


def test_a_page_not_locked_in_says_so_and_promises_no_proof_file(receipt: Make, tmp_path: Path) -> None:
    text = text_of(receipt_pdf(receipt(proven=False)), tmp_path)
    assert "is in the record" in text
    assert "not locked in yet" in text
    assert "proof file" not in text
    assert "proof file" in text_of(receipt_pdf(receipt()), tmp_path)


def test_a_reversed_gift_says_so_first(receipt: Make, tmp_path: Path) -> None:
    reversal = Reversal(day=date(2026, 5, 9), page=1700, reason="Account closed at the bank")
    spots = words_on(receipt_pdf(receipt(reversal=reversal)), tmp_path)
    text = " ".join(word for word, _, _ in spots)
    assert "This gift was reversed" in text
    assert "no longer counts: the gift was reversed on 9 May 2026." in text
    assert "Account closed at the bank" in text
    assert "Page 1,700 of the record says so." in text
    assert "locked in" not in text.split("From")[0]
    height = {word: y for word, _, y in reversed(spots)}
    assert height["counts:"] < height["From"]


def test_the_demo_says_so_twice(receipt: Make, tmp_path: Path) -> None:
    assert "Demo: invented, do not pay" in text_of(receipt_pdf(receipt(demo=True)), tmp_path)
    plain, demo = (receipt_pdf(receipt(demo=flag)) for flag in (False, True))
    assert len(demo) > len(plain)


@pytest.mark.parametrize("currency", ["JOD", "TND"])
def test_three_decimals(receipt: Make, tmp_path: Path, currency: str) -> None:
    text = text_of(receipt_pdf(receipt(booked=Money(12345, currency))), tmp_path)
    assert f"12.345 {currency}" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reversal", [None, Reversal(day=date(2026, 5, 9), page=1700, reason="Closed")])
def test_one_page_and_small_in_every_language(abroad: Make, language: str, reversal: Reversal | None) -> None:
    changes = {**(ARABIC if language == "ar" else {}), "language": language, "reversal": reversal}
    pdf = receipt_pdf(abroad(demo=True, donor="Ελένη Ρίγανη" if language == "el" else "Karl", **changes))
    assert page_count(pdf) == 1
    assert len(pdf) <= LIMIT


def arabic_words(pdf: bytes, folder: Path) -> list[tuple[str, float, float]]:
    """Words where they stand; Poppler gives the letters of Arabic words from left to right."""
    return [
        (word[::-1] if any(unicodedata.bidirectional(c) == "AL" for c in word) else word, x, y)
        for word, x, y in words_on(pdf, folder)
    ]


def test_arabic_lines_keep_their_numbers_and_run_from_the_right(abroad: Make, tmp_path: Path) -> None:
    pdf = receipt_pdf(abroad(donor="Layla Ibrahim", **ARABIC))
    spots = arabic_words(pdf, tmp_path)
    text = " ".join(word for word, _, _ in spots)
    for part in ("2026-000017", "1,150.00 SEK", "1 EUR = 11.50 SEK", "98.00 EUR", "Layla Ibrahim"):
        assert part in text, part
    assert "0123 4567 89ab cdef 0123 4567 89ab cdef" in text
    assert "السقف" in text
    left = {word: x for word, x, _ in reversed(spots)}
    line = next(y for word, _, y in spots if word == "1,613")
    of = next(x for word, x, y in spots if word == "من" and abs(y - line) < 8)
    assert left["1,624"] < of < left["1,613"]  # read from the right: 1,613 of 1,624
    assert left["2026-000017"] < left["إيصال"]
    assert left["والنوافذ"] < left["السقف"] < left["الغرض"]
    labels = [x for word, x, _ in spots if word in ("من", "الغرض", "اليوم")]
    assert max(labels) > 400  # labels stand at the right edge


def test_without_isolates_the_number_turns_round(
    receipt: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of the test above: it would notice a guard that is gone."""
    monkeypatch.setattr(words, "_LRI", "")
    monkeypatch.setattr(words, "_PDI", "")
    text = text_of(receipt_pdf(receipt(**ARABIC)), tmp_path)
    assert "2026-000017" not in text.replace(" - ", "-")
    assert "000017-2026" in text.replace(" - ", "-")


HOSTILE = [
    '#panic("x")',
    '#read("receipt.typ")',
    "*bold* _it_ `raw` $x^2$",
    "@reference <label>",
    "= Heading",
    "- item + item / term: x",
    "\\ \\u{41} \\#",
    "// comment /* x */",
    '"]} ] } ) #{',
    "{day} {page} %s %(x)s {0}",
    "<bdi>&amp;</bdi>",
    "https://evil.example",
    "a~b -- c --- d ... 'q' \"q\"",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_people_is_never_markup(receipt: Make, tmp_path: Path, hostile: str) -> None:
    fields = dict.fromkeys(("donor", "coalition", "campaign", "partner", "receiver", "purpose"), hostile)
    reversal = Reversal(day=date(2026, 5, 9), reason=hostile)
    pdf = receipt_pdf(receipt(**fields, tax_note=hostile, reversal=reversal))
    text = text_of(pdf, tmp_path).replace("&lt;", "<").replace("&gt;", ">")
    text = text.replace("&quot;", '"').replace("&apos;", "'").replace("&amp;", "&")
    assert text.replace(" ", "").count(hostile.replace(" ", "")) == 8
    assert page_count(pdf) == 1
    assert b"URI(https://evil.example" not in unpacked(pdf)
    assert b"URI(https://pear.example" in unpacked(pdf)


@pytest.mark.parametrize("language", ["en", "ar", "de"])
@pytest.mark.parametrize("letter", ["W", "m ", "ﷺ", "ख"])
def test_the_longest_texts_stay_on_one_page(abroad: Make, tmp_path: Path, language: str, letter: str) -> None:
    def full(length: int) -> str:
        return (letter * length)[: length - 1] + "Z"

    names = dict.fromkeys(("coalition", "campaign", "partner", "receiver", "purpose"), full(90))
    pdf = receipt_pdf(
        abroad(
            language=language,
            **names,
            donor=full(140),
            tax_note=full(400),
            demo=True,
            booked=Money(2**53 - 1, "JOD"),
            given=None,
            rate=None,
            charges=None,
            fingerprint="f" * 128,
            page=2**53 - 1,
            pages=2**53 - 1,
            reversal=Reversal(day=date(2026, 9, 30), page=2**53 - 1, reason=full(200)),
            address="https://pear.example/" + "long/" * 30,
        )
    )
    assert page_count(pdf) == 1
    spots = words_on(pdf, tmp_path)
    assert sum("Z" in word for word, _, _ in spots) >= 8
    assert all(0 <= x < 595 and 0 <= y < 842 for word, x, y in spots if "Z" in word)


@pytest.mark.parametrize(
    "changes",
    [
        {"booked": Money(0, "EUR")},
        {"booked": Money(-5, "EUR")},
        {"given": Money(0, "SEK")},
        {"charges": Money(-1, "EUR")},
        {"page": -1},
        {"pages": 12},
        {"fingerprint": "xyz"},
        {"fingerprint": "0123"},
        {"rate": BankRate(base="EUR", quote="USD", value="1.1", source="x", day=date(2026, 5, 3))},
        {"rate": BankRate(base="EUR", quote="SEK", value="1e5", source="x", day=date(2026, 5, 3))},
        {"given": None},
        {"purpose": ""},
        {"symbol": "<svg/>"},
        {"code": ""},
    ],
)
def test_documents_that_contradict_themselves_are_refused(abroad: Make, changes: dict[str, object]) -> None:
    with pytest.raises(PaperRefused) as refusal:
        receipt_pdf(abroad(**changes))
    assert refusal.value.fields["field"] in {*changes, "rate"}


def test_a_hidden_turn_in_a_name_is_refused(receipt: Make) -> None:
    with pytest.raises(TextHidden):
        receipt_pdf(receipt(donor="Karl\u202elraK"))


def test_a_batch_has_a_page_for_each_in_its_own_language(receipt: Make, tmp_path: Path) -> None:
    made = [receipt(code=f"A-{number}", **(ARABIC if number % 2 else {})) for number in range(6)]
    pdf = receipts_pdf(made)
    assert page_count(pdf) == 6
    text = text_of(pdf, tmp_path)
    assert [f"A-{number}" in text for number in range(6)] == [True] * 6
    assert text.count("This is not a tax receipt.") == 3
    assert b"CreationDate(D:20260505000000Z)" in unpacked(pdf)


@pytest.mark.parametrize("count", [0, 2001])
def test_a_batch_is_bounded(receipt: Make, count: int) -> None:
    with pytest.raises(PaperRefused):
        receipts_pdf([receipt()] * count)


def test_the_same_data_give_the_same_bytes_and_only_the_given_day(receipt: Make) -> None:
    first = receipt_pdf(receipt())
    assert receipt_pdf(receipt()) == first
    assert receipt_pdf(replace(receipt(), issued=date(2026, 5, 6))) != first
    assert receipt_pdf(receipt(donor="Leyla Ibrahim")) != first
