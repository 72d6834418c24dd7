"""Money hidden behind the bank’s own word: the page finds what the program finds, on the same page."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
from books import SIGNER, Book, MemorySource

from ouna.core import book
from ouna.verify.book import Wanted, verify_book

from .conftest import Run


def waits(made: Book) -> None:
    for _ in range(5):
        made.state_account(made.berlin, waiting_out=490_000)
        made.today += timedelta(days=10)


def waited(made: Book) -> None:
    day = made.day
    made.state_account(made.berlin, waiting_in=700)
    made.today += timedelta(days=20)
    made.gift(made.berlin, made.walls, 700, booked=day)
    made.today += timedelta(days=20)
    made.state_account(made.berlin)


def late(made: Book) -> None:
    made.state_account(made.berlin)
    made.add(
        book.FeeCharged(
            **made.line_fields(made.ref("fee"), made.berlin, 20_000, "2001-01-01"), fund=made.free
        )
    )
    made.state_account(made.berlin)


def more_of_the_day(made: Book) -> None:
    made.state_account(made.berlin)
    made.gift(made.berlin, made.walls, 700)
    made.today += timedelta(days=40)
    made.state_account(made.berlin)


def closed(made: Book) -> None:
    made.add(book.AccountClosed(ref=made.ref("close"), campaign=made.camp, account=made.berlin))
    made.today += timedelta(days=32)
    made.gift(made.athens, made.free, 1)


@pytest.mark.parametrize(
    ("act", "wrong"), [(waits, True), (late, True), (closed, True), (waited, False), (more_of_the_day, False)]
)
def test_hidden_money_is_found_as_by_the_program(node: Run, act: Callable[[Book], None], wrong: bool) -> None:
    made = Book(3)
    made.open()
    made.gift(made.berlin, made.free, 500_000)
    act(made)
    files = made.files()
    report = verify_book(MemorySource(files), Wanted())
    packed = {name: base64.b64encode(content).decode() for name, content in files.items()}
    [_, answer] = node(
        [("base", {"files": packed}), ("book", {"files": {}, "keys": [SIGNER.verifier.vkey], "older": []})]
    )
    found = answer["value"]["findings"]
    assert [(f["step"], f.get("page")) for f in found] == [(f.step, f.entry) for f in report.findings]
    assert bool(found) is wrong
