"""The facts behind a hit, for the person who decides: which words, how far apart, what else fits or not."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from ouna.core.screening.alike import SPELLED
from ouna.core.screening.score import Alignment, Pair
from ouna.core.screening.text import UNVOWELLED, clean, split
from ouna.core.screening.tokens import Parsed, Token
from ouna.core.screening.values import Entry, Reason, Subject

#: Years that lists and people commonly err by.
YEARS = 2
AGAINST = frozenset(
    {"left_mine", "left_theirs", "born_differs", "country_differs", "kind_differs", "name_only"}
)


def reasons_for(
    subject: Subject, entry: Entry, best: Alignment, further: list[Alignment], weak: list[str]
) -> tuple[Reason, ...]:
    """All facts, those for the hit before those against it."""
    found = [*_of_names(best), *_of_further(further), *(_reason("weak_alias", theirs=name) for name in weak)]
    found += _of_person(subject, entry)
    return tuple(sorted(found, key=lambda reason: reason.against))


def reasons_of_pair(best: Alignment) -> tuple[Reason, ...]:
    """The facts of two names alone."""
    return tuple(sorted(_of_names(best), key=lambda reason: reason.against))


def _reason(code: str, **says: str) -> Reason:
    return Reason(code, tuple(says.items()), code in AGAINST)


def _of_names(found: Alignment) -> Iterator[Reason]:
    parts = sorted(found.pairs, key=lambda pair: pair.left)
    whole = not found.only_a and not found.only_b and not found.turned
    if whole and all(pair.cost == 0 for pair in parts):
        yield _reason("name_equal", name=found.b.name)
    else:
        yield _reason("name_alike", name=found.b.name)
        for pair in parts:
            if any(found.a.tokens[i].role != "particle" for i in pair.left):
                yield _of_part(found, pair)
    if found.turned:
        yield _reason("order_turned")
    if found.b.script and found.a.script != found.b.script:
        yield _reason("script", script=found.b.script.capitalize())
    for i in found.only_a:
        if found.a.tokens[i].role != "particle":
            yield _reason("left_mine", mine=_shown(found.a, [found.a.tokens[i]]))
    for j in found.only_b:
        if found.b.tokens[j].role != "particle":
            yield _reason("left_theirs", theirs=_shown(found.b, [found.b.tokens[j]]))


def _of_part(found: Alignment, pair: Pair) -> Reason:
    lefts = [found.a.tokens[i] for i in pair.left]
    rights = [found.b.tokens[j] for j in pair.right]
    says = {"mine": _shown(found.a, lefts), "theirs": _shown(found.b, rights)}
    if len(lefts) != len(rights):
        return _reason("part_together", **says)
    one, other = lefts[0], rights[0]
    if (one.role == "initial") != (other.role == "initial"):
        return _reason("part_initial", **says)
    if (one.script in UNVOWELLED) != (other.script in UNVOWELLED) and pair.cost < 1:
        return _reason("part_consonants", **says)
    if pair.cost == 0:
        return _reason("part_equal", **says)
    if pair.cost < 1 and pair.cost == SPELLED:
        return _reason("part_spelling", **says)
    letters = OSA.distance(one.text, other.text)
    return _reason("part_letter" if letters == 1 else "part_letters", letters=str(letters), **says)


def _shown(name: Parsed, tokens: list[Token]) -> str:
    """Words as they were written in the name."""
    written = {word.casefold(): word for word in split(clean(name.name))}
    return " ".join(" ".join(written.get(raw, raw) for raw in token.raw.split()) for token in tokens)


def _of_further(further: list[Alignment]) -> Iterator[Reason]:
    for found in further:
        code = "also_alike"
        if all(pair.cost < 1 for pair in found.pairs) and not found.only_b:
            one_script = (found.a.script in UNVOWELLED) == (found.b.script in UNVOWELLED)
            code = "also_equal" if one_script else "also_consonants"
        yield _reason(code, mine=found.a.name, theirs=found.b.name)


def _of_person(subject: Subject, entry: Entry) -> Iterator[Reason]:
    compared = False
    if subject.born is not None and entry.born:
        compared = True
        apart = min((subject.born - year for year in entry.born), key=abs)
        if abs(apart) <= YEARS:
            yield _reason("born_fits", year=str(subject.born))
        else:
            way = "later" if apart > 0 else "earlier"
            yield _reason("born_differs", years=str(abs(apart)), way=way)
    if subject.country and entry.countries:
        compared = True
        country = subject.country.upper()
        if country in entry.countries:
            yield _reason("country_fits", country=country)
        else:
            yield _reason("country_differs", mine=country, theirs=", ".join(entry.countries))
    if subject.kind and (subject.kind == "person") != (entry.kind == "person"):
        yield _reason("kind_differs", mine=subject.kind, theirs=entry.kind)
    if not compared:
        yield _reason("name_only")
