"""What the narrative of an MT940 booking (`:86:`, supplementary details, `:NS:`) says.

Three structures are known: German subfields (`?20…`, with any sign in place of `?`; DFÜ agreement, annex
3), slash keywords (`/TRTP/…/NAME/…`, Dutch and SWIFT), and numbered non-SWIFT lines (`:NS:`). All else is
plain text, which is kept whole.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ouna.core.bank import amounts
from ouna.core.bank.iban import looks_like_iban
from ouna.core.bank.reference import reference_in, structured
from ouna.core.bank.values import Amount


class Details(NamedTuple):
    """Fields found; all None for a booking without narrative."""

    text: str | None = None
    name: str | None = None
    iban: str | None = None
    account: str | None = None
    end_to_end: str | None = None
    reference: str | None = None
    returned: str | None = None
    original: Amount | None = None
    charges: Amount | None = None
    #: German business transaction code (Geschäftsvorfallcode) of three digits.
    code: str | None = None


NOTHING = Details()
# German: three digits, a sign, then fields of two digits. The sign differs from bank to bank.
_GERMAN = re.compile(r"\s*(\d{3})?([?>~<^|@%$§*!])(?=\d\d)", re.ASCII)
_KNOWN = frozenset(
    [f"{n:02d}" for n in (0, 10, *range(20, 39), *range(60, 66), *range(70, 80))]
)  # 39-59, 66-69: not used; then the sign belongs to the text
_PURPOSE = frozenset([f"{n:02d}" for n in (*range(20, 30), *range(60, 66))])
_SEPA = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|"
    r"PURP|RREF|RCRD|SQTP|ORCR|ORMR|DDAT|ANAM|RTRN)\+ ?"
)
_SEPA_COLON = re.compile(r"(?:(?<=\s)|^)(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC): ?")
_SLASH = re.compile(
    r"/(TRTP|IBAN|BIC|NAME|REMI|EREF|ORDP|BENM|CNTP|MARF|CSID|ISDT|PREF|ADDR|RTRN|TRCD|OCMT|CHGS|EXCH|UDTR|"
    r"UCRD|PURP|ULTD|ULTC|ULTB|OPRP|IREF|NRTX|BAI|SVCL|BUSP|ACCW|DUED|SUM|ORIG|PY|PT|CRNM|BRNM|BO|ID|CREF)/"
)
_MONEY = re.compile(r"([A-Z]{3})([0-9]{1,15})(?:,([0-9]{0,5}))?", re.ASCII)
_RETURN_GVC = frozenset({"108", "109", "159", "181", "184"})
# Extension of the text key (?34) of a returned SEPA payment -> ISO 20022 reason.
_REASONS = {
    "901": "AC01", "902": "AC04", "903": "AC06", "904": "AG01", "905": "AG02", "906": "AM04", "907": "AM05",
    "914": "MS03",
}  # fmt: skip


def read(narrative: list[str], supplementary: list[str], non_swift: list[str]) -> Details:
    """Read the lines of `:86:`, those after `:61:`, and those of `:NS:`."""
    extra = [line for line in supplementary if line.strip()]
    if not narrative:
        found = _non_swift(non_swift) if non_swift else NOTHING
    else:
        joined = narrative[0] if len(narrative) == 1 else "".join(narrative)
        german = _GERMAN.match(joined)
        if german:
            found = _german(joined, german)
        elif joined.startswith("/") and _SLASH.match(joined):
            found = _slashes(joined)
        else:
            found = _plain(narrative)
    if extra:
        found = _with_extra(found, extra)
    if found.reference is None and found.text:
        reference = reference_in(found.text)
        if reference:
            found = found._replace(reference=reference)
    return found


def clean(text: str | None) -> str | None:
    """Inner runs of blanks to one; None for nothing."""
    if not text:
        return None
    return " ".join(text.split()) or None


def _german(joined: str, head: re.Match[str]) -> Details:
    fields: dict[str, str] = {}
    last = ""
    purpose: list[str] = []
    for piece in joined[head.end() :].split(head[2]):
        code = piece[:2]
        if code in _KNOWN:
            value = piece[2:]
            if code in _PURPOSE:
                purpose.append(value)
            elif code in fields:
                fields[code] += value
            else:
                fields[code] = value
            last = code
        elif last in _PURPOSE:
            purpose[-1] += head[2] + piece
        elif last:
            fields[last] += head[2] + piece
    get = fields.get
    text = _flow(purpose)
    labelled = _labelled(text)
    account = (get("31") or labelled.get("IBAN") or "").replace(" ", "") or get("38", "").replace(" ", "")
    name = clean(_flow([get("32", ""), get("33", "")])) or clean(labelled.get("ANAM"))
    code = head[1] or ""
    returned = None
    if code in _RETURN_GVC:
        returned = _REASONS.get(get("34", "").strip(), code)
    iban = account if looks_like_iban(account) else None
    original = _money(labelled.get("OAMT")) if labelled else None
    return Details(
        text=clean(labelled.get("SVWZ")) or (None if _SEPA.match(text) else clean(text)) or clean(get("00")),
        name=name,
        iban=iban,
        account=account if account and not iban else None,
        end_to_end=_given(labelled.get("EREF")),
        returned=returned,
        original=original,
        code=code or None,
    )


def _flow(pieces: list[str]) -> str:
    """Fields hold 27 characters; a full one runs on, a shorter one has ended its word."""
    text = ""
    last = 27
    for piece in pieces:
        text += piece if last >= 27 or not text else " " + piece
        last = len(piece)
    return text


def _labelled(text: str) -> dict[str, str]:
    """SEPA keywords in a text: `EREF+…SVWZ+…`. What stands before the first keyword counts as SVWZ."""
    if "+" in text:
        pieces = _SEPA.split(text)
    elif ": " in text or ":" in text:
        pieces = _SEPA_COLON.split(text)
    else:
        return {}
    if len(pieces) < 3:
        return {}
    found: dict[str, str] = {}
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        if value.strip():
            found.setdefault(key, value.strip())
    if pieces[0].strip():
        found["SVWZ"] = (pieces[0].strip() + " " + found.get("SVWZ", "")).strip()
    return found


def _given(text: str | None) -> str | None:
    value = clean(text)
    return None if value in (None, "NOTPROVIDED", "NONREF", "NICHT ANGEGEBEN") else value


def _slashes(joined: str) -> Details:
    """`/KEY/value` pairs. ING's `/CNTP/iban/bic/name/city/` holds several values in order."""
    pieces = _SLASH.split(joined)
    found: dict[str, str] = {}
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        if key not in found or not found[key].strip("/ "):
            found[key] = value
    party = found.get("CNTP", "").split("/")
    account = (found.get("IBAN") or party[0]).strip("/ ").replace(" ", "")
    name = found.get("NAME") or (party[2] if len(party) > 2 else None)
    text = found.get("REMI", "").strip()
    reference = None
    for kind in ("USTD//", "USTD/", "STRD/CUR/", "STRD/ISO/", "STRD/"):
        if text.startswith(kind):
            text = text[len(kind) :]
            reference = structured([text.strip("/ ")]) if kind.startswith("STRD") else None
            break
    iban = account if looks_like_iban(account) else None
    rest = clean(joined) if not any(key in found for key in ("REMI", "NAME", "CNTP")) else None
    return Details(
        text=clean(text.strip("/")) or rest or clean(found.get("TRTP", "").strip("/")),
        name=clean(name.strip("/")) if name else None,
        iban=iban,
        account=account if account and not iban else None,
        end_to_end=_given(found.get("EREF", "").strip("/")),
        reference=reference,
        returned=clean(found.get("RTRN", "").strip("/")),
        original=_money(found.get("OCMT", "").strip("/")),
        charges=_money(found.get("CHGS", "").strip("/")),
    )


