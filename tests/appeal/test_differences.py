"""The words between two wordings: nothing is lost, whichever way one reads them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ouna.appeal.differences import ADDED, REMOVED, SAME, Run, words

TEXTS = st.text(alphabet=st.sampled_from("ab سقف \n\u00a0.#*"), max_size=80)


@given(TEXTS, TEXTS)
def test_what_stayed_and_came_is_the_new_text_and_what_stayed_and_went_the_old(old: str, new: str) -> None:
    runs = words(old, new)
    assert "".join(run.text for run in runs if run.kind in (SAME, ADDED)) == new
    assert "".join(run.text for run in runs if run.kind in (SAME, REMOVED)) == old
    assert all(run.text for run in runs)
    assert all(a.kind != b.kind for a, b in pairwise(runs))


@given(TEXTS)
def test_the_same_is_one_run(text: str) -> None:
    assert words(text, text) == ([Run(SAME, text)] if text else [])


def test_only_the_words_that_differ_are_marked() -> None:
    assert words("The partner decides.\nOn all.", "The partner alone decides.\nOn all.") == [
        Run(SAME, "The partner "),
        Run(ADDED, "alone "),
        Run(SAME, "decides.\nOn all."),
    ]


def test_a_long_changed_paragraph_is_shown_as_a_whole() -> None:
    old, new = "a b " * 3_000, "b c " * 3_000
    assert [run.kind for run in words(old, new)] == [REMOVED, ADDED]
