"""Made-up documents, and readers for what a PDF really shows."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import segno

from ouna.core.values.money import Money
from ouna.ui.pdf import BankRate, Poster, Receipt, Slip, link_symbol

ADDRESS = "https://pear.example/g/7K4M92XD"
FINGERPRINT = "0123456789abcdef" * 4
ARABIC = {
    "language": "ar",
    "coalition": "اتحاد شجرة الإجاص",
    "campaign": "مدرسة في ليندو",
    "purpose": "السقف والنوافذ",
}


def qr(text: str) -> str:
    """The SVG of a QR symbol as segno writes it."""
    out = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(out, kind="svg")
    return out.getvalue().decode()


@pytest.fixture
def receipt() -> Callable[..., Receipt]:
    """A maker of receipts."""
    symbol = link_symbol(ADDRESS)

    def make(**changes: Any) -> Receipt:
        fields: dict[str, Any] = {
            "language": "en",
            "code": "2026-000017",
            "coalition": "Pear Tree Union",
            "campaign": "A school for Lindow",
            "partner": "Lindow Parents' Circle",
            "receiver": "Werkstatt Lindow e. V.",
            "purpose": "Roof and windows",
            "donor": "Layla Ibrahim",
            "day": date(2026, 5, 4),
            "issued": date(2026, 5, 5),
            "booked": Money(9800, "EUR"),
            "page": 1613,
            "pages": 1624,
            "fingerprint": FINGERPRINT,
            "address": ADDRESS,
            "symbol": symbol,
            "proven": True,
        }
        return Receipt(**{**fields, **changes})

    return make


@pytest.fixture
def abroad(receipt: Callable[..., Receipt]) -> Callable[..., Receipt]:
    """A maker of receipts of gifts in another currency, with charges."""

    def make(**changes: Any) -> Receipt:
        rate = BankRate(base="EUR", quote="SEK", value="11.50", source="Riksbank", day=date(2026, 5, 3))
        fields = {"given": Money(115000, "SEK"), "charges": Money(200, "EUR"), "rate": rate}
        return receipt(**{**fields, **changes})

    return make


@pytest.fixture
def slip() -> Callable[..., Slip]:
    """A maker of transfer slips."""
    symbol = qr("BCD\n002\n1\nSCT\n\nWerkstatt Lindow\nDE89370400440532013000\nEUR25.00\n\nRF18539007547034")

    def make(**changes: Any) -> Slip:
        fields: dict[str, Any] = {
            "language": "en",
            "country": "DE",
            "coalition": "Pear Tree Union",
            "campaign": "A school for Lindow",
            "purpose": "Roof and windows",
            "holder": "Werkstatt Lindow e. V.",
            "iban": "DE89370400440532013000",
            "reference": "RF18539007547034",
            "currency": "EUR",
            "amount": Money(2500, "EUR"),
            "address": "https://pear.example/accounts/",
            "issued": date(2026, 5, 5),
            "symbol": symbol,
        }
        return Slip(**{**fields, **changes})

    return make


@pytest.fixture
def poster() -> Callable[..., Poster]:
    """A maker of posters."""

    def make(**changes: Any) -> Poster:
        fields: dict[str, Any] = {
            "language": "en",
            "coalition": "Pear Tree Union",
            "campaign": "A school for Lindow",
            "partner": "Lindow Parents' Circle",
            "headline": "A roof before the rain",
            "rebuilds": "The school of Lindow: its roof, its windows and the well in the yard.",
            "goal": Money(5000000, "EUR"),
            "received": Money(1999999, "EUR"),
            "received_day": date(2026, 5, 4),
            "holder": "Werkstatt Lindow e. V.",
            "iban": "DE89370400440532013000",
            "address": "https://pear.example/lindow",
            "symbol": link_symbol("https://pear.example/lindow"),
            "issued": date(2026, 5, 5),
        }
        return Poster(**{**fields, **changes})

    return make


def unpacked(pdf: bytes) -> bytes:
    """The file with its object streams in plain, to look for dictionaries in."""
    found = [pdf]
    for match in re.finditer(rb"<</Type/ObjStm/N \d+/First \d+/Length (\d+)[^>]*>>\nstream\n", pdf):
        found.append(zlib.decompress(pdf[match.end() : match.end() + int(match[1])]))
    return b"\n".join(found)


def page_count(pdf: bytes) -> int:
    """Number of pages, by the dictionaries of the file."""
    return len(re.findall(rb"/Type/Page\b", unpacked(pdf)))


def words_on(pdf: bytes, folder: Path) -> list[tuple[str, float, float]]:
    """(word, left, top) as they stand on the sheet, bidi isolates dropped; skips without Poppler."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (Debian: poppler-utils) is not installed")
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True, timeout=60)
    word = r'<word xMin="([\d.-]+)" yMin="([\d.-]+)"[^>]*>(.*?)</word>'
    return [
        (re.sub("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text).strip(), float(x), float(y))
        for x, y, text in re.findall(word, done.stdout.decode(), re.DOTALL)
    ]


def text_of(pdf: bytes, folder: Path) -> str:
    """All words of a document with single spaces between them."""
    return " ".join(word for word, _, _ in words_on(pdf, folder))
