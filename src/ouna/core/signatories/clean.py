"""A line as it came → the same text without invisible controls, in NFC, with doubts about what was done."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ouna.core.signatories.values import Doubt, doubt

#: No name with its translations and country is longer.
LONGEST = 2_000

BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufff9-\ufffb\U000e0000-\U000e007f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SHAPES = re.compile("[\ufb50-\ufdf9\ufdfb-\ufdfc\ufe70-\ufefc\ufb00-\ufb06]+")
_ARABIC_WORD = re.compile("[\u0621-\u064a\u0671-\u06d3\ufb50-\ufdff\ufe70-\ufefc]{3,}")


@dataclass(frozen=True, slots=True)
class Line:
    """A cleaned line: `number` in the file from 1, `text` without ends, `page` counted from 0."""

    number: int
    text: str
    doubts: tuple[Doubt, ...] = ()
    page: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.text.strip()


def clean(text: str) -> tuple[str, tuple[Doubt, ...]]:
    """The text of one line or cell, and what was done to it. Linear in its length."""
    if text.isascii() and text.isprintable():
        return text, ()
    doubts: list[Doubt] = []
    bare = BIDI.sub("", text)
    if bare != text:
        doubts.append(doubt("controls_removed"))
    text = _CONTROLS.sub("", bare)
    if text != bare:
        doubts.append(doubt("signs_removed"))
    text = _SURROGATES.sub("\ufffd", text)
    if "\ufffd" in text:
        doubts.append(doubt("signs_damaged"))
    text = _SPACES.sub(" ", _UNSEEN.sub("", text))
    turned = turned_order(text)
    if _SHAPES.search(text):
        text = _SHAPES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
        doubts.append(doubt("presentation_forms"))
    text = unicodedata.normalize("NFC", text)
    if turned:
        doubts.append(doubt("turned_order", proposal=turn(text)[:200].strip()))
    return text, tuple(doubts)


def turned_order(text: str) -> bool:
    """Whether Arabic words stand letter by letter in reverse, as some PDFs have them.

    Shapes tell (a word that begins with a final shape), and letters that never begin a word (ة, ى), and
    the article at the wrong end.
    """
    turned = right = 0
    for found in _ARABIC_WORD.finditer(text):
        word = found[0]
        shapes = (_shape(word[0]), _shape(word[-1]))
        if shapes in ((2, 0), (2, 1), (3, 1)):
            turned += 2
        elif shapes in ((0, 2), (1, 2), (1, 3)):
            right += 2
        plain = unicodedata.normalize("NFKC", word)
        turned += (plain[0] in "ةىئؤ") + (plain.endswith("لا") and len(plain) > 4)
        right += (plain[-1] in "ةى") + (plain.startswith("ال") and len(plain) > 4)
    return turned > right


def _shape(letter: str) -> int:
    """1 initial, 2 final, 3 isolated; 0 for a plain letter or one in the middle."""
    name = _name(letter)
    if name.endswith("INITIAL FORM"):
        return 1
    if name.endswith("FINAL FORM"):
        return 2
    return 3 if name.endswith("ISOLATED FORM") else 0


@lru_cache(maxsize=2048)
def _name(letter: str) -> str:
    return unicodedata.name(letter, "")


_MIRRORED = str.maketrans("()[]{}«»<>", ")(][}{»«><")


def turn(text: str) -> str:
    """A line in visual order in the order of reading: everything turned, Latin words and numbers kept."""
    whole = text[::-1].translate(_MIRRORED)
    return re.sub(r"[A-Za-z0-9\u0660-\u0669\u00c0-\u024f][\w.'’]*", lambda found: found[0][::-1], whole)
