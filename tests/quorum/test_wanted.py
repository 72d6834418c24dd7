"""What gathers signatures agrees with what decides: for every kind, and every number of signatures."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "core" / "quorum"))
sys.path.insert(0, str(Path(__file__).parents[1] / "verify"))

from government import ALGS, governed_book

from ouna.core import book
from ouna.core.book.kinds.wanted import SIGNED_KINDS
from ouna.core.quorum import Act

MOST = 40


def passes(record: Any, facts: Any) -> bool:
    """Whether the book takes the record in as it is."""
    try:
        book.admit(record, facts)
    except book.RuleBroken:
        return False
    return True


def some(signatures: tuple[Any, ...]) -> Any:
    """Subsets of the signatures, the empty one and the whole among them."""
    every = [c for n in range(len(signatures) + 1) for c in combinations(signatures, n)]
    return every[:: max(1, len(every) // MOST)] + every[-1:]


@pytest.fixture(scope="module")
def tried() -> dict[str, list[tuple[int, bool, bool]]]:
    """kind → (signatures, said to be enough, passed) of each subset, over a book with every kind."""
    made, found = governed_book(3, algs=ALGS), {}
    replay = book.Replay()
    for entry in made.entries:
        record = book.decode(entry)
        if record.KIND in SIGNED_KINDS and getattr(record, "signatures", None):
            for chosen in some(record.signatures):
                less = replace(record, signatures=chosen)
                count = book.wanted(record, replay.facts).so_far(s.key for s in chosen)
                row = (len(chosen), count.done, passes(less, replay.facts))
                found.setdefault(record.KIND, []).append(row)
        assert replay.feed(entry) is not None, replay.findings
    return found


def test_every_kind_that_is_signed_was_tried(tried):
    assert set(tried) == SIGNED_KINDS
    for kind, rows in tried.items():
        assert {done for _, done, _ in rows} == {True, False}, kind


def test_enough_signatures_are_said_to_be_enough_exactly_where_the_book_takes_them(tried):
    wrong = [(kind, row) for kind, rows in tried.items() for row in rows if row[1] != row[2]]
    assert not wrong


def test_one_signature_is_judged_alone(tried):
    made = governed_book(4, algs=ALGS)
    replay, right, wrong = book.Replay(), 0, 0
    for entry in made.entries:
        record = book.decode(entry)
        for signature in getattr(record, "signatures", None) or ():
            book.check_one(record, replay.facts, signature)
            right += 1
            other = replace(signature, statement=replace(signature.statement, act=Act.TEST))
            with pytest.raises(book.RuleBroken):
                book.check_one(record, replay.facts, other)
            wrong += 1
        replay.feed(entry)
    assert right == wrong > 40


def test_a_document_becomes_its_record_again():
    made = governed_book(5, algs=ALGS)
    for entry in made.entries:
        record = book.decode(entry)
        if record.KIND in SIGNED_KINDS:
            body = book.document_of(record)
            unsigned = book.from_document(body, record.on or "")
            assert unsigned == replace(record, signatures=())
            assert book.document_of(unsigned) == body


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b'{"kind":"gift.received","v":1}', b'{"kind":"gate.opened","v":1}',
     b'{"kind":"gate.opened","v":2}', b'{"kind":"payments.paused","v":1,"x":1}', b"[]"],
)  # fmt: skip
def test_what_is_no_document_is_refused(body):
    with pytest.raises(book.FormBroken):
        book.from_document(body, "2026-11-20T12:00:00Z")
