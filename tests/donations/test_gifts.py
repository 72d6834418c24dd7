"""Gifts: booked once, all or none, exact, and undone in public."""

from __future__ import annotations

import pytest

from funds.world import ANNA, BERT, NOBODY, TODAY, line
from ouna.core.values import Money
from ouna.donations.actions import VISITOR, GiftIn, make_pledge, receive_gift, receive_gifts, reverse_gift
from ouna.donations.errors import GiftReversedAlready, ReversalInvalid
from ouna.donations.models import Gift, Letter, Pledge
from ouna.funds.errors import LineAlreadyClaimed, LineNotBookable
from ouna.funds.models import BankLine, Claim, Promised, Received
from ouna.log import open_opening
from ouna.log import queries as log
from ouna.log.models import Entry
from ouna.parties.errors import NotPermitted


def pledge(world, minor=10_000, **more) -> Pledge:
    return make_pledge(
        by=VISITOR,
        campaign=world.campaign,
        account=world.germany,
        fund=world.walls,
        money=Money(minor, "EUR"),
        **more,
    )


def test_one_gift(world):
    promise = pledge(world, email="ana@quince.example", name="Ana")
    gift = receive_gift(
        by=ANNA, line=line(world.germany, 10_000), fund=world.walls, pledge=promise, donor="Ana Coentro"
    )
    assert gift.money == Money(10_000, "EUR")
    assert len(gift.code) == 12
    assert log.balance(world.walls.ref, "EUR") == 10_000
    assert log.balance(world.germany.ref, "EUR") == 10_000
    promise.refresh_from_db()
    assert promise.state == Pledge.State.MET
    assert Promised.objects.get().minor == 0
    assert Claim.objects.get().by == gift.ref
    assert BankLine.objects.get().state == BankLine.State.GIFT
    letters = {x.kind: x.about for x in Letter.objects.all()}
    assert letters == {"instructions": promise.ref, "receipt": gift.ref}
    opened = open_opening(gift.ref, "donor")
    assert (opened["name"], opened["reference"]) == ("Ana Coentro", promise.reference)
    public = bytes(Entry.objects.get(ref=gift.ref).data).decode()
    assert "Ana" not in public and promise.reference not in public and gift.code not in public


def test_many_gifts(world, django_assert_max_num_queries):
    promises = [pledge(world, 100 + i) for i in range(20)]
    lines = [line(world.germany, 100 + i) for i in range(300)]
    gifts = [
        GiftIn(row, world.walls if i % 2 else world.free, promises[i] if i < 20 else None)
        for i, row in enumerate(lines)
    ]
    with django_assert_max_num_queries(45):
        refs = receive_gifts(by=ANNA, gifts=gifts)
    booked = {g.ref: g for g in Gift.objects.select_related("line")}
    assert [booked[ref].minor for ref in refs] == [100 + i for i in range(300)]
    total = sum(100 + i for i in range(300))
    assert log.balance(world.germany.ref, "EUR") == total
    assert sum(r.minor for r in Received.objects.all()) == total
    assert sum(r.count for r in Received.objects.all()) == 300
    assert Promised.objects.get().count == 0
    assert Pledge.objects.filter(state="met").count() == 20
    assert Claim.objects.count() == 300
    # The record does not tell the order of the bank's list.
    order = list(Entry.objects.filter(kind="gift.received").values_list("ref", flat=True))
    assert order != refs and set(order) == set(refs)


