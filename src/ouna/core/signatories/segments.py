"""The text of one entry cut into segments: at dashes, semicolons, wide gaps and brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

OPENING = "([{（【〔"
CLOSING = ")]}）】〕"
#: Commas of several scripts.
COMMA = re.compile(r"\s*[,،，、]\s*")
_CUT = re.compile(
    r"\s+(?:[-‐‑‒–—―−﹣－/|=~·•→›»]|--+|::)\s+(?!$)"  # a sign between spaces
    r"|\s*(?:——|[|\t•→]|;|；|\.{3,}|…{1,3}|_{3,})[\s.…_]*"
    r"|(?<=\w)\s*[–—―]\s*(?=[^\W\d])|(?<=[^\w\s])\s*[–—―－]\s*(?=[^\W\d])"
    r"|\s{3,}"
)
#: What an entry may begin and end with that says nothing.
EDGES = " \t\r\n,،，、;；:–—―|·•=~/→-"
_HYPHEN_TAIL = re.compile(r"\s-(?=\S)|(?<=\S)-\s")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of an entry. `joined`: it follows a bracket without a sign between."""

    text: str
    bracketed: bool = False
    joined: bool = False


def segments(text: str) -> tuple[list[Segment], bool]:
    """The segments of a text in their order, and whether its brackets are in order. Nothing is lost."""
    found: list[Segment] = []
    even = True
    after_bracket = False
    for inside, part in _brackets(text):
        if inside is None:
            even = False
            continue
        if inside:
            content = part.strip()
            if content:
                found.append(Segment(content, bracketed=True))
            after_bracket = True
            continue
        joined = after_bracket and not _CUT.match(part) and part.strip(EDGES)[:1].isalnum()
        joined = bool(joined) and part.lstrip()[:1].isalnum()
        for at, piece in enumerate(_CUT.split(part)):
            if piece and piece.strip(EDGES):
                found.append(Segment(_trim(piece), joined=joined and at == 0))
        after_bracket = False
    return found, even


def _trim(text: str) -> str:
    return text.strip(EDGES)


def _brackets(text: str) -> list[tuple[bool | None, str]]:
    """Parts outside (False) and inside (True) of the outermost brackets; None marks a missing one."""
    found: list[tuple[bool | None, str]] = []
    depth = start = 0
    for at, c in enumerate(text):
        if c in OPENING:
            if depth == 0:
                found.append((False, text[start:at]))
                start = at + 1
            depth += 1
        elif c in CLOSING:
            if depth == 0:
                found += [(False, text[start:at]), (None, "")]
                start = at + 1
                continue
            depth -= 1
            if depth == 0:
                found.append((True, text[start:at]))
                start = at + 1
    rest = text[start:]
    if not depth:
        found.append((False, rest))
        return found
    # Not closed: the bracket ends at the next sign, and what follows stands outside.
    found.append((None, ""))
    cut = _CUT.search(rest)
    found.append((True, rest[: cut.start()] if cut else rest))
    if cut:
        found.append((False, rest[cut.start() :]))
    return found


def is_open(text: str) -> bool:
    """Whether a bracket is opened and not closed."""
    return sum(map(text.count, OPENING)) > sum(map(text.count, CLOSING))


def hyphen_cuts(text: str) -> list[tuple[str, str]]:
    """Both sides of each hyphen with a space on one side only, last first."""
    return [
        (text[: found.start()].strip(EDGES), text[found.end() :].strip(EDGES))
        for found in reversed(list(_HYPHEN_TAIL.finditer(text)))
    ]
