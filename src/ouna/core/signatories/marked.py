"""Pieces of lines with what they look like, and entries that grow from them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ouna.core.screening.text import script_of
from ouna.core.signatories.clean import LONGEST
from ouna.core.signatories.columns import Piece
from ouna.core.signatories.countries import Countries
from ouna.core.signatories.furniture import is_heading, is_page_number, pattern, says_nothing
from ouna.core.signatories.numbering import Numbered, numbered
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


class Marked:
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


class Growing:
    """An entry that further lines may join."""

    def __init__(self, entry: Entry, first: Marked, number: int = 0) -> None:
        self.entry = entry
        self.number = entry.number if entry.number is not None else number
        self.last = first
        self.gap = False
        self.size = len(first.text)
        self.ended = first.complete

    def add(self, one: Marked) -> None:
        """Take a further line."""
        sure = one.continues or self.last.goes_on or one.country_only or is_open(self.last.text)
        if not sure and any(text.strip() for text in self.entry.texts):
            self.entry.doubts.append(doubt("joined_lines"))
        self.entry.take(one.piece, one.text, apart=one.country_only or _other_script(self.last, one))
        self.size += len(one.text)
        self.ended = self.ended or one.complete or one.country_only
        self.last = one
        self.gap = False

    def begins(self, one: Marked, missing: int, *, habit: bool, after_all: bool) -> bool:
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


def _other_script(one: Marked, other: Marked) -> bool:
    scripts = script_of(one.text), script_of(other.text)
    return all(scripts) and scripts[0] != scripts[1]


def left(one: Marked, code: str) -> Entry:
    """A piece that is no entry, kept by itself for a person."""
    return Entry([one.piece], [one.piece.text], left=code)
