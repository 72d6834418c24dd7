"""IBAN and BIC."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ouna.core.bank import IbanRefused, iban

# Examples printed in the SWIFT IBAN registry.
REGISTRY = [
    "DE89370400440532013000",
    "CH9300762011623852957",
    "PS92PALS000000000400123456702",
    "JO94CBJO0010000000000131000302",
    "LB62099900000001001901229114",
    "EG380019000500000000263180002",
    "TN5910006035183598478831",
    "NO9386011117947",
    "BE68539007547034",
    "GB29NWBK60161331926819",
    "FR1420041010050500013M02606",
    "SA0380000000608010167519",
]


@pytest.mark.parametrize("value", REGISTRY)
def test_registry_examples(value: str) -> None:
    found = iban.check(value)
    assert (found.value, found.country) == (value, value[:2])
    assert iban.check(found.formatted.lower()).value == value
    assert iban.check(".".join(value[i : i + 4] for i in range(0, len(value), 4))).value == value
    assert iban.check("-".join(value)).value == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "characters"),
        ("DE", "characters"),
        ("0K9311110000001057361004", "characters"),
        ("DE8937040044053201300Ä", "characters"),
        ("DE٨٩370400440532013000", "characters"),
        ("XX82WEST12345698765432", "country"),
        ("DE8937040044053201300", "length"),
        ("PS92PALS00000000040012345670", "length"),
        ("DE89370400440532O13000", "structure"),
        ("GB29NWBK6016133192681A", "structure"),
        ("DE88370400440532013000", "check_digits"),
    ],
)
def test_refusals(text: str, reason: str) -> None:
    with pytest.raises(IbanRefused) as caught:
        iban.check(text)
    assert caught.value.fields["reason"] == reason
    assert not any(part and part in str(caught.value) for part in (text[4:],))


@pytest.mark.parametrize("digits", ["00", "01", "99"])
def test_check_digits_that_satisfy_modulo_97_but_are_illegal(digits: str) -> None:
    for account in range(100):
        value = f"DE{digits}37040044{account:010d}"
        if iban._mod97(value) == 1:
            with pytest.raises(IbanRefused):
                iban.check(value)
            return
    pytest.fail("no example found")


@given(st.integers(0, 10**10 - 1), st.integers(0, 21), st.integers(1, 9))
@settings(max_examples=150)
def test_one_wrong_digit_is_always_found(account: int, place: int, change: int) -> None:
    body = f"37040044{account:010d}"
    value = f"DE{98 - int(body + '131400') % 97:02d}{body}"
    assert iban.is_valid(value)
    if place < 2:
        return
    wrong = value[:place] + str((int(value[place]) + change) % 10) + value[place + 1 :]
    assert not iban.is_valid(wrong)


def test_national_check_digits_only_warn() -> None:
    body = "539007547035"  # the last two digits of a Belgian account are its remainder modulo 97
    value = f"BE{98 - int(body + '111400') % 97:02d}{body}"
    assert iban.check(value).warnings
    assert not iban.check("BE68539007547034").warnings


def test_qr_iban() -> None:
    assert iban.check("CH4431999123000889012").is_qr
    assert not iban.check("CH9300762011623852957").is_qr
    assert not iban.is_qr_iban("DE4431999123000889012")


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("ABNANL2A", True),
        ("ABNANL2AXXX", True),
        ("PALSPS22", True),
        ("MULTIPLE", False),
        ("ABNANL2", False),
        ("ABNANL2AXX", False),
        ("abnanl2a", False),
        ("ABNAXX2A", False),
        ("", False),
    ],
)
def test_bic(text: str, valid: bool) -> None:
    assert iban.bic_valid(text) is valid
