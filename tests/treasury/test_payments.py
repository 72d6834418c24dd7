"""From orders to payments: what the bank's file becomes by itself, what comes back, what the check finds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from funds.world import ANNA, TODAY
from funds.world import line as row
from ouna.core.book import Order as OrderState
from ouna.core.book import Payment as PaymentState
from ouna.core.book import RuleBroken
from ouna.funds.models import BankLine
from ouna.funds.queries import iban_key
from ouna.log import clock
from ouna.log.queries import balance, state_of
from ouna.spending.models import Alarm, Payment, Return
from ouna.treasury.actions import (
    book_as_fee,
    book_as_gift,
    book_as_payment,
    book_as_payment_return,
    book_batch,
    undo_booking,
)
from ouna.treasury.errors import (
    CarriesAnOrder,
    LineNotBooked,
    LineNotWaiting,
    NotThisFile,
    NotThisPayment,
)
from ouna.treasury.queries.offers import open_offers
from treasury import ordered as made
from treasury.files import line as told
from treasury.ordered import MULES, OPENING, THIEF, Partner, back, findings, out, replayed, take

pytestmark = pytest.mark.django_db


# By itself ----------------------------------------------------------------------------------------


def test_a_line_with_number_sum_and_payee_of_its_order_is_its_payment(partner):
    order = made.ordered(partner)
    done = take(out(order))
    assert (done.booked, done.waiting) == (1, 0)
    payment = Payment.objects.get()
    assert (payment.order, payment.minor, payment.line.state) == (order, 90_000, "payment")
    assert state_of(order.ref).status == "sent"
    assert balance(partner.world.walls.ref, "EUR") == 2_000_000 - 90_000
    assert balance(f"{partner.world.walls.ref}:reserved", "EUR") == 0
    assert replayed().close() == [] and findings() == [] and not Alarm.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [{"iban": ""}, {"end_to_end": ""}, {"minor": 89_999}],
    ids=["no payee told", "no number told", "a cent less"],
)
def test_what_is_not_exact_waits_with_a_proposal(partner, changed):
    order = made.ordered(partner)
    done = take(out(order, **changed))
    assert (done.booked, done.waiting) == (0, 1)
    line = BankLine.objects.get(minor__lt=0)
    [offer] = open_offers(line.account, [line])
    assert (offer.best.kind, offer.best.order, offer.stopped) == ("payment", order, None)
    assert not Alarm.objects.exists()
    book_as_payment(by=ANNA, line=line, order=order)
    assert state_of(order.ref).status == "sent" and replayed().close() == []


def test_what_lies_above_the_order_within_its_margin_is_borne_as_the_order_says(partner):
    order = made.ordered(partner, margin=500)
    done = take(out(order, 90_300))
    assert done.booked == 0
    line = BankLine.objects.get(minor__lt=0)
    [offer] = open_offers(line.account, [line])
    assert "within_margin" in offer.best.reasons
    payment = book_as_payment(by=ANNA, line=line, order=order)
    assert payment.minor == 90_300
    assert balance(f"{partner.world.walls.ref}:spent", "EUR") == 90_000
    assert balance(f"{partner.world.walls.ref}:fees", "EUR") == 300
    assert balance(partner.world.walls.ref, "EUR") == 2_000_000 - 90_300


def test_the_banks_own_charge_for_a_payment_is_a_charge(partner):
    order = made.ordered(partner)
    charge = told(-450, end_to_end=order.end_to_end, code="PMNT-ICDT-CHRG", day=TODAY, text="charge")
    done = take(out(order), charge)
    assert (done.booked, done.waiting) == (2, 0)
    assert set(BankLine.objects.filter(minor__lt=0).values_list("state", flat=True)) == {"payment", "fee"}
    assert not Alarm.objects.exists()


def test_a_file_of_three_orders_told_one_by_one_is_three_payments(partner):
    orders = [made.ordered(partner, minor=n) for n in (10_000, 20_000, 30_000)]
    parts = tuple(out(order) for order in orders)
    done = take(told(-60_000, day=TODAY, code="PMNT-ICDT-ESCT", parts=parts))
    assert (done.booked, done.waiting, Payment.objects.count()) == (3, 0, 3)
    assert replayed().close() == [] and findings() == []


# One debit for a whole file -------------------------------------------------------------------------


def file_of_two(partner: Partner):
    file = made.file_of(by=ANNA)
    return file, [made.ordered(partner, minor=n, file=file) for n in (40_000, 25_000)]


def test_a_file_booked_as_one_debit_that_names_it_is_split_by_its_orders(partner):
    file, orders = file_of_two(partner)
    number = file.ref.removeprefix("file_").upper()
    done = take(told(-65_000, day=TODAY, code="PMNT-ICDT-ESCT", end_to_end=number))
    assert (done.booked, done.waiting) == (2, 0)
    assert {p.order_id: p.minor for p in Payment.objects.all()} == {o.pk: o.minor for o in orders}
    assert BankLine.objects.get(minor=-65_000).state == "split"
    assert replayed().close() == [] and findings() == []


def test_a_file_known_by_its_sum_alone_is_proposed(partner):
    file, orders = file_of_two(partner)
    assert take(told(-65_000, day=TODAY, code="PMNT-ICDT-ESCT", text="SEPA batch")).booked == 0
    line = BankLine.objects.get(minor=-65_000)
    [offer] = open_offers(line.account, [line])
    assert (offer.best.kind, offer.best.batch.file) == ("batch", file)
    assert len(book_batch(by=ANNA, line=line, file=file)) == len(orders)
    assert replayed().close() == []


@pytest.mark.parametrize("minor", [-65_001, -64_999, -40_001])
def test_another_sum_is_not_that_file(partner, minor):
    file, _orders = file_of_two(partner)
    line = row(partner.world.germany, minor)
    with pytest.raises(NotThisFile):
        book_batch(by=ANNA, line=line, file=file)
    assert not Payment.objects.exists() and not line.parts.exists()


def test_a_debit_to_one_account_is_never_a_whole_file(partner):
    file, _orders = file_of_two(partner)
    with pytest.raises(NotThisFile):
        book_batch(by=ANNA, line=row(partner.world.germany, -65_000, iban_key=iban_key(THIEF)), file=file)


# What comes back ------------------------------------------------------------------------------------


def test_a_payment_that_comes_back_whole_is_booked_by_itself_and_may_be_paid_anew(partner):
    order = made.ordered(partner)
    take(out(order))
    done = take(back(order), opening=OPENING - 90_000, number=2)
    assert (done.booked, done.waiting, Return.objects.count()) == (1, 0, 1)
    payment = state_of(Payment.objects.get().ref)
    assert isinstance(payment, PaymentState) and payment.left == 0
    assert state_of(order.request.ref).ordered == 0
    assert balance(partner.world.walls.ref, "EUR") == 2_000_000
    assert balance(f"{partner.world.walls.ref}:spent", "EUR") == 0
    again = made.order_of(by=ANNA, request=order.request)
    assert isinstance(state_of(again.ref), OrderState)
    assert replayed().close() == [] and findings() == []


def test_a_part_that_comes_back_waits_with_a_proposal(partner):
    order = made.ordered(partner)
    take(out(order))
    assert take(back(order, 30_000), opening=OPENING - 90_000, number=2).booked == 0
    line = BankLine.objects.get(minor=30_000)
    [offer] = open_offers(line.account, [line])
    assert (offer.best.kind, offer.best.payment.order) == ("payment_return", order)
    book_as_payment_return(by=ANNA, line=line, payment=offer.best.payment)
    assert state_of(offer.best.payment.ref).left == 60_000
    assert state_of(order.request.ref).ordered == 60_000


def test_more_than_was_sent_never_comes_back(partner):
    payment = made.paid(partner)
    more = row(
        partner.world.germany, 90_001, end_to_end=payment.order.end_to_end, returned="AC01",
        iban_key=iban_key(MULES),
    )  # fmt: skip
    with pytest.raises(RuleBroken, match="More came back"):
        book_as_payment_return(by=ANNA, line=more, payment=payment)


def test_a_gift_is_not_the_return_of_a_payment(partner):
    """The number of an order stands in the public record: anybody may write it beside his gift."""
    payment, world = made.paid(partner), partner.world
    plain = row(world.germany, 90_000, iban_key=iban_key("AT611904300234573201"))
    written = row(
        world.germany, 90_000, iban_key=iban_key("AT611904300234573201"), end_to_end=payment.order.end_to_end
    )
    for line in (plain, written):
        with pytest.raises(NotThisPayment):
            book_as_payment_return(by=ANNA, line=line, payment=payment)
        assert book_as_gift(by=ANNA, line=line, fund=world.walls).minor == 90_000


def test_what_comes_back_is_not_a_gift(partner):
    payment, world = made.paid(partner), partner.world
    line = row(world.germany, 90_000, end_to_end=payment.order.end_to_end, returned="AC01")
    with pytest.raises(CarriesAnOrder):
        book_as_gift(by=ANNA, line=line, fund=world.children)
    assert book_as_payment_return(by=ANNA, line=line, payment=payment).minor == 90_000


def test_a_payment_cannot_be_undone(partner):
    payment = made.paid(partner)
    with pytest.raises(LineNotBooked, match="cannot be undone"):
        undo_booking(by=ANNA, line=payment.line)
    with pytest.raises(LineNotWaiting):
        book_as_fee(by=ANNA, line=payment.line)


# The check ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("deed", ["sum", "line", "claim", "state", "row", "day"])
def test_a_payment_that_somebody_altered_here_is_found(partner, deed):
    payment = made.paid(partner)
    assert findings() == []
    line = BankLine.objects.filter(pk=payment.line_id)
    if deed == "sum":
        line.update(minor=-89_999)
    elif deed == "line":
        other = row(partner.world.germany, -90_000, state="payment", day=TODAY - timedelta(days=3))
        payment.line.claim.delete()
        from ouna.funds.actions import claim

        claim(other, payment.ref)
    elif deed == "claim":
        payment.line.claim.delete()
    elif deed == "state":
        line.update(state="return")
    elif deed == "row":
        Payment.objects.update(minor=1)
    else:
        line.update(booked_on=TODAY - timedelta(days=1))
    assert findings()


def test_months_later_nothing_of_it_has_moved(partner):
    order = made.ordered(partner)
    take(out(order))
    before = replayed().totals()
    with clock.fixed(clock.now() + timedelta(days=90)):
        assert findings() == [] and replayed().totals() == before
