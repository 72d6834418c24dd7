"""A CSV before it is read: its headings, first rows, and the columns as far as they can be guessed."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ouna.core.bank import csvguess, sniff
from ouna.funds.models import BankAccount
from ouna.treasury.models import ColumnMapping

HEAD = 1 << 16
#: Columns a person may choose, in the order of the form.
COLUMNS = (
    "booked_on",
    "value_on",
    "amount",
    "debit",
    "credit",
    "direction",
    "currency",
    "name",
    "iban",
    "text",
    "reference",
    "balance",
    "status",
)


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What a person needs to say which column means what. `mapping` is None where nothing is recognised."""

    headers: list[str]
    samples: list[list[str]]
    mapping: csvguess.Mapping | None
    remembered: bool = False


def is_table(raw: bytes) -> bool:
    """Whether these bytes are neither XML, MT940 nor ZIP but may be a table."""
    kind = sniff(raw[:HEAD])
    return kind == "csv" or (kind == "" and _decoded(raw[:HEAD], "") is not None)


def _decoded(head: bytes, encoding: str) -> list[str] | None:
    for name in (encoding, csvguess.encoding_for(head), "utf-8-sig", "cp1252"):
        if not name:
            continue
        try:
            text = head.decode(name, "ignore" if name == "utf-8-sig" else "strict")
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" not in text:
            return text.splitlines()[:60]
    return None


def table_of(
    raw: bytes, account: BankAccount | None, given: AnyMapping[str, Any] | None = None
) -> TableFacts:
    """Read the head of a CSV: with the columns given, else those remembered for the account, else a guess."""
    kept = ColumnMapping.objects.filter(account=account).first() if account else None
    chosen = given or (kept.mapping if kept and fits(raw, kept) else None)
    mapping = mapping_of(chosen) if chosen else None
    lines = _decoded(raw[:HEAD], mapping.encoding if mapping else "") or []
    if mapping is None:
        mapping = csvguess.guess(lines)
        if mapping is not None and account is not None:
            mapping = replace(mapping, default_currency=account.currency)
    delimiter = mapping.delimiter if mapping else _likely_delimiter(lines)
    header = mapping.header_row if mapping else 0
    try:
        rows = [row[:40] for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        rows = []
    headers = [cell.strip()[:60] for cell in rows[header]] if len(rows) > header else []
    return TableFacts(headers, rows[header + 1 : header + 4], mapping, kept is not None and given is None)


def headings_of(raw: bytes, mapping: csvguess.Mapping) -> str:
    """SHA-256 of the headings of a table as these columns read it; empty where there are none."""
    lines = _decoded(raw[:HEAD], mapping.encoding) or []
    try:
        rows = list(csv.reader(lines, delimiter=mapping.delimiter))
    except csv.Error:
        return ""
    cells = rows[mapping.header_row] if len(rows) > mapping.header_row else []
    words = [" ".join(cell.split()).casefold() for cell in cells]
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest() if any(words) else ""


def fits(raw: bytes, kept: ColumnMapping) -> bool:
    """Whether a table has the headings for which the columns were remembered."""
    return kept.headings in ("", headings_of(raw, mapping_of(kept.mapping)))


def remembered_for(raw: bytes, accounts: Sequence[BankAccount]) -> list[ColumnMapping]:
    """What is remembered of tables with these headings: the account each belonged to, and its columns."""
    rows = ColumnMapping.objects.filter(account__in=accounts).exclude(headings="").select_related("account")
    return [kept for kept in rows.order_by("pk") if fits(raw, kept)]


def mapping_of(data: AnyMapping[str, Any]) -> csvguess.Mapping:
    """A mapping from what the session or the database keeps."""
    return csvguess.Mapping(**{**data, "notes": tuple(data.get("notes", ()))})


def as_data(mapping: csvguess.Mapping) -> dict[str, Any]:
    """The mapping as JSON."""
    return {**asdict(mapping), "notes": list(mapping.notes)}


def _likely_delimiter(lines: list[str]) -> str:
    head = "\n".join(lines[:10])
    return max(";,\t|", key=head.count)
