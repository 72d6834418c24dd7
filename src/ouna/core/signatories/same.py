"""Whether two entries may be one organisation: same, maybe or different, with reasons for a person.

Names, translations and short names of both sides are compared. Names decide. A translation alone never
merges: `Long Ladder` is a good name in two lands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ouna.core.screening.text import script_of
from ouna.core.signatories.nearness import Near, near, words
from ouna.core.signatories.values import Record

Answer = Literal["same", "maybe", "different"]
#: Up to these shares of letters apart two whole names are one, or may be.
SURE, POSSIBLE = 0.12, 0.27
#: Fewer letters in common say too little for a name of which words are missing.
ENOUGH = 9


@dataclass(frozen=True, slots=True)
class Organisation:
    """What is compared: a name as written, further names, a short name, the country's alpha-2 code."""

    name: str
    translations: tuple[str, ...] = ()
    short: str = ""
    country: str = ""

    @classmethod
    def of(cls, record: Record) -> Organisation:
        """The organisation of a record."""
        code = record.country.code if record.country else None
        return cls(record.name, record.translations, record.short, code or "")


@dataclass(frozen=True, slots=True)
class Why:
    """One reason. `code` and `says` are for those who translate, `text` is English."""

    code: str
    says: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The reason as one English clause."""
        return _TEXTS[self.code].format(**dict(self.says))


@dataclass(frozen=True, slots=True)
class Verdict:
    """`same`: almost surely one; `maybe`: a person should look; `different`: nothing speaks for it."""

    answer: Answer
    score: float
    reasons: tuple[Why, ...]

    @property
    def flagged(self) -> bool:
        """Whether a person should look at both entries."""
        return self.answer != "different"


_TEXTS = {
    "name_equal": "the names are equal: {mine}",
    "name_spelled": "{mine} and {theirs} are spellings of one name",
    "name_part": "{mine} stands in {theirs}",
    "translation_equal": "{mine} is a name of both",
    "short_equal": "the short name {mine} is equal",
    "short_is_name": "the short name {mine} is the other's name",
    "other_script": "the names are written in different scripts",
    "country_equal": "the country is the same: {country}",
    "country_differs": "the countries differ: {mine}, {theirs}",
    "country_unknown": "a country is missing",
    "words_differ": "{mine} and {theirs} are different words",
}


def _why(code: str, **says: str) -> Why:
    return Why(code, tuple(sorted(says.items())))


def same(one: Organisation, other: Organisation) -> Verdict:
    """Compare two organisations. The same answer whichever stands first."""
    found = near(one.name, other.name)
    answer, score = _of_names(found)
    reasons: list[Why] = []
    if answer != "different":
        reasons.append(_of_fit(one.name, other.name, found))
    elif found.mine and found.theirs and found.pairs:
        reasons.append(_why("words_differ", mine=" ".join(found.mine), theirs=" ".join(found.theirs)))
    if answer != "same":
        for further, weight, why in _further(one, other):
            score = max(score, weight)
            if further == "same" or answer == "different":
                answer = further
            reasons.append(why)
    answer = _with_countries(answer, one, other, reasons)
    if answer != "different" and _script(one) != _script(other):
        reasons.append(_why("other_script"))
    return Verdict(answer, round(score if answer != "different" else min(score, 0.5), 3), tuple(reasons))


def _script(one: Organisation) -> str:
    return script_of(one.name)


def _of_names(found: Near) -> tuple[Answer, float]:
    if not found.pairs or (found.mine and found.theirs):
        return "different", 0.0
    score = 1 - found.cost
    if not found.mine and not found.theirs:
        if found.cost <= SURE and found.said >= 6:
            return "same", score
        return ("maybe", score) if found.cost <= POSSIBLE and found.said >= 4 else ("different", 0.0)
    left = found.mine or found.theirs
    # One word may be missing where two others fit: a kind of organisation, a town.
    whole = len(found.pairs) >= 2 and found.said >= ENOUGH and len(left) <= 2
    return ("maybe", 0.85 * score) if whole and found.cost <= POSSIBLE * 0.7 else ("different", 0.0)


def _of_fit(mine: str, theirs: str, found: Near) -> Why:
    if found.mine or found.theirs:
        short, long = (mine, theirs) if found.theirs else (theirs, mine)
        return _why("name_part", mine=short, theirs=long)
    if " ".join(mine.casefold().split()) == " ".join(theirs.casefold().split()):
        return _why("name_equal", mine=mine)
    return _why("name_spelled", mine=mine, theirs=theirs)


def _further(one: Organisation, other: Organisation) -> Iterator[tuple[Answer, float, Why]]:
    """What translations and short names say; countries that differ silence them."""
    if one.country and other.country and one.country != other.country:
        return
    known = bool(one.country and other.country)
    for mine, theirs in _crossed(one, other):
        found = near(mine, theirs)
        if not found.mine and not found.theirs and found.pairs and found.cost <= SURE and found.said >= 6:
            yield "maybe", 0.8 if known else 0.7, _why("translation_equal", mine=mine)
            break
    shorts = one.short.casefold().replace(".", ""), other.short.casefold().replace(".", "")
    if (
        shorts[0]
        and shorts[0] == shorts[1]
        and len(shorts[0]) > 2
        and known
        and _script(one) != _script(other)
    ):
        yield "maybe", 0.7, _why("short_equal", mine=one.short)
    for short, name in ((shorts[0], other.name), (shorts[1], one.name)):
        if len(short) > 2 and short == name.casefold().replace(".", ""):
            yield "maybe", 0.75, _why("short_is_name", mine=name)


def _crossed(one: Organisation, other: Organisation) -> Iterator[tuple[str, str]]:
    for mine in (one.name, *one.translations):
        for theirs in (other.name, *other.translations):
            if (mine, theirs) != (one.name, other.name):
                yield mine, theirs


def _with_countries(
    answer: Answer, one: Organisation, other: Organisation, reasons: list[Why]
) -> Answer:  # fmt: skip
    if answer == "different":
        return answer
    if not one.country or not other.country:
        reasons.append(_why("country_unknown"))
        return answer
    if one.country == other.country:
        reasons.append(_why("country_equal", country=one.country))
        return answer
    reasons.append(_why("country_differs", mine=one.country, theirs=other.country))
    return "maybe"


def comparable(name: str) -> bool:
    """Whether a name holds letters that can be compared."""
    return bool(words(name))
