"""A list that a coalition keeps itself: CSV with column names.

Columns: `name` (needed), `id`, `type` (person, organisation, vessel), `aliases` and `weak_aliases`
(parted by `|`), `born` (years parted by `|`, or `1950-1953`), `countries` (names or codes, parted by `|`).
Lines above them may say `# name: …` and `# date: YYYY-MM-DD`. Comma or semicolon.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from ouna.core.screening.errors import ListRefused
from ouna.core.screening.lists.growing import Growing, Read, tidied
from ouna.core.screening.lists.streams import rows
from ouna.core.screening.values import Kind

COLUMNS = ("id", "name", "type", "aliases", "weak_aliases", "born", "countries")
KINDS: dict[str, Kind] = {
    "": "organisation", "person": "person", "individual": "person", "organisation": "organisation",
    "organization": "organisation", "company": "organisation", "entity": "organisation", "vessel": "vessel",
}  # fmt: skip
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SPAN = re.compile(r"\s*(\d{4})\s*[-–]\s*(\d{4})\s*")


def read(file: BinaryIO, *, delimiter: str) -> Read:
    """Read the file. Raises: ListRefused without a column `name`."""
    found = Read("Own list", format="own")
    columns: dict[str, int] = {}
    for line, row in rows(file, delimiter=delimiter):
        if row[0].lstrip().startswith("#"):
            _comment(delimiter.join(row), found)
        elif not columns:
            columns = {cell.strip().lower(): place for place, cell in enumerate(row)}
            if "name" not in columns:
                break
            for other in sorted(set(columns) - set(COLUMNS) - {""}):
                found.finding("column names", f"the column {other[:40]!r} is not read", "column_unknown")
        else:
            _row(row, columns, found, f"line {line}")
    if "name" not in columns:
        raise ListRefused("The table has no column called name.")
    return found


def _comment(text: str, found: Read) -> None:
    key, _, value = text.lstrip("# ").partition(":")
    if key.strip().lower() == "name":
        found.name = tidied(value) or found.name
    elif key.strip().lower() == "date" and _DAY.fullmatch(value.strip()):
        found.on = value.strip()


def _row(row: list[str], columns: dict[str, int], found: Read, where: str) -> None:
    cells = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
    if len(row) < len(columns):
        found.finding(where, f"{len(row)} cells instead of {len(columns)}", "row_width")
    kind = KINDS.get(cells.get("type", "").lower())
    if kind is None:
        found.finding(where, "the type is unknown: read as organisation", "kind_unknown")
    one = Growing(cells.get("id") or where, kind or "organisation")
    one.name(cells["name"])
    for alias in cells.get("aliases", "").split("|"):
        one.name(alias)
    for alias in cells.get("weak_aliases", "").split("|"):
        one.name(alias, "weak")
    for born in cells.get("born", "").split("|"):
        if span := _SPAN.fullmatch(born):
            one.span(span[1], span[2])
        else:
            one.years(born)
    for country in cells.get("countries", "").split("|"):
        one.country(country)
    one.done(found, where)
