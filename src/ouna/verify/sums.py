"""The sums of a verified book as tables for people: what came, what is left, of each purpose and account.

Names come from the book's own texts, which anyone may have written: they are cleaned, cut, and stand last in
their row, where no direction of writing can reorder the sums before them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ouna.core.book import AccountAnnounced, FundOpened, Record
from ouna.core.values import is_ref
from ouna.core.values.currency import EXPONENTS
from ouna.verify.plain import plain

#: Longest name shown; a longer one is cut.
LONGEST = 48
FUND_COLUMNS = ("received", "reversed", "brought_in", "spent", "balance")
HEADS = {"brought_in": "brought in", "interest": "interest", "fees": "charges", "exchanged": "exchanged"}
#: Columns that stand only where some fund has them.
SOMETIMES = ("interest", "fees", "exchanged", "moved")


class Names:
    """What the book calls its funds and accounts: code or number from the pages, title from the texts."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self._of_text: dict[str, list[str]] = {}
        self.titles: dict[str, str] = {}

    def note(self, record: Record | None) -> None:
        """Remember the page of a fund or account, and the text that names it."""
        if isinstance(record, FundOpened):
            self.codes[record.ref] = " ".join(record.purposes)
        elif isinstance(record, AccountAnnounced):
            self.codes[record.ref] = f"{record.country} …{record.ids[0][-4:]}"
        else:
            return
        self._of_text.setdefault(record.text, []).append(record.ref)

    def read(self, digest: str, text: Any) -> None:
        """Take the name from a public text that is the one its page names; what is no name is passed over."""
        for ref in self._of_text.get(digest, ()):
            self.titles[ref] = _title(text)
            if is_ref(ref, "fund") and isinstance(text, dict):
                self.codes[ref] = _clean(text.get("code")) or self.codes[ref]


def _title(text: Any) -> str:
    """An English title, else the first there is; of an account its bank and holder."""
    if not isinstance(text, dict):
        return ""
    title = text.get("title")
    if isinstance(title, dict):
        chosen = title.get("en") or next(iter(title.values()), None)
        return _clean(chosen.get("text") if isinstance(chosen, dict) else chosen)
    parts = [_clean(text.get(key)) for key in ("bank", "holder")]
    return ", ".join(part for part in parts if part)


def _clean(value: Any) -> str:
    """One line that steers neither terminal nor direction, of bounded length."""
    if not isinstance(value, str):
        return ""
    words = " ".join(plain(value[: 4 * LONGEST].replace("\n", " ")).replace("\ufffd", " ").split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def spelled(minor: int, currency: str) -> str:
    """`1,234.50`: with the decimals of its currency."""
    places = EXPONENTS.get(currency, 0)
    return f"{Decimal(minor).scaleb(-places):,.{places}f}"


Rows = Sequence[Mapping[str, Any]]


def tables(funds: Rows, accounts: Rows, names: Names) -> list[str]:
    """The lines to print: purposes, then accounts; nothing where there are none."""
    shown: list[str] = []
    if funds:
        columns = [*FUND_COLUMNS[:-1], *(c for c in SOMETIMES if any(r[c] for r in funds)), "balance"]
        heads = ["code", "currency", *(HEADS.get(c, c) for c in columns), "purpose"]
        rows = [_row(r, "fund", columns, names) for r in funds]
        shown += ["", "Each purpose:", *_aligned(heads, rows)]
    if accounts:
        rows = [_row(r, "account", ["balance"], names) for r in accounts]
        shown += ["", "Each account:", *_aligned(["account", "currency", "balance", "bank and holder"], rows)]
    return [*shown, ""] if shown else []


def _row(row: Mapping[str, Any], key: str, columns: Sequence[str], names: Names) -> list[str]:
    ref, currency = row[key], row["currency"]
    sums = [spelled(row[c], currency) for c in columns]
    return [names.codes.get(ref, ref), currency, *sums, names.titles.get(ref, "")]


def _aligned(heads: list[str], rows: list[list[str]]) -> list[str]:
    """Codes to the left, sums to the right, the name last and as long as it is."""
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads) - 1)]
    lines = []
    for row in [heads, *rows]:
        cells = [
            cell.ljust(width) if i < 2 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        lines.append(("   " + "  ".join([*cells, row[-1]])).rstrip())
    return lines
