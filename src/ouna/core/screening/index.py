"""The index of all listed names: from a name to the few listed ones that can be meant.

Words are found by their consonants: every listed word is filed under its skeleton and under the skeleton
with one consonant left out, and so is the word that is looked for. Two words one consonant and any vowels
apart meet. Postings are flat arrays of the standard library.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest
from zlib import crc32

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from ouna.core.screening.alike import FAR, apart
from ouna.core.screening.text import UNVOWELLED, sound
from ouna.core.screening.tokens import Parsed, Token, parse
from ouna.core.screening.values import Entry, SanctionsList

#: Listed names that are compared word by word for one name.
CANDIDATES = 20
#: Postings that one word may add; a word of more listed names than this only ranks what others found.
POSTINGS = 300
#: The same for candidates by sounds, and how many postings may be counted for one name.
MORE = 14
TRIGRAM_POSTINGS = 5000
#: Letters in common, of 100, that such a candidate has at least.
ALIKE = 60
#: Listed words that one word may be taken for.
NEAR = 36
#: Words whose neighbours are remembered.
_REMEMBERED = 1 << 15


class Filed:
    """Numbers under keys, in two flat arrays. Keys are filed by CRC-32: strangers may lie among them."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        filed = sorted(crc32(key.encode()) << 32 | number for key, number in pairs)
        self.keys = array("I", (one >> 32 for one in filed))
        self.numbers = array("I", (one & 0xFFFFFFFF for one in filed))

    def __len__(self) -> int:
        return len(self.keys)

    def of(self, key: str) -> array[int]:
        """The numbers filed under a key, in order."""
        wanted = crc32(key.encode())
        start = bisect_left(self.keys, wanted)
        return self.numbers[start : bisect_right(self.keys, wanted, start)]


