"""The UK Sanctions List and the older OFSI consolidated list, CSV: one row for each name of an entry."""

from __future__ import annotations

import re
from datetime import datetime
from typing import BinaryIO

from ouna.core.screening.errors import ListRefused
from ouna.core.screening.lists.growing import Growing, Read
from ouna.core.screening.lists.streams import rows
from ouna.core.screening.values import Kind

_NAMES = ("name 1", "name 2", "name 3", "name 4", "name 5", "name 6")
_IDS = ("unique id", "ofsi group id", "group id")
_KINDS: dict[str, Kind] = {
    "individual": "person",
    "entity": "organisation",
    "ship": "vessel",
    "vessel": "vessel",
}
_WEAK = ("low quality", "low", "weak")
_DATE = re.compile(r"\d{1,2}[-/ ][A-Za-z0-9]{2,9}[-/ ]\d{4}|\d{4}-\d\d-\d\d")
_FORMATS = ("%d-%b-%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d-%B-%Y", "%Y-%m-%d")
#: Rows above the column names: the report's date and blank ones.
_ABOVE = 5


def read(file: BinaryIO) -> Read:
    """Read the file. Raises: ListRefused when the columns are not those of a UK list."""
    found = Read("UK Sanctions List", format="uk")
    growing: dict[str, Growing] = {}
    columns: dict[str, int] = {}
    above = 0
    for line, row in rows(file):
        if not columns:
            lowered = {cell.strip().lower(): place for place, cell in enumerate(row)}
            if "name 6" in lowered and any(key in lowered for key in _IDS):
                columns = lowered
            elif (above := above + 1) > _ABOVE:
                break
            else:
                found.on = found.on or _day(" ".join(row))
            continue
        _row(row, columns, growing, found, f"line {line}")
    if not columns:
        raise ListRefused("The table has none of the columns of a UK list.")
    for one in growing.values():
        one.done(found, f"entry {one.id}")
    return found


def _row(
    row: list[str], columns: dict[str, int], growing: dict[str, Growing], found: Read, where: str
) -> None:
    def cell(*names: str) -> str:
        for name in names:
            place = columns.get(name)
            if place is not None and place < len(row) and row[place].strip():
                return row[place].strip()
        return ""

    if len(row) < len(columns):
        found.finding(where, f"{len(row)} cells instead of {len(columns)}", "row_width")
    number = cell(*_IDS)
    if not number:
        found.finding(where, "no number: the row stands for itself", "entry_without_id")
        number = where
    kind = _KINDS.get(
        cell("designation type", "group type", "individual, entity, ship").lower(), "organisation"
    )
    one = growing.setdefault(number, Growing(number, kind))
    strength = cell("alias strength", "alias quality", "name type strength").lower()
    weak = any(strength.startswith(word) for word in _WEAK)
    one.name(" ".join(filter(None, (cell(name) for name in _NAMES))), "weak" if weak else "strong")
    one.name(cell("name non-latin script"))
    one.years(cell("d.o.b", "dob", "date of birth"))
    for column in ("nationality(/ies)", "nationality", "address country", "country", "country of birth"):
        for part in re.split(r"[|;/]|\(\d+\)", cell(column)):
            one.country(part)


def _day(text: str) -> str:
    """The date in a line such as `Report Date: 12-Nov-2026`, as YYYY-MM-DD."""
    if found := _DATE.search(text):
        for form in _FORMATS:
            try:
                return datetime.strptime(found[0], form).date().isoformat()  # noqa: DTZ007 -- a day, no time
            except ValueError:
                continue
    return ""
