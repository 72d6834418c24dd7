"""Transfer slips, and the payment part of the Swiss QR-bill."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ouna.core.values.money import Money
from ouna.ui.pdf import LANGUAGES, Address, Slip, transfer_slip_pdf
from ouna.ui.pdf.errors import PaperRefused

from .conftest import page_count, qr, text_of, words_on

Make = Callable[..., Slip]
MM = 72 / 25.4
SWISS: dict[str, Any] = {
    "country": "CH",
    "currency": "CHF",
    "amount": Money(194975, "CHF"),
    "holder": "Robert Schneider AG",
    "iban": "CH4431999123000889012",
    "reference": "210000000003139471430009017",
    "symbol": qr("SPC\n0200\n1\nCH4431999123000889012\nS\nRobert Schneider AG\n" + "x" * 200),
    "payee": Address(
        name="Robert Schneider AG",
        street="Rue du Lac",
        house="1268",
        postcode="2501",
        town="Biel",
        country="CH",
    ),
}


def test_it_says_all_a_bank_asks_for(slip: Make, tmp_path: Path) -> None:
    text = text_of(transfer_slip_pdf(slip(bank="Bank of Lindow")), tmp_path)
    for part in (
        "Account holder Werkstatt Lindow e. V.",
        "IBAN DE89 3704 0044 0532 0130 00",
        "Bank Bank of Lindow",
        "Amount 25.00 EUR",
        "Payment reference RF18 5390 0754 7034",
        "Or scan it",
        "for Roof and windows",
        "pear.example/accounts/",
    ):
        assert part in text
    assert "Payment part" not in text


def test_any_amount_and_no_symbol(slip: Make, tmp_path: Path) -> None:
    text = text_of(transfer_slip_pdf(slip(amount=None, symbol="", currency="TND")), tmp_path)
    assert "Amount any amount (TND)" in text
    assert "scan" not in text


def test_a_monthly_gift_says_so_at_the_amount(slip: Make, tmp_path: Path) -> None:
    assert "25.00 EUR · Each month" in text_of(transfer_slip_pdf(slip(monthly=True)), tmp_path)
    assert "25.00 EUR · Each month" not in text_of(transfer_slip_pdf(slip()), tmp_path)


def test_three_decimals(slip: Make, tmp_path: Path) -> None:
    text = text_of(transfer_slip_pdf(slip(amount=Money(25500, "TND"), currency="TND", symbol="")), tmp_path)
    assert "25.500 TND" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("swiss", [False, True])
def test_one_page_and_small_in_every_language(slip: Make, language: str, swiss: bool) -> None:
    pdf = transfer_slip_pdf(slip(language=language, demo=True, **(SWISS if swiss else {})))
    assert page_count(pdf) == 1
    assert len(pdf) <= 40_000


def test_an_arabic_slip_keeps_account_and_reference_whole(slip: Make, tmp_path: Path) -> None:
    text = text_of(transfer_slip_pdf(slip(language="ar", demo=True)), tmp_path)
    assert "DE89 3704 0044 0532 0130 00" in text
    assert "RF18 5390 0754 7034" in text
    assert "25.00 EUR" in text


def test_the_swiss_payment_part_stands_where_the_standard_has_it(slip: Make, tmp_path: Path) -> None:
    spots = words_on(transfer_slip_pdf(slip(language="de", **SWISS, message="Dach")), tmp_path)
    text = " ".join(word for word, _, _ in spots)
    for part in ("Empfangsschein", "Zahlteil", "Annahmestelle", "Vor der Einzahlung abzutrennen", "Dach"):
        assert part in text
    assert "Zahlbar durch (Name/Adresse)" in text
    place = {word: (x / MM, y / MM) for word, x, y in spots}
    top = 297 - 105
    for word, x, y in (("Empfangsschein", 5, 5), ("Zahlteil", 67, 5)):
        assert place[word][0] == pytest.approx(x, abs=0.5)
        assert place[word][1] - top == pytest.approx(y, abs=1.5)
    amounts = [(x / MM, y / MM - top) for word, x, y in spots if word == "949.75"]
    assert len(amounts) == 2  # "1 949.75" in receipt and payment part, in one word or two
    assert all(68 < y < 82 for _, y in amounts)
    assert text.count("21 00000 00003 13947 14300 09017") == 3


def test_the_payment_part_speaks_its_own_languages_only(slip: Make, tmp_path: Path) -> None:
    assert "Payment part" in text_of(transfer_slip_pdf(slip(language="ar", **SWISS)), tmp_path)
    assert "Section paiement" in text_of(transfer_slip_pdf(slip(language="fr", **SWISS)), tmp_path)


def test_an_open_amount_leaves_a_field(slip: Make, tmp_path: Path) -> None:
    open_amount = {**SWISS, "amount": None}
    text = text_of(transfer_slip_pdf(slip(language="en", **open_amount)), tmp_path)
    assert "Currency Amount" in text
    assert "949.75" not in text


def test_a_known_payer_is_printed(slip: Make, tmp_path: Path) -> None:
    payer = Address(name="Pia Rutschmann", street="", postcode="9490", town="Vaduz", country="LI")
    text = text_of(transfer_slip_pdf(slip(language="en", payer=payer, **SWISS)), tmp_path)
    assert text.count("Pia Rutschmann") == 2
    assert "(name/address)" not in text


def test_the_longest_texts_stay_on_one_page(slip: Make, tmp_path: Path) -> None:
    long = {"coalition": "W" * 90, "campaign": "W" * 90, "purpose": "W" * 90, "holder": "W" * 69 + "Z"}
    payee = Address(
        name="W" * 70, street="W" * 70, house="W" * 16, postcode="1" * 16, town="W" * 35, country="CH"
    )
    swiss = {**SWISS, "payee": payee, "payer": payee, "message": "W" * 140, **long}
    for changes in (long, swiss):
        pdf = transfer_slip_pdf(slip(language="de", bank="W" * 70, demo=True, **changes))
        assert page_count(pdf) == 1
        assert any("Z" in word for word, _, _ in words_on(pdf, tmp_path))


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Money(0, "EUR")},
        {"amount": Money(100, "CHF")},
        {"iban": "#panic()"},
        {"iban": ""},
        {"reference": "RF\u202e18"},
        {"holder": ""},
        {"address": "ftp://pear.example"},
        {"symbol": "<svg/>"},
        {**SWISS, "payee": None},
        {**SWISS, "symbol": ""},
        {**SWISS, "currency": "GBP", "amount": None},
    ],
)
def test_slips_that_would_mislead_a_bank_are_refused(slip: Make, changes: dict[str, Any]) -> None:
    with pytest.raises(PaperRefused):
        transfer_slip_pdf(slip(**changes))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_of_a_closed_campaign_says_to_transfer_nothing(
    slip: Make, tmp_path: Path, language: str
) -> None:
    closed = slip(language=language, symbol="", closed=date(2026, 11, 20))
    data = transfer_slip_pdf(closed)
    text = text_of(data, tmp_path)
    assert page_count(data) == 1
    if language == "en":
        assert "The campaign was closed on 20 November 2026. Please transfer nothing any more." in text
        assert "Transfer this from your bank" not in text
    with pytest.raises(PaperRefused, match="no payment code"):
        transfer_slip_pdf(slip(language=language, closed=date(2026, 11, 20)))
