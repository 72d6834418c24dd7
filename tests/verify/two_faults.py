"""Records that break two rules at once: which one a verifier tells, docs/book-format.md says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from appeal_cases import elsewhere, signed
from authenticator import ES256, Authenticator, private_key
from books import Book
from government import Governed
from government_cases import governed, other_campaign, paid, resigned

from ouna.core import book
from ouna.core.book import Member
from ouna.core.quorum import Act
from ouna.core.values import Money

H = "0" * 64
Make = Callable[[Governed], Any]
#: What is wrong, first what is told → its step, the kind, the record.
FAULTS: dict[str, tuple[str, Make]] = {}


def fault(step: str) -> Callable[[Make], None]:
    def register(make: Make) -> None:
        name = make.__name__.replace("_", " ")
        assert name not in FAULTS
        FAULTS[name] = (step, make)

    return register


def line(b: Book, prefix: str, minor: int, account: str = "", **more: Any) -> dict[str, Any]:
    return {**b.line_fields(b.ref(prefix), account or b.berlin, minor), **more}


def tomorrow(b: Book, days: int = 5) -> str:
    return (b.today + timedelta(days=days)).isoformat()


def forced(make: Make) -> Governed:
    """A book that ends with the record."""
    made = governed()
    made.force(make(made))
    return made


@fault("form")
def the_campaign_is_closed_and_a_trustee_listed_twice(b: Governed) -> Any:
    b.add(b.closing(0, 1, 2, 3))
    return resigned(
        b, 0, 1, 2, 3, trustees=(*b.listed(), Member(b.members[0], "more", (b.new_key().listed,)))
    )


@fault("trustees")
def too_few_change_a_set_with_a_key_s_name_used_twice(b: Governed) -> Any:
    b.keys[4] = Authenticator(b.officers[0][1].key, ES256, private_key(ES256, 99))
    return resigned(b, 0, 1, 2, 3, 4, change=2)


@fault("form")
def a_key_s_name_is_used_twice_and_the_next_comes_back(b: Governed) -> Any:
    b.add(b.revoke(b.keys[4].key, b.by(4)))
    b.keys[3] = Authenticator(b.officers[0][1].key, ES256, private_key(ES256, 99))
    return resigned(b, 0, 1, 2)


@fault("trustees")
def a_key_comes_back_and_the_name_of_the_next_is_used_twice(b: Governed) -> Any:
    b.add(b.revoke(b.keys[3].key, b.by(3)))
    b.keys[4] = Authenticator(b.officers[0][1].key, ES256, private_key(ES256, 99))
    return resigned(b, 0, 1, 2)


@fault("trustees")
def the_old_key_is_another_s_and_the_new_one_s_name_used(b: Governed) -> Any:
    new = b.new_key().listed._replace(key=b.keys[2].key)
    return b.replacement(0, b.by(1, 2, 3), old=b.keys[1].key, new=new)


@fault("form")
def the_new_key_s_name_is_used_and_too_few_sign(b: Governed) -> Any:
    return b.replacement(0, b.by(1), new=b.new_key().listed._replace(key=b.keys[2].key))


@fault("form")
def nobody_knows_who_bears_and_officers_have_not_signed(b: Governed) -> Any:
    return b.pact(b.officers, b.officers[:1], bears=b.ref("fund"))


@fault("purpose")
def another_campaign_s_fund_bears_and_there_is_one_side(b: Governed) -> Any:
    here, b.camp = b.camp, other_campaign(b)
    fund = b._fund("free")
    b.camp = here
    return b.pact(b.officers[1:], bears=fund)


@fault("form")
def an_officer_s_key_s_name_is_used_and_one_has_not_signed(b: Governed) -> Any:
    officers = [*b.officers, (b.ref("org"), b.new_key().but(key=b.keys[0].key))]
    return b.pact(officers, b.officers)


@fault("purpose")
def too_little_is_free_and_too_few_sign(b: Governed) -> Any:
    return b.move(b.free, b.walls, 10_000_000, 0)


@fault("form")
def the_campaign_is_closed_already_and_too_few_sign(b: Governed) -> Any:
    b.add(b.closing(0, 1, 2, 3))
    return b.closing(0)


@fault("purpose")
def not_for_this_purpose_and_expired(b: Governed) -> Any:
    return b.request(purpose="doors", until="2020-01-01")


@fault("payment")
def an_answer_too_late_and_by_no_trustee(b: Governed) -> Any:
    made = b.add(b.request(until=b.day))
    b.keys[0] = b.new_key()
    b.today += timedelta(days=1)
    return b.answer(made, 0)


@fault("trustees")
def an_answer_of_who_has_refused_with_a_wrong_statement(b: Governed) -> Any:
    made = b.add(b.request())
    b.add(b.answer(made, 0, Act.REFUSE))
    return b.answer(made, 0, log=b.ref("log"))


@fault("form")
def an_order_after_the_end_and_above_the_limit(b: Governed) -> Any:
    made = b.approved(b.request(), 0, 1)
    b.add(b.closing(0, 1, 2, 3))
    return b.order(made, 90_001)


@fault("payment")
def an_order_above_the_limit_and_what_is_free(b: Governed) -> Any:
    return b.order(b.approved(b.request(1_000), 0, 1), 10_000_000)


@fault("purpose")
def an_order_above_what_is_free_that_too_few_approved(b: Governed) -> Any:
    return b.order(b.add(b.request(10_000_000)))


@fault("balance")
def a_payment_in_another_currency_of_an_order_that_was_sent(b: Governed) -> Any:
    order = paid(b)
    b.add(b.sent(order))
    return replace(b.sent(order), money=Money(90_000, "CHF"))


@fault("form")
def a_return_of_tomorrow_of_more_than_was_sent(b: Governed) -> Any:
    payment = b.add(b.sent(paid(b)))
    return b.returned(payment, 90_001, booked=tomorrow(b))


@fault("form")
def a_number_announced_twice_and_signed_by_too_few(b: Governed) -> Any:
    return b.signed(b.account_record("DE89370400440532013000"), Act.ANNOUNCE_ACCOUNT, b.by(0))


@fault("form")
def another_campaign_s_account_is_closed_by_too_few(b: Governed) -> Any:
    here, b.camp = b.camp, other_campaign(b)
    closing = book.AccountClosed(ref=b.ref("close"), campaign=b.camp, account=b.berlin)
    b.camp = here
    return b.signed(closing, Act.CLOSE_ACCOUNT, b.by(0))


@fault("form")
def the_aim_in_another_currency_of_a_fund_both_free_and_bound(b: Governed) -> Any:
    return book.FundOpened(
        ref=b.ref("fund"), campaign=b.camp, purposes=("free", "roof"), aim=Money(1, "USD"), text=b.text("x")
    )


@fault("form")
def a_statement_of_tomorrow_of_another_sum(b: Governed) -> Any:
    return replace(b.state_account(b.berlin), day=tomorrow(b), closing=Money(1, "EUR"))


@fault("balance")
def a_gift_in_another_currency_that_comes_tomorrow(b: Governed) -> Any:
    more = {"money": Money(5, "CHF"), "booked": tomorrow(b)}
    return book.GiftReceived(**line(b, "gift", 5, **more), fund=b.walls, donor=H)


@fault("purpose")
def a_charge_of_a_bound_fund_above_the_limit(b: Governed) -> Any:
    return book.FeeCharged(**line(b, "fee", 10_000_000), fund=b.walls)


@fault("reversal")
def a_misbooked_gift_of_another_day_that_is_spent(b: Governed) -> Any:
    gift = b.gift(b.berlin, b.walls, 500)
    b.add(b.move(b.walls, b.free, 500, 0, 1, 2))
    b.today += timedelta(days=1)
    fields = line(b, "rev", 500)
    return book.GiftReversed(**fields, gift=gift.ref, fund=b.walls, reason="misbooked")


@fault("form")
def a_transfer_to_another_account_for_which_a_fund_is_missing(b: Governed) -> Any:
    sent = b.add(book.TransferSent(**line(b, "xfer", 500), target=b.athens))
    return book.TransferArrived(**line(b, "arr", 400, b.berlin), transfer=sent.ref)


@fault("purpose")
def an_exchange_by_an_empty_fund_without_a_rate(b: Governed) -> Any:
    sent = b.add(book.TransferSent(**line(b, "xfer", 500), target=b.tunis))
    return book.TransferArrived(**line(b, "arr", 400, b.tunis), transfer=sent.ref, fund=b.spare)


@fault("form")
def an_explaining_open_line_of_nothing_known(b: Governed) -> Any:
    return book.CreditUnexplained(**line(b, "open", 400), explains=b.ref("open"))


@fault("trustees")
def a_second_succession_of_somebody_who_is_no_trustee(b: Governed) -> Any:
    b.name_successors()
    b.add(b.unreachable())
    return replace(b.unreachable(), missing=(b.ref("trst"),))


@fault("trustees")
def as_many_are_left_as_the_largest_sum_needs_and_too_few_sign(b: Governed) -> Any:
    b.name_successors()
    return b.unreachable((4,), b.successors[:1])


@fault("trustees")
def too_few_successors_for_a_new_set_and_a_key_nobody_knows(b: Governed) -> Any:
    b.name_successors()
    return b.unreachable((0, 1, 2, 3, 4), [(b.successors[0][0], b.new_key())])


@fault("trustees")
def a_succession_stopped_a_second_time_by_a_key_nobody_knows(b: Governed) -> Any:
    b.name_successors()
    waits = b.add(b.unreachable())
    b.add(b.reachable(waits.ref, 1))
    b.keys[0] = b.new_key()
    return b.reachable(waits.ref, 0)


@fault("trustees")
def a_succession_completed_too_early_under_a_newer_set(b: Governed) -> Any:
    b.name_successors()
    waits = b.add(b.unreachable())
    b.set_trustees(by=b.by(0, 1, 2, 3, 4))
    return b.succeed(waits.ref)


@fault("trustees")
def a_succession_under_a_newer_set_that_names_nobody(b: Governed) -> Any:
    b.name_successors()
    waits = b.add(b.unreachable())
    b.set_trustees(by=b.by(0, 1, 2, 3, 4))
    b.today += timedelta(days=8)
    return b.succeed(waits.ref)


@fault("form")
def a_version_too_high_to_be_confirmed_until_yesterday(b: Governed) -> Any:
    return b.appeal(2, until=tomorrow(b, -1))


@fault("form")
def another_campaign_s_appeal_that_nobody_here_has(b: Governed) -> Any:
    return b.signature(elsewhere(b)[0])


@fault("form")
def an_older_version_for_which_nobody_vouches(b: Governed) -> Any:
    first = b.add(b.appeal(1))
    b.add(b.appeal(2))
    return b.signature(first.ref, proof="voucher")


@fault("form")
def an_organisation_that_has_withdrawn_vouches_for_itself(b: Governed) -> Any:
    first = signed(b)
    b.add(b.leaving(first.ref))
    return b.signature(first.appeal, proof="voucher", voucher=first.ref, confirms=first.ref)


@fault("form")
def another_campaign_s_signature_is_withdrawn_a_second_time(b: Governed) -> Any:
    signature, here = elsewhere(b)[1], b.camp
    b.camp = b.records[-1].campaign  # type: ignore[attr-defined]
    b.add(b.leaving(signature))
    b.camp = here
    return b.leaving(signature)
