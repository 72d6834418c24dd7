"""Sheets for a bank counter and for cash: what they say, in figures and in words, on one page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ouna.core.values.money import Money
from ouna.core.values.spoken import say_money
from ouna.ui.pdf import LANGUAGES, CashSheet, PaymentSheet, cash_sheet_pdf, payment_sheet_pdf, words
from ouna.ui.pdf.errors import NoGlyph, PaperRefused, TextHidden, TextTooLong

from .conftest import ARABIC, FINGERPRINT, page_count, text_of

SHARED: dict[str, Any] = {
    "language": "en",
    "coalition": "Pear Tree Union",
    "campaign": "A school for Lindow",
    "order": "pay_2026-05-04_7",
    "day": date(2026, 5, 6),
    "issued": date(2026, 5, 5),
    "payee": "Mill Lane Roofers",
    "money": Money(2_480_000, "EUR"),
    "purpose": "Roof and windows",
    "signed": 3,
    "trustees": 5,
    "fingerprint": FINGERPRINT,
}
PAYMENT = {
    "payer": "Werkstatt Lindow e. V.",
    "payer_account": "DE89370400440532013000",
    "account": "GE29NB0000000101904917",
    "bank": "Bank of Lindow",
    "text": "Order 7, roof",
}


def payment(**changes: Any) -> bytes:
    return payment_sheet_pdf(PaymentSheet(**{**SHARED, **PAYMENT, **changes}))


def cash(**changes: Any) -> bytes:
    return cash_sheet_pdf(CashSheet(**{**SHARED, "giver": "Layla Ibrahim", **changes}))


BOTH = pytest.mark.parametrize("make", [payment, cash])
Make = Callable[..., bytes]


def test_a_payment_sheet_says_all_a_bank_asks_for(tmp_path: Path) -> None:
    text = text_of(payment(), tmp_path)
    for part in (
        "24,800 .00 EUR",  # two sizes, one sum
        "twenty-four thousand eight hundred euros",
        "To Mill Lane Roofers",
        "Account GE29 NB00 0000 0101 9049 17",
        "Bank Bank of Lindow",
        "Text for the payee Order 7, roof",
        "From Werkstatt Lindow e. V.",
        "DE89 3704 0044 0532 0130 00",
        "Purpose Roof and windows",
        "Day 6 May 2026",
        "Order pay_2026-05-04_7",
        "Approved by trustees 3 of 5",
        "0123 4567 89ab cdef 0123 4567 89ab cdef",
    ):
        assert part in text
    assert text.count("Signature") == 2
    assert "Demo" not in text


def test_a_cash_sheet_has_two_counts(tmp_path: Path) -> None:
    text = text_of(cash(money=Money(1_150_00, "EUR")), tmp_path)
    for part in ("one thousand one hundred and fifty euros", "From Layla Ibrahim", "To Mill Lane Roofers"):
        assert part in text
    assert "First count: who gives" in text
    assert "Second count: who receives" in text
    for label in ("Note or coin", "Counted in all", "Signature"):
        assert text.count(label) == 2


@BOTH
def test_arabic_keeps_figures_and_codes_whole(make: Make, tmp_path: Path) -> None:
    changes = {"payee": "ورشة الطاحونة", **ARABIC}
    text = text_of(make(demo=True, **changes), tmp_path)
    assert "24,800 .00 EUR" in text
    assert "pay_2026-05-04_7" in text
    assert "0123 4567 89ab cdef 0123 4567 89ab cdef" in text
    assert ("GE29 NB00 0000 0101 9049 17" in text) == (make is payment)


@BOTH
def test_the_demo_says_so(make: Make, tmp_path: Path) -> None:
    assert "Demo: invented, do not pay" in text_of(make(demo=True), tmp_path)


@BOTH
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_page_and_small_in_every_language(make: Make, language: str) -> None:
    pdf = make(language=language, demo=True)
    assert page_count(pdf) == 1
    assert len(pdf) <= 40_000


@BOTH
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_longest_texts_stay_on_one_page(make: Make, language: str) -> None:
    long = {
        "money": Money(777_777_777_777_77, "EUR"),
        "payee": "Mill Lane " * 9,
        "purpose": "Roof and windows " * 8,
        "coalition": "Pear Tree " * 9,
        "campaign": "A school " * 10,
    }
    if make is payment:
        long |= {"payer": "Werkstatt " * 9, "text": "Order seven " * 11, "bank": "Bank of Lindow " * 6}
    assert page_count(make(language=language, demo=True, **long)) == 1


def test_words_are_english_where_the_language_cannot_say_sums(tmp_path: Path) -> None:
    text = text_of(payment(language="tr"), tmp_path)
    assert say_money(SHARED["money"], "en") in text
    assert "(İngilizce)" in text
    assert say_money(SHARED["money"], "de") in text_of(payment(language="de"), tmp_path)
    for language in LANGUAGES:
        label = str(words.words_of(language)["sheet"]["words"])
        assert ("(" in label) == (language not in ("ar", "de", "en", "es", "fr"))


def test_three_decimals_and_a_currency_without_a_name(tmp_path: Path) -> None:
    text = text_of(payment(money=Money(25_500, "TND")), tmp_path)
    assert "25 .500 TND" in text
    assert "twenty-five Tunisian dinars and five hundred millimes" in text
    assert "twelve 50/100 KES" in text_of(payment(money=Money(1_250, "KES")), tmp_path)


def test_a_number_that_is_no_iban_stays_as_it_is(tmp_path: Path) -> None:
    assert "Account 0123-456 78/9" in text_of(payment(account="0123-456 78/9"), tmp_path)


@BOTH
def test_same_data_same_bytes(make: Make) -> None:
    assert make() == make()
    assert make() != make(money=Money(2_480_001, "EUR"))


@BOTH
@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"money": Money(0, "EUR")}, PaperRefused, "money"),
        ({"money": Money(-5, "EUR")}, PaperRefused, "money"),
        ({"signed": 0}, PaperRefused, "signed"),
        ({"signed": 6}, PaperRefused, "signed"),
        ({"payee": ""}, PaperRefused, "payee"),
        ({"payee": "Mill\u202e enaL"}, TextHidden, "payee"),
        ({"payee": "Mill 🧱"}, NoGlyph, "payee"),
        ({"payee": "M" * 91}, TextTooLong, "payee"),
        ({"order": "#set"}, PaperRefused, "order"),
        ({"fingerprint": "xyz"}, PaperRefused, "fingerprint"),
    ],
)
def test_what_is_not_printed(
    make: Make, changes: dict[str, Any], refusal: type[PaperRefused], field: str
) -> None:
    with pytest.raises(refusal) as caught:
        make(**changes)
    assert caught.value.fields["field"] == field


def test_accounts_are_codes() -> None:
    for field in ("account", "payer_account"):
        with pytest.raises(PaperRefused):
            payment(**{field: "DE89 <b>"})
