"""Decisions about lines, and how they are undone."""

from __future__ import annotations

import pytest

from funds.world import ANNA, BERT, NOBODY, TODAY, World, line
from ouna.core.book import Replay, RuleBroken
from ouna.donations.models import Gift
from ouna.funds.actions import confirm_rate, enter_rate
from ouna.funds.models import BankLine, Claim
from ouna.log.models import Entry
from ouna.log.queries import balance
from ouna.parties.errors import NotPermitted
from ouna.treasury.actions import (
    book_as_fee,
    book_as_gift,
    book_as_interest,
    book_as_transfer_in,
    book_as_transfer_out,
    mark_unexplained,
    merge_lines,
    rebook_line,
    split_line,
    undo_booking,
)
from ouna.treasury.errors import (
    ExchangeOdd,
    LineNotBooked,
    LineNotWaiting,
    NoSuchTransfer,
    SplitDiffers,
    WrongDirection,
)
from ouna.treasury.queries.offers import Decision

pytestmark = pytest.mark.django_db


def replayed() -> Replay:
    replay = Replay()
    for data in Entry.objects.order_by("id").values_list("data", flat=True):
        replay.feed(bytes(data))
    return replay


def test_each_decision_leaves_one_claim_and_one_state(world: World):
    cases = [
        (line(world.germany, 1000), lambda x: book_as_gift(by=ANNA, line=x, fund=world.walls), "gift"),
        (line(world.germany, -100), lambda x: book_as_fee(by=ANNA, line=x), "fee"),
        (line(world.germany, 50), lambda x: book_as_interest(by=ANNA, line=x), "interest"),
    ]
    for row, decide, state in cases:
        decide(row)
        row.refresh_from_db()
        assert row.state == state
        assert Claim.objects.filter(line=row).count() == 1
        with pytest.raises(LineNotWaiting):
            decide(row)
    assert balance(world.germany.ref, "EUR") == 950
    assert replayed().close() == []


@pytest.mark.parametrize(
    ("minor", "decide"),
    [(-10, book_as_gift), (10, book_as_fee), (-10, book_as_interest), (10, book_as_transfer_out)],
)
def test_money_is_booked_in_its_own_direction(world: World, minor, decide):
    more = {book_as_gift: {"fund": world.walls}, book_as_transfer_out: {"target": world.switzerland}}
    with pytest.raises(WrongDirection):
        decide(by=ANNA, line=line(world.germany, minor), **more.get(decide, {}))


def test_strangers_decide_nothing(world: World):
    row = line(world.germany, 1000)
    with pytest.raises(NotPermitted):
        book_as_gift(by=NOBODY, line=row, fund=world.walls)
    with pytest.raises(NotPermitted):
        undo_booking(by=NOBODY, line=row)


def test_an_unexplained_line_is_public_until_it_is_explained(world: World):
    row = line(world.germany, 1000)
    mark_unexplained(by=ANNA, line=row)
    assert any("unexplained" in what for _, _, what in replayed().close())
    row.refresh_from_db()
    book_as_gift(by=ANNA, line=row, fund=world.children)
    assert replayed().close() == []
    assert balance(world.germany.ref, "EUR") == balance(world.children.ref, "EUR") == 1000


def test_undoing_a_gift_and_booking_it_anew(world: World):
    row = line(world.germany, 1000)
    book_as_gift(by=ANNA, line=row, fund=world.walls)
    row = undo_booking(by=BERT, line=row)
    assert row.state == BankLine.State.UNEXPLAINED
    assert balance(world.walls.ref, "EUR") == 0
    assert balance(world.germany.ref, "EUR") == 1000
    book_as_gift(by=BERT, line=row, fund=world.children)
    assert balance(world.children.ref, "EUR") == 1000
    assert Gift.objects.filter(left_minor__gt=0).count() == 1
    assert replayed().close() == []


def test_a_gift_for_a_purpose_does_not_become_interest(world: World):
    row = line(world.germany, 1000)
    book_as_gift(by=ANNA, line=row, fund=world.walls)
    with pytest.raises(RuleBroken, match="given for a purpose"):
        rebook_line(by=BERT, line=row, decision=Decision("interest"))
    assert balance(world.walls.ref, "EUR") == 1000 and balance(world.free.ref, "EUR") == 0
    free = line(world.germany, 700)
    book_as_gift(by=ANNA, line=free, fund=world.free)
    rebook_line(by=BERT, line=free, decision=Decision("interest"))
    assert balance(world.free.ref, "EUR") == 700 and replayed().close() == []


