"""Bank lines that do not fit their order, or have none: never a payment. Each guard with its twin."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from funds.world import ANNA, NOBODY, SWISS
from funds.world import line as row
from ouna.core.book import RuleBroken
from ouna.core.book.kinds import payments as payment_kinds
from ouna.funds.models import BankLine
from ouna.funds.queries import iban_key
from ouna.log import Actor
from ouna.log.queries import state_of
from ouna.parties.errors import NotPermitted
from ouna.spending.actions import clear_alarm, mark_failed
from ouna.spending.errors import PaymentUnfit
from ouna.spending.models import Alarm, Payment
from ouna.treasury.actions import (
    book_as_fee,
    book_as_gift,
    book_as_payment,
    book_as_return,
    book_as_transfer_out,
    mark_unexplained,
    merge_lines,
    split_line,
)
from ouna.treasury.actions import booking as booking_module
from ouna.treasury.actions import paying as paying_module
from ouna.treasury.errors import (
    CarriesAnOrder,
    NotThisOrder,
    OtherAccount,
)
from ouna.treasury.queries.offers import open_offers
from treasury import ordered as made
from treasury.ordered import MULES, SUNFLOWER, THIEF, findings, out, replayed, take

pytestmark = pytest.mark.django_db

#: Of the partner.
RIM = Actor("user_rim", "Rim", frozenset({("partner", "*")}))


# What stops payments --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "what"),
    [({"iban": THIEF}, "payee"), ({"minor": 90_001}, "amount"), ({"iban": SUNFLOWER, "minor": 1}, "payee")],
    ids=["other payee", "one cent more", "other payee, less"],
)
def test_what_is_not_as_ordered_is_never_booked_and_stops_payments(partner, changed, what):
    order = made.ordered(partner)
    done = take(out(order, **changed))
    assert (done.booked, done.waiting) == (0, 1)
    line = BankLine.objects.get(minor__lt=0)
    alarm = Alarm.objects.get()
    assert (alarm.order, alarm.line, alarm.what, alarm.cleared_at) == (order, line, what, None)
    [offer] = open_offers(line.account, [line])
    assert offer.best is None and offer.stopped.order == order
    with pytest.raises(NotThisOrder):
        book_as_payment(by=ANNA, line=line, order=order)
    assert state_of(order.ref).status == "open"


@pytest.mark.parametrize("changed", [{"iban": THIEF}, {"minor": 90_001}], ids=["payee", "amount"])
def test_without_the_desks_rule_spending_refuses_it(partner, changed, monkeypatch):
    monkeypatch.setattr(paying_module.rules, "order_reasons", lambda *_: ("order_id",))
    order = made.ordered(partner)
    take(out(order, **changed))
    with pytest.raises(Exception, match=r"another account|More left"):
        book_as_payment(by=ANNA, line=BankLine.objects.get(minor__lt=0), order=order)


def test_without_all_rules_the_thief_is_paid(partner, monkeypatch):
    """The twin: nothing else stands between a line and an order."""
    from ouna.spending.actions import payments as spending_module

    monkeypatch.setattr(paying_module.rules, "order_reasons", lambda *_: ("order_id",))
    monkeypatch.setattr(spending_module, "misfit", lambda *_: "")
    order = made.ordered(partner)
    line = row(partner.world.germany, -90_000, end_to_end=order.end_to_end, iban_key=iban_key(THIEF))
    assert book_as_payment(by=ANNA, line=line, order=order).minor == 90_000


def test_a_second_line_of_one_order_waits_and_stops_payments(partner):
    order = made.ordered(partner)
    done = take(out(order, text="one"), out(order, text="two"))
    assert (done.booked, done.waiting, Payment.objects.count()) == (1, 1, 1)
    second = BankLine.objects.get(minor=-90_000, state="waiting")
    assert Alarm.objects.get().line == second
    with pytest.raises(RuleBroken, match="sent already"):
        book_as_payment(by=ANNA, line=second, order=order)
    assert replayed().close() == []


def test_the_second_line_stops_payments_even_where_the_first_still_waits(partner):
    order = made.ordered(partner)
    assert take(out(order, iban="", text="one"), out(order, iban="", text="two")).booked == 0
    first, second = BankLine.objects.filter(minor__lt=0).order_by("pk")
    assert Alarm.objects.get().line == second
    book_as_payment(by=ANNA, line=first, order=order)
    [offer] = open_offers(second.account, [second])
    assert offer.best is None and offer.stopped.status == "sent"


def test_without_the_books_rule_the_row_still_refuses_a_second_payment(partner, monkeypatch):
    order = made.ordered(partner)
    take(out(order))
    monkeypatch.setattr(payment_kinds, "open_order", lambda facts, record: state_of(record.order))
    second = row(partner.world.germany, -90_000, end_to_end=order.end_to_end, iban_key=iban_key(MULES))
    with pytest.raises(IntegrityError):
        book_as_payment(by=ANNA, line=second, order=order)


def test_an_order_said_to_have_failed_that_the_bank_executes_stops_payments(partner):
    order = made.ordered(partner)
    mark_failed(by=ANNA, order=order)
    done = take(out(order))
    assert (done.booked, done.waiting) == (0, 1)
    assert Alarm.objects.get().order == order
    line = BankLine.objects.get(minor__lt=0)
    [offer] = open_offers(line.account, [line])
    assert offer.stopped.status == "failed" and offer.best is None


def test_of_two_orders_of_one_sum_each_line_takes_its_own(partner):
    one, other = made.ordered(partner), made.ordered(partner)
    take(out(other), out(one))
    assert {p.order_id: p.line.end_to_end for p in Payment.objects.all()} == {
        one.pk: one.end_to_end,
        other.pk: other.end_to_end,
    }
    third = row(partner.world.germany, -90_000, end_to_end=one.end_to_end, iban_key=iban_key(MULES))
    with pytest.raises(NotThisOrder):
        book_as_payment(by=ANNA, line=third, order=other)


def test_nobody_without_the_section_books_a_payment(partner):
    order = made.ordered(partner)
    with pytest.raises(NotPermitted):
        book_as_payment(by=NOBODY, line=row(partner.world.germany, -90_000), order=order)


# What no order stands behind ------------------------------------------------------------------------


def test_a_debit_without_an_order_is_never_a_payment(partner):
    order = made.ordered(partner)
    world = partner.world
    other_sum = row(world.germany, -89_000)
    stranger = row(world.germany, -90_000, iban_key=iban_key(THIEF))
    for line in (other_sum, stranger):
        [offer] = open_offers(world.germany, [line])
        assert all(d.kind != "payment" for d in offer.decisions)
        with pytest.raises(NotThisOrder):
            book_as_payment(by=ANNA, line=line, order=order)
        mark_unexplained(by=ANNA, line=line)
    assert [what for _, _, what in replayed().close() if "unexplained" in what]


@pytest.mark.parametrize("kind", ["fee", "transfer", "return"])
def test_a_line_that_carries_an_order_becomes_nothing_else(partner, kind):
    order, world = made.ordered(partner), partner.world
    gift = book_as_gift(by=ANNA, line=row(world.germany, 4_000), fund=world.walls)
    line = row(world.germany, -4_000, end_to_end=order.end_to_end, iban_key=iban_key(THIEF))
    acts = {
        "fee": lambda: book_as_fee(by=ANNA, line=line),
        "transfer": lambda: book_as_transfer_out(by=ANNA, line=line, target=world.switzerland),
        "return": lambda: book_as_return(by=ANNA, line=line, gift=gift),
    }
    with pytest.raises(CarriesAnOrder):
        acts[kind]()
    line.refresh_from_db()
    assert line.state == "waiting"


def test_without_that_guard_it_would_and_the_check_finds_it(partner, monkeypatch):
    monkeypatch.setattr(booking_module, "carries_order", lambda *_: False)
    order = made.ordered(partner)
    book_as_fee(by=ANNA, line=row(partner.world.germany, -4_000, end_to_end=order.end_to_end))
    assert any("carries an order" in what for what in findings())


def test_splitting_hides_neither_payee_nor_number(partner):
    order = made.ordered(partner)
    line = row(partner.world.germany, -100_000, end_to_end="X", iban_key=iban_key(THIEF))
    parts = split_line(by=ANNA, line=line, parts=[{"minor": -90_000}, {"minor": -10_000}])
    with pytest.raises(NotThisOrder):
        book_as_payment(by=ANNA, line=parts[0], order=order)
    merge_lines(by=ANNA, line=line)
    line.end_to_end = order.end_to_end
    line.save()
    parts = split_line(by=ANNA, line=line, parts=[{"minor": -90_000}, {"minor": -10_000}])
    with pytest.raises(CarriesAnOrder):
        book_as_fee(by=ANNA, line=parts[1])


def test_money_for_another_account_is_neither_own_transfer_nor_returned_gift(partner, monkeypatch):
    world = partner.world
    gift = book_as_gift(
        by=ANNA, line=row(world.germany, 4_000, iban_key=iban_key("AT611904300234573201")), fund=world.walls
    )
    line = row(world.germany, -4_000, iban_key=iban_key(THIEF))
    with pytest.raises(OtherAccount):
        book_as_transfer_out(by=ANNA, line=line, target=world.switzerland)
    with pytest.raises(OtherAccount):
        book_as_return(by=ANNA, line=line, gift=gift)
    own = row(world.germany, -4_000, iban_key=iban_key(SWISS))
    assert book_as_transfer_out(by=ANNA, line=own, target=world.switzerland).minor == 4_000
    monkeypatch.setattr(booking_module, "payee_key", lambda _: "")
    assert book_as_transfer_out(by=ANNA, line=line, target=world.switzerland).minor == 4_000


def test_an_order_whose_money_left_cannot_be_said_to_have_failed(partner):
    """Else its request could be ordered once more while the first line waits."""
    order = made.ordered(partner)
    take(out(order, iban=THIEF))
    with pytest.raises(PaymentUnfit, match="its money left"):
        mark_failed(by=ANNA, order=order)
    assert state_of(order.ref).status == "open"
    clear_alarm(by=RIM, alarm=Alarm.objects.get(), reason="The bank made a mistake and pays it back.")
    mark_failed(by=ANNA, order=order)
    assert state_of(order.ref).status == "failed"


@pytest.mark.parametrize("how", ["payment", "fee", "transfer", "return"])
def test_a_later_file_that_names_another_account_is_found(partner, how):
    """The first file told no account, so the desk could not know."""
    world, order = partner.world, made.ordered(partner, minor=4_000)
    donor = row(world.germany, 4_000, iban_key=iban_key("AT611904300234573201"))
    gift = book_as_gift(by=ANNA, line=donor, fund=world.walls)
    line = row(world.germany, -4_000)
    {
        "payment": lambda: book_as_payment(by=ANNA, line=line, order=order),
        "fee": lambda: book_as_fee(by=ANNA, line=line),
        "transfer": lambda: book_as_transfer_out(by=ANNA, line=line, target=world.switzerland),
        "return": lambda: book_as_return(by=ANNA, line=line, gift=gift),
    }[how]()
    assert findings() == []
    rightly = {"payment": MULES, "transfer": SWISS, "return": "AT611904300234573201"}
    if how in rightly:
        BankLine.objects.filter(pk=line.pk).update(iban_key=iban_key(rightly[how]))
        assert findings() == []
    BankLine.objects.filter(pk=line.pk).update(iban_key=iban_key(THIEF))
    [what] = findings()
    assert "another account than" in what
