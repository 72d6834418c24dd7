"""Names that look like others: letters of several scripts in one word, and whole words of look-alikes.

After Unicode's UTS 39: a word of letters of one script, or of scripts that are written together (Japanese,
Korean), is ordinary; a word that mixes Latin with look-alikes of Cyrillic, Greek and others is marked. A
whole name in look-alikes is found by its skeleton among the names that are known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ouna.core.signatories.confusables import LATIN_LIKE

_WORD = re.compile(r"[^\W\d_](?:[\w\u0300-\u036f\u0900-\u1fff'’ʼ·-]*\w)?", re.UNICODE)
#: Scripts that are written together in one word.
_TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"}),
    frozenset({"CJK", "HANGUL"}),
    frozenset({"CJK", "BOPOMOFO"}),
)
_SHOWN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u2069\ufeff\u3164\uffa0]"
)
#: Marks among letters that belong to any script: º, ª, ʿ.
_ANY = frozenset({"MODIFIER", "FEMININE", "MASCULINE"})


@dataclass(frozen=True, slots=True)
class Spoof:
    """A mark on a name. `code`: mixed_scripts, looks_like, invisible; `text`: the word or the known name."""

    code: str
    text: str


@lru_cache(maxsize=8192)
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "UNKNOWN")
    first = name.split()[0]
    return "" if first in _ANY else "LATIN" if first == "FULLWIDTH" else first


def mixed_words(name: str) -> list[str]:
    """The words of a name that mix scripts which nobody writes in one word."""
    if name.isascii():
        return []
    return [word for word in _WORD.findall(name) if any(map(_mixed, re.split("[-·'’]", word)))]


def _mixed(word: str) -> bool:
    scripts = {script for c in word if c.isalpha() and (script := _script(c))}
    return len(scripts) > 1 and not any(scripts <= several for several in _TOGETHER)


def skeleton(name: str) -> str:
    """What a name looks like: look-alikes as the Latin letters they resemble, case and spaces folded."""
    plain = unicodedata.normalize("NFKC", _SHOWN.sub("", name))
    looked = "".join(LATIN_LIKE.get(c, c) for c in plain).casefold()
    looked = "".join(LATIN_LIKE.get(c, c) for c in unicodedata.normalize("NFD", looked))
    looked = looked.replace("rn", "m").replace("vv", "w").replace("cl", "d")
    return "".join(c for c in looked if c.isalnum()).translate(_FOLDED)


#: Digits and letters that most types draw alike.
_FOLDED = str.maketrans({"0": "o", "1": "l", "i": "l", "ı": "l", "|": "l", "5": "s"})


def spoof(name: str, known: Iterable[str] = ()) -> tuple[Spoof, ...]:
    """What marks a name as a possible forgery of another; empty for an ordinary name.

    `known` are names that stand already. The same name again is a duplicate and no forgery.
    """
    found = [Spoof("mixed_scripts", word) for word in mixed_words(name)]
    if _SHOWN.search(name):
        found.append(Spoof("invisible", ""))
    mine, looks = plain(name), skeleton(name)
    for one in known:
        if looks and skeleton(one) == looks and plain(one) != mine:
            found.append(Spoof("looks_like", one))
    return tuple(dict.fromkeys(found))


def plain(name: str) -> str:
    """A name with case, spaces and widths folded, its letters kept."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
