"""Payment references: ISO 11649 (`RF…`, SCOR) and the Swiss QR reference (QRR).

RF: `RF`, two check digits, 1 to 21 characters of 0-9 A-Z; the reference moved in front of `RF` + check
digits, letters read as A=10 … Z=35, gives 1 modulo 97 (ISO 11649:2009, ISO/IEC 7064 MOD 97-10).
QRR: 27 digits, the last a recursive modulo-10 digit (Swiss Implementation Guidelines QR-bill, annex B).
Everything here is pure and case-blind; references are stored without spaces, upper case.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from ouna.core.bank.errors import ReferenceRefused

_RF = re.compile(r"RF[0-9]{2}[0-9A-Z]{1,21}", re.ASCII)
_CARRY = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
_RF_ANYWHERE = re.compile(r"[Rr][Ff] ?[0-9] ?[0-9](?=[ ]?[0-9A-Za-z])", re.ASCII)
_WINDOW = re.compile(r"[0-9A-Za-z \n\r\t\u00a0]*")
_PIECES = re.compile(r"[0-9]+|[A-Za-z]+")
_QRR_RUN = re.compile(r"(?<![0-9])[0-9](?: ?[0-9]){26}(?![0-9])", re.ASCII)


def normalise(text: str) -> str:
    """Spaces out, upper case."""
    return "".join(text.split()).upper()


def _mod97(text: str) -> int:
    return int("".join(c if c.isdigit() else str(ord(c) - 55) for c in text)) % 97


def make_rf(digits: str) -> str:
    """Make an ISO 11649 reference out of 1 to 21 digits, e.g. `539007547034` -> `RF18539007547034`.

    Digits only: nobody takes an O for a 0 on a paper form.

    Raises: ReferenceRefused.
    """
    if not (digits.isascii() and digits.isdigit() and 1 <= len(digits) <= 21):
        raise ReferenceRefused("A reference is made of 1 to 21 digits.")
    return f"RF{98 - _mod97(digits + 'RF00'):02d}{digits}"


def rf_valid(text: str) -> bool:
    """Is the normalised text a valid RF reference? Check digits 00, 01, 99 are not."""
    return bool(_RF.fullmatch(text)) and "02" <= text[2:4] <= "98" and _mod97(text[4:] + text[:4]) == 1


def check_rf(text: str) -> str:
    """Normalise and check an RF reference; spaces and lower case are allowed, other signs are not.

    Raises: ReferenceRefused with the reason.
    """
    reference = normalise(text)
    if not reference.startswith("RF"):
        raise ReferenceRefused("The reference does not begin with RF.")
    if not _RF.fullmatch(reference):
        raise ReferenceRefused("After RF come two digits and 1 to 21 letters or digits, nothing else.")
    if not rf_valid(reference):
        raise ReferenceRefused("The check digits do not fit: something was mistyped.")
    return reference


def format_rf(reference: str) -> str:
    """In groups of four: `RF18 5390 0754 7034`."""
    return " ".join(reference[i : i + 4] for i in range(0, len(reference), 4))


def qrr_check_digit(digits: str) -> int:
    """The modulo-10-recursive check digit of a row of digits."""
    carry = 0
    for digit in digits:
        carry = _CARRY[(carry + int(digit)) % 10]
    return (10 - carry) % 10


def make_qrr(digits: str) -> str:
    """Make a QR reference out of 1 to 26 digits, padded with zeros on the left to 26.

    Raises: ReferenceRefused; also for all zeros, which the guidelines forbid.
    """
    if not (digits.isascii() and digits.isdigit() and 1 <= len(digits) <= 26):
        raise ReferenceRefused("A QR reference is made of 1 to 26 digits.")
    padded = digits.rjust(26, "0")
    if not int(padded):
        raise ReferenceRefused("A QR reference of zeros only is not allowed.")
    return padded + str(qrr_check_digit(padded))


def qrr_valid(text: str) -> bool:
    """Is the normalised text a valid 27-digit QR reference?"""
    return (
        len(text) == 27
        and text.isascii()
        and text.isdigit()
        and int(text) > 0
        and qrr_check_digit(text[:26]) == int(text[26])
    )


def check_qrr(text: str) -> str:
    """Normalise and check a QR reference; shorter ones are not padded, they are refused.

    Raises: ReferenceRefused with the reason.
    """
    reference = normalise(text)
    if not (len(reference) == 27 and reference.isascii() and reference.isdigit()):
        raise ReferenceRefused("A QR reference has 27 digits and nothing else.")
    if not int(reference):
        raise ReferenceRefused("A QR reference of zeros only is not allowed.")
    if not qrr_valid(reference):
        raise ReferenceRefused("The check digit does not fit: something was mistyped.")
    return reference


def format_qrr(reference: str) -> str:
    """Two digits, then groups of five: `21 00000 00003 13947 14300 09017`."""
    return " ".join([reference[:2], *(reference[i : i + 5] for i in range(2, len(reference), 5))])


def structured(references: Sequence[str | None]) -> str | None:
    """The reference of structured remittance information.

    Several are possible (one per invoice): the first that is a valid RF or QRR wins, else the first.
    """
    found = references if len(references) == 1 else [r for r in references if r and not r.isspace()]
    if not found or not found[0]:
        return None
    if len(found) > 1:
        for candidate in (normalise(r) for r in found if r):
            if rf_valid(candidate) or qrr_valid(candidate):
                return candidate
    first = normalise(found[0])
    known = first[:2] == "RF" or (first.isascii() and first.isdigit())
    return (first if known else found[0].strip()) or None


def find_references(text: str) -> tuple[str, ...]:
    """All valid RF and QR references in free text, in order of appearance, each once.

    Banks break texts anywhere, so spaces inside a reference are skipped. Where a reference ends is not
    marked: the longest candidate that ends at a natural boundary (end, sign, space, digit beside
    letter) and has right check digits wins.
    """
    found: dict[str, int] = {}
    for match in _RF_ANYWHERE.finditer(text):
        reference = _longest_rf(text, match.start())
        if reference:
            found.setdefault(reference, match.start())
    for match in _QRR_RUN.finditer(text):
        digits = match.group().replace(" ", "")
        if qrr_valid(digits):
            found.setdefault(digits, match.start())
    return tuple(sorted(found, key=lambda reference: found[reference]))


def reference_in(text: str | None) -> str | None:
    """The first valid reference in free text, or None."""
    if not text or not (_RF_ANYWHERE.search(text) or _QRR_RUN.search(text)):
        return None
    found = find_references(text)
    return found[0] if found else None


def _longest_rf(text: str, start: int) -> str | None:
    """Try every natural end after `start`, longest first; runs of digits before mixed ones."""
    window = _WINDOW.match(text, start, start + 60)
    whole = ""
    candidates: list[str] = []
    for piece in _PIECES.findall(window[0] if window else ""):
        whole += piece.upper()
        if len(whole) > 25:
            break
        if len(whole) > 4:
            candidates.append(whole)
    candidates.reverse()
    for digits_only in (True, False):
        for candidate in candidates:
            if candidate[2:].isdigit() == digits_only and rf_valid(candidate):
                return candidate
    return None


def near_misses(reference: str, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Known references one slip of the pen away from an invalid one: (reference, what happened).

    Slips: `two digits swapped` (neighbours), `one digit wrong`, `one digit missing`, `one digit too
    many`. A proposal for a person, never for automatic booking.
    """
    wrong = normalise(reference)
    for candidate in known:
        slip = _slip(wrong, candidate)
        if slip:
            yield candidate, slip


def _slip(wrong: str, right: str) -> str | None:
    if wrong == right:
        return None
    if len(wrong) == len(right):
        apart = [i for i in range(len(wrong)) if wrong[i] != right[i]]
        if len(apart) == 1:
            return "one digit wrong"
        if len(apart) == 2 and apart[1] == apart[0] + 1:
            i, j = apart
            if wrong[i] == right[j] and wrong[j] == right[i]:
                return "two digits swapped"
        return None
    longer, shorter = (wrong, right) if len(wrong) > len(right) else (right, wrong)
    if len(longer) - len(shorter) != 1:
        return None
    i = 0
    while i < len(shorter) and longer[i] == shorter[i]:
        i += 1
    if longer[i + 1 :] != shorter[i:]:
        return None
    return "one digit too many" if longer is wrong else "one digit missing"
