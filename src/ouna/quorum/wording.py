"""What a document says, in words: the exact text that is signed. Pure, without Django.

The same text is made by the signing page (`data/sign/reading.mjs`) and by `ouna trustee`; both read the words
from `data/sign/words.json`. It is made from the document's bytes and its openings alone: whoever alters a
byte, or shows a payee that was not committed to, changes the text or is refused.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from ouna.core.quorum import document_fingerprint, plain_fingerprint
from ouna.core.tlog import commit
from ouna.core.values import EXPONENTS, Money, canonical, exponent, parse_canonical
from ouna.core.values.spoken import say_money
from ouna.quorum.errors import ReadingUnfit

_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SPACE = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
#: Characters that turn the direction of what stands around them, and so could hide a digit.
_BIDI = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
#: Members that say what the bytes are, not what is decided.
_FRAME = frozenset({"v", "kind"})
#: Whole numbers that are minor units of the currency of what they stand in.
_MINOR = frozenset({"margin", "each", "total", "upto"})
#: Forms of the files that travel to a key kept off line, and back.
REQUEST_FORMAT, ANSWER_FORMAT = "ouna.sign.request.v1", "ouna.sign.answer.v1"
#: What a request hides and its signer must see.
MUST_OPEN = {"request.made": ("payee", "bank")}


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The words of the signing page, by language."""
    found: dict[str, Any] = json.loads(
        files("ouna.quorum").joinpath("data/sign/words.json").read_text("utf-8")
    )
    return found


def languages() -> tuple[str, ...]:
    """In which languages one can sign."""
    return tuple(words()["languages"])


