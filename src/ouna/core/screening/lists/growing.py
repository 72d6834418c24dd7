"""An entry that grows while a list is read: names tidied, years and countries gathered, findings noted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ouna.core.screening.countries import country_of
from ouna.core.screening.text import clean, script_of
from ouna.core.screening.values import Entry, Finding, Kind, ListedName, Quality

#: A name longer than this is none.
MAX_NAME = 500
MAX_NAMES = 2000
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
#: A span of birth years longer than this says nothing.
MAX_SPAN = 30


@dataclass
class Read:
    """What a reader has found so far."""

    name: str = ""
    on: str = ""
    format: str = ""
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def finding(self, where: str, what: str, code: str) -> None:
        """Note what could not be read."""
        self.findings.append(Finding(where, what, code))


@dataclass
class Growing:
    """An entry whose names and facts come one by one."""

    id: str
    kind: Kind
    names: dict[tuple[str, Quality], ListedName] = field(default_factory=dict)
    born: set[int] = field(default_factory=set)
    countries: dict[str, None] = field(default_factory=dict)

    def name(self, text: str | None, quality: Quality = "strong") -> None:
        """Add a name. Weak is what is not also strong."""
        tidy = tidied(text)
        if not tidy or len(self.names) >= MAX_NAMES:
            return
        if quality == "weak" and (tidy, "strong") in self.names:
            return
        self.names.pop((tidy, "weak"), None)
        self.names[tidy, quality] = ListedName(tidy, quality, script_of(tidy))

    def country(self, text: str | None) -> None:
        """Add a country by name or code; what is none is left out."""
        if code := country_of(tidied(text)):
            self.countries[code] = None

    def years(self, text: str | None) -> None:
        """Add every year that stands in a date or sentence."""
        self.born.update(int(year) for year in _YEAR.findall(text or ""))

    def span(self, first: str | None, last: str | None) -> None:
        """Add all years from one to another, or the two alone where they lie far apart."""
        found = [int(year) for text in (first, last) for year in _YEAR.findall(text or "")]
        if len(found) == 2 and 0 <= found[1] - found[0] <= MAX_SPAN:
            self.born.update(range(found[0], found[1] + 1))
        else:
            self.born.update(found)

    def done(self, read: Read, where: str) -> None:
        """Add the entry to the list, or say that it has no name."""
        if not self.names:
            read.finding(where, "the entry has no name that can be screened", "entry_without_name")
            return
        if all(name.quality == "weak" for name in self.names.values()):
            read.finding(where, "the entry has weak names only: they never alert", "entry_weak_only")
        read.entries.append(
            Entry(
                self.id,
                self.kind,
                tuple(self.names.values()),
                tuple(sorted(self.born)),
                tuple(self.countries),
            )
        )


def tidied(text: str | None) -> str:
    """NFKC, white space made single, controls gone, cut at `MAX_NAME`."""
    return " ".join(_CONTROLS.sub(" ", clean(text or "")).split())[:MAX_NAME]
