"""What changed between two wordings of a text, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
#: A word with the spaces behind it, or line ends.
_TOKEN = re.compile(r"[^\S\n]*\n\s*|\S+[^\S\n]*|[^\S\n]+")
#: Above this many words on both sides a changed paragraph is shown as a whole: comparing takes the product.
_MOST_WORDS = 4_000


@dataclass(frozen=True, slots=True)
class Run:
    """Some words that stayed, came or went."""

    kind: str
    text: str


def words(before: str, after: str) -> list[Run]:
    """The way from `before` to `after`: what stayed and came gives `after`, what stayed and went `before`.

    Lines are compared first and words only inside those that differ, so that long texts take little time.
    """
    runs: list[Run] = []
    for kind, old, new in _blocks(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if kind == SAME:
            _add(runs, SAME, "".join(new))
        else:
            _add_words(runs, "".join(old), "".join(new))
    return runs


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield SAME if tag == "equal" else "", old[a:b], new[c:d]


def _add_words(runs: list[Run], before: str, after: str) -> None:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) + len(new) > _MOST_WORDS:
        _add(runs, REMOVED, before)
        _add(runs, ADDED, after)
        return
    for kind, gone, come in _blocks(old, new):
        if kind == SAME:
            _add(runs, SAME, "".join(come))
        else:
            _add(runs, REMOVED, "".join(gone))
            _add(runs, ADDED, "".join(come))


def _add(runs: list[Run], kind: str, text: str) -> None:
    if not text:
        return
    if runs and runs[-1].kind == kind:
        text = runs.pop().text + text
    runs.append(Run(kind, text))
