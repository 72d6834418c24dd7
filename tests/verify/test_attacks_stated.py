"""The owner of the key tries to hide money behind the bank's own word; the end of the book shows it."""

from __future__ import annotations

from datetime import timedelta

from books import Book, small_book

from ouna.core import book


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


def test_a_right_book_has_none_of_these() -> None:
    assert not small_book(seed=4, rounds=3).replay.close()
