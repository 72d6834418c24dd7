"""EPC069-12 and Swiss QR codes: payloads, refusals, symbols."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ouna.core.bank import QrRefused, qr
from ouna.core.bank.qr_symbol import _matrix

EPC = qr.EpcCode(
    "Rebuild Together", "DE89370400440532013000", amount_minor=1230, reference="RF18 5390 0754 7034"
)
HOME = qr.Address("Rebuild Together", "3000", "Bern", "CH", "Marktgasse", "1a")
SWISS = qr.SwissCode("CH93 0076 2011 6238 5295 7", HOME, amount_minor=4995, reference="RF18539007547034")


def test_epc_lines() -> None:
    assert qr.epc_payload(EPC).split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "",
        "Rebuild Together",
        "DE89370400440532013000",
        "EUR12.3",
        "",
        "RF18539007547034",
    ]
    text = qr.epc_payload(replace(EPC, reference="", text="For the school")).split("\n")
    assert text[9:] == ["", "For the school"]
    assert qr.epc_payload(replace(EPC, reference="", amount_minor=None)).split("\n")[-1] == EPC.iban


@pytest.mark.parametrize(
    ("minor", "written"),
    [
        (1, "EUR0.01"),
        (10, "EUR0.1"),
        (500, "EUR5"),
        (1230, "EUR12.3"),
        (100000, "EUR1000"),
        (99999999999, "EUR999999999.99"),
    ],
)
def test_epc_amounts(minor: int, written: str) -> None:
    payload = qr.epc_payload(replace(EPC, amount_minor=minor))
    assert payload.split("\n")[7] == written
    assert qr.epc_parse(payload).amount_minor == minor


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount_minor": 0}, "amount"),
        ({"amount_minor": 100_000_000_000}, "amount"),
        ({"amount_minor": -1}, "amount"),
        ({"bic": "BHBLDE"}, "bic"),
        ({"bic": "BHBLDEHHXXXX"}, "bic"),
        ({"bic": "BHBLDEH "}, "bic"),
        ({"version": "001"}, "bic"),
        ({"version": "003"}, "version"),
        ({"charset": 0}, "charset"),
        ({"charset": 9}, "charset"),
        ({"purpose": "CDCBC"}, "purpose"),
        ({"name": ""}, "name"),
        ({"name": "\r\n"}, "name"),
        ({"name": "a" * 71}, "name"),
        ({"text": "x"}, "reference"),
        ({"reference": "1" * 36}, "reference"),
        ({"reference": "RF19539007547034"}, "reference"),
        ({"reference": "", "text": "x" * 141}, "text"),
        ({"note": "x" * 71}, "note"),
        ({"iban": "DE00"}, "iban"),
        ({"charset": 2, "name": "Λέιλα"}, "charset"),
        ({"name": "م" * 70, "reference": "", "text": "م" * 140}, "size"),
    ],
)
def test_epc_refusals(changes: dict[str, object], field: str) -> None:
    with pytest.raises(QrRefused) as caught:
        qr.epc_payload(replace(EPC, **changes))
    assert caught.value.fields["field"] == field


def test_epc_line_breaks_in_a_name_cannot_shift_the_lines() -> None:
    payload = qr.epc_payload(replace(EPC, name="Rebuild\r\nDE02120300000000202051\nEUR999"))
    assert qr.epc_parse(payload).iban == EPC.iban


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40),
    st.none() | st.integers(1, 10**11 - 1),
    st.sampled_from(["", "GDDS"]),
    st.text("abc def", max_size=60),
)
@settings(max_examples=100)
def test_epc_round_trip(name: str, minor: int | None, purpose: str, text: str) -> None:
    code = qr.EpcCode(name, EPC.iban, "", minor, purpose, "", " ".join(text.split()))
    payload = qr.epc_payload(code)
    assert qr.epc_parse(payload) == code
    assert qr.epc_parse(payload.replace("\n", "\r\n")) == code


def test_epc_parse_is_strict() -> None:
    payload = qr.epc_payload(EPC)
    for wrong in (
        payload + "\n",
        payload.replace("\n", "\r\n", 1),
        payload.replace("SCT", "SDD"),
        payload.replace("EUR12.3", "EUR12,3"),
        payload.replace("EUR12.3", "USD12.3"),
        payload.replace("DE89", "DE88"),
        "BCD",
    ):
        with pytest.raises(QrRefused):
            qr.epc_parse(wrong)


def test_swiss_lines() -> None:
    lines = qr.swiss_payload(SWISS).split("\n")
    assert lines == [
        "SPC",
        "0200",
        "1",
        "CH9300762011623852957",
        "S",
        "Rebuild Together",
        "Marktgasse",
        "1a",
        "3000",
        "Bern",
        "CH",
        *[""] * 7,
        "49.95",
        "CHF",
        *[""] * 7,
        "SCOR",
        "RF18539007547034",
        "",
        "EPD",
    ]
    assert qr.swiss_parse("\r\n".join(lines)) == replace(SWISS, iban="CH9300762011623852957")


def test_swiss_qr_reference_and_all_the_rest() -> None:
    code = qr.SwissCode(
        "CH4431999123000889012",
        HOME,
        "EUR",
        None,
        qr.Address("Zoë", "9400", "Rorschach", "CH"),
        "210000000003139471430009017",
        "Thank you",
        "//S1/10/1",
        ("AB;1", "CD;2"),
    )
    assert qr.swiss_parse(qr.swiss_payload(code)) == code


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"iban": "DE89370400440532013000"}, "iban"),
        ({"iban": "CH00"}, "iban"),
        ({"currency": "USD"}, "currency"),
        ({"amount_minor": 0}, "amount"),
        ({"amount_minor": 100_000_000_000}, "amount"),
        ({"reference": "210000000003139471430009017"}, "reference"),
        ({"reference": "RF00"}, "reference"),
        ({"iban": "CH4431999123000889012"}, "reference"),
        ({"iban": "CH4431999123000889012", "reference": ""}, "reference"),
        ({"message": "x" * 141}, "message"),
        ({"message": "x" * 100, "billing": "y" * 41}, "message"),
        ({"message": "سلام"}, "message"),
        ({"message": "a\nb"}, "message"),
        ({"schemes": ("a", "b", "c")}, "schemes"),
        ({"creditor": replace(HOME, town="")}, "creditor.town"),
        ({"creditor": replace(HOME, postcode=" ")}, "creditor.postcode"),
        ({"creditor": replace(HOME, country="UK")}, "creditor.country"),
        ({"creditor": replace(HOME, name="x" * 71)}, "creditor.name"),
        ({"debtor": replace(HOME, house="x" * 17)}, "debtor.house"),
    ],
)
def test_swiss_refusals(changes: dict[str, object], field: str) -> None:
    with pytest.raises(QrRefused) as caught:
        qr.swiss_payload(replace(SWISS, **changes))
    assert caught.value.fields["field"] == field


def test_swiss_parse_is_strict() -> None:
    lines = qr.swiss_payload(SWISS).split("\n")
    changes = {
        0: "SPQ",
        1: "0100",
        2: "2",
        3: "CH9300762011623852958",
        4: "K",
        11: "S",
        18: "49.9",
        20: "K",
        27: "NON",
        30: "EPX",
    }
    for number, text in changes.items():
        with pytest.raises(QrRefused):
            qr.swiss_parse("\n".join([*lines[:number], text, *lines[number + 1 :]]))
    with pytest.raises(QrRefused):
        qr.swiss_parse("\n".join(lines[:-1]))


def test_symbols() -> None:
    for payload in (qr.epc_payload(EPC), qr.swiss_payload(SWISS)):
        size = len(_matrix(payload, "utf-8")) + 8
        drawing = qr.svg(payload, title="Pay <here>")
        assert f'viewBox="0 0 {size} {size}"' in drawing
        assert "<title>Pay &lt;here&gt;</title>" in drawing
        assert drawing.count("<rect") == (5 if payload.startswith("SPC") else 1)
        picture = qr.png(payload, scale=3)
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", picture[16:24]) == (3 * size, 3 * size)


def pixels(picture: bytes) -> list[bytes]:
    size = struct.unpack(">I", picture[16:20])[0]
    at = picture.index(b"IDAT")
    length = struct.unpack(">I", picture[at - 4 : at])[0]
    data = zlib.decompress(picture[at + 4 : at + 4 + length])
    return [data[row * (size + 1) + 1 : (row + 1) * (size + 1)] for row in range(size)]


def test_the_picture_shows_the_matrix_and_the_cross() -> None:
    payload = qr.epc_payload(EPC)
    matrix, rows = _matrix(payload, "utf-8"), pixels(qr.png(payload, scale=2))
    for y, line in enumerate(matrix):
        for x, dark in enumerate(line):
            assert rows[2 * (y + 4)][2 * (x + 4)] == (0 if dark else 255)
    swiss = pixels(qr.png(qr.swiss_payload(SWISS), scale=10))
    middle = len(swiss) // 2
    millimetre = (len(swiss) - 80) / 46
    assert swiss[middle][middle] == 255  # the white cross
    assert swiss[middle][middle + round(2.5 * millimetre)] == 0  # on black
    assert swiss[middle][middle + round(3.25 * millimetre)] == 255  # in a white frame


def test_symbols_that_grow_too_large_are_refused() -> None:
    with pytest.raises(QrRefused):
        qr.svg("BCD\n" + "x" * 400)
    with pytest.raises(QrRefused):
        qr.png("x" * 10, scale=41)
    with pytest.raises(QrRefused):
        qr.svg("SPC" + "x" * 2_500)
