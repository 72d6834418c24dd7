"""What a sanctions list says and what a screening finds, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["person", "organisation", "vessel"]
Quality = Literal["strong", "weak"]


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of an entry. A weak one (the list says so) confirms a hit and never makes one."""

    text: str
    quality: Quality = "strong"
    script: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person, organisation or vessel of a list.

    `born` are the years that the list holds possible, `countries` ISO 3166 alpha-2 codes of nationality,
    birth and address. Both may be empty: then nothing is known, which speaks neither for nor against.
    """

    id: str
    kind: Kind
    names: tuple[ListedName, ...]
    born: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a list that could not be read as it should. `code` is stable; no name is repeated."""

    where: str
    what: str
    code: str


@dataclass(frozen=True, slots=True)
class SanctionsList:
    """One list, read completely. `on` is its own date (YYYY-MM-DD), empty where the file names none.

    `sha256` is of the raw bytes, in hex: with name and date it makes a screening repeatable.
    """

    name: str
    on: str
    sha256: str
    format: str
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is screened. `also` holds further spellings of the same name, such as the Arabic one.

    Empty `kind` and `country` and None for `born` mean unknown.
    """

    name: str
    kind: Kind | Literal[""] = ""
    born: int | None = None
    country: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact for or against a hit. `code` and `says` are for those who translate, `text` is English."""

    code: str
    says: tuple[tuple[str, str], ...] = ()
    against: bool = False

    @property
    def text(self) -> str:
        """The fact as one English clause."""
        return _TEXTS[self.code].format(**dict(self.says))


_TEXTS = {
    "name_equal": "the name {name} is equal",
    "name_alike": "the name {name} is alike",
    "part_equal": "{mine} is equal",
    "part_spelling": "{mine} and {theirs} are spellings of one name",
    "part_letter": "{mine} and {theirs} are 1 letter apart",
    "part_letters": "{mine} and {theirs} are {letters} letters apart",
    "part_consonants": "{mine} and {theirs} have the same consonants",
    "part_initial": "{mine} may stand for {theirs}",
    "part_together": "{mine} is written {theirs}",
    "order_turned": "the order is turned",
    "script": "the listed name is in {script} script",
    "also_equal": "the spelling {mine} is equal to {theirs}",
    "also_consonants": "the spelling {mine} has the same consonants as {theirs}",
    "also_alike": "the spelling {mine} is alike to {theirs}",
    "weak_alias": "the weak alias {theirs} fits too",
    "born_fits": "the birth year {year} fits",
    "country_fits": "the country {country} fits",
    "left_mine": "{mine} is not in the listed name",
    "left_theirs": "{theirs} of the listed name is missing",
    "born_differs": "born {years} years {way} than listed",
    "country_differs": "another country: {mine}, listed {theirs}",
    "kind_differs": "listed as {theirs}, screened as {mine}",
    "name_only": "only the name fits; birth year and country are not compared",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed entry that a name may mean. A person decides: neither the score nor the facts do."""

    entry: Entry
    list: SanctionsList
    name: str
    score: float
    alert: bool
    reasons: tuple[Reason, ...]