@dataclass(frozen=True, slots=True)
class Opening:
    """What a commitment in a document hides."""

    purpose: str
    salt: bytes
    record: Any

    def hash(self) -> str:
        return commit(self.purpose, self.salt, canonical(self.record)).hex()

    def as_data(self) -> dict[str, Any]:
        return {"purpose": self.purpose, "salt": self.salt.hex(), "record": self.record}


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that was read, with what its commitments hide."""

    body: bytes
    data: dict[str, Any]
    opened: dict[str, Opening]

    @property
    def sha256(self) -> str:
        """The hash that is signed."""
        return sha256(self.body).hexdigest()

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """What people compare."""
        return document_fingerprint(self.sha256)


def read(body: bytes, openings: Iterable[Mapping[str, Any]]) -> Reading:
    """The document, each opening checked against a commitment in it. Raises: ReadingUnfit."""
    reading = outline(body, openings)
    data, by_hash = reading.data, reading.opened
    for name in MUST_OPEN.get(str(data.get("kind")), ()):
        if not all(of.get(name) in by_hash for of in (data, *_payees(data))):
            raise ReadingUnfit("The document does not say to whom the money goes.")
    return reading


def outline(body: bytes, openings: Iterable[Mapping[str, Any]]) -> Reading:
    """The same for those who do not sign: what is not brought stays hidden. Raises: ReadingUnfit."""
    try:
        data = parse_canonical(body)
        opened = [Opening(o["purpose"], bytes.fromhex(o["salt"]), o["record"]) for o in openings]
        by_hash = {o.hash(): o for o in opened}
    except Exception:
        # Whatever is wrong with what was brought, it is not to be signed.
        raise ReadingUnfit() from None
    if not isinstance(data, dict):
        raise ReadingUnfit()
    named = set(_hashes(data))
    if not set(by_hash) <= named:
        raise ReadingUnfit("What is shown of the payee or the papers is not what the document commits to.")
    return Reading(body, data, by_hash)


def _payees(data: Mapping[str, Any]) -> list[Any]:
    """The payees of a standing budget, whom its signers must see, too."""
    standing = data.get("standing")
    listed = standing.get("payees", []) if isinstance(standing, dict) else []
    return [payee if isinstance(payee, dict) else {} for payee in listed]


def _hashes(value: Any) -> Iterable[str]:
    if isinstance(value, str) and _HEX.fullmatch(value):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _hashes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _hashes(item)


def figures(minor: int, currency: str) -> str:
    """24,800.00 EUR, every minor unit."""
    places = exponent(currency)
    units, rest = divmod(abs(minor), 10**places)
    cents = f".{rest:0{places}d}" if places else ""
    return f"{'−' if minor < 0 else ''}{units:,}{cents} {currency}"


def exact_text(reading: Reading, act: str, lang: str, reason: str = "") -> str:
    """The text that is signed, NFC: the act, then each member of the document on a line of its own."""
    spoken = words()[lang]
    lines = [spoken["acts"][act]]
    if reason:
        lines.append(f"{spoken['labels']['reason']}: {_flat(reason)}")
    currency = _currency(reading.data, "")
    for name in _ordered(reading.data, 0):
        lines += _lines(reading, lang, name, reading.data[name], 0, currency)
    lines.append(f"{spoken['labels']['fingerprint']}: {' '.join(reading.fingerprint)}")
    return unicodedata.normalize("NFC", "\n".join(lines))


def shown(text: str) -> str:
    """The hash of a text as a statement names it."""
    return sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def _flat(text: str) -> str:
    """On one line: nothing a person typed can look like a line of the document."""
    return _BIDI.sub("\ufffd", _SPACE.sub(" ", text)).strip(" ")


def _ordered(data: Mapping[str, Any], depth: int) -> list[str]:
    order = words()["order"]
    first = [name for name in order if name in data]
    return first + sorted(name for name in data if name not in order and (depth or name not in _FRAME))


def _currency(data: Mapping[str, Any], before: str) -> str:
    limit = data.get("limit")
    if isinstance(limit, dict) and _is_currency(limit.get("currency")):
        return str(limit["currency"])
    own = data.get("currency")
    return str(own) if _is_currency(own) else before


def _is_currency(value: Any) -> bool:
    return isinstance(value, str) and value in EXPONENTS


def _is_money(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"minor", "currency"}:
        return False
    return type(value["minor"]) is int and _is_currency(value["currency"])


def _is_text(value: Any) -> bool:
    """Whether it is a text in several languages."""
    return (
        isinstance(value, dict)
        and bool(value)
        and all(isinstance(t, dict) and isinstance(t.get("text"), str) for t in value.values())
    )


def _best(value: Mapping[str, Any], lang: str) -> str:
    for candidate in (lang, "en", *sorted(value)):
        text = value.get(candidate, {}).get("text")
        if text:
            return str(text)
    return ""


def _lines(
    reading: Reading, lang: str, name: str, value: Any, depth: int, currency: str, nth: int = 0
) -> list[str]:
    """One member: `label: value`, or the label with its parts below it; of a list each by its number."""
    spoken = words()[lang]
    indent = "  " * depth
    label = f"{indent}{nth}." if nth else f"{indent}{spoken['labels'].get(name, name)}:"
    opened = reading.opened.get(value) if isinstance(value, str) else None
    if opened is not None:
        value = opened.record
    if _is_money(value):
        return [f"{label} {_sum(value['minor'], value['currency'], lang)}"]
    if name in _MINOR and type(value) is int and currency:
        return [f"{label} {_sum(value, currency, lang)}"]
    if _is_text(value):
        return [f"{label} {_flat(_best(value, lang))}"]
    if isinstance(value, dict):
        inside = _currency(value, currency)
        found = [label]
        for key in _ordered(value, depth + 1):
            found += _lines(reading, lang, key, value[key], depth + 1, inside)
        return found
    if name == "bands" and _are_bands(value):
        return [label, *(f"{indent}  {_rule(band, value, lang)}" for band in value)]
    if isinstance(value, list):
        found = [f"{label} {len(value)}"]
        for at, item in enumerate(value, start=1):
            found += _lines(reading, lang, "", item, depth + 1, currency, at)
        return found
    return [f"{label} {_plain(value, name, spoken)}"]


def _are_bands(value: Any) -> bool:
    """Whether it is a list of rules of which each can be said whole, nothing left out."""
    return isinstance(value, list) and bool(value) and all(_is_band(item) for item in value)


def _is_band(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and set(item) | {"upto"} == {"currency", "m", "upto"}
        and _is_currency(item["currency"])
        and type(item["m"]) is int
        and (item.get("upto") is None or type(item["upto"]) is int)
    )


def _rule(band: Mapping[str, Any], bands: Iterable[Mapping[str, Any]], lang: str) -> str:
    """Up to a sum so many; above the largest that is named, or of any sum, so many."""
    spoken, currency, upto = words()[lang], band["currency"], band.get("upto")
    if upto is not None:
        return f"{spoken['labels']['upto']} {_sum(upto, currency, lang)}: {band['m']}"
    named = [b["upto"] for b in bands if b["currency"] == currency and b.get("upto") is not None]
    if named:
        return f"{spoken['values']['above']} {_sum(max(named), currency, lang)}: {band['m']}"
    return f"{spoken['values']['any']} {currency}: {band['m']}"


def _sum(minor: int, currency: str, lang: str) -> str:
    return f"{figures(minor, currency)} ({say_money(Money(minor, currency), lang)})"


def _plain(value: Any, name: str, spoken: Mapping[str, Any]) -> str:
    if value is True or value is False or value is None:
        return str(spoken["values"][{True: "yes", False: "no", None: "none"}[value]])
    if isinstance(value, str) and _HEX.fullmatch(value) and name != "sha256":
        return f"{spoken['values']['hidden']} {' '.join(plain_fingerprint(value))}"
    return _flat(str(value))
