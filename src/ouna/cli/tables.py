"""Tables that people bring to a command: CSV in UTF-8 with the names of the columns in the first row."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import NamedTuple

from ouna.core.screening import NamesRefused


class Row(NamedTuple):
    """One row: the line it ends on, its cells by column (missing ones empty), and whether it has too many."""

    line: int
    cells: dict[str, str]
    too_wide: bool


def read_table(path: str, needed: tuple[str, ...]) -> list[Row]:
    """The rows of a file, without empty ones. Comma, semicolon or tab, as the first row has it.

    Raises: NamesRefused for what is no such table, or holds no row: nothing that was to be screened may be
    swallowed by an open quote or a shifted column.
    """
    text = _text(path)
    if "\0" in text:
        raise NamesRefused("The table holds zero bytes.", file=path)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error:
        raise NamesRefused(f"The table cannot be read from line {reader.line_num} on.", file=path) from None
    if not rows:
        raise NamesRefused("The file is empty.", file=path)
    columns = [cell.strip().lower() for cell in rows[0][1]]
    for name in needed:
        if columns.count(name) != 1:
            how = "is missing" if name not in columns else "stands there twice"
            raise NamesRefused(f"The column {name} {how}.", file=path)
    if len(rows) == 1:
        raise NamesRefused("The table holds no row.", next_step="Write one name in each row.", file=path)
    return [_row(line, row, columns) for line, row in rows[1:]]


def _row(line: int, row: list[str], columns: list[str]) -> Row:
    cells = {name: row[place].strip() if place < len(row) else "" for place, name in enumerate(columns)}
    # Empty cells at the end, as spreadsheets leave them, shift nothing.
    return Row(line, cells, any(cell.strip() for cell in row[len(columns) :]))


def _text(path: str) -> str:
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except OSError:
        raise NamesRefused("The file cannot be opened.", next_step="Check the path.", file=path) from None
    except UnicodeDecodeError:
        raise NamesRefused("The file is not in UTF-8.", file=path) from None