def test_statements_do_not_grow(world, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def used(n: int) -> int:
        lines = [GiftIn(line(world.germany, 500), world.walls) for _ in range(n)]
        with CaptureQueriesContext(connection) as captured:
            receive_gifts(by=ANNA, gifts=lines)
        return len({q["sql"][:60] for q in captured if "VALUES" in q["sql"]}) + sum(
            1 for q in captured if "VALUES" not in q["sql"]
        )

    assert used(60) <= used(30) + 1


@pytest.mark.parametrize("bad", ["claimed", "twice", "negative", "pending", "foreign"])
def test_none_is_booked_when_one_is_wrong(world, bad):
    good, other = line(world.germany, 100), line(world.germany, 200)
    gifts = [GiftIn(good, world.walls), GiftIn(other, world.walls)]
    error = LineAlreadyClaimed
    if bad == "claimed":
        receive_gift(by=ANNA, line=other, fund=world.free)
    elif bad == "twice":
        gifts[1] = gifts[0]
    elif bad in ("negative", "pending"):
        wrong = line(
            world.germany, -5 if bad == "negative" else 5, state="pending" if bad == "pending" else "waiting"
        )
        gifts[1], error = GiftIn(wrong, world.walls), LineNotBookable
    before, by = Gift.objects.count(), ANNA
    if bad == "foreign":
        by, error = NOBODY, NotPermitted
    with pytest.raises(error):
        receive_gifts(by=by, gifts=gifts)
    assert Gift.objects.count() == before
    good.refresh_from_db()
    assert good.state == "waiting"


def test_returned_gift(world):
    gift = receive_gift(by=ANNA, line=line(world.germany, 3_500), fund=world.walls)
    back = line(world.germany, -3_500, returned="AC04")
    undone = reverse_gift(by=BERT, gift=gift, reason="returned", line=back)
    gift.refresh_from_db()
    assert (gift.state, gift.left_minor, undone.minor) == ("reversed", 0, 3_500)
    assert log.balance(world.walls.ref, "EUR") == log.balance(world.germany.ref, "EUR") == 0
    assert BankLine.objects.get(pk=back.pk).state == "return"
    assert Received.objects.get().reversed_minor == 3_500
    with pytest.raises(GiftReversedAlready):
        reverse_gift(by=BERT, gift=gift, reason="returned", line=line(world.germany, -3_500))


def test_part_of_a_gift_returned(world):
    gift = receive_gift(by=ANNA, line=line(world.germany, 3_500), fund=world.walls)
    reverse_gift(by=ANNA, gift=gift, reason="returned", line=line(world.germany, -1_000))
    gift.refresh_from_db()
    assert (gift.state, gift.left_minor) == ("booked", 2_500)


def test_misbooked_gift_is_booked_anew(world):
    promise = pledge(world)
    bank = line(world.germany, 10_000)
    wrong = receive_gift(by=ANNA, line=bank, fund=world.walls, pledge=promise)
    undone = reverse_gift(by=ANNA, gift=wrong, reason="misbooked")
    bank.refresh_from_db()
    assert (bank.state, bank.open_ref) == ("unexplained", undone.ref)
    assert log.balance(f"{world.campaign.ref}:unexplained_in", "EUR") == 10_000
    promise.refresh_from_db()
    assert promise.state == "open" and Promised.objects.get().minor == 10_000
    right = receive_gift(by=ANNA, line=bank, fund=world.children)
    assert log.balance(f"{world.campaign.ref}:unexplained_in", "EUR") == 0
    assert log.balance(world.children.ref, "EUR") == 10_000
    assert log.balance(world.walls.ref, "EUR") == 0
    assert log.balance(world.germany.ref, "EUR") == 10_000
    assert Claim.objects.get(line=bank).by == right.ref


@pytest.mark.parametrize("minor, day, reason", [(-4_000, TODAY, "returned"), (100, TODAY, "returned")])
def test_wrong_returns(world, minor, day, reason):
    gift = receive_gift(by=ANNA, line=line(world.germany, 3_500), fund=world.walls)
    with pytest.raises(ReversalInvalid):
        reverse_gift(by=ANNA, gift=gift, reason=reason, line=line(world.germany, minor, day=day))
    with pytest.raises(ReversalInvalid):
        reverse_gift(by=ANNA, gift=gift, reason="returned")
    gift.refresh_from_db()
    assert gift.left_minor == 3_500