def _plain(lines: list[str]) -> Details:
    """Free text. Lines are cut at 65 characters, so a full line runs on."""
    text = ""
    last = 0
    for line in lines:
        if line.strip():
            text += line if not text or last >= 64 else " " + line
            last = len(line)
    labelled = _labelled(text)
    iban = (labelled.get("IBAN") or "").replace(" ", "")
    if not iban:
        first = text.split(" ", 1)[0]
        iban = first if looks_like_iban(first) else ""
    return Details(
        text=clean(text),
        iban=iban if looks_like_iban(iban) else None,
        end_to_end=_given(labelled.get("EREF")),
    )


def _with_extra(found: Details, extra: list[str]) -> Details:
    """Supplementary details after the booking: SWIFT keywords, an account, or the payer's name."""
    joined = "".join(extra)
    if joined.startswith("/"):
        keys = _slashes(joined) if _SLASH.match(joined) else NOTHING
        return found._replace(
            original=found.original or keys.original,
            charges=found.charges or keys.charges,
            text=found.text or clean(joined),
        )
    compact = joined.replace(" ", "")
    if looks_like_iban(compact):
        return found._replace(iban=found.iban or compact)
    return found._replace(text=found.text or clean(" ".join(extra)))


def _non_swift(lines: list[str]) -> Details:
    fields: dict[str, str] = {}
    for line in lines:
        if line[:2].isdigit():
            fields[line[:2]] = fields.get(line[:2], "") + line[2:]
    purpose = " ".join(fields[key] for key in sorted(fields) if key <= "14")
    account = fields.get("34", "").replace(" ", "")
    iban = account if looks_like_iban(account) else None
    return Details(
        text=clean(purpose) or clean(" ".join(lines)),
        name=clean(fields.get("15", "") + fields.get("16", "")),
        iban=iban,
        account=account if account and not iban else None,
    )


def _money(text: str | None) -> Amount | None:
    found = _MONEY.match(text) if text else None
    if not found:
        return None
    minor, _, problem = amounts.parse(f"{found[2]}.{found[3] or '0'}", found[1])
    return Amount(minor, found[1]) if minor and not problem else None
