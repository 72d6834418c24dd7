"""Rows of a workbook (.xlsx, .ods) as text. The parser is calamine; what it may unpack is bounded before.

The archive is unpacked here within limits and packed anew, so that no declared size is believed, and each
sheet's references are looked at first: two cells at the far corners would ask for gigabytes.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from python_calamine import CalamineError, CalamineWorkbook

from ouna.core.signatories.errors import SignatoriesRefused

MOST_UNPACKED, MOST_PARTS = 80_000_000, 2_000
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 50_000, 256, 50
_REFERENCE = re.compile(rb"""<(?:\w+:)?(?:c|row)\b[^>]*?\br\s*=\s*["']\s*([A-Za-z]{0,4})(\d{1,9})""")
_REPEATED = re.compile(rb"""number-(?:rows|columns)-(?:repeated|spanned)\s*=\s*["'](\d+)""")
_CHUNK = 1 << 16


def rows_of(data: bytes) -> list[list[str]]:
    """All rows of all sheets as texts, empty rows included. Raises: SignatoriesRefused."""
    packed = _repacked(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(packed)) as book:
            if len(book.sheet_names) > MOST_SHEETS:
                raise _too_large()
            found: list[list[str]] = []
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                rows = sheet.to_python(skip_empty_area=False)
                found += [[_text(cell) for cell in row] for row in rows]
                if len(found) > MOST_ROWS:
                    raise _too_large()
            return found
    except SignatoriesRefused:
        raise
    # A parser in Rust that panics raises a BaseException of its own.
    except (CalamineError, ValueError, TypeError, KeyError, OSError, MemoryError):
        raise _unreadable() from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise _unreadable() from None
        raise


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _repacked(data: bytes) -> bytes:
    out = io.BytesIO()
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w") as plain:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS:
                raise _too_large()
            for part in parts:
                content = bytearray()
                with packed.open(part) as file:
                    while chunk := file.read(_CHUNK):
                        content += chunk
                        if len(content) > left:
                            raise _too_large()
                left -= len(content)
                _within(part.filename, bytes(content))
                plain.writestr(part.filename, bytes(content))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        raise _unreadable() from None
    return out.getvalue()


def _within(name: str, content: bytes) -> None:
    """Refuse a sheet whose cells reach further than any list."""
    if not name.lower().endswith((".xml", ".rels")):
        return
    if b"\x00" in content[:4096] or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _unreadable()
    for found in _REFERENCE.finditer(content):
        if int(found[2]) > MOST_ROWS or _column(found[1]) > MOST_COLUMNS:
            raise _too_large()
    if sum(int(found[1]) for found in _REPEATED.finditer(content) if len(found[1]) < 8) > 2_000_000:
        raise _too_large()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large() -> SignatoriesRefused:
    return SignatoriesRefused(
        f"The workbook unpacks to more than a list of {MOST_ROWS:,} rows and {MOST_COLUMNS} columns.",
        next_step="Copy the list alone into a new workbook, or save it as CSV.",
    )


def _unreadable() -> SignatoriesRefused:
    return SignatoriesRefused(
        "The file is packed like a workbook but cannot be read as one.",
        next_step="Open it in a spreadsheet programme and save it as .xlsx or CSV, without a password.",
    )
