"""A file of unknown kind → a reading: text in any encoding, a table, a workbook (.xlsx), a PDF with text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from ouna.core.signatories.decode import decoded
from ouna.core.signatories.errors import SignatoriesRefused
from ouna.core.signatories.pdf import lines_of
from ouna.core.signatories.reader import MOST_LINES, read_rows, read_text
from ouna.core.signatories.values import Reading, doubt
from ouna.core.signatories.workbook import rows_of

_T = TypeVar("_T")

MOST_BYTES = 10_000_000
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "an old Office file (.xls, .doc)"),
    (b"{\\rtf", "a rich text file (.rtf)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"\x1f\x8b", "a packed file"),
)


def read_file(path: str | Path, places: Mapping[str, str] | None = None) -> Reading:
    """Read the list in a file. Raises: SignatoriesRefused, with the reason and the next step."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError:
        raise SignatoriesRefused("The file cannot be opened.", next_step="Check the path.") from None
    return read_bytes(data, places)


def read_bytes(data: bytes, places: Mapping[str, str] | None = None) -> Reading:
    """Read the list in the bytes of a file, decided by its content. Raises: SignatoriesRefused."""
    if len(data) > MOST_BYTES:
        raise SignatoriesRefused(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB.",
            next_step="Cut it into several files, or save it without pictures.",
        )
    for head, what in _OTHER_KINDS:
        if data.startswith(head):
            step = "Save the list as text, CSV or .xlsx."
            if what == "a picture":
                step = "Let a text recognition programme make text of it, then read that text here."
            raise SignatoriesRefused(f"This is {what}, not a list that can be read.", next_step=step)
    if data.startswith(b"PK\x03\x04"):
        rows = _limited(rows_of(data))
        reading = read_rows(rows, places)
    elif b"%PDF-" in data[:1024]:
        reading = replace(read_text("\n".join(_limited(lines_of(data))), places), format="pdf")
    else:
        text, guessed = decoded(data)
        if text.count("\n") > MOST_LINES or text.count("\r") > MOST_LINES:
            raise _too_many()
        reading = read_text(text, places)
        if guessed:
            mark = doubt("encoding_guessed", encoding=guessed)
            marked = tuple(one if one.name.isascii() else one.doubted(mark) for one in reading.records)
            reading = replace(reading, records=marked)
    if not reading.records:
        raise SignatoriesRefused("There is nothing in the file.", next_step="Choose the file with the list.")
    return reading


def _limited(found: list[_T]) -> list[_T]:
    if len(found) > MOST_LINES:
        raise _too_many()
    return found


def _too_many() -> SignatoriesRefused:
    return SignatoriesRefused(
        f"The list has more than {MOST_LINES:,} lines.", next_step="Cut it into several files."
    )
