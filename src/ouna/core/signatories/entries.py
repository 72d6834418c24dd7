"""Lines → entries: where one begins, which lines go on with it, and which are none.

Each piece of a line goes to exactly one entry. Numbers lead where there are numbers; else bullets, blocks
between empty lines, or one entry for each line.
"""

from __future__ import annotations

from ouna.core.signatories.by_number import accept, by_number, regular
from ouna.core.signatories.clean import LONGEST
from ouna.core.signatories.columns import Piece
from ouna.core.signatories.countries import Countries
from ouna.core.signatories.marked import Entry, Growing, Marked, left


def entries(pieces: list[Piece], countries: Countries, headings: frozenset[str]) -> list[Entry]:
    """Group pieces. `headings` are patterns of lines that come again on the pages."""
    found = [Marked(piece, countries, headings) for piece in pieces]
    accept(found)
    numbers = sum(one.number is not None for one in found)
    full = sum(one.kind == "text" for one in found)
    if numbers and (numbers >= 3 or numbers >= 0.5 * full) and numbers >= 0.2 * full:
        out = by_number(found)
        regular(out)
        return out
    for one in found:
        one.number = None
    bullets = sum(one.bullet for one in found)
    if bullets >= 2 and bullets >= 0.3 * full:
        return _by_bullet(found)
    if _in_blocks(found):
        return _by_block(found)
    return _by_line(found)


def _by_bullet(found: list[Marked]) -> list[Entry]:
    out: list[Entry] = []
    current: Growing | None = None
    # A country for each entry goes with it; a country for several is a heading.
    headings = sum(one.country_only for one in found) <= 0.6 * sum(one.bullet for one in found)
    for one in found:
        if one.kind == "empty":
            current = None
            continue
        if one.kind != "text":
            out.append(left(one, one.kind))
        elif one.bullet:
            entry = Entry([one.piece], [one.text])
            current = Growing(entry, one)
            out.append(entry)
        elif one.country_only and (headings or current is None) and not (current and current.last.goes_on):
            out.append(left(one, "heading"))
            current = None
        elif current is None or current.size + len(one.text) > LONGEST:
            out.append(left(one, "outside_list"))
        else:
            current.add(one)
    return out


def _in_blocks(found: list[Marked]) -> bool:
    """Whether entries are blocks of two to five lines between empty ones."""
    blocks = _blocks(found)
    several = [block for block in blocks if len(block) > 1]
    if len(blocks) < 2 or len(several) < 0.6 * len(blocks):
        return False
    lines = sum(len(block) for block in several)
    if lines / len(several) > 5.5:
        return False
    parts = sum(one.country_only or one.continues for block in several for one in block[1:])
    complete = sum(one.complete for block in several for one in block)
    return parts >= 0.5 * len(several) and complete <= 0.3 * lines


def _blocks(found: list[Marked]) -> list[list[Marked]]:
    blocks: list[list[Marked]] = [[]]
    for one in found:
        if one.kind == "empty":
            blocks.append([])
        elif one.kind == "text":
            blocks[-1].append(one)
    return [block for block in blocks if block]


def _by_block(found: list[Marked]) -> list[Entry]:
    out: list[Entry] = []
    current: Entry | None = None
    for one in found:
        if one.kind == "empty":
            current = None
        elif one.kind != "text":
            out.append(left(one, one.kind))
        elif current is None or sum(map(len, current.texts)) + len(one.text) > LONGEST:
            current = Entry([one.piece], [one.text])
            out.append(current)
        else:
            current.take(one.piece, one.text, apart=True)
    return out


def _by_line(found: list[Marked]) -> list[Entry]:
    out: list[Entry] = []
    current: Growing | None = None
    lines = [one for one in found if one.kind == "text"]
    habit = sum(one.complete for one in lines) >= 0.5 * len(lines)
    headings = sum(one.country_only for one in lines) >= 2 and not habit
    for one in found:
        if one.kind == "empty":
            current = None
            continue
        if one.kind != "text":
            out.append(left(one, one.kind))
            continue
        if one.country_only and headings:
            out.append(left(one, "heading"))
            current = None
            continue
        goes_on = current is not None and (
            current.last.goes_on
            or one.continues
            or (one.country_only and not current.ended)
            or (habit and not current.ended and one.complete)
        )
        if goes_on and current and current.size + len(one.text) <= LONGEST:
            current.add(one)
        else:
            entry = Entry([one.piece], [one.text])
            current = Growing(entry, one)
            out.append(entry)
    return out
