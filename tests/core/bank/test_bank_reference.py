"""ISO 11649 and QR references."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ouna.core.bank import ReferenceRefused, reference

RF, QRR = "RF18539007547034", "210000000003139471430009017"
DIGITS = st.text("0123456789", min_size=1, max_size=21)


@given(DIGITS)
@settings(max_examples=150)
def test_rf_round_trip(digits: str) -> None:
    made = reference.make_rf(digits)
    assert reference.check_rf(reference.format_rf(made).lower()) == made
    assert "02" <= made[2:4] <= "98"


@given(DIGITS, st.data())
@settings(max_examples=150)
def test_rf_slips_are_refused_and_proposed(digits: str, data: st.DataObject) -> None:
    made = reference.make_rf(digits)
    place = data.draw(st.integers(2, len(made) - 1))
    wrong = made[:place] + str((int(made[place]) + data.draw(st.integers(1, 9))) % 10) + made[place + 1 :]
    assert not reference.rf_valid(wrong)
    assert list(reference.near_misses(wrong, [made, reference.make_rf("1")])) in (
        [(made, "one digit wrong")],
        [(made, "one digit wrong"), *reference.near_misses(wrong, [reference.make_rf("1")])],
    )


@given(st.text("0123456789", min_size=1, max_size=26).filter(lambda text: int(text) > 0))
@settings(max_examples=150)
def test_qrr_round_trip(digits: str) -> None:
    made = reference.make_qrr(digits)
    assert len(made) == 27
    assert reference.check_qrr(reference.format_qrr(made)) == made
    for change in range(1, 10):
        assert not reference.qrr_valid(made[:-1] + str((int(made[-1]) + change) % 10))


def test_printed_examples() -> None:
    assert reference.make_rf("539007547034") == RF
    assert reference.format_rf(RF) == "RF18 5390 0754 7034"
    assert reference.check_rf("rf18 5390 0754 7034") == RF
    assert reference.format_qrr(QRR) == "21 00000 00003 13947 14300 09017"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RF",
        "RF04",
        "RF20.0000.3",
        "RF0072",
        "RF0154",
        "RF991X",
        "RF18-539007547034",
        "RF18" + "5" * 22,
        "DE18539007547034",
        "RF1٨539007547034",
    ],
)
def test_rf_refusals(text: str) -> None:
    with pytest.raises(ReferenceRefused):
        reference.check_rf(text)


@pytest.mark.parametrize(
    "text", ["", "0" * 27, QRR[1:], QRR + "0", QRR[:-1] + "8", QRR[:-1] + "S", "٢" + QRR[1:]]
)
def test_qrr_refusals(text: str) -> None:
    with pytest.raises(ReferenceRefused):
        reference.check_qrr(text)


@pytest.mark.parametrize("digits", ["", "1" * 22, "12a", "١٢"])
def test_only_digits_are_made_into_references(digits: str) -> None:
    with pytest.raises(ReferenceRefused):
        reference.make_rf(digits)
    with pytest.raises(ReferenceRefused):
        reference.make_qrr(digits + "0" * 26 if digits.startswith("1" * 22) else digits)
    with pytest.raises(ReferenceRefused):
        reference.make_qrr("000")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Gift {RF} thanks", (RF,)),
        ("gift rf18 5390 0754 7034, thanks", (RF,)),
        ("RF1853900 7547034", (RF,)),
        (f"SVWZ+{RF}", (RF,)),
        (f"x{RF}", (RF,)),
        (f"{RF} 2026", (RF,)),
        (f"{RF}Spende", (RF,)),
        (f"{RF} and {reference.make_rf('42')}", (RF, reference.make_rf("42"))),
        (f"{RF} {RF}", (RF,)),
        (QRR, (QRR,)),
        (reference.format_qrr(QRR), (QRR,)),
        (f"{QRR}1", ()),
        ("RF19539007547034", ()),
        ("no reference here, RF", ()),
    ],
)
def test_references_in_free_text(text: str, found: tuple[str, ...]) -> None:
    assert reference.find_references(text) == found
    assert reference.reference_in(text) == (found[0] if found else None)


def test_near_misses() -> None:
    known = [RF]
    assert list(reference.near_misses("RF18539007547043", known)) == [(RF, "two digits swapped")]
    assert list(reference.near_misses("RF1853900754703", known)) == [(RF, "one digit missing")]
    assert list(reference.near_misses("RF185390075470344", known)) == [(RF, "one digit too many")]
    assert list(reference.near_misses("rf28 5390 0754 7034", known)) == [(RF, "one digit wrong")]
    assert list(reference.near_misses(RF, known)) == []
    assert list(reference.near_misses("RF18539007547112", known)) == []
