"""Lines → entries: where one begins, which lines go on with it, and which are none.

Each piece of a line goes to exactly one entry. Numbers lead where there are numbers; else bullets, blocks
between empty lines, or one entry for each line.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from ouna.core.screening.text import script_of
from ouna.core.signatories.clean import LONGEST
from ouna.core.signatories.columns import Piece
from ouna.core.signatories.countries import Countries
from ouna.core.signatories.furniture import is_heading, is_page_number, pattern, says_nothing
from ouna.core.signatories.numbering import Numbered, at_end, numbered, scanned
from ouna.core.signatories.segments import COMMA, EDGES, is_open, segments
from ouna.core.signatories.values import Doubt, doubt

_BULLET = re.compile(
    "^\\s*(?:[•▪‣●○◦■□▸►➢➤✓✔☐☑❖◆◇♦∙⁃*·§\uf0b7\uf0a7]|[-–—](?=\\s)|o(?=\\s+[A-ZÀ-Þ])|\\[[ xX]?\\])\\s*(?=\\S)"
)
_JOINS = "of de der die das des du la el und and et y e für for the del в и і για και و"
_GOES_ON = re.compile(rf"(?:[-‐–—,،(（\[/&+]|\s(?:{'|'.join(_JOINS.split())}))\s*$")
_CONTINUES = re.compile(r"^\s*(?:[(\[（–—,،)/&]|-\s|[a-zß-ÿα-ωа-яёіїєґ])")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐]$")
_NO_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff]$")
#: A number may be missing so often in a row.
_JUMP = 40


@dataclass(slots=True)
class Entry:
    """Pieces that belong together, before they are read."""

    pieces: list[Piece] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    number: int | None = None
    doubts: list[Doubt] = field(default_factory=list)
    #: Texts that are a field of their own and not the rest of the one before, by their place.
    apart: set[int] = field(default_factory=set)
    #: A code of `FOR_A_PERSON` where it is no entry.
    left: str = ""

    @property
    def open(self) -> bool:
        """Whether a bracket waits to be closed."""
        return is_open(" ".join(self.texts))

    def take(self, piece: Piece, text: str, *, apart: bool) -> None:
        """Add a further line."""
        if apart and not self.open:
            self.apart.add(len(self.texts))
        self.pieces.append(piece)
        self.texts.append(text)

    def joined(self) -> str:
        """The text on one line; a hyphen at the end of a line is taken out, with a doubt."""
        text = ""
        for at, part in enumerate(self.texts):
            part = part.strip()
            if not text:
                text = part
            elif at in self.apart:
                text += "\t" + part
            elif _HYPHEN.search(text) and part[:1].islower():
                self.doubts.append(doubt("hyphen_joined", proposal=(text + part)[-80:]))
                text = text[:-1] + part
            elif _NO_SPACES.search(text) and _NO_SPACES.match(part[:1]):
                text += part
            else:
                text += " " + part
        return text


def entries(pieces: list[Piece], countries: Countries, headings: frozenset[str]) -> list[Entry]:
    """Group pieces. `headings` are patterns of lines that come again on the pages."""
    found = [_Marked(piece, countries, headings) for piece in pieces]
    _accept(found)
    numbers = sum(one.number is not None for one in found)
    full = sum(one.kind == "text" for one in found)
    if numbers and (numbers >= 3 or numbers >= 0.5 * full) and numbers >= 0.2 * full:
        out = _by_number(found)
        _regular(out)
        return out
    for one in found:
        one.number = None
    bullets = sum(one.bullet for one in found)
    if bullets >= 2 and bullets >= 0.3 * full:
        return _by_bullet(found)
    if _in_blocks(found):
        return _by_block(found)
    return _by_line(found)


class _Marked:
    """A piece with what it looks like."""

    __slots__ = ("_country", "_only", "bullet", "countries", "found", "kind", "number", "piece", "text")

    def __init__(self, piece: Piece, countries: Countries, headings: frozenset[str]) -> None:
        self.piece = piece
        self.text = piece.text
        self.countries = countries
        self.number: Numbered | None = None
        self.bullet = False
        self._country: bool | None = None
        self._only: bool | None = None
        text = piece.text.strip()
        self.found = numbered(text) if text else None
        if not text:
            self.kind = "empty"
        elif len(text) > LONGEST:
            self.kind = "too_long"
        elif is_page_number(text):
            self.kind = "page_heading"
        elif is_heading(text) and not (self.found and self.found.style == "explicit"):
            self.kind = "heading"
        elif pattern(text) in headings and not self.found and not countries.find(text):
            self.kind = "page_heading"
        elif says_nothing(text) and not self.found and not countries.find(text):
            self.kind = "unreadable"
        else:
            self.kind = "text"
            bullet = _BULLET.match(piece.text)
            if bullet:
                self.bullet = True
                self.text = piece.text[bullet.end() :]
                self.found = self.found or numbered(self.text)

    @property
    def goes_on(self) -> bool:
        """Whether its end asks for more: a dash, a comma, an open bracket, `of`."""
        return bool(_GOES_ON.search(self.text))

    @property
    def continues(self) -> bool:
        """Whether its beginning belongs to something before it."""
        return bool(_CONTINUES.match(self.text))

    @property
    def country_only(self) -> bool:
        """Whether the line is a country and nothing else."""
        if self._only is None:
            self._only = self.kind == "text" and self.countries.find(self.text.strip(EDGES)) is not None
        return self._only

    @property
    def complete(self) -> bool:
        """Whether a country stands at its end, parted from a name before it."""
        if self._country is None:
            self._country = self.kind == "text" and not self.country_only and _ends(self.text, self.countries)
        return self._country


def _ends(text: str, countries: Countries) -> bool:
    parts, _ = segments(text)
    if len(parts) > 1 and (countries.find(parts[-1].text) or countries.find(parts[0].text)):
        return True
    tail = COMMA.split(parts[-1].text)[-1] if parts else ""
    return bool(parts) and tail != parts[-1].text and countries.find(tail) is not None


# -- numbers


def _accept(found: list[_Marked]) -> None:
    """Keep the numbers that run on; what does not is part of a name (7 bridges, 17 October)."""
    styles = [one.found.style for one in found if one.kind == "text" and one.found]
    strict = styles.count("explicit")
    bare = styles.count("bare") + styles.count("glued")
    before = 0
    upcoming = _upcoming(found)
    for at, one in enumerate(found):
        if one.kind != "text":
            continue
        candidate = one.found
        if candidate is None or not _runs_on(candidate, before, upcoming[at], strict, bare):
            candidate = _odd(one, before, strict + bare)
        if candidate is not None:
            one.number = candidate
            before = candidate.number


def _upcoming(found: list[_Marked]) -> list[int]:
    """For each piece the next candidate number after it; 0 at the end."""
    following = [0] * len(found)
    upcoming = 0
    for at in range(len(found) - 1, -1, -1):
        following[at] = upcoming
        one = found[at]
        if one.kind == "text" and one.found:
            upcoming = one.found.number
    return following


def _runs_on(one: Numbered, before: int, upcoming: int, strict: int, bare: int) -> bool:
    step = one.number - before
    if one.style == "explicit":
        if not before or step == 1 or 1 < step <= _JUMP:
            return True
        return one.number <= 1 or upcoming == one.number + 1
    if one.style == "alone":
        return (step == 1 and strict + bare < 2) or (step == 1 and (upcoming in (0, one.number + 1)))
    if strict > bare:
        # In a list of `12.` a bare number begins an entry where it is the next one, or runs on.
        return (step == 1 and upcoming != one.number) or (1 < step <= _JUMP and upcoming == one.number + 1)
    if not before:
        return one.number <= 1 or upcoming == one.number + 1
    return step == 1 or (1 < step <= 10 and (upcoming == one.number + 1 or not upcoming)) or (
        one.number == 1 and upcoming == 2
    )  # fmt: skip


def _odd(one: _Marked, before: int, numbers: int) -> Numbered | None:
    """A badly scanned number, or one at the end of a line from right to left, if it is the next one."""
    if numbers < 2:
        return None
    for candidate in (scanned(one.text), at_end(one.text) if one.found is None else None):
        if candidate is not None and candidate.number == before + 1:
            return candidate
    return None


def _by_number(found: list[_Marked]) -> list[Entry]:
    out: list[Entry] = []
    current: _Growing | None = None
    last_number = max(at for at, one in enumerate(found) if one.number is not None)
    first_number = min(at for at, one in enumerate(found) if one.number is not None)
    completes = sum(one.complete for one in found if one.number is not None)
    habit = completes >= 0.4 * sum(one.number is not None for one in found)
    following = _next_numbers(found)
    before: int | None = None
    for at, one in enumerate(found):
        if one.kind == "empty":
            if current:
                current.gap = True
            continue
        if one.kind == "page_heading" and current and is_open(current.last.text) and ")" in one.text:
            one.kind = "text"  # the same end of several entries, no heading
        if one.kind != "text":
            out.append(_left(one, one.kind))
            continue
        if one.number is not None:
            entry = _numbered_entry(one, before)
            before = entry.number
            current = _Growing(entry, one)
            out.append(entry)
            continue
        if at < first_number and not one.complete:
            out.append(_left(one, "outside_list"))
            continue
        missing = following[at] - (current.number if current else 0) - 1 if following[at] else 0
        if current is None or current.begins(one, missing, habit=habit, after_all=at > last_number):
            entry = Entry([one.piece], [one.text], doubts=[doubt("number_missing")])
            if at > last_number and not one.complete and not (current and current.ended):
                entry.left = "outside_list"
            number = current.number + (1 if missing > 0 else 0) if current else 0
            current = _Growing(entry, one, number)
            out.append(entry)
        else:
            current.add(one)
    return out


def _next_numbers(found: list[_Marked]) -> list[int]:
    following = [0] * len(found)
    upcoming = 0
    for at in range(len(found) - 1, -1, -1):
        following[at] = upcoming
        if (number := found[at].number) is not None:
            upcoming = number.number
    return following


def _numbered_entry(one: _Marked, before: int | None) -> Entry:
    number = one.number
    assert number is not None
    entry = Entry([one.piece], [number.rest], number.number)
    if number.style == "glued":
        entry.doubts.append(doubt("number_glued"))
    if number.style == "scanned":
        entry.doubts.append(doubt("number_read", written=number.written, number=str(number.number)))
    if number.style == "end":
        entry.doubts.append(doubt("number_at_end", number=str(number.number)))
    if before is not None and number.number != before + 1:
        entry.doubts.append(doubt("number_order", number=str(number.number), before=str(before)))
    return entry


class _Growing:
    """An entry that further lines may join."""

    def __init__(self, entry: Entry, first: _Marked, number: int = 0) -> None:
        self.entry = entry
        self.number = entry.number if entry.number is not None else number
        self.last = first
        self.gap = False
        self.size = len(first.text)
        self.ended = first.complete

    def add(self, one: _Marked) -> None:
        """Take a further line."""
        sure = one.continues or self.last.goes_on or one.country_only or is_open(self.last.text)
        if not sure and any(text.strip() for text in self.entry.texts):
            self.entry.doubts.append(doubt("joined_lines"))
        self.entry.take(one.piece, one.text, apart=one.country_only or _other_script(self.last, one))
        self.size += len(one.text)
        self.ended = self.ended or one.complete or one.country_only
        self.last = one
        self.gap = False

    def begins(self, one: _Marked, missing: int, *, habit: bool, after_all: bool) -> bool:
        """Whether a line without a number begins an entry of its own."""
        if self.size + len(one.text) > LONGEST:
            return True
        if not any(text.strip() for text in self.entry.texts):
            return False  # a number alone waits for its name
        if (
            one.continues
            or self.last.goes_on
            or is_open(self.last.text)
            or (one.country_only and not self.ended)
        ):
            return False
        if self.ended:
            return one.complete or missing > 0 or self.gap or after_all
        if habit:
            return missing > 0 and one.complete and self.gap
        return (missing > 0 and not self.gap and len(self.entry.texts) >= 1) or (after_all and self.gap)


def _other_script(one: _Marked, other: _Marked) -> bool:
    scripts = script_of(one.text), script_of(other.text)
    return all(scripts) and scripts[0] != scripts[1]


def _regular(out: list[Entry]) -> None:
    """Where nearly all entries have the same number of lines each line is a field of its own."""
    whole = [entry for entry in out if not entry.left]
    counts = Counter(len(entry.texts) for entry in whole)
    if not counts:
        return
    lines, often = counts.most_common(1)[0]
    wrapped = sum(any(is_open(text) for text in entry.texts) for entry in whole)
    if 2 <= lines <= 5 and often >= 3 and often >= 0.8 * len(whole) and wrapped <= 0.05 * len(whole):
        for entry in whole:
            if len(entry.texts) == lines:
                entry.apart = set(range(1, lines))
                entry.doubts = [one for one in entry.doubts if one.code != "joined_lines"]


def _left(one: _Marked, code: str) -> Entry:
    return Entry([one.piece], [one.piece.text], left=code)


# -- without numbers


def _by_bullet(found: list[_Marked]) -> list[Entry]:
    out: list[Entry] = []
    current: _Growing | None = None
    # A country for each entry goes with it; a country for several is a heading.
    headings = sum(one.country_only for one in found) <= 0.6 * sum(one.bullet for one in found)
    for one in found:
        if one.kind == "empty":
            current = None
            continue
        if one.kind != "text":
            out.append(_left(one, one.kind))
        elif one.bullet:
            entry = Entry([one.piece], [one.text])
            current = _Growing(entry, one)
            out.append(entry)
        elif one.country_only and (headings or current is None) and not (current and current.last.goes_on):
            out.append(_left(one, "heading"))
            current = None
        elif current is None or current.size + len(one.text) > LONGEST:
            out.append(_left(one, "outside_list"))
        else:
            current.add(one)
    return out


def _in_blocks(found: list[_Marked]) -> bool:
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


def _blocks(found: list[_Marked]) -> list[list[_Marked]]:
    blocks: list[list[_Marked]] = [[]]
    for one in found:
        if one.kind == "empty":
            blocks.append([])
        elif one.kind == "text":
            blocks[-1].append(one)
    return [block for block in blocks if block]


def _by_block(found: list[_Marked]) -> list[Entry]:
    out: list[Entry] = []
    current: Entry | None = None
    for one in found:
        if one.kind == "empty":
            current = None
        elif one.kind != "text":
            out.append(_left(one, one.kind))
        elif current is None or sum(map(len, current.texts)) + len(one.text) > LONGEST:
            current = Entry([one.piece], [one.text])
            out.append(current)
        else:
            current.take(one.piece, one.text, apart=True)
    return out


def _by_line(found: list[_Marked]) -> list[Entry]:
    out: list[Entry] = []
    current: _Growing | None = None
    lines = [one for one in found if one.kind == "text"]
    habit = sum(one.complete for one in lines) >= 0.5 * len(lines)
    headings = sum(one.country_only for one in lines) >= 2 and not habit
    for one in found:
        if one.kind == "empty":
            current = None
            continue
        if one.kind != "text":
            out.append(_left(one, one.kind))
            continue
        if one.country_only and headings:
            out.append(_left(one, "heading"))
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
            current = _Growing(entry, one)
            out.append(entry)
    return out
