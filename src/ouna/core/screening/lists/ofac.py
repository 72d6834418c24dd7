"""The SDN list of the US Treasury, CSV without a header: `sdn.csv`, and beside it `alt.csv` and `add.csv`.

Null is `-0- ` with a space behind, the last byte is 0x1A. Birth dates, nationality and weak aliases hide in
the remarks: `DOB 10 Dec 1948; nationality Iraq; a.k.a. 'THE SHORT ONE'.`
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import BinaryIO

from ouna.core.screening.lists.growing import Growing, Read
from ouna.core.screening.lists.streams import rows
from ouna.core.screening.values import Kind

_WEAK = re.compile(r"(?:a\.k\.a\.|f\.k\.a\.|n\.k\.a\.)[,]? '([^']{1,200})'", re.I)
_BORN = re.compile(r"\bDOB ([^;.]{4,60})", re.I)
_COUNTRY = re.compile(r"\b(?:nationality|citizen) ([^;.]{2,60})", re.I)
_PLACE = re.compile(r"\bPOB ([^;]{2,120})", re.I)
_KINDS: dict[str, Kind] = {"individual": "person", "vessel": "vessel", "aircraft": "vessel"}
_SDN, _ALT, _ADD = 12, 5, 6


def read(sdn: BinaryIO, parts: dict[str, BinaryIO]) -> Read:
    """Read the list and those of its parts (`alt`, `add`, `comments`) that there are. Raises: ListRefused."""
    found = Read("OFAC Specially Designated Nationals List", format="ofac")
    growing: dict[str, Growing] = {}
    for line, row in rows(sdn):
        where = f"line {line}"
        cells = [_plain(cell) for cell in row]
        if len(cells) != _SDN:
            found.finding(where, f"{len(cells)} cells instead of {_SDN}", "row_width")
        if len(cells) < 2 or not cells[0].isdigit() or not cells[1]:
            found.finding(where, "no number or no name: the row is not read", "row_unreadable")
            continue
        if cells[0] in growing:
            found.finding(where, "the number stands twice: the names are joined", "entry_twice")
        kind = _KINDS.get(cells[2].lower() if len(cells) > 2 else "", "organisation")
        one = growing.setdefault(cells[0], Growing(cells[0], kind))
        one.name(_turned(cells[1], one.kind))
        if len(cells) >= _SDN:
            _remarks(one, cells[11])
        if kind == "vessel" and len(cells) >= _SDN:
            one.country(cells[9])
    _parts(parts, growing, found)
    for number, one in growing.items():
        one.done(found, f"number {number}")
    return found


def _parts(parts: dict[str, BinaryIO], growing: dict[str, Growing], found: Read) -> None:
    takes: dict[str, tuple[int, Callable[[Growing, list[str]], None]]] = {
        "alt": (_ALT, lambda one, cells: one.name(_turned(cells[3], one.kind))),
        "add": (_ADD, lambda one, cells: one.country(cells[4])),
        "comments": (2, lambda one, cells: _remarks(one, cells[1])),
    }
    for part, (width, take) in takes.items():
        if part not in parts:
            if part == "alt":
                found.finding("file", "alt.csv was not given: aliases are missing", "alt_missing")
            continue
        for line, row in rows(parts[part]):
            cells = [_plain(cell) for cell in row]
            owner = growing.get(cells[0])
            if len(cells) < width:
                found.finding(
                    f"{part}.csv line {line}", f"{len(cells)} cells instead of {width}", "row_width"
                )
            elif owner is None:
                found.finding(f"{part}.csv line {line}", "belongs to no entry", "row_without_entry")
            else:
                take(owner, cells)


def _plain(cell: str) -> str:
    cell = cell.strip()
    return "" if cell == "-0-" else cell


def _turned(name: str, kind: Kind) -> str:
    """`FAMILY, Given` of a person in the order of speech."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and kind == "person" else name


def _remarks(one: Growing, remarks: str) -> None:
    for alias in _WEAK.findall(remarks):
        one.name(alias, "weak")
    if one.kind == "person":
        for born in _BORN.findall(remarks):
            first, to, last = born.partition(" to ")
            one.span(first, last) if to else one.years(born)
    for country in _COUNTRY.findall(remarks):
        one.country(country)
    for place in _PLACE.findall(remarks):
        one.country(place.rstrip(". ").rpartition(",")[2])
