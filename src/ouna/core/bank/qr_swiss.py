"""The text of a Swiss QR code (Swiss Implementation Guidelines QR-bill, version 2.3).

Addresses are structured (`S`): type `K` is refused since November 2025. A QR reference goes only with a
QR-IBAN, an RF reference or none only with an ordinary IBAN.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from ouna.core.bank import iban as ibans
from ouna.core.bank.errors import IbanRefused, QrRefused
from ouna.core.bank.reference import normalise as normalise_reference
from ouna.core.bank.reference import qrr_valid, rf_valid

MAX_CHARACTERS = 997
_LARGEST = 99_999_999_999
_AMOUNT = re.compile(r"([0-9]{1,9})\.([0-9]{2})", re.ASCII)
_LIMITS = {"name": 70, "street": 70, "house": 16, "postcode": 16, "town": 35}
# Allowed since version 2.3: Basic Latin, Latin-1 Supplement, Latin Extended-A and these.
_BEYOND = frozenset("ȘșȚț€")


@dataclass(frozen=True, slots=True)
class Address:
    """A structured address (type S): postcode and town are mandatory, street and house are not."""

    name: str
    postcode: str
    town: str
    country: str
    street: str = ""
    house: str = ""

    def lines(self) -> list[str]:
        return ["S", self.name, self.street, self.house, self.postcode, self.town, self.country]


@dataclass(frozen=True, slots=True)
class SwissCode:
    """What a Swiss QR code says. `amount_minor` in Rappen or cents, None when the payer chooses."""

    iban: str
    creditor: Address
    currency: str = "CHF"
    amount_minor: int | None = None
    debtor: Address | None = None
    reference: str = ""
    message: str = ""
    billing: str = ""
    schemes: tuple[str, ...] = ()


def swiss_payload(code: SwissCode) -> str:
    """Build the text of the code: 31 to 34 lines joined by LF; a final empty line is never written.

    Raises: QrRefused naming the field.
    """
    try:
        iban = ibans.check(code.iban).value
    except IbanRefused as refused:
        raise QrRefused(f"The IBAN is not valid: {refused}", field="iban") from None
    reference = normalise_reference(code.reference) if code.reference else ""
    _check(iban, code, reference)
    amount = "" if code.amount_minor is None else f"{code.amount_minor // 100}.{code.amount_minor % 100:02d}"
    debtor = code.debtor.lines() if code.debtor else [""] * 7
    lines = [
        "SPC", "0200", "1", iban, *code.creditor.lines(), *[""] * 7, amount, code.currency, *debtor,
        _kind(reference), reference, code.message, "EPD",
    ]  # fmt: skip
    if code.billing or code.schemes:
        lines.append(code.billing)
    lines += code.schemes
    payload = "\n".join(lines)
    if len(payload) > MAX_CHARACTERS:
        raise QrRefused(f"The code would hold {len(payload)} characters, allowed are 997.", field="size")
    return payload


def swiss_parse(payload: str) -> SwissCode:
    """Read the text of a code back, strictly.

    Raises: QrRefused naming the line or field.
    """
    if len(payload) > MAX_CHARACTERS:
        raise QrRefused("The code holds more than 997 characters.", field="size")
    payload = payload.replace("\r\n", "\n")
    if "\r" in payload:
        raise QrRefused("Line ends are mixed.", field="lines")
    lines = payload.split("\n")
    if len(lines) == 35 and lines[34] == "":
        del lines[34]
    if not 31 <= len(lines) <= 34:
        raise QrRefused("A code has 31 to 34 lines.", field="lines")
    if lines[0] != "SPC" or lines[2] != "1":
        raise QrRefused("This is not a Swiss QR code.", field="header")
    if not re.fullmatch(r"02\d\d", lines[1], re.ASCII):
        raise QrRefused("Only version 2 of the code is known.", field="version")
    if any(lines[11:18]):
        raise QrRefused("The ultimate creditor is reserved and must stay empty.", field="ultimate_creditor")
    if lines[30] != "EPD":
        raise QrRefused("The trailer EPD is missing.", field="trailer")
    minor = None
    if lines[18]:
        found = _AMOUNT.fullmatch(lines[18])
        if not found:
            raise QrRefused("The amount is a number with a dot and two decimals.", field="amount")
        minor = int(found[1] + found[2])
    if not ibans.is_valid(lines[3]) or ibans.normalise(lines[3]) != lines[3]:
        raise QrRefused("The IBAN is not valid.", field="iban")
    code = SwissCode(
        iban=lines[3],
        creditor=_address(lines[4:11], "creditor"),
        currency=lines[19],
        amount_minor=minor,
        debtor=_address(lines[20:27], "debtor") if any(lines[20:27]) else None,
        reference=lines[28],
        message=lines[29],
        billing=lines[31] if len(lines) > 31 else "",
        schemes=tuple(line for line in lines[32:] if line),
    )
    if lines[27] != _kind(code.reference):
        raise QrRefused("The type of the reference does not fit the reference.", field="reference")
    _check(code.iban, code, code.reference)
    return code


def _kind(reference: str) -> str:
    if not reference:
        return "NON"
    return "SCOR" if reference.startswith("RF") else "QRR"


def _address(lines: list[str], who: str) -> Address:
    kind, name, street, house, postcode, town, country = lines
    if kind != "S":
        raise QrRefused("Only structured addresses (type S) are accepted since November 2025.", field=who)
    return Address(name, postcode, town, country, street, house)


def _check(iban: str, code: SwissCode, reference: str) -> None:
    if iban[:2] not in ("CH", "LI"):
        raise QrRefused("The account must be in Switzerland or Liechtenstein.", field="iban")
    if code.currency not in ("CHF", "EUR"):
        raise QrRefused("The currency is CHF or EUR.", field="currency")
    if code.amount_minor is not None and not 1 <= code.amount_minor <= _LARGEST:
        raise QrRefused("The amount is from 0.01 to 999999999.99.", field="amount")
    _check_address(code.creditor, "creditor")
    if code.debtor:
        _check_address(code.debtor, "debtor")
    kind = _kind(reference)
    if kind == "QRR" and not qrr_valid(reference):
        raise QrRefused("The QR reference is not valid.", field="reference")
    if kind == "SCOR" and not rf_valid(reference):
        raise QrRefused("The RF reference is not valid.", field="reference")
    if (kind == "QRR") != ibans.is_qr_iban(iban):
        raise QrRefused("A QR reference goes with a QR-IBAN and only with it.", field="reference")
    _check_text(code.message, "message", 140)
    _check_text(code.billing, "billing", 140)
    if len(code.message) + len(code.billing) > 140:
        raise QrRefused(
            "Message and billing information have at most 140 characters together.", field="message"
        )
    if len(code.schemes) > 2:
        raise QrRefused("There are at most two alternative schemes.", field="schemes")
    for scheme in code.schemes:
        _check_text(scheme, "schemes", 100)


def _check_address(address: Address, who: str) -> None:
    for item in fields(address):
        if item.name in _LIMITS:
            _check_text(getattr(address, item.name), f"{who}.{item.name}", _LIMITS[item.name])
    for name in ("name", "postcode", "town"):
        if not getattr(address, name).strip():
            raise QrRefused(f"The {name} is missing.", field=f"{who}.{name}")
    if not ibans.country_exists(address.country):
        raise QrRefused("The country is a code of two letters.", field=f"{who}.country")


def _check_text(text: str, field: str, limit: int) -> None:
    if len(text) > limit:
        raise QrRefused(f"At most {limit} characters are allowed.", field=field)
    for char in text:
        if not (" " <= char <= "~" or "\u00a0" <= char <= "\u017f" or char in _BEYOND):
            raise QrRefused("A sign is not in the character set of the QR-bill.", field=field)
