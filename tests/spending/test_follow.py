"""Bars and receipts follow the money: approved, paid, proven, by the record's balances."""

from __future__ import annotations

import pytest
from django.test import Client

from ouna.donations.actions import receive_gift
from ouna.funds.queries import fund_rows
from ouna.spending import actions
from ouna.spending.errors import NotFirstSpent
from spending.world import OTTILIE, SALMA, World, photo, small_world

pytestmark = pytest.mark.django_db


def sums(world: World) -> tuple[int, int, int]:
    row = next(r for r in fund_rows(world.campaign) if r.fund.pk == world.walls.pk)
    return row.approved.minor, row.spent.minor, row.proven.minor


def test_the_bars_grow_step_by_step(world: World) -> None:
    request = world.ask(100_000)
    assert sums(world) == (0, 0, 0)
    world.approve(request, 0)
    assert sums(world) == (0, 0, 0)
    world.approve(request, 1)
    assert sums(world) == (100_000, 0, 0)
    order = world.order(request, 60_000)
    assert sums(world) == (100_000, 0, 0)
    payment = world.paid(order)
    assert sums(world) == (100_000, 60_000, 0)
    actions.add_evidence(by=SALMA, payment=payment, papers=[("photo", photo())])
    assert sums(world) == (100_000, 60_000, 60_000)
    actions.withdraw_request(
        by=small_world.Actor("user_nadia", "N", frozenset({("coordinator", "*")})), request=request
    )
    assert sums(world) == (60_000, 60_000, 60_000)


def test_a_standing_budget_counts_when_it_is_drawn(world: World) -> None:
    from ouna.spending.wishes import Budget

    budget = Budget(40_000, 120_000, small_world.TODAY)
    request = world.approve(world.ask(120_000, standing=budget), 0, 1)
    assert sums(world) == (0, 0, 0)
    world.order(request, 30_000)
    assert sums(world) == (30_000, 0, 0)


def test_a_receipt_tells_what_its_purpose_became(world: World) -> None:
    line = small_world.line(world.germany, 10_000)
    gift = receive_gift(by=OTTILIE, line=line, fund=world.walls, donor="Ada")
    url = f"/receipt/{gift.code}/"
    before = Client().get(url).content.decode()
    assert "of what this purpose has received" not in before
    with pytest.raises(NotFirstSpent):
        actions.give_thanks(by=SALMA, fund=world.walls, text="Thank you.", lang="en")
    payment = world.paid(world.order(world.approve(world.ask(100_000), 0, 1)))
    actions.add_evidence(by=SALMA, payment=payment, papers=[("photo", photo())])
    actions.give_thanks(by=SALMA, fund=world.walls, text="The first wall stands.", lang="en")
    after = Client().get(url).content.decode()
    assert after.count("of what this purpose has received") == 3 and "The first wall stands." in after
    assert Client().get(f"{url}?lang=ar").status_code == 200
