"""Lines or rows → records: the one way from a text to a reading that accounts for every line."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ouna.core.signatories import labelled, table
from ouna.core.signatories.clean import LONGEST, Line, clean
from ouna.core.signatories.columns import pieces
from ouna.core.signatories.countries import Countries
from ouna.core.signatories.entries import entries
from ouna.core.signatories.fields import fields
from ouna.core.signatories.furniture import repeated
from ouna.core.signatories.marked import Entry
from ouna.core.signatories.values import Country, Doubt, Reading, Record, doubt

MOST_LINES = 50_000
_ENDS = re.compile(r"\r\n|\n|\r")
_OTHER_ENDS = re.compile("[\x0b\x1c-\x1e\x85\u2028\u2029]")
#: A quoted cell runs over so many lines; more is a quote that was never closed.
_MOST_IN_CELL = 20
_DELIMITERS = ("\t", ";", "|", ",")


def read_text(text: str, places: Mapping[str, str] | None = None) -> Reading:
    """Read a list that is text: a table with delimiters, labels, or lines. Raises nothing.

    `places` maps names of further countries to codes (a place that is on no map). The caller keeps the
    limits of `door`.
    """
    raw = _ENDS.split(text)
    if raw and not raw[-1]:
        raw.pop()
    countries = Countries(places)
    if rows := _table(text, raw):
        return Reading("table", tuple(raw), _account(raw, table.records(rows, countries)))
    return Reading("text", tuple(raw), _account(raw, _lines(raw, countries)))


def read_rows(rows: Sequence[Sequence[str]], places: Mapping[str, str] | None = None) -> Reading:
    """Read the rows of a workbook; a sheet of one column is read as lines."""
    countries = Countries(places)
    raw = ["\t".join(_one_line(cell) for cell in row).rstrip("\t") for row in rows]
    full = [row for row in rows if any(cell.strip() for cell in row)]
    single = sum(sum(bool(cell.strip()) for cell in row) == 1 for row in full)
    if single >= 0.9 * len(full):
        lines = ["  ".join(filter(None, map(_one_line, row))) for row in rows]
        return Reading("workbook", tuple(raw), _account(raw, _lines(lines, countries)))
    found = [table.cleaned(at, at, row) for at, row in enumerate(rows, 1)]
    return Reading("workbook", tuple(raw), _account(raw, table.records(found, countries)))


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


# -- tables in text


def _table(text: str, raw: list[str]) -> list[table.Row]:
    """The rows of a table with delimiters; empty when the text is none."""
    sample = [line for line in raw[:200] if line.strip()]
    for delimiter in _DELIMITERS:
        if sum(delimiter in line for line in sample) < 0.5 * len(sample) or not sample:
            continue
        if rows := _parsed(text, delimiter):
            return rows
    return []


def _parsed(text: str, delimiter: str) -> list[table.Row]:
    rows: list[table.Row] = []
    plain = _OTHER_ENDS.sub(" ", text.replace("\x00", "").replace("\f", ""))
    reader = csv.reader(io.StringIO(plain, newline=""), delimiter=delimiter)
    before = 0
    try:
        for cells in reader:
            if reader.line_num - before > _MOST_IN_CELL or any(len(cell) > LONGEST for cell in cells):
                return []
            rows.append(table.cleaned(before + 1, reader.line_num, cells))
            before = reader.line_num
    except csv.Error:
        return []
    return rows if _is_table(rows, delimiter) else []


def _is_table(rows: list[table.Row], delimiter: str) -> bool:
    full = [row for row in rows if row.text]
    widths = Counter(len(row.cells) for row in full)
    if not widths:
        return False
    width, often = widths.most_common(1)[0]
    if table.heading_row(full) is not None and width > 1:
        return True
    if width < 2 or len(full) < 3:
        return False
    if delimiter == "\t":
        # `1.` in a column of its own makes a table; a tab within lines only parts them.
        return often >= 0.9 * len(full) and width > 2
    if delimiter == ",":
        return False  # without a heading these are lines with commas
    return often >= 0.9 * len(full) and width > 2


# -- lines


def _lines(raw: Sequence[str], countries: Countries) -> list[Record]:
    lines = _cleaned(raw)
    if labelled.is_labelled(lines):
        return _labelled(lines, countries)
    found = entries(pieces(lines), countries, repeated(lines))
    records = _read(found, countries)
    records = _repeated_records(records)
    return _under_headings(records, countries)


def _cleaned(raw: Sequence[str]) -> list[Line]:
    out: list[Line] = []
    page = 0
    for number, text in enumerate(raw, 1):
        page += text.count("\f")
        cleaned, doubts = clean(_OTHER_ENDS.sub(" ", text.replace("\f", "")))
        out.append(Line(number, cleaned, doubts, page))
    return out


def _labelled(lines: list[Line], countries: Countries) -> list[Record]:
    found = labelled.rows(lines)
    head = table.Row(0, 0, labelled.HEAD)
    whole = table.records([head, *(row for row, entry in found if entry)], countries)[1:]
    rest = [table.left(row, "outside_list") for row, entry in found if not entry]
    return sorted([*whole, *rest], key=lambda one: one.first)


def _read(found: list[Entry], countries: Countries) -> list[Record]:
    """Read the entries; a second look at those that lack the country that the others name."""
    records = [_record(entry, countries, expected=False) for entry in found]
    whole = [one for one in records if not one.for_a_person]
    habit = sum(one.country is not None for one in whole) >= 0.6 * len(whole) and len(whole) > 3
    if not habit:
        return records
    return [
        one
        if one.country is not None or one.for_a_person
        else _record(entry, countries, expected=True)
        for entry, one in zip(found, records, strict=True)
    ]  # fmt: skip


def _record(entry: Entry, countries: Countries, *, expected: bool) -> Record:
    lines = entry.pieces[0].line.number, entry.pieces[-1].line.number
    doubts = [one for piece in entry.pieces for one in piece.line.doubts]
    if any(piece.shared for piece in entry.pieces):
        doubts.append(doubt("shared_line"))
    if entry.left:
        text = " ".join(text.strip() for text in entry.texts)
        return _made(None, "", text, (), None, [*doubts, doubt(entry.left)], lines)
    before = len(entry.doubts)
    text = entry.joined()
    doubts += entry.doubts
    del entry.doubts[before:]
    found = fields(text, countries, expected=expected)
    if not found.name or not any(c.isalpha() for c in found.name):
        whole = " ".join(piece.text.strip() for piece in entry.pieces)
        return _made(entry.number, "", whole, (), None, [*doubts, doubt("unreadable")], lines)
    return _made(
        entry.number, found.short, found.name, tuple(found.translations), found.country,
        [*doubts, *found.doubts], lines,
    )  # fmt: skip


def _made(
    number: int | None,
    short: str,
    name: str,
    translations: tuple[str, ...],
    country: Country | None,
    doubts: list[Doubt],
    lines: tuple[int, int],
) -> Record:
    told = tuple(dict.fromkeys(doubts))
    return Record(number, short, name, translations, country, told, min(lines), max(lines))


def _repeated_records(records: list[Record]) -> list[Record]:
    """Mark entries that stand in the list more than once: signed twice, or a heading that was not seen."""
    counted = Counter((one.name, one.country) for one in records if not one.for_a_person)
    return [
        one.doubted(doubt("repeated")) if not one.for_a_person and counted[one.name, one.country] > 1 else one
        for one in records
    ]


def _under_headings(records: list[Record], countries: Countries) -> list[Record]:
    """Entries without a country below a heading that is one take it from there, with a doubt."""
    out: list[Record] = []
    heading: Country | None = None
    for one in records:
        if one.for_a_person:
            if any(d.code == "heading" for d in one.doubts) and (found := countries.find(one.name)):
                heading = Country(found.code, one.name)
            out.append(one)
        elif heading is not None and one.country is None:
            out.append(replace(one, country=heading).doubted(doubt("country_of_heading")))
        else:
            out.append(one)
    return out


# -- the account of all lines


def _account(raw: Sequence[str], records: list[Record]) -> tuple[Record, ...]:
    """Put a record for a person wherever a line would be lost, and mark lines of several entries.

    What comes out covers every line that is not empty. A page heading in the midst of an entry goes with it.
    """
    out = _absorbed(sorted(records, key=lambda one: (one.first, -one.last)))
    holders: Counter[int] = Counter()
    for one in out:
        holders.update(range(one.first, one.last + 1))
    for number, text in enumerate(raw, 1):
        if text.strip() and not holders[number]:
            cleaned, doubts = clean(text)
            told = (*doubts, doubt("unreadable"))
            out.append(Record(None, "", cleaned.strip(), (), None, told, number, number))
    several = {number for number, count in holders.items() if count > 1 and raw[number - 1].strip()}
    if several:
        out = [one.doubted(doubt("shared_line")) if _touches(one, several) else one for one in out]
    return tuple(sorted(out, key=lambda one: (one.first, one.last)))


def _touches(one: Record, lines: set[int]) -> bool:
    return any(number in lines for number in range(one.first, one.last + 1))


def _absorbed(records: list[Record]) -> list[Record]:
    """Headings that stand between the lines of one entry become a doubt of that entry."""
    out: list[Record] = []
    for one in records:
        before = out[-1] if out else None
        inside = before is not None and before.first < one.first and one.last < before.last
        if inside and before is not None and one.for_a_person and not before.for_a_person:
            out[-1] = before.doubted(doubt("between", text=one.name))
        else:
            out.append(one)
    return out
