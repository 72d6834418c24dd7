"""What a new version of a list changes: entries new and gone, names and facts that an entry gains or loses.

A doctored list lacks a name, holds it as a weak alias, under another type or with another birth year. What
takes nothing away only adds entries, or names to entries that stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ouna.core.screening.values import Entry, ListedName

How = Literal["gone", "weakened", "new", "widened"]
#: What identifies an entry that two versions hold alike, whatever number they give it.
_Content = tuple[str, frozenset[ListedName], tuple[int, ...], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that differs. `facts` are of kind, born, countries: those that changed."""

    how: How
    id: str
    name: str
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """All that differs between two versions, gone first; `before` counts the entries of the older one."""

    differences: tuple[Difference, ...]
    before: int

    def of(self, *how: How) -> list[Difference]:
        """The differences of these kinds."""
        return [one for one in self.differences if one.how in how]

    @property
    def takes_away(self) -> bool:
        """Whether some name might no longer be found, or found with less against it."""
        return bool(self.of("gone", "weakened"))

    @property
    def alarming(self) -> bool:
        """A list that lost a fifth of its entries is more often a cut file than a change."""
        gone = len(self.of("gone"))
        return gone > 5 and gone * 5 > self.before


def compare_versions(old: Sequence[Entry], new: Sequence[Entry]) -> Change:
    """What `new` changes against `old`. Entries meet by their number, else by a name that both bear."""
    known, met = _Filed(new), _Filed(old)
    found = [gone for entry in old if (gone := _loss(entry, known))]
    found += [more for entry in new if (more := _gain(entry, met))]
    order = {"gone": 0, "weakened": 1, "new": 2, "widened": 3}
    found.sort(key=lambda one: (order[one.how], one.name.casefold(), one.id))
    return Change(tuple(found), len(old))


def additions(old: Iterable[Entry], new: Iterable[Entry]) -> list[Entry]:
    """The entries of `new` that `old` does not hold in the same words, under whatever number."""
    known = set(map(_content, old))
    return [entry for entry in new if _content(entry) not in known]


class _Filed:
    """Entries by number, by name and by content."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.ids: dict[str, list[Entry]] = defaultdict(list)
        self.names: dict[str, list[Entry]] = defaultdict(list)
        self.contents: set[_Content] = set()
        for entry in entries:
            self.ids[entry.id].append(entry)
            self.contents.add(_content(entry))
            for name in entry.names:
                self.names[name.text].append(entry)

    def like(self, entry: Entry) -> list[Entry]:
        """Those with its number; then those that bear one of its names."""
        found = list(self.ids.get(entry.id, ()))
        for name in entry.names:
            found += self.names.get(name.text, ())
        return found


def _content(entry: Entry) -> _Content:
    return entry.kind, frozenset(entry.names), entry.born, frozenset(entry.countries)


def _texts(entry: Entry, *, strong: bool = False) -> set[str]:
    return {name.text for name in entry.names if not strong or name.quality == "strong"}


def _lost(old: Entry, new: Entry) -> set[str]:
    """Names of the old entry that the new one lacks, or knows as weak only."""
    return (_texts(old) - _texts(new)) | (_texts(old, strong=True) - _texts(new, strong=True))


def _facts(old: Entry, new: Entry) -> tuple[str, ...]:
    found = []
    if old.kind != new.kind:
        found.append("kind")
    if old.born != new.born:
        found.append("born")
    if set(old.countries) != set(new.countries):
        found.append("countries")
    return tuple(found)


def _loss(old: Entry, known: _Filed) -> Difference | None:
    """What became of an entry; None where nothing of it was lost."""
    if _content(old) in known.contents:
        return None
    like = known.like(old)
    if not like:
        return Difference("gone", old.id, old.names[0].text, tuple(sorted(_texts(old))))
    found = min(like, key=lambda new: (len(_lost(old, new)), len(_facts(old, new))))
    lost, facts = _lost(old, found), _facts(old, found)
    if not lost and not facts:
        return None
    gone: How = "gone" if not _texts(old) & _texts(found) else "weakened"
    return Difference(gone, old.id, old.names[0].text, tuple(sorted(lost)), (), facts)


def _gain(new: Entry, known: _Filed) -> Difference | None:
    """What an entry brings; None where all its names were there."""
    if _content(new) in known.contents:
        return None
    like = known.like(new)
    if not any(_texts(old) & _texts(new) for old in like):
        return Difference("new", new.id, new.names[0].text, (), tuple(sorted(_texts(new))))
    old = min(like, key=lambda old: (len(_lost(new, old)), len(_facts(new, old))))
    gained = _lost(new, old)
    return Difference("widened", new.id, new.names[0].text, (), tuple(sorted(gained))) if gained else None
