"""The daily check and `ouna verify` say the same of a book, also of what only its end shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from tests.log.support import BY

from ouna.core import book
from ouna.core.book import Replay
from ouna.log import recount as recount_module
from ouna.log.booking import write_chunk
from ouna.log.recount import Recount
from ouna.verify.book import Wanted, verify_book

pytestmark = pytest.mark.django_db
TESTS = Path(__file__).parents[1]


def unexplained(made: Any) -> None:
    made.add(book.CreditUnexplained(**made.line_fields(made.ref("open"), made.berlin, 700)))


def on_the_way(made: Any) -> None:
    fields = made.line_fields(made.ref("xfer"), made.berlin, 1_000)
    made.add(book.TransferSent(**fields, target=made.athens))
    for _ in range(12):
        made.next_day()


def waiting_for_ever(made: Any) -> None:
    for _ in range(36):
        made.state_account(made.berlin, waiting_out=4_000)
        made.next_day()


def after_it_was_stated(made: Any) -> None:
    made.state_account(made.berlin)
    day = made.day
    made.next_day()
    made.state_account(made.berlin)
    made.next_day()
    made.gift(made.berlin, made.free, 300, booked=day)


def closed_and_full(made: Any) -> None:
    made.add(book.AccountClosed(ref=made.ref("close"), campaign=made.camp, account=made.berlin))
    for _ in range(33):
        made.next_day()


BOOKS: dict[str, tuple[Callable[[Any], None], str]] = {
    "nothing": (lambda made: None, ""),
    "a line that nobody explained": (unexplained, "still unexplained"),
    "a transfer that never arrives": (on_the_way, "in transit for more than 10 days"),
    "money that waits for ever": (waiting_for_ever, "waits for more than 31 days"),
    "a line booked into a stated day": (after_it_was_stated, "whose balance the bank had stated"),
    "money in a closed account": (closed_and_full, "closed account is not empty"),
}


@pytest.fixture(params=BOOKS)
def ending(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, str]:
    """A book that ends so, in memory and in the database, and what must be found in it."""
    monkeypatch.syspath_prepend(str(TESTS / "verify"))
    from books import Book

    made = Book(7)
    made.open()
    made.gift(made.berlin, made.free, 5_000)
    change, expected = BOOKS[request.param]
    change(made)
    with transaction.atomic():
        write_chunk(BY.ref, [(record, ()) for record in made.records], below_note=True)
    return made, expected


def told(made: Any) -> tuple[list[str], list[str]]:
    """(what the check of the installation finds, what `ouna verify` finds), without their places."""
    from books import MemorySource

    here = [finding.what.split(": ", 1)[1] for finding in Recount({}).run()]
    report = verify_book(MemorySource(made.files()), Wanted())
    return here, [finding.what.split(": ", 1)[-1] for finding in report.findings]


def test_check_and_verifier_say_the_same(ending: tuple[Any, str]) -> None:
    made, expected = ending
    here, verified = told(made)
    assert here == verified
    assert len(here) == bool(expected) and all(expected in what for what in here)


def test_guard_off_without_the_end_they_differ(
    ending: tuple[Any, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Endless(Replay):
        def close(self) -> list[Any]:
            return []

    made, expected = ending
    monkeypatch.setattr(recount_module, "Replay", Endless)
    here, verified = told(made)
    assert here == [] and bool(verified) is bool(expected)
