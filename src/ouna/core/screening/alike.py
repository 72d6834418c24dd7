"""How many letters two words are apart, spellings of one sound counted as almost none."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from ouna.core.screening.text import BY_CHARACTER, UNVOWELLED
from ouna.core.screening.tokens import Token
from ouna.core.screening.words import NICKNAMES

#: More than any two words that are taken for one.
FAR = 99.0
#: A spelling of the same sound is no slip, yet not the same word.
SPELLED = 0.4


@lru_cache(maxsize=1 << 17)
def apart(a: Token, b: Token) -> float:
    """Letters between two words, 0 for the same word, `FAR` when they are not one word."""
    if a is b or a.text == b.text:
        return 0.0
    if a.role == "particle" and b.role == "particle" and a.key == b.key:
        return 0.0
    if a.role == "number" or b.role == "number":
        return _numbers(a, b)
    if a.role == "initial" or b.role == "initial":
        return 0.6 if a.text[0] == b.text[0] else FAR
    if a.script == b.script and a.script in BY_CHARACTER:
        return _limited(3.0 * OSA.distance(a.raw, b.raw), 3 * max(len(a.raw), len(b.raw)))
    if a.same == b.same:
        return SPELLED
    if (a.script in UNVOWELLED) != (b.script in UNVOWELLED):
        return _consonants(a, b)
    return _letters(a, b)


def _numbers(a: Token, b: Token) -> float:
    if a.role != b.role:
        return FAR
    return 1.0 if OSA.distance(a.text, b.text) == 1 and len(a.text) + len(b.text) < 4 else FAR


def _consonants(a: Token, b: Token) -> float:
    """One of the two words was written without its short vowels: few consonants say little."""
    shorter = min(len(a.key), len(b.key))
    if a.key == b.key:
        return (FAR, FAR, 0.7, 0.5)[shorter] if shorter < 4 else SPELLED
    return 1.6 if shorter > 3 and OSA.distance(a.key, b.key, score_cutoff=1) == 1 else FAR


def _letters(a: Token, b: Token) -> float:
    if NICKNAMES.get(a.text) == b.text or NICKNAMES.get(b.text) == a.text:
        return 1.0
    longer = max(len(a.text), len(b.text))
    if longer - min(len(a.text), len(b.text)) > 4:
        return FAR
    cost = float(OSA.distance(a.text, b.text))
    if cost > 1:
        heard = OSA.distance(a.sound, b.sound, score_cutoff=2)
        if heard < 2 or (heard == 2 and longer > 8):
            cost = min(cost, SPELLED + heard)
    return _limited(cost, (len(a.text) + len(b.text) + 1) // 2)


def _limited(cost: float, length: int) -> float:
    allowed = 0 if length < 3 else 1 if length < 5 else 2.4 if length < 10 else 3.0
    return cost if cost <= allowed else FAR
