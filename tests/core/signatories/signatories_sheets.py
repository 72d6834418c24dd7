"""A list as it really comes, written with its truth, and the judge of what a reader made of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ouna.core.signatories import Reading, Record

FIELDS = ("number", "short", "name", "translations", "country")


@dataclass
class Truth:
    """What a person reads in the list. `first` and `last` are lines, counted from 1."""

    number: int | None
    name: str
    translations: tuple[str, ...] = ()
    code: str | None = None
    short: str = ""
    first: int = 0
    last: int = 0


@dataclass
class Sheet:
    """Lines being written, and what they mean."""

    random: random.Random
    lines: list[str] = field(default_factory=list)
    truths: list[Truth] = field(default_factory=list)
    #: The file as bytes where it is no plain text; its lines are then counted by the form itself.
    data: bytes | None = None

    def add(self, truth: Truth, *lines: str) -> None:
        """The lines of one entry; a line may hold `\\n`."""
        written = [part for line in lines for part in line.split("\n")]
        truth.first = len(self.lines) + 1
        self.lines += written
        truth.last = len(self.lines)
        self.truths.append(truth)

    def noise(self, *lines: str) -> None:
        """Lines that are no entry."""
        self.lines += lines

    def bytes(self) -> bytes:
        """The file."""
        return self.data if self.data is not None else "\n".join(self.lines).encode()


Form = Callable[[random.Random], Sheet]


def found(truth: Truth, reading: Reading) -> Record | None:
    """The record of an entry: it touches its lines; of several the one whose name is likest."""
    touching = [one for one in reading.records if one.first <= truth.last and one.last >= truth.first]
    return max(touching, key=lambda one: SequenceMatcher(None, truth.name, one.name).ratio(), default=None)


def judged(truth: Truth, record: Record | None) -> dict[str, bool]:
    """Which fields were read as a person reads them. A field that is absent must stay absent."""
    if record is None:
        return dict.fromkeys(FIELDS, False)
    return {
        "number": record.number == truth.number,
        "short": record.short == truth.short,
        "name": record.name == truth.name,
        "translations": record.translations == truth.translations,
        "country": (record.country.code if record.country else None) == truth.code,
    }
