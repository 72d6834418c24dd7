"""The appeal on paper: every word of it, in each language, with the names in any script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ouna.ui.markdown import Block, blocks
from ouna.ui.pdf import LANGUAGES, AppealPaper, Passage, SignedName, appeal_pdf, link_symbol
from ouna.ui.pdf.errors import PaperRefused

from .conftest import ADDRESS, FINGERPRINT, page_count, text_of

NAMES = ("Werkstatt Lindow e. V.", "نفير الباب الأخضر", "Ξέλαση", "长梯换工社", "नीली ईंट")


def passage(text: str, language: str = "en", url: str = "") -> Passage:
    return Passage(language=language, rtl=language == "ar", blocks=blocks(text, notes=2), url=url)


@pytest.fixture
def appeal() -> Callable[..., AppealPaper]:
    """A maker of appeals."""

    def make(**changes: Any) -> AppealPaper:
        fields: dict[str, Any] = {
            "language": "en",
            "coalition": "Pear Tree Union",
            "campaign": "A school for Lindow",
            "version": 2,
            "day": date(2026, 5, 4),
            "issued": date(2026, 5, 20),
            "title": passage("Let the pears grow"),
            "body": passage("Lindow has **no roof**[^1].\n\n## Why\n\n* rain\n* snow\n\n> We ask."),
            "demands": (passage("Open the road."), passage("Lindow decides.")),
            "calls": (passage("Hang the [poster](https://a.example/p)."),),
            "notes": (passage("A survey.", url="https://a.example/survey"),),
            "names": tuple(SignedName(name=name, place="DE") for name in NAMES),
            "address": ADDRESS,
            "symbol": link_symbol(ADDRESS),
            "fingerprint": FINGERPRINT,
        }
        return AppealPaper(**{**fields, **changes})

    return make


def test_every_word_and_every_name_is_there(appeal: Callable[..., AppealPaper], tmp_path: Path) -> None:
    text = " ".join(text_of(appeal_pdf(appeal()), tmp_path).split())
    said = ("Open appeal, version 2 of", "Let the pears grow", "no roof", "Why", "rain", "snow", "We ask.")
    more = ("Open the road.", "Lindow decides.", "(https://a.example/p)", "https://a.example/survey")
    for words in (*said, *more, "5 organisations as of", "Werkstatt", "Ξέλαση", "ZhangTi"):
        assert words in text, words
    assert "**" not in text and "[^1]" not in text and "demo" not in text.lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_set_in_every_language_of_paper(appeal: Callable[..., AppealPaper], language: str) -> None:
    made = appeal_pdf(appeal(language=language, marks=("behind", "machine", "missing"), demo=True))
    assert made.startswith(b"%PDF") and page_count(made) in (1, 2)
    assert made == appeal_pdf(appeal(language=language, marks=("behind", "machine", "missing"), demo=True))


def test_an_arabic_appeal_may_hold_an_english_demand(
    appeal: Callable[..., AppealPaper], tmp_path: Path
) -> None:
    made = appeal(language="ar", title=passage("دعوا الإجاص ينمو", "ar"), marks=("missing",))
    text = text_of(appeal_pdf(made), tmp_path)
    assert "Lindow decides." in " ".join(text.split())


def test_a_long_list_takes_more_pages(appeal: Callable[..., AppealPaper]) -> None:
    names = tuple(SignedName(name=f"Work party of the {n}th step", place="CH") for n in range(400))
    assert page_count(appeal_pdf(appeal(names=names))) >= 4


def test_nobody_has_signed_yet_is_not_said_as_a_number(
    appeal: Callable[..., AppealPaper], tmp_path: Path
) -> None:
    assert "organisations" not in text_of(appeal_pdf(appeal(names=())), tmp_path)


def test_typesetting_code_in_a_text_is_text(appeal: Callable[..., AppealPaper], tmp_path: Path) -> None:
    bad = "#read('/etc/x') $x$ #import 'common.typ' [*] u{41}"
    body = Passage(language="en", rtl=False, blocks=(Block("text", ((bad, ""),)),))
    text = " ".join(text_of(appeal_pdf(appeal(body=body)), tmp_path).replace("&apos;", "'").split())
    assert "#read('/etc/x') $x$" in text and "[*] u{41}" in text


def test_an_unknown_mark_is_refused(appeal: Callable[..., AppealPaper]) -> None:
    with pytest.raises(PaperRefused):
        appeal_pdf(appeal(marks=("checked",)))
