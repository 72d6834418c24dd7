"""Histories and books forged by who holds the server and the log's key: both verifiers refuse every one."""

from __future__ import annotations

from typing import Any

import pytest
from books import files_of
from government import Governed, governed_book
from test_book_forged import Forger, history
from test_verify_government import forged

from ouna.core import book

from .conftest import Run
from .test_government_node import COUNT, agree


@pytest.fixture(scope="module")
def governed() -> Governed:
    """The book that the program's own test forges; never change it."""
    return governed_book(seed=6)


def test_no_book_forged_by_the_owner_of_the_key_is_accepted(node: Run, governed: Governed) -> None:
    found = agree(node, {str(number): forged(governed, number) for number in range(COUNT)})
    assert [number for number, steps in found.items() if not steps] == []


def written(forger: Forger, records: list[Any]) -> dict[str, bytes]:
    """The forger's book with these records at its end, then the order and its payment."""
    b = forger.b
    order = b.order(forger.request)
    made = [book.encode(b.stamped(record)) for record in (*records, order, b.sent(order))]
    b.seconds = 0 if b.seconds > 30_000 else b.seconds
    return files_of([*b.entries[: forger.count], *made], texts=b.texts)


def test_no_forged_history_is_paid(node: Run) -> None:
    forger = Forger()
    right = [forger.approval(0), forger.approval(3)]
    books = {"right": written(forger, right)}
    books |= {str(number): written(forger, history(forger, number)[1]) for number in range(COUNT)}
    found = agree(node, books)
    assert found.pop("right") == []
    # Neither order nor payment was let in: each is a finding of its own.
    paid = [number for number, steps in found.items() if [step for step, _ in steps].count("payment") < 2]
    assert paid == []
