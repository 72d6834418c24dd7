"""The signatories that stand already, made ready: which of them may a new one be, or look like?

The index is that of the screening. It proposes a few dozen names, and only these are compared word by word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ouna.core.screening.index import Index
from ouna.core.screening.tokens import Parsed, parse
from ouna.core.screening.values import Entry, ListedName, SanctionsList
from ouna.core.signatories.nearness import latin_words
from ouna.core.signatories.same import Organisation, Verdict, same
from ouna.core.signatories.spoof import Spoof, plain, skeleton, spoof

#: Names of one organisation that are filed and looked for; more are not compared.
MOST_NAMES = 6
#: Candidates by words and by groups of sounds, for each name.
BY_WORDS, BY_SOUNDS = 16, 10


class Known:
    """Organisations made ready for `find` and `lookalikes`. Built once, never changed.

    Building takes some seconds for 10,000, a look-up some milliseconds.
    """

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self.organisations = tuple(organisations)
        entries = tuple(
            Entry(str(at), "organisation", tuple(ListedName(latin_words(name)) for name in _names(one)))
            for at, one in enumerate(self.organisations)
        )
        self._index = Index([SanctionsList("signatories", "", "", "", entries)])
        self._looks: dict[str, list[str]] = {}
        self._shorts: dict[str, list[int]] = {}
        for at, one in enumerate(self.organisations):
            self._looks.setdefault(skeleton(one.name), []).append(one.name)
            if one.short:
                self._shorts.setdefault(one.short.casefold(), []).append(at)

    def find(self, one: Organisation, limit: int = 5) -> list[tuple[int, Verdict]]:
        """Places of the organisations that it may be, with their verdicts, likeliest first."""
        found = []
        for at in self._candidates(one):
            verdict = same(one, self.organisations[at])
            if verdict.flagged:
                found.append((at, verdict))
        found.sort(key=lambda pair: (pair[1].answer != "same", -pair[1].score, pair[0]))
        return found[:limit]

    def lookalikes(self, name: str) -> tuple[Spoof, ...]:
        """What marks a name as a possible forgery: mixed scripts, invisible marks, looks of a known name."""
        return spoof(name, self._looks.get(skeleton(name), ()))

    def _candidates(self, one: Organisation) -> Iterator[int]:
        met: dict[int, None] = {}
        for name in _names(one):
            parsed = parse(latin_words(name), person=False)
            for number in self._numbers(parsed):
                met[self._index.entry_of[number]] = None
        for short in filter(None, (one.short.casefold(), plain(one.name))):
            met.update(dict.fromkeys(self._shorts.get(short, ())[:BY_WORDS]))
        yield from met

    def _numbers(self, parsed: Parsed) -> list[int]:
        by_words = self._index.candidates(parsed, BY_WORDS)
        return by_words + self._index.more(parsed, set(by_words), BY_SOUNDS)


def _names(one: Organisation) -> tuple[str, ...]:
    return (one.name, *one.translations)[:MOST_NAMES]