def test_undoing_a_charge_by_a_correction(world: World):
    row = line(world.germany, -100)
    book_as_fee(by=ANNA, line=row)
    row = undo_booking(by=ANNA, line=row)
    assert row.state == BankLine.State.UNEXPLAINED
    assert balance(world.free.ref, "EUR") == 0
    book_as_fee(by=ANNA, line=row)
    assert balance(world.germany.ref, "EUR") == balance(world.free.ref, "EUR") == -100
    assert replayed().close() == []


def test_undoing_a_charge_that_had_been_undone_before(world: World):
    row = line(world.germany, -100)
    for _ in range(3):
        book_as_fee(by=ANNA, line=row)
        row = undo_booking(by=ANNA, line=row)
        assert balance(world.free.ref, "EUR") == 0
    book_as_fee(by=ANNA, line=row)
    assert balance(world.germany.ref, "EUR") == balance(world.free.ref, "EUR") == -100
    assert replayed().close() == []


def test_a_line_without_booking_has_nothing_to_undo(world: World):
    with pytest.raises(LineNotBooked):
        undo_booking(by=ANNA, line=line(world.germany, 5))


def test_a_transfer_is_on_its_way_until_it_arrives(world: World):
    other = world.switzerland
    book_as_gift(by=ANNA, line=line(world.germany, 1000), fund=world.free)
    out = line(world.germany, -1000)
    transfer = book_as_transfer_out(by=ANNA, line=out, target=other)
    pot = f"{world.campaign.ref}:transit"
    assert balance(pot, "EUR") == 1000
    arrived = line(other, 950)
    with pytest.raises(ExchangeOdd):
        book_as_transfer_in(by=ANNA, line=arrived, transfer=transfer, fund=world.free)
    rate = enter_rate(by=ANNA, base="EUR", quote="CHF", value="0.95", on=TODAY, source="table")
    confirm_rate(by=BERT, rate=rate)
    for odd in (1, 854, 1046):
        with pytest.raises(ExchangeOdd):
            book_as_transfer_in(by=ANNA, line=line(other, odd), transfer=transfer, fund=world.free)
    with pytest.raises(RuleBroken):
        book_as_transfer_in(by=ANNA, line=arrived, transfer=transfer)
    book_as_transfer_in(by=ANNA, line=arrived, transfer=transfer, fund=world.free)
    # What the exchange is measured with stands in the record before it.
    assert [e.kind for e in Entry.objects.order_by("-id")[:2]] == ["transfer.arrived", "rate.used"]
    rate.refresh_from_db()
    assert rate.used_ref
    assert balance(pot, "EUR") == 0
    assert (balance(world.free.ref, "EUR"), balance(world.free.ref, "CHF")) == (0, 950)
    with pytest.raises(NoSuchTransfer):
        book_as_transfer_in(by=ANNA, line=line(other, 950), transfer=transfer, fund=world.free)
    assert replayed().close() == []


def test_parts_add_up_or_nothing_is_split(world: World):
    row = line(world.germany, 6000)
    for parts in ([1000, 2000], [6000], [7000, -1000], [6000, 0]):
        with pytest.raises(SplitDiffers):
            split_line(by=ANNA, line=row, parts=[{"minor": m} for m in parts])
    first, second = split_line(by=ANNA, line=row, parts=[{"minor": 1000}, {"minor": 5000}])
    book_as_gift(by=ANNA, line=first, fund=world.walls)
    with pytest.raises(LineNotWaiting):
        merge_lines(by=ANNA, line=row)
    book_as_gift(by=ANNA, line=second, fund=world.children)
    assert balance(world.germany.ref, "EUR") == 6000


def test_a_split_line_is_put_together_again(world: World):
    row = line(world.germany, 6000)
    split_line(by=ANNA, line=row, parts=[{"minor": 1000}, {"minor": 5000}])
    row = merge_lines(by=ANNA, line=row)
    assert (row.state, row.parts.count()) == (BankLine.State.WAITING, 0)