class Index:
    """Listed names made ready for `screen`. Built once, never changed; safe to read from threads."""

    def __init__(self, lists: Iterable[SanctionsList], *, progress: Callable[[int], None] | None = None):
        self.lists = tuple(lists)
        self.entries: list[Entry] = []
        self.list_of = array("H")
        self.names: list[Parsed] = []
        self.entry_of = array("I")
        self.weak = bytearray()
        self.names_of: list[range] = []
        self._fill(progress)
        #: Whether persons (True), others (False) or both are listed.
        self.kinds = {entry.kind == "person" for entry in self.entries}
        self._file()

    def _fill(self, progress: Callable[[int], None] | None) -> None:
        for number, one in enumerate(self.lists):
            for entry in one.entries:
                start = len(self.names)
                for name in entry.names:
                    self.names.append(parse(name.text, person=entry.kind == "person"))
                    self.entry_of.append(len(self.entries))
                    self.weak.append(name.quality == "weak")
                self.entries.append(entry)
                self.list_of.append(number)
                self.names_of.append(range(start, len(self.names)))
                if progress and len(self.entries) % 1000 == 0:
                    progress(len(self.entries))

    def _file(self) -> None:
        numbers: dict[Token, int] = {}
        postings: list[list[int]] = []
        thirds: dict[str, array[int]] = {}
        for number, name in enumerate(self.names):
            if self.weak[number]:
                continue  # a weak alias never finds an entry
            for one in set(name.tokens):
                if one.role == "particle" and len(name.tokens) > 1:
                    continue
                at = numbers.setdefault(one, len(numbers))
                if at == len(postings):
                    postings.append([])
                postings[at].append(number)
            for three in (*_trigrams(name), *_bone_trigrams(name)):
                thirds.setdefault(three, array("I")).append(number)
        self.words = list(numbers)
        self.sounds = [one.sound for one in self.words]
        self.starts = array("I", [0])
        self.postings = array("I")
        for found in postings:
            self.postings.extend(found)
            self.starts.append(len(self.postings))
        self.filed = Filed((key, at) for at, one in enumerate(self.words) for key in _variants(one.key))
        self.unvowelled = Filed(
            (one.key, at) for at, one in enumerate(self.words) if one.script in UNVOWELLED
        )
        #: Of names that hold the same words the shorter one is likelier.
        self.surplus = array("f", (-0.4 * len(name.tokens) for name in self.names))
        self.thirds = thirds
        self.weight = self._weights()
        self._near: dict[Token, list[tuple[int, float]]] = {}

    def _weights(self) -> dict[str, float]:
        """Words borne by many listed names count less, down to a third."""
        total = max(len(self.names), 1)
        found = {}
        for at, one in enumerate(self.words):
            often = self.starts[at + 1] - self.starts[at]
            if often > 5 and one.role == "word":
                found[one.text] = max(0.35, min(1.0, math.log(total / often) / math.log(total / 5)))
        return found

    def near(self, one: Token) -> list[tuple[int, float]]:
        """The listed words that may be this one: (number of the word, letters apart), nearest first."""
        known = self._near.get(one)
        if known is not None:
            return known
        several: dict[int, None] = {}
        for key in sorted(_variants(one.key)):
            several.update(dict.fromkeys(self.filed.of(key)))
        numbers = list(several)
        if one.script in UNVOWELLED:
            near = process.extract(
                one.key, [self.words[n].key for n in numbers], scorer=OSA.distance, score_cutoff=1, limit=NEAR
            )
        else:
            sounds = self.sounds
            near = process.extract(
                one.sound, [sounds[n] for n in numbers], scorer=OSA.distance, score_cutoff=2, limit=NEAR
            )
        places = [numbers[place] for _, _, place in near]
        if one.script not in UNVOWELLED:
            places += [number for number in self.unvowelled.of(one.key) if number not in places]
        found = []
        for number in places:
            cost = apart(one, self.words[number])
            if cost < FAR:
                found.append((number, cost))
        found.sort(key=lambda pair: pair[1])
        if len(self._near) > _REMEMBERED:
            self._near.clear()
        self._near[one] = found
        return found

    def candidates(self, name: Parsed, limit: int = CANDIDATES) -> list[int]:
        """Numbers of the listed names that may be meant, likeliest first."""
        gained: dict[int, float] = {}
        crowded: list[dict[int, float]] = []
        starts, postings, surplus = self.starts, self.postings, self.surplus
        counting = [one for one in name.tokens if one.role not in ("initial", "particle")] or name.tokens
        for one in counting:
            borne: dict[int, float] = {}
            for number, cost in self.near(one):
                start, end = starts[number], starts[number + 1]
                listed = self.words[number]
                likeness = 1 - cost / (len(listed.text) + 1)
                gain = listed.weight * likeness * likeness * (8 - math.log(end - start + 1) / 2)
                if end - start > POSTINGS:
                    borne[number] = gain
                    continue
                for place in postings[start:end]:
                    gained[place] = gained.get(place, surplus[place]) + gain
            if borne:
                crowded.append(borne)
        self._crowded(crowded, counting, gained)
        if len(gained) <= limit:
            return list(gained)
        return nlargest(limit, gained, key=gained.__getitem__)

    def more(self, name: Parsed, known: set[int], limit: int = MORE, alike: int = ALIKE) -> list[int]:
        """Further candidates by what is left of the sounds, for words that were damaged beyond finding."""
        unvowelled = name.script in UNVOWELLED
        threes = _bone_trigrams(name) if unvowelled else _trigrams(name)
        found = sorted((len(postings), three) for three in threes if (postings := self.thirds.get(three)))
        met: Counter[int] = Counter()
        budget = TRIGRAM_POSTINGS
        for length, three in found:
            budget -= length
            if budget < 0 and met:
                break
            met.update(self.thirds[three])
        least = 3 if len(name.plain) > 8 and not unvowelled else 2
        often = [(count, number) for number, count in met.items() if count >= least and number not in known]
        likely = [number for _, number in nlargest(limit, often)]
        if unvowelled:
            return likely
        # One look at all letters spares the comparison word by word of what is far.
        return [
            number
            for number in likely
            if ratio(name.plain, self.names[number].plain, score_cutoff=alike)
            or ratio(name.ordered, self.names[number].ordered, score_cutoff=alike)
        ]

    def _crowded(
        self, crowded: list[dict[int, float]], counting: Sequence[Token], gained: dict[int, float]
    ) -> None:
        """Very common words raise what rarer ones found; a name of nothing else is found where two meet."""
        if not crowded:
            return
        gains = {self.words[number]: gain for borne in crowded for number, gain in borne.items()}
        for place in gained:
            for one in self.names[place].tokens:
                if one in gains:
                    gained[place] += gains[one]
        if len(crowded) < 2 or len(crowded) < len(counting):
            return
        bearers = []
        for borne in crowded:
            places: set[int] = set()
            for number in borne:
                places.update(self.postings[self.starts[number] : self.starts[number + 1]])
            bearers.append(places)
        bearers.sort(key=len)
        both = bearers[0] & bearers[1]
        for places in bearers[2:]:
            both = both & places or both
        gain = sum(max(borne.values()) for borne in crowded)
        for place in nlargest(2 * CANDIDATES, both, key=self.surplus.__getitem__):
            gained.setdefault(place, gain + self.surplus[place])


def _trigrams(name: Parsed) -> set[str]:
    """Every three sounds in a row, across the words: words run together or cut meet as well."""
    heard = sound(name.plain)
    return {heard[at : at + 3] for at in range(len(heard) - 2)}


def _bone_trigrams(name: Parsed) -> set[str]:
    """The same of the consonants, marked as such: for names written without short vowels."""
    bones = name.bones
    return {"#" + bones[at : at + 3] for at in range(len(bones) - 2)}


def _variants(key: str) -> set[str]:
    """A skeleton and, from three consonants on, it with each one left out."""
    found = {key}
    if len(key) > 2:
        found.update(key[:at] + key[at + 1 :] for at in range(len(key)))
    return found
