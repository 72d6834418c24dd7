"""Falsified books: none may be taken for right. `OUNA_MUTANTS=10000` for the full figure."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable

import pytest
from books import MemorySource, files_of, small_book
from mutants import BREAKERS, WAYS, Mutator

from ouna.core.values import canonical
from ouna.verify.book import Wanted, verify_book

COUNT = int(os.environ.get("OUNA_MUTANTS", "300"))
SEED = int(os.environ.get("OUNA_SEED", "20261122"))


@pytest.fixture(scope="module")
def mutator() -> Mutator:
    return Mutator(small_book(seed=5, rounds=6), SEED)


def test_the_right_book_is_accepted_whole_and_at_every_size(mutator: Mutator) -> None:
    assert len(mutator.datas) > 256, "more than one bundle"
    assert mutator.accepts(mutator.files)
    assert mutator.accepts(mutator.files, since=mutator.files["checkpoint"])
    assert mutator.resealed(mutator.datas) == mutator.files


def test_no_falsified_book_is_accepted(mutator: Mutator, figure: Callable[..., None]) -> None:
    tried: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    for number in range(COUNT):
        way = WAYS[number % len(WAYS)]
        mutator.random.seed(SEED * 100_003 + number)
        tried[way] += 1
        if getattr(mutator, way)():
            accepted[f"{way} {number}"] += 1
    print(f"{COUNT} falsified books: {dict(tried)}, accepted {dict(accepted)}")
    figure(sum(tried.values()), sum(accepted.values()))
    assert not accepted
    assert set(tried) == set(WAYS)


@pytest.mark.parametrize("number", range(len(BREAKERS)))
def test_each_way_to_break_a_rule_changes_the_book_and_is_found(mutator: Mutator, number: int) -> None:
    import json

    datas = json.loads(json.dumps(mutator.datas))
    mutator.random.seed(number)
    BREAKERS[number](mutator, datas)
    assert datas != mutator.datas
    report = verify_book(
        MemorySource(files_of([canonical(d) for d in datas], texts=mutator.made.texts)), Wanted()
    )
    assert report.findings
