"""Money hidden behind the bank’s own word: the page finds what the program finds, on the same page."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from books import SIGNER, Book, MemorySource
from holes import CASES, opened
from holes import told as stated

from ouna.core import book
from ouna.verify.book import Wanted, verify_book

from .conftest import Job, Run


def job(made: Book) -> Job:
    """Check this book."""
    packed = {name: base64.b64encode(content).decode() for name, content in made.files().items()}
    return "book", {"files": packed, "keys": [SIGNER.verifier.vkey], "older": []}


def told(answer: dict[str, Any]) -> list[tuple[str, int | None]]:
    return [(found["step"], found.get("page")) for found in answer["value"]["findings"]]


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


def never_stated(made: Book) -> None:
    made.today += timedelta(days=46)
    made.gift(made.athens, made.free, 1)


def stated_once(made: Book) -> None:
    made.today += timedelta(days=20)
    made.state_account(made.berlin)
    made.state_account(made.athens)
    made.today += timedelta(days=46)
    made.gift(made.athens, made.free, 1)


def just_stated(made: Book) -> None:
    made.gift(made.athens, made.free, 1)
    made.today += timedelta(days=10)
    made.state_account(made.berlin)
    made.state_account(made.athens)
    made.today += timedelta(days=45)
    made.gift(made.athens, made.free, 1)


def closed(made: Book) -> None:
    made.add(book.AccountClosed(ref=made.ref("close"), campaign=made.camp, account=made.berlin))
    made.today += timedelta(days=32)
    made.gift(made.athens, made.free, 1)


@pytest.mark.parametrize(
    ("act", "wrong"),
    [
        (waits, True),
        (late, True),
        (closed, True),
        (never_stated, True),
        (stated_once, True),
        (just_stated, False),
        (waited, False),
        (more_of_the_day, False),
    ],
)
def test_hidden_money_is_found_as_by_the_program(node: Run, act: Callable[[Book], None], wrong: bool) -> None:
    made = Book(3)
    made.open()
    made.gift(made.berlin, made.free, 500_000)
    act(made)
    report = verify_book(MemorySource(made.files()), Wanted())
    found = told(node([job(made)])[0])
    assert found == [(f.step, f.entry) for f in report.findings]
    assert bool(found) is wrong


def test_past_the_rules_nothing_moves_and_what_is_honest_holds(node: Run) -> None:
    """Odd exchanges, charges beyond the limit, gifts that leave their purpose."""
    books = []
    for act, _ in CASES.values():
        made = opened()
        act(made)
        books.append((made, stated(made)))
    answers = node([job(made) for made, _ in books])
    for name, (made, page), answer in zip(CASES, books, answers, strict=True):
        report = verify_book(MemorySource(made.files()), Wanted())
        assert sorted(told(answer)) == sorted((f.step, f.entry) for f in report.findings), name
        last = (CASES[name][1], page)
        assert (last in told(answer)) if CASES[name][1] else not told(answer), name
