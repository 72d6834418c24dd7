"""How far two Latin spellings of one foreign word are apart, whatever habit each of them follows.

English writes ж as zh, French as j, German as sch; a Ukrainian г is h to one and g to another. Letters that
habits exchange cost little, vowels cost little, another consonant costs a whole letter.
"""

from __future__ import annotations

from functools import lru_cache

#: Several letters for one sound → one sign. Longest first.
_SIGNS = (
    ("schtsch", "W"), ("shch", "W"), ("tsch", "C"), ("dsch", "J"), ("tch", "C"), ("dzh", "J"), ("dj", "J"),
    ("sch", "S"), ("sh", "S"), ("zh", "J"), ("ch", "C"), ("cz", "C"), ("kh", "x"), ("gh", "g"), ("th", "t"),
    ("dh", "d"), ("bh", "b"), ("ph", "f"), ("rh", "r"), ("ts", "c"), ("tz", "c"), ("dz", "z"), ("ks", "X"),
    ("ps", "P"), ("ck", "k"), ("qu", "k"), ("oe", "o"), ("ue", "u"), ("ae", "a"), ("ou", "u"), ("oo", "u"),
    ("ee", "i"), ("mp", "b"), ("gk", "g"), ("nt", "nt"),
)  # fmt: skip
_VOWELS = frozenset("aeiouy")
#: Signs that habits exchange, and what an exchange costs.
_EXCHANGED = (
    ("gh", 0.15), ("hx", 0.1), ("xk", 0.2), ("xC", 0.2), ("kq", 0.0), ("kc", 0.3), ("kC", 0.4), ("cC", 0.15),
    ("cs", 0.2), ("cz", 0.15), ("cS", 0.3), ("sz", 0.1), ("sS", 0.15), ("sC", 0.3), ("SC", 0.25), ("SJ", 0.1),
    ("zJ", 0.2), ("sJ", 0.3), ("jJ", 0.05), ("jy", 0.05), ("ji", 0.1), ("yJ", 0.4), ("jg", 0.3), ("gJ", 0.3),
    ("CJ", 0.3), ("vw", 0.0), ("vf", 0.15), ("wf", 0.2), ("wu", 0.1), ("vu", 0.3), ("vb", 0.3), ("bp", 0.25),
    ("dt", 0.2), ("gk", 0.25), ("dr", 0.4), ("lr", 0.7), ("lz", 0.6), ("lJ", 0.3), ("mn", 0.35), ("fp", 0.3),
    ("Xx", 0.3), ("Xs", 0.5), ("kX", 0.5), ("qg", 0.3), ("ij", 0.1), ("ey", 0.1), ("iy", 0.02), ("yj", 0.05),
    ("hC", 0.3), ("gy", 0.3), ("qy", 0.4), ("th", 0.6), ("zd", 0.4), ("cd", 0.6), ("ct", 0.6),
)  # fmt: skip
_COST = {pair: cost for both, cost in _EXCHANGED for pair in ((both[0], both[1]), (both[1], both[0]))}
#: A vowel for another, and a vowel more or less; the vowel of scripts that do not write it costs less.
_VOWEL, _MORE, _HIDDEN = 0.22, 0.25, 0.1


@lru_cache(maxsize=1 << 15)
def signs(word: str) -> str:
    """A Latin word with each sound as one sign, doubled ones once."""
    for letters, sign in _SIGNS:
        if letters in word:
            word = word.replace(letters, sign)
    return "".join(c for at, c in enumerate(word) if not at or c != word[at - 1])


def apart(one: str, other: str, *, hidden: bool = False) -> float:
    """What it costs to make one spelling of the other, in letters. `hidden`: one script hides its `a`.

    Quadratic in the length of a word; words are cut at 24 signs.
    """
    a, b = signs(one)[:24], signs(other)[:24]
    if a == b:
        return 0.0
    row = [0.0]
    for c in b:
        row.append(row[-1] + _alone(c, hidden=hidden))
    for c in a:
        before, diagonal = row, row[0]
        row = [before[0] + _alone(c, hidden=hidden)]
        for at, d in enumerate(b, 1):
            cost = diagonal + (0.0 if c == d else _exchange(c, d))
            cost = min(cost, before[at] + _alone(c, hidden=hidden), row[-1] + _alone(d, hidden=hidden))
            diagonal = before[at]
            row.append(cost)
    return row[-1]


def _alone(c: str, *, hidden: bool) -> float:
    if c in _VOWELS:
        return _HIDDEN if hidden and c in "aeo" else _MORE
    return 0.2 if c in "hj" else 1.0


def _exchange(c: str, d: str) -> float:
    if c in _VOWELS and d in _VOWELS:
        return _COST.get((c, d), _VOWEL)
    return _COST.get((c, d), 1.0)


def first_differs(one: str, other: str) -> bool:
    """Whether the words begin with other sounds."""
    a, b = signs(one)[:1], signs(other)[:1]
    return a != b and _exchange(a, b) > 0.45
