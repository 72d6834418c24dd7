"""The appeal on paper, in one language, with the list of who has signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ouna.core.values import clean_text
from ouna.ui.markdown import Block
from ouna.ui.pdf import words
from ouna.ui.pdf.errors import PaperRefused
from ouna.ui.pdf.paper import checked_address, checked_symbol, readable
from ouna.ui.pdf.press import typeset
from ouna.ui.pdf.render import fingerprint_lines, labels, texts

#: Why a translation is not the last word.
MARKS = ("behind", "machine", "missing")


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """One text of the appeal: its blocks, the language it is in, perhaps the address of its source."""

    language: str
    rtl: bool
    blocks: tuple[Block, ...]
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedName:
    """A signatory as the list of this language has it: its name and where it is at home."""

    name: str
    place: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AppealPaper:
    """A version of the appeal in one language, as of `issued`; `marks` say what its translation lacks.

    `fingerprint` is the hex hash of the public text, `symbol` the SVG of a QR symbol of `address`.
    """

    language: str
    coalition: str
    campaign: str
    version: int
    day: date
    issued: date
    title: Passage
    body: Passage | None
    demands: tuple[Passage, ...]
    calls: tuple[Passage, ...]
    notes: tuple[Passage, ...]
    names: tuple[SignedName, ...]
    address: str
    symbol: str
    fingerprint: str
    marks: tuple[str, ...] = ()
    demo: bool = False


def appeal_pdf(paper: AppealPaper) -> bytes:
    """The appeal with its list: as many A4 pages as it takes.

    Letters that our fonts lack are written in Latin ones. Raises: PaperRefused and its kinds,
    TypesettingFailed.
    """
    language, label = paper.language, labels(paper.language, "appeal")
    if set(paper.marks) - set(MARKS):
        raise PaperRefused("This is no mark of a translation.", field="marks")
    count = words.code(words.number(len(paper.names), language), language)
    data: dict[str, Any] = {
        **texts(paper, language, coalition=90, campaign=90),
        "language": language,
        "words": label,
        "kicker": label["kicker"].format(
            version=words.code(str(paper.version), language), day=words.day(paper.day, language)
        ),
        "marks": [label[mark] for mark in paper.marks],
        "title": _passage(paper.title),
        "body": _passage(paper.body) if paper.body else None,
        "demands": [_passage(one) for one in paper.demands],
        "calls": [_passage(one) for one in paper.calls],
        "notes": [_passage(one) for one in paper.notes],
        "names": [[_name(one.name, language), _name(one.place, language)] for one in paper.names],
        "signed_day": label["signed_day"].format(count=count, day=words.day(paper.issued, language)),
        "address": checked_address(paper.address),
        "symbol": checked_symbol(paper.symbol),
        "fingerprint": fingerprint_lines(paper.fingerprint, language),
        "demo": paper.demo,
    }
    return typeset("appeal", data, issued=paper.issued)


def _name(text: str, language: str) -> str:
    return words.name(readable(clean_text(text)), language)


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "lang": passage.language,
        "rtl": passage.rtl,
        "blocks": [[block.kind, _runs(block.runs)] for block in passage.blocks],
        "url": readable(passage.url),
    }


def _runs(runs: Sequence[tuple[str, str]]) -> list[list[str]]:
    return [[_shown(text), style] for text, style in runs]


def _shown(text: str) -> str:
    """A piece of a line with its spaces, in letters that can be printed."""
    left, right = " " * text.startswith(" "), " " * text.endswith(" ")
    return left + readable(clean_text(text, lines=True)) + right if text.strip() else text
