"""Attempts of the key's owner to move money past the rules, each beside the honest act it resembles.

Every case builds on one small book and ends with the record in question. What it must lead to stands beside
it: the step of the finding on that last page, or "" where the record is right.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from books import Book

from ouna.core import book

H = "ab" * 32
Case = Callable[[Book], None]
CASES: dict[str, tuple[Case, str]] = {}


def case(step: str = "") -> Callable[[Case], Case]:
    def register(act: Case) -> Case:
        name = act.__name__
        assert name not in CASES
        CASES[name] = act, step
        return act

    return register


def opened() -> Book:
    made = Book(3)
    made.open()
    made.gift(made.berlin, made.free, 500_000)
    made.gift(made.berlin, made.walls, 70_000)
    made.gift(made.zurich, made.free, 500_000)
    return made


def told(b: Book) -> int:
    """The last page of a case. After a right one banks state all accounts: it may have taken months."""
    last = len(b.entries) - 1
    if not b.replay.findings:
        heard(b)
    return last


def heard(b: Book) -> None:
    """Banks state all accounts that are used: of one not heard of for 45 days there is a finding."""
    for account in sorted(b.replay.facts.first):
        b.state_account(account)


def after(b: Book, days: int) -> None:
    b.today += timedelta(days=days)


# Exchanges ----------------------------------------------------------------------------------------


def exchange(b: Book, arrives: int, minor: int = 10_000, booked: str = "", to: str = "") -> None:
    """From Berlin; the arrival may be wrong."""
    out = b.line_fields(b.ref("xfer"), b.berlin, minor, booked or None)
    sent = b.add(book.TransferSent(**out, target=to or b.zurich))
    into = b.line_fields(b.ref("arr"), to or b.zurich, arrives, booked or None)
    b.force(book.TransferArrived(**into, transfer=sent.ref, fund=b.free))


@case()
def a_tenth_less_is_right(b: Book) -> None:
    b.rate("EUR", "CHF", "0.93")
    exchange(b, 8_370)


@case("balance")
def more_than_a_tenth_less(b: Book) -> None:
    b.rate("EUR", "CHF", "0.93")
    exchange(b, 8_369)


@case()
def a_tenth_more_is_right(b: Book) -> None:
    b.rate("EUR", "CHF", "0.93")
    exchange(b, 10_230)


@case("balance")
def more_than_a_tenth_more(b: Book) -> None:
    b.rate("EUR", "CHF", "0.93")
    exchange(b, 10_231)


@case()
def a_rate_the_other_way_round(b: Book) -> None:
    b.rate("CHF", "EUR", "1.0752688172")
    exchange(b, 8_371)


@case()
def one_minor_unit_is_rounding(b: Book) -> None:
    b.rate("EUR", "TND", "3.4")
    exchange(b, 35, 1, to=b.tunis)


@case("balance")
def two_minor_units_are_not(b: Book) -> None:
    b.rate("EUR", "CHF", "0.93")
    exchange(b, 3, 1)


@case()
def across_the_euro(b: Book) -> None:
    b.rate("EUR", "CHF", "0.9312")
    b.rate("TND", "EUR", "0.2941")
    b.exchange(b.zurich, 1_000, b.tunis, 32_863, b.free)


@case("balance")
def across_the_euro_too_little(b: Book) -> None:
    b.rate("EUR", "CHF", "0.9312")
    b.rate("TND", "EUR", "0.2941")
    sent = b.add(book.TransferSent(**b.line_fields(b.ref("xfer"), b.zurich, 1_000), target=b.tunis))
    into = b.line_fields(b.ref("arr"), b.tunis, 32_862)
    b.force(book.TransferArrived(**into, transfer=sent.ref, fund=b.free))


@case("balance")
def without_a_rate(b: Book) -> None:
    exchange(b, 9_300)


@case("balance")
def a_direct_rate_measures_nothing(b: Book) -> None:
    b.rate("CHF", "TND", "3.65")
    b.rate("EUR", "CHF", "0.93")
    sent = b.add(book.TransferSent(**b.line_fields(b.ref("xfer"), b.zurich, 1_000), target=b.tunis))
    into = b.line_fields(b.ref("arr"), b.tunis, 36_500)
    b.force(book.TransferArrived(**into, transfer=sent.ref, fund=b.free))


@case("balance")
def a_rate_of_two_months_ago(b: Book) -> None:
    b.rate("EUR", "CHF", "0.93", "2026-01-31")
    exchange(b, 9_300)


@case()
def a_rate_of_the_month_before(b: Book) -> None:
    b.rate("EUR", "CHF", "0.93", "2026-02-01")
    exchange(b, 9_300)


@case()
def the_first_rate_of_the_month_after(b: Book) -> None:
    day = b.day
    after(b, 31)
    b.rate("EUR", "CHF", "0.93")
    exchange(b, 9_300, booked=day)


@case()
def a_late_exchange_at_the_rate_of_its_day(b: Book) -> None:
    day = b.day
    b.rate("EUR", "CHF", "0.93")
    after(b, 40)
    b.rate("EUR", "CHF", "0.5")
    after(b, 40)
    b.rate("EUR", "CHF", "0.3")
    exchange(b, 9_300, booked=day)


@case("balance")
def a_false_rate_just_before(b: Book) -> None:
    b.rate("EUR", "CHF", "0.93")
    after(b, 1)
    b.rate("EUR", "CHF", "0.5")
    exchange(b, 5_000)


@case()
def the_rate_before_a_false_one_still_measures(b: Book) -> None:
    b.rate("EUR", "CHF", "0.93")
    after(b, 1)
    b.rate("EUR", "CHF", "0.5")
    exchange(b, 9_300)


@case("balance")
def a_second_rate_of_the_day(b: Book) -> None:
    b.rate("EUR", "CHF", "0.93")
    b.rate("EUR", "CHF", "0.85", source="typed")
    exchange(b, 8_000)


@case("balance")
def many_false_rates_of_one_day(b: Book) -> None:
    for rate in ("0.93", "0.84", "0.76", "0.69", "0.63"):
        b.rate("EUR", "CHF", rate)
    exchange(b, 6_300)


@case("balance")
def an_older_rate_told_later(b: Book) -> None:
    b.rate("EUR", "CHF", "0.93")
    b.rate("EUR", "CHF", "0.5", "2026-02-28")
    exchange(b, 5_000, booked="2026-02-28")


@case()
def a_rate_may_move_by_a_tenth_a_day(b: Book) -> None:
    b.rate("EUR", "CHF", "0.93")
    after(b, 1)
    b.rate("EUR", "CHF", "0.837")
    exchange(b, 7_534)


@case("balance")
def a_rate_may_not_move_by_more(b: Book) -> None:
    b.rate("EUR", "CHF", "0.93")
    after(b, 1)
    b.rate("EUR", "CHF", "0.8369")
    exchange(b, 7_534)


@case()
def a_currency_that_fell_is_taken_after_days(b: Book) -> None:
    b.rate("EUR", "CHF", "1")
    for _ in range(4):
        after(b, 1)
        b.rate("EUR", "CHF", "1.66")
    exchange(b, 16_600)


@case("balance")
def never_by_more_than_half(b: Book) -> None:
    b.rate("EUR", "CHF", "1")
    after(b, 31)
    b.rate("EUR", "CHF", "0.49")
    exchange(b, 4_900, booked="2026-04-01")


@case()
def after_a_gap_rates_begin_anew(b: Book) -> None:
    b.rate("EUR", "CHF", "1")
    after(b, 32)
    b.rate("EUR", "CHF", "0.49")
    exchange(b, 4_900)


# Bank charges -------------------------------------------------------------------------------------


def fee(b: Book, account: str, minor: int, booked: str = "") -> book.FeeCharged:
    return book.FeeCharged(**b.line_fields(b.ref("fee"), account, minor, booked or None), fund=b.free)


def announced_again(b: Book, *closed: str, more: tuple[str, ...] = ()) -> book.AccountAnnounced:
    numbers: list[str] = []
    for account in closed:
        state: Any = b.replay.facts.state(account)
        b.add(book.AccountClosed(ref=b.ref("close"), campaign=b.camp, account=account))
        numbers += state.ids
    return book.AccountAnnounced(
        ref=b.ref("acct"), campaign=b.camp, section=b.ref("sect"), country="DE", currency="EUR",
        ids=(*more, *numbers), text=H,
    )  # fmt: skip


@case("payment")
def the_same_account_announced_again(b: Book) -> None:
    b.add(fee(b, b.berlin, 20_000))
    again = b.add(announced_again(b, b.berlin))
    b.force(fee(b, again.ref, 1))


@case("payment")
def the_same_account_with_a_new_number_twice(b: Book) -> None:
    b.add(fee(b, b.berlin, 19_999))
    again = b.add(announced_again(b, b.berlin, more=("DE02120300000000202051",)))
    b.add(fee(b, again.ref, 1))
    b.add(book.AccountClosed(ref=b.ref("close"), campaign=b.camp, account=again.ref))
    state: Any = b.replay.facts.state(again.ref)
    third = b.add(announced_again(b, more=state.ids[:1]))
    b.force(fee(b, third.ref, 1))


@case("payment")
def numbers_of_two_accounts(b: Book) -> None:
    b.force(announced_again(b, b.athens, b.zurich))


@case("payment")
def a_loss_on_the_way_to_an_account_announced_again(b: Book) -> None:
    b.add(fee(b, b.athens, 19_000))
    again = b.add(announced_again(b, b.athens))
    sent = b.add(book.TransferSent(**b.line_fields(b.ref("xfer"), b.berlin, 5_000), target=again.ref))
    into = b.line_fields(b.ref("arr"), again.ref, 3_999)
    b.force(book.TransferArrived(**into, transfer=sent.ref, fund=b.free))


@case("payment")
def charges_of_the_years_before(b: Book) -> None:
    b.add(fee(b, b.berlin, 20_000, "2001-01-01"))
    b.force(fee(b, b.berlin, 1, "2001-02-01"))


@case("payment")
def charges_before_and_in_the_month_of_the_announcement(b: Book) -> None:
    b.add(fee(b, b.berlin, 20_000))
    b.force(fee(b, b.berlin, 1, "2026-02-28"))


@case("payment")
def a_new_announcement_does_not_move_the_beginning(b: Book) -> None:
    b.add(fee(b, b.berlin, 20_000))
    after(b, 60)
    again = b.add(announced_again(b, b.berlin))
    b.force(fee(b, again.ref, 1, "2026-03-31"))


@case()
def the_month_after_has_its_own_limit(b: Book) -> None:
    b.add(fee(b, b.berlin, 20_000))
    after(b, 31)
    again = b.add(announced_again(b, b.berlin))
    b.force(fee(b, again.ref, 20_000))
    b.add(
        book.TransferSent(**b.line_fields(b.ref("xfer"), b.berlin, 530_000, "2026-03-31"), target=again.ref)
    )


@case()
def a_charge_of_before_is_right_within_the_limit(b: Book) -> None:
    b.force(fee(b, b.berlin, 300, "2025-12-31"))


# Gifts that were booked wrongly -------------------------------------------------------------------


def misbooked(b: Book, fund: str, account: str = "") -> book.GiftReversed:
    return reversed_(b, b.gift(account or b.berlin, fund, 700))


def reversed_(b: Book, gift: Any) -> Any:
    fields = b.line_fields(b.ref("rev"), gift.account, gift.money.minor, gift.booked)
    return b.add(book.GiftReversed(**fields, gift=gift.ref, fund=gift.fund, reason="misbooked"))


def explaining(b: Book, line: Any, kind: Any, prefix: str, **more: Any) -> Any:
    fields = b.line_fields(b.ref(prefix), line.account, line.money.minor, line.booked)
    return kind(**fields, explains=line.ref, **more)


def anew(b: Book, line: Any, fund: str) -> Any:
    return explaining(b, line, book.GiftReceived, "gift", fund=fund, donor=H)


@case("purpose")
def a_bound_gift_as_interest(b: Book) -> None:
    b.force(explaining(b, misbooked(b, b.walls), book.InterestReceived, "int", fund=b.free))


@case("purpose")
def a_bound_gift_as_money_from_before(b: Book) -> None:
    b.force(explaining(b, misbooked(b, b.walls), book.FundBroughtIn, "before", fund=b.free))


@case()
def interest_that_was_booked_as_a_free_gift(b: Book) -> None:
    b.force(explaining(b, misbooked(b, b.free), book.InterestReceived, "int", fund=b.free))


@case()
def a_misread_purpose_is_put_right_in_time(b: Book) -> None:
    line = misbooked(b, b.walls)
    after(b, 92)
    b.force(anew(b, line, b.free))


@case("purpose")
def a_purpose_changed_too_late(b: Book) -> None:
    line = misbooked(b, b.walls)
    after(b, 93)
    heard(b)
    b.force(anew(b, line, b.free))


@case("purpose")
def a_purpose_changed_in_two_steps(b: Book) -> None:
    line = misbooked(b, b.walls)
    after(b, 92)
    second = b.add(anew(b, line, b.roof))
    after(b, 1)
    b.force(anew(b, reversed_(b, second), b.free))


@case()
def another_giver_of_the_same_purpose_at_any_time(b: Book) -> None:
    line = misbooked(b, b.walls)
    after(b, 400)
    b.force(anew(b, line, b.walls))


def _own_transfer(b: Book, days: int) -> None:
    line = misbooked(b, b.walls, b.athens)
    after(b, days)
    sent = b.add(book.TransferSent(**b.line_fields(b.ref("xfer"), b.berlin, 700), target=b.athens))
    b.force(explaining(b, line, book.TransferArrived, "arr", transfer=sent.ref))


@case()
def an_own_transfer_that_was_booked_as_a_gift(b: Book) -> None:
    _own_transfer(b, 92)


@case("purpose")
def an_own_transfer_told_too_late(b: Book) -> None:
    _own_transfer(b, 93)


@case("balance")
def a_bound_gift_as_another_open_line(b: Book) -> None:
    """By way of a correction: interest explains a free gift's line, its replacement a bound one's."""
    bound, free = misbooked(b, b.walls), misbooked(b, b.free)
    wrong = b.add(explaining(b, free, book.InterestReceived, "int", fund=b.free))
    b.add(anew(b, bound, b.walls))
    line = misbooked(b, b.walls)
    replacement = explaining(b, line, book.CreditUnexplained, "open")
    inverse = tuple(book.inverse_of(b.replay.facts.state(wrong.ref)))  # type: ignore[arg-type]
    b.force(
        book.CorrectionMade(
            ref=b.ref("corr"), campaign=b.camp, corrects=wrong.ref, inverse=inverse, replacement=replacement
        )
    )
