"""The owner of the key tries to hide money behind the bank's own word; the end of the book shows it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from books import Book, small_book

from ouna.core import book
from ouna.core.book import stated


def opened() -> Book:
    made = Book(3)
    made.open()
    made.gift(made.berlin, made.free, 500_000)
    return made


def pass_days(made: Book, count: int) -> None:
    made.today += timedelta(days=count)


def found(made: Book) -> list[str]:
    return [what for _, _, what in made.replay.close()]


def test_a_theft_cannot_wait_for_ever() -> None:
    made = opened()
    for _ in range(4):
        made.state_account(made.berlin, waiting_out=490_000)
        pass_days(made, 10)
    assert not found(made)
    made.state_account(made.berlin, waiting_out=490_000)
    assert found(made) == ["Money that the bank has booked waits for more than 31 days."]


def test_what_waits_and_is_booked_in_time_is_right() -> None:
    made = opened()
    made.state_account(made.berlin, waiting_in=700)
    day = made.day
    for _ in range(4):
        pass_days(made, 12)
        if made.replay.facts.balance(made.berlin, "EUR") == 500_000:
            made.gift(made.berlin, made.walls, 700, booked=day)
        made.state_account(made.berlin)
    assert not found(made)


def test_a_day_of_which_the_bank_tells_more_later_is_right() -> None:
    made = opened()
    made.state_account(made.berlin)
    made.gift(made.berlin, made.walls, 700)
    pass_days(made, 40)
    made.state_account(made.berlin)
    assert not found(made)


def test_a_charge_of_a_month_long_past_cannot_explain_what_is_gone() -> None:
    made = opened()
    made.state_account(made.berlin)
    pass_days(made, 5)
    fields = made.line_fields(made.ref("fee"), made.berlin, 20_000, "2001-01-01")
    made.add(book.FeeCharged(**fields, fund=made.free))
    made.state_account(made.berlin)
    assert found(made) == ["Later entries lie on days whose balance the bank had stated."]


def test_more_cannot_be_booked_late_than_waited() -> None:
    made = opened()
    pass_days(made, 1)
    made.state_account(made.berlin, waiting_in=700)
    made.gift(made.berlin, made.walls, 700, booked="2026-03-01")
    assert not found(made)
    made.gift(made.berlin, made.walls, 1, booked="2026-03-01")
    assert found(made) == ["Later entries lie on days whose balance the bank had stated."]


def test_a_closed_account_is_empty() -> None:
    made = opened()
    made.add(book.AccountClosed(ref=made.ref("close"), campaign=made.camp, account=made.berlin))
    pass_days(made, 31)
    made.gift(made.athens, made.free, 1)
    assert not found(made)
    pass_days(made, 1)
    made.gift(made.athens, made.free, 1)
    assert found(made) == ["A closed account is not empty."]


MISSING = "An account is used, and its bank's statement has been missing since {}."


def test_an_account_in_use_is_stated_within_45_days() -> None:
    """Whoever keeps the books cannot leave statements out: nothing would be compared with what banks say."""
    made = opened()
    pass_days(made, 45)
    made.gift(made.athens, made.free, 1)
    assert not found(made)
    pass_days(made, 1)
    made.gift(made.athens, made.free, 1)
    assert found(made) == [MISSING.format("2026-03-01")]
    first = next(n for n, r in enumerate(made.records) if getattr(r, "account", "") == made.berlin)
    assert [entry for entry, _, _ in made.replay.close()] == [first]
    made.state_account(made.berlin)
    assert not found(made)
    # Athens was never stated, Berlin not again: each is told at the page by which it was heard of last.
    pass_days(made, 46)
    made.gift(made.zurich, made.free, 1)
    days = {entry: what for entry, _, what in made.replay.close()}
    assert days == {
        len(made.entries) - 2: MISSING.format("2026-04-16"),
        len(made.entries) - 4: MISSING.format("2026-04-15"),
    }


def test_an_old_bank_day_and_an_old_statement_do_not_make_an_account_unheard_of() -> None:
    """What counts is when the first entry was recorded: books may begin with lines of long ago."""
    made = Book(3)
    made.open()
    made.state_account(made.athens)
    pass_days(made, 60)
    made.gift(made.berlin, made.free, 500_000, booked="2025-12-01")
    made.gift(made.athens, made.free, 500_000)
    assert not found(made)


def test_an_account_that_is_closed_or_unused_need_not_be_stated() -> None:
    made = opened()
    made.add(book.AccountClosed(ref=made.ref("close"), campaign=made.camp, account=made.berlin))
    pass_days(made, 60)
    made.gift(made.athens, made.free, 1)
    assert MISSING.format("2026-03-01") not in found(made)


def test_twin_without_the_rule_nobody_asks_for_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    made = opened()
    pass_days(made, 400)
    made.gift(made.athens, made.free, 1)
    assert found(made)
    monkeypatch.setattr(stated, "UNSTATED_DAYS", 400)
    assert not found(made)


def test_a_right_book_has_none_of_these() -> None:
    assert not small_book(seed=4, rounds=3).replay.close()
