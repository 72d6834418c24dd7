"""Posters with tear-off slips."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ouna.core.values.money import Money
from ouna.ui.pdf import LANGUAGES, Poster, poster_pdf, press, render
from ouna.ui.pdf.errors import PaperRefused

from .conftest import ARABIC, page_count, text_of, words_on

Make = Callable[..., Poster]
IN_ARABIC = {
    **{key: ARABIC[key] for key in ("language", "coalition", "campaign")},
    "headline": "سقف قبل المطر",
    "rebuilds": "مدرسة ليندو: سقفها ونوافذها والبئر في ساحتها.",
}


def test_it_says_what_is_rebuilt_and_where_to_give(poster: Make, tmp_path: Path) -> None:
    text = text_of(poster_pdf(poster(reference="RF18539007547034")), tmp_path)
    for part in (
        "A roof before the rain",
        "The school of Lindow: its roof",
        "Goal 50,000.00 EUR",
        "19,999.99 EUR received by 4 May 2026",
        "DE89 3704 0044 0532 0130 00",
        "decides on every payment.",
        "Tear one off",
    ):
        assert part in text
    assert text.count("RF18") == 1 + 8


@pytest.mark.parametrize("slips", [4, 8, 10])
def test_the_slips_stand_side_by_side_at_the_foot(poster: Make, tmp_path: Path, slips: int) -> None:
    spots = words_on(poster_pdf(poster(slips=slips)), tmp_path)
    # The account is upright once, and on its side in every slip.
    feet = sorted(x for word, x, y in spots if word == "DE89" and y > 842 * 0.78)
    assert len(feet) == slips
    assert [second - first for first, second in pairwise(feet)] == pytest.approx(
        [595.28 / slips] * (slips - 1), abs=0.2
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_page_and_small_in_every_language(poster: Make, language: str) -> None:
    changes = IN_ARABIC if language == "ar" else {"language": language}
    pdf = poster_pdf(poster(demo=True, **changes))
    assert page_count(pdf) == 1
    assert len(pdf) <= 40_000


def test_an_arabic_poster_keeps_its_account_whole(poster: Make, tmp_path: Path) -> None:
    text = text_of(poster_pdf(poster(**IN_ARABIC)), tmp_path)
    assert "DE89 3704 0044 0532 0130 00" in text
    assert "50,000.00 EUR" in text
    assert "19,999.99 EUR" in text


@pytest.mark.parametrize(
    ("received", "stones"), [(0, 0), (1, 0), (20_000, 1), (39_999, 1), (4_999_999, 249), (9_000_000, 250)]
)
def test_stones_are_cut_never_rounded_up(
    poster: Make, monkeypatch: pytest.MonkeyPatch, received: int, stones: int
) -> None:
    seen: dict[str, Any] = {}

    def look(kind: str, data: dict[str, Any], *, issued: date) -> bytes:
        seen.update(data)
        return press.typeset(kind, data, issued=issued)

    monkeypatch.setattr(render, "typeset", look)
    assert page_count(poster_pdf(poster(received=Money(received, "EUR")))) == 1
    assert seen["stones"] == stones


def test_nothing_received_yet_is_not_said(poster: Make, tmp_path: Path) -> None:
    text = text_of(poster_pdf(poster(received=None, received_day=None)), tmp_path)
    assert "received by" not in text


def test_the_demo_is_on_every_slip(poster: Make, tmp_path: Path) -> None:
    spots = words_on(poster_pdf(poster(demo=True)), tmp_path)
    assert sum(word == "invented," and y > 842 * 0.78 for word, _, y in spots) == 8


@pytest.mark.parametrize("letter", ["W", "m "])
@pytest.mark.parametrize("slips", [4, 10])
def test_the_longest_texts_stay_on_one_page(poster: Make, tmp_path: Path, letter: str, slips: int) -> None:
    def full(length: int) -> str:
        return (letter * length)[: length - 1] + "Z"

    pdf = poster_pdf(
        poster(
            coalition=full(90),
            campaign=full(60),
            partner=full(90),
            headline=full(90),
            rebuilds=full(420),
            holder=full(70),
            iban="MT84MALT011000012345MTLCAST001S",
            reference="RF18" + "0" * 21,
            goal=Money(2**53 - 1, "TND"),
            received=None,
            received_day=None,
            address="https://pear.example/" + "long/" * 10,
            slips=slips,
            demo=True,
        )
    )
    assert page_count(pdf) == 1
    spots = words_on(pdf, tmp_path)
    assert all(0 <= x <= 595.3 and 0 <= y <= 842 for word, x, y in spots if re.search("Z", word))


@pytest.mark.parametrize(
    "changes",
    [
        {"slips": 0},
        {"slips": 30},
        {"received_day": None},
        {"received": None},
        {"received": Money(1, "CHF")},
        {"received": Money(-1, "EUR")},
        {"goal": Money(0, "EUR"), "received": None, "received_day": None},
        {"headline": "x" * 91},
        {"symbol": ""},
    ],
)
def test_posters_that_make_no_sense_are_refused(poster: Make, changes: dict[str, Any]) -> None:
    with pytest.raises(PaperRefused):
        poster_pdf(poster(**changes))
