"""Screening: which listed entries can a name mean, and what speaks for and against each of them.

The score is that of the best fitting strong name of an entry: names of one entry never add up, and a weak
alias only adds a reason. Birth year and country never silence a hit; they become facts against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ouna.core.screening.errors import NameRefused
from ouna.core.screening.index import Index
from ouna.core.screening.judge import MATCH, enough
from ouna.core.screening.reasons import reasons_for
from ouna.core.screening.score import Alignment, compare, inside
from ouna.core.screening.text import clean, script_of
from ouna.core.screening.tokens import Parsed, parse
from ouna.core.screening.values import Hit, Subject

#: Names that fit less well are not shown at all.
SHOWN = 0.6
#: Further candidates are looked for where nothing fits as well as this.
SURE = 0.93
#: Letters tell more than consonants: how much better a name in another script must fit to be shown.
OWN_SCRIPT = 0.15
#: How much a birth year or country for or against moves the score: enough to sort, never to silence.
FOR, AGAINST = 0.02, 0.04


@dataclass(slots=True)
class _Found:
    """What fits of one entry: the best strong name, and what other spellings of the subject fit."""

    best: Alignment
    alert: bool
    further: list[Alignment] = field(default_factory=list)

    @property
    def score(self) -> float:
        """That of the best spelling: they never add up."""
        return max(self.best.score, *(one.score for one in self.further), 0.0)


def screen(subject: Subject, index: Index, *, limit: int = 5) -> list[Hit]:
    """The listed entries that `subject` may mean, likeliest first; those with `alert` need a decision.

    Raises: NameRefused when a spelling holds nothing that can be compared.
    """
    found: dict[int, _Found] = {}
    for spelling in spellings(subject):
        for at, one in _entries(spelling, subject, index).items():
            known = found.get(at)
            if known is None:
                found[at] = one
            elif one.alert and not known.alert:
                found[at] = _Found(one.best, True, [*known.further, known.best])
            else:
                known.further.append(one.best)
    best = sorted(found.items(), key=lambda pair: (pair[1].alert, pair[1].score), reverse=True)
    hits = [_hit(subject, index, at, one) for at, one in best[: limit + 3]]
    hits.sort(key=lambda hit: (hit.alert, hit.score), reverse=True)
    return hits[:limit]


def screen_many(subjects: Iterable[Subject], index: Index, *, limit: int = 1) -> Iterator[list[Hit]]:
    """`screen` for one after another, in order, as nightly runs want it. Equal ones in a row cost one."""
    before: Subject | None = None
    hits: list[Hit] = []
    for subject in subjects:
        if subject != before:
            hits, before = screen(subject, index, limit=limit), subject
        yield hits


def spellings(subject: Subject) -> list[str]:
    """The name, or its parts where whole names in two scripts stand in it, and the further spellings."""
    found = [subject.name]
    if not subject.name.isascii():
        by_script: dict[str, list[str]] = {}
        for word in clean(subject.name).replace("(", " ").replace(")", " ").split():
            if script := script_of(word):
                by_script.setdefault(script, []).append(word)
        parts = [" ".join(part) for part in by_script.values()]
        if len(parts) > 1 and all(" " in part for part in parts):
            found = parts
    return [*found, *(name for name in subject.also if name)]


def _entries(spelling: str, subject: Subject, index: Index) -> dict[int, _Found]:
    """Of several names of one entry the best one counts, alone; of equally good ones that of one script."""
    found: dict[int, _Found] = {}
    for number, fits in _fits(spelling, subject, index):
        at = index.entry_of[number]
        other_kind = _other_kind(subject, index.entries[at].kind)
        if subject.kind != "person" and fits.b.person:
            inside(fits)
        if fits.score < SHOWN:
            continue
        one = _Found(fits, enough(fits, index.weight, other_kind=other_kind))
        known = found.get(at)
        if known is None or _rank(one) > _rank(known):
            found[at] = one
    return found


def _rank(found: _Found) -> tuple[bool, float]:
    same = found.best.a.script == found.best.b.script
    return found.alert, found.best.score + (OWN_SCRIPT if same else 0)


def _fits(name: str, subject: Subject, index: Index) -> Iterator[tuple[int, Alignment]]:
    """Each candidate with its alignment; further candidates only where the first ones leave doubt."""
    first = subject.kind in ("", "person")
    ways = {first: parse(name, person=first)}
    if not ways[first].plain:
        raise NameRefused()
    if not subject.kind or index.kinds != {first}:
        ways[not first] = parse(name, person=not first)
    searched = [ways[first]]
    if not subject.kind and not _same_words(ways[True], ways[False]):
        searched.append(ways[False])
    known: set[int] = set()
    best = 0.0
    for further in (False, True):
        for way in searched:
            for number in index.more(way, known) if further else index.candidates(way):
                if number not in known:
                    known.add(number)
                    listed = index.names[number]
                    alignment = compare(ways[listed.person], listed, index.weight, SHOWN)
                    best = max(best, alignment.score)
                    yield number, alignment
        if best >= SURE:
            return


def _same_words(one: Parsed, other: Parsed) -> bool:
    return {token.text for token in one.tokens} == {token.text for token in other.tokens}


def _other_kind(subject: Subject, kind: str) -> bool:
    return bool(subject.kind) and (subject.kind == "person") != (kind == "person")


def _hit(subject: Subject, index: Index, at: int, found: _Found) -> Hit:
    entry = index.entries[at]
    weak = [
        (
            index.names[number],
            compare(parse(subject.name, person=entry.kind == "person"), index.names[number]),
        )
        for number in index.names_of[at]
        if index.weak[number]
    ]
    confirmed = [name.name for name, alignment in weak if alignment.score >= MATCH]
    reasons = reasons_for(subject, entry, found.best, found.further, confirmed)
    score = found.score
    for reason in reasons:
        if reason.code in ("born_fits", "country_fits"):
            score += FOR
        elif reason.code in ("born_differs", "country_differs"):
            score -= AGAINST
    return Hit(
        entry,
        index.lists[index.list_of[at]],
        found.best.b.name,
        round(max(0.0, min(1.0, score)), 3),
        found.alert,
        reasons,
    )
