"""Where two rules are broken at once, both verifiers tell the same one: page and step."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from book_guards import without
from government_cases import governed
from two_faults import FAULTS, forced

from ouna.core import book

from .conftest import Run
from .test_government_node import agree

TEXT = (Path(__file__).parents[2] / "docs" / "book-format.md").read_text()
PARTS = {
    "LINE": "form balance purpose",
    "FREE FUND": "form purpose",
    "FUND": "form purpose",
    "RUNNING": "form",
}
PARTS |= {"SIGNED": "trustees"}


def told_of(kind: str) -> set[str]:
    """The steps that the document's table names for a kind."""
    (row,) = re.findall(
        rf"^\| [^|]*`{re.escape(kind)}`[^|]* \|(.*)\|$", TEXT.split("### Which step")[1], re.M
    )
    for part, steps in PARTS.items():
        row = row.replace(part, " ".join(f"**{step}**" for step in steps.split()))
    return set(re.findall(r"\*\*(\w+)\*\*", row))


def test_of_two_broken_rules_both_tell_the_first(node: Run) -> None:
    made = {name: forced(make) for name, (_, make) in FAULTS.items()}
    found = agree(node, {name: b.files() for name, b in made.items()})
    at = {name: [f for f in found[name] if f[1] == len(b.entries) - 1] for name, b in made.items()}
    assert at == {name: [(step, len(made[name].entries) - 1)] for name, (step, _) in FAULTS.items()}


#: What is told by a sentence that no rule says word for word, and so cannot be taken out by it.
NAMED = {
    "nobody knows who bears and officers have not signed",
    "an answer of who has refused with a wrong statement",
}


@pytest.mark.parametrize("name", sorted(set(FAULTS) - NAMED))
def test_twin_without_the_rule_told_another_is_broken(name: str) -> None:
    """So there are two."""
    made = governed()
    record = made.stamped(FAULTS[name][1](made))
    with pytest.raises(book.RuleBroken) as first:
        book.admit(record, made.replay.facts)
    with without(first.value.what), pytest.raises(book.RuleBroken) as second:
        book.admit(record, made.replay.facts)
    assert first.value.step == FAULTS[name][0] and first.value.what != second.value.what


def test_the_document_names_these_steps_and_every_kind_once() -> None:
    steps = {name: told_of(name) for name in book.KINDS}
    assert steps["personal.erased"] == set() and steps["gift.reversed"] > {"reversal", "purpose"}
    wrong = {}
    for name, (step, make) in FAULTS.items():
        kind = forced(make).records[-1].KIND
        if step not in steps[kind]:
            wrong[name] = (kind, step)
    assert wrong == {}
