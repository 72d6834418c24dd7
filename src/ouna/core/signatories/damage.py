"""What a scan did to a text: doubts with a proposal, never a correction."""

from __future__ import annotations

import re
import unicodedata

from ouna.core.signatories.values import Doubt, doubt

_DIGIT_IN_WORD = re.compile(
    r"[^\W\d_]+[01358|][^\W\d_]+|\b[015][a-zà-ÿ]{3,}\b|\b[^\W\d_]{2,}[01]\b", re.UNICODE
)
_LETTERS = {"0": "o", "1": "l", "3": "e", "5": "s", "8": "B", "|": "l"}
#: Latin-1 read from the bytes of UTF-8.
_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
_LOOSE_ACCENT = re.compile("([A-Za-z])?([\u00a8\u00b4\u02c6\u02dc\u00b8`^~])\\s?([A-Za-z])")
_COMBINING = {"\u00a8": "\u0308", "\u00b4": "\u0301", "`": "\u0300", "\u02c6": "\u0302", "^": "\u0302",
              "\u02dc": "\u0303", "~": "\u0303", "\u00b8": "\u0327"}  # fmt: skip
_LOST_SPACE = re.compile(r"([a-zß-ÿа-яёіїєґα-ωά-ώ]{2,})([A-ZÀ-ÞА-ЯІЇЄҐΑ-Ω][a-zß-ÿа-яёіїєґα-ωά-ώ]{2,})")
_APART = re.compile(r"(?:(?<=\s)|^)(?:[^\W\d_]\s){3,}[^\W\d_](?=\s|$)")
_STRAY = re.compile("[¦§¬¶†‡■□▪●◆♦*_\\\\^~¤<>{}=|]+")
#: vv for w, cl for d, l for I before capitals: hints, no more.
_ALIKE = re.compile(r"\b[Vv]v[a-zß-ÿ]+\b|\b[a-zß-ÿ]*cl(?=[bcdfghjkmnpqrstvwxz])[a-zß-ÿ]+\b|\bl[A-ZÀ-Þ]{2,}\b")


def suspicions(name: str) -> tuple[Doubt, ...]:
    """What in a name looks like the work of a scan. Names are short: the caller cuts long ones."""
    found: list[Doubt] = []
    if not any(c.isalpha() for c in name):
        return (doubt("no_letters"),)
    if _DIGIT_IN_WORD.search(name):
        proposal = _DIGIT_IN_WORD.sub(_letters, name)
        if proposal != name:
            found.append(doubt("digit_in_word", proposal=proposal))
    if _ALIKE.search(name):
        found.append(doubt("letters_alike", proposal=_ALIKE.sub(_alike, name)))
    if _MOJIBAKE.search(name) and (mended := _unmixed(name)):
        found.append(doubt("accents_broken", proposal=mended))
    elif _LOOSE_ACCENT.search(name):
        found.append(doubt("accents_broken", proposal=_LOOSE_ACCENT.sub(_accented, name)))
    if _LOST_SPACE.search(name):
        found.append(doubt("spaces_lost", proposal=_LOST_SPACE.sub(r"\1 \2", name)))
    if _APART.search(name):
        found.append(doubt("spaces_between", proposal=_APART.sub(lambda m: m[0].replace(" ", ""), name)))
    if stray := _STRAY.findall(name):
        found.append(doubt("stray_marks", marks=" ".join(dict.fromkeys(stray))[:40]))
    return tuple(found)


def _letters(found: re.Match[str]) -> str:
    word = found[0]
    upper = word.upper() == word
    return "".join((_LETTERS[c].upper() if upper else _LETTERS[c]) if c in _LETTERS else c for c in word)


def _alike(found: re.Match[str]) -> str:
    word = found[0]
    if word[0] == "l" and word[1:].isupper():
        return "I" + word[1:]
    return word.replace("Vv", "W").replace("vv", "w").replace("cl", "d")


def _unmixed(name: str) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return name.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return ""


def _accented(found: re.Match[str]) -> str:
    before, accent, after = found[1] or "", found[2], found[3]
    joined = unicodedata.normalize("NFC", after + _COMBINING[accent])
    return before + (joined if len(joined) == 1 else accent + after)
