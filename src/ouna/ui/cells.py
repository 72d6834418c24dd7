"""Cells of exported tables that no spreadsheet takes for a formula."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

#: What makes a spreadsheet read a cell as a formula (OWASP, CSV injection), full-width forms and leading
#: line feeds too.
_DANGEROUS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    "\u2212",
    "|",
    "%",
)


def safe(value: object) -> str:
    """The cell of a CSV: words that begin like a formula get an apostrophe, our own numbers do not."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (bool, int, date)):
        return value.isoformat() if isinstance(value, date) else str(value)
    text = str(value)
    bare = text.lstrip(" \u00a0\u200b\ufeff\u2066\u2067\u2068\u200e\u200f")
    return f"'{text}" if text.startswith(_DANGEROUS) or bare.startswith(_DANGEROUS) else text
