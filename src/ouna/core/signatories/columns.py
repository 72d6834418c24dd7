"""Two columns of entries side by side on one page → pieces in the order of reading."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ouna.core.signatories.clean import Line
from ouna.core.signatories.numbering import numbered

_GAP = re.compile(r"(?<=\S)(?:\s{2,}|\t+)(?=\S)")
#: Share of the lines of a page that hold a second number, and how many there must be.
_SHARE, _FEWEST = 0.4, 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A line or a part of it. `shared`: other entries stand on the same line."""

    line: Line
    text: str
    shared: bool = False


def pieces(lines: list[Line]) -> list[Piece]:
    """The lines in the order of reading; where a page has two columns the left one comes first."""
    found: list[Piece] = []
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    for page in pages.values():
        found += _page(page)
    return found


def _page(lines: list[Line]) -> list[Piece]:
    cuts = {line.number: cut for line in lines if (cut := _second_number(line.text))}
    full = [line for line in lines if not line.empty]
    if len(cuts) < _FEWEST or len(cuts) < _SHARE * len(full):
        return [Piece(line, line.text) for line in lines]
    column = Counter(cuts.values()).most_common(1)[0][0]
    left: list[Piece] = []
    right: list[Piece] = []
    for line in lines:
        cut = cuts.get(line.number) or _gap_near(line.text, column)
        if not cut:
            left.append(Piece(line, line.text))
            continue
        sides = line.text[:cut], line.text[cut:]
        shared = all(side.strip() for side in sides)
        for side, text in zip((left, right), sides, strict=True):
            if text.strip():
                side.append(Piece(line, text.rstrip(), shared))
    return left + right


def _second_number(text: str) -> int:
    """Where a second entry with a number begins after a wide gap; 0 where none does."""
    for gap in _GAP.finditer(text[:400]):
        second = numbered(text[gap.end() :])
        if second and second.style in ("explicit", "bare", "glued") and gap.start() > 3:
            first = numbered(text[: gap.start()])
            if first is not None and second.number > first.number:
                return gap.end()
    return 0


def _gap_near(text: str, column: int) -> int:
    """The gap of a line without numbers that stands where the second column begins."""
    if not text.strip():
        return 0
    if len(text) > column and not text[:column].strip():
        return column
    for gap in _GAP.finditer(text[:400]):
        if abs(gap.end() - column) < 3:
            return gap.end()
    return 0
