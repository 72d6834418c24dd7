"""The text of an EPC QR code for a SEPA credit transfer (EPC069-12, versions 001 and 002).

Twelve lines in fixed places, nothing after the last filled one. Structured reference (line 10) and free
text (line 11) exclude each other but keep their own lines: a text on line 10 shifts everything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ouna.core.bank import iban as ibans
from ouna.core.bank.errors import IbanRefused, QrRefused
from ouna.core.bank.reference import normalise as normalise_reference
from ouna.core.bank.reference import rf_valid

#: Line 3: character set number -> codec.
CHARSETS = {
    1: "utf-8", 2: "iso-8859-1", 3: "iso-8859-2", 4: "iso-8859-4",
    5: "iso-8859-5", 6: "iso-8859-7", 7: "iso-8859-10", 8: "iso-8859-15",
}  # fmt: skip
MAX_BYTES = 331
_AMOUNT = re.compile(r"EUR([0-9]{1,9})(?:\.([0-9]{1,2}))?", re.ASCII)
_LARGEST = 99_999_999_999


@dataclass(frozen=True, slots=True)
class EpcCode:
    """What an EPC code says. `amount_minor` in euro cents, None when the payer chooses."""

    name: str
    iban: str
    bic: str = ""
    amount_minor: int | None = None
    purpose: str = ""
    reference: str = ""
    text: str = ""
    note: str = ""
    version: str = "002"
    charset: int = 1


def epc_payload(code: EpcCode) -> str:
    """Build the text of the code, lines joined by LF.

    Raises: QrRefused naming the field.
    """
    name = _one_line(code.name)
    text, note = _one_line(code.text), _one_line(code.note)
    reference = normalise_reference(code.reference) if code.reference else ""
    try:
        iban = ibans.check(code.iban).value
    except IbanRefused as refused:
        raise QrRefused(f"The IBAN is not valid: {refused}", field="iban") from None
    checked = EpcCode(
        name,
        iban,
        code.bic,
        code.amount_minor,
        code.purpose,
        reference,
        text,
        note,
        code.version,
        code.charset,
    )
    _check(checked)
    amount = ""
    if code.amount_minor is not None:
        # As in the examples of the guideline: no needless zeros.
        amount = f"EUR{code.amount_minor // 100}.{code.amount_minor % 100:02d}".rstrip("0").rstrip(".")
        if code.amount_minor % 100 == 0:
            amount = f"EUR{code.amount_minor // 100}"
    lines = [
        "BCD", code.version, str(code.charset), "SCT", code.bic, name, iban, amount, code.purpose,
        reference, text, note,
    ]  # fmt: skip
    payload = "\n".join(lines).rstrip("\n")
    try:
        size = len(payload.encode(CHARSETS[code.charset]))
    except UnicodeEncodeError:
        raise QrRefused(
            "The character set cannot write one of the letters; use 1 (UTF-8).", field="charset"
        ) from None
    if size > MAX_BYTES:
        raise QrRefused(f"The code would hold {size} bytes, allowed are {MAX_BYTES}.", field="size")
    return payload


def epc_parse(payload: str) -> EpcCode:
    """Read the text of a code back, strictly.

    Raises: QrRefused naming the line.
    """
    if "\r" in payload:
        if payload.count("\r") != payload.count("\r\n") or payload.count("\n") != payload.count("\r\n"):
            raise QrRefused("Line ends are mixed.", field="lines")
        payload = payload.replace("\r\n", "\n")
    lines = payload.split("\n")
    if len(lines) > 12 or len(lines) < 7:
        raise QrRefused("A code has 7 to 12 lines.", field="lines")
    if lines[-1] == "":
        raise QrRefused("Nothing may follow the last filled line.", field="lines")
    lines += [""] * (12 - len(lines))
    service, version, charset, identification, bic, name, iban, amount, purpose, reference, text, note = lines
    if service != "BCD" or identification != "SCT":
        raise QrRefused("This is not a code for a SEPA credit transfer.", field="service")
    if not (len(charset) == 1 and charset in "12345678"):
        raise QrRefused("The character set is a number from 1 to 8.", field="charset")
    if not ibans.is_valid(iban):
        raise QrRefused("The IBAN is not valid.", field="iban")
    minor = None
    if amount:
        found = _AMOUNT.fullmatch(amount)
        if not found:
            raise QrRefused("The amount is EUR and a number with a dot, without grouping.", field="amount")
        minor = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    code = EpcCode(name, iban, bic, minor, purpose, reference, text, note, version, int(charset))
    _check(code)
    size = len(payload.encode(CHARSETS[code.charset], errors="replace"))
    if size > MAX_BYTES:
        raise QrRefused(f"The code holds {size} bytes, allowed are {MAX_BYTES}.", field="size")
    return code


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _check(code: EpcCode) -> None:
    """Rules on single fields, the same for writing and reading."""
    if code.version not in ("001", "002"):
        raise QrRefused("The version is 001 or 002.", field="version")
    if code.charset not in CHARSETS:
        raise QrRefused("The character set is a number from 1 to 8.", field="charset")
    if code.bic and not ibans.bic_valid(code.bic):
        raise QrRefused("The BIC is not valid.", field="bic")
    if code.version == "001" and not code.bic:
        raise QrRefused("Version 001 needs the BIC.", field="bic")
    if not code.name.strip() or len(code.name) > 70:
        raise QrRefused("The name has 1 to 70 characters.", field="name")
    if code.amount_minor is not None and not 1 <= code.amount_minor <= _LARGEST:
        raise QrRefused("The amount is from 0.01 to 999999999.99 euro.", field="amount")
    if code.purpose and not re.fullmatch(r"[A-Za-z0-9]{1,4}", code.purpose, re.ASCII):
        raise QrRefused("The purpose has up to 4 letters.", field="purpose")
    if code.reference and code.text:
        raise QrRefused("A reference and a text exclude each other.", field="reference")
    if len(code.reference) > 35:
        raise QrRefused("The reference has at most 35 characters.", field="reference")
    if code.reference.upper().startswith("RF") and not rf_valid(code.reference):
        raise QrRefused("The RF reference is not valid.", field="reference")
    if len(code.text) > 140:
        raise QrRefused("The text has at most 140 characters.", field="text")
    if len(code.note) > 70:
        raise QrRefused("The note to the payer has at most 70 characters.", field="note")
