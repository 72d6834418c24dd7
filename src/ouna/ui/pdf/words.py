"""The fixed words of the forms in each language, and how a language writes sums, days and codes.

The catalogue is our own (`locale/*.toml`), not gettext: a poster is in its section's language, a batch
of receipts mixes languages in one file, and the nine languages of the sections are more than the
interface has. English is the source; a test holds every file to the same keys and placeholders.
"""

from __future__ import annotations

import tomllib
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ouna.core.values.currency import exponent
from ouna.core.values.money import Money
from ouna.ui.pdf.errors import LanguageUnknown

_FOLDER = Path(__file__).parent / "locale"
#: Languages that have a catalogue.
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))

# UAX 9: a left-to-right isolate for codes and numbers, a first-strong isolate for inserted names.
_LRI, _FSI, _PDI = "\u2066", "\u2068", "\u2069"


@cache
def words_of(language: str) -> dict[str, Any]:
    """The catalogue of a language. Raises: LanguageUnknown."""
    if language not in LANGUAGES:
        raise LanguageUnknown(field="language")
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def is_rtl(language: str) -> bool:
    """Whether the language is written from right to left."""
    return bool(words_of(language)["rtl"])


def has_rtl(text: str) -> bool:
    """Whether the text has a letter that is written from right to left."""
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def code(text: str, language: str) -> str:
    """A number, IBAN, reference or fingerprint: kept left to right in a right-to-left document.

    Without the isolate 2026-000017 in an Arabic line prints as 000017-2026.
    """
    return f"{_LRI}{text}{_PDI}" if is_rtl(language) and text else text


def name(text: str, language: str) -> str:
    """An inserted name or free text: its direction stays its own, its last dot on its own side."""
    return f"{_FSI}{text}{_PDI}" if text and (is_rtl(language) or has_rtl(text)) else text


def number(value: int, language: str) -> str:
    """A whole number with the group marks of the language."""
    return f"{value:,}".replace(",", str(words_of(language)["group"]))


def sum_parts(money: Money, language: str) -> tuple[str, str]:
    """A sum in two parts: ("1,234", ".50 EUR"); the decimals are those of ISO 4217."""
    catalogue, places = words_of(language), exponent(money.currency)
    whole, rest = divmod(abs(money.minor), 10**places)
    sign = "-" if money.minor < 0 else ""  # Noto Sans has no U+2212
    decimals = f"{catalogue['decimal']}{rest:0{places}d}" if places else ""
    return sign + number(whole, language), f"{decimals}\u00a0{money.currency}"


def money(value: Money, language: str) -> str:
    """A sum with its currency, isolated: 1,234.50 EUR."""
    return code("".join(sum_parts(value, language)), language)


def day(value: date, language: str) -> str:
    """A day in words: 20 November 2026."""
    catalogue = words_of(language)
    text = str(catalogue["date"]).format(
        day=code(str(value.day), language),
        month=catalogue["months"][value.month - 1],
        year=code(str(value.year), language),
    )
    return text.replace(" ", "\u00a0")


def decimal(text: str, language: str) -> str:
    """A plain decimal with the decimal mark of the language, its digits untouched."""
    return text.replace(".", str(words_of(language)["decimal"]))


def groups(text: str, size: int = 4) -> str:
    """An IBAN, reference or fingerprint in groups of four; spaces in the input do not matter."""
    plain = "".join(text.split())
    return " ".join(plain[i : i + size] for i in range(0, len(plain), size))


def reference_groups(text: str) -> str:
    """A payment reference as people read it: RF in fours, the Swiss QRR as 2 + 5 times 5 digits."""
    plain = "".join(text.split())
    if len(plain) == 27 and plain.isascii() and plain.isdigit():
        return f"{plain[:2]} {groups(plain[2:], 5)}"
    return groups(plain)
