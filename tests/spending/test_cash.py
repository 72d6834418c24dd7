"""Cash is counted by two persons, each the sum that was ordered; with a guard off it would pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ouna.core.values import Money
from ouna.log import Actor
from ouna.log.models import JournalFact
from ouna.parties.errors import NotPermitted
from ouna.spending import actions, rules
from ouna.spending.errors import CannotBePaidThus, CountDiffers, CountedAlready
from ouna.spending.models import CashCount, Order
from spending.world import OTTILIE, ROOFER, SALMA, World

pytestmark = pytest.mark.django_db
SUM = Money(60_000, "EUR")
CHECKER = Actor("user_hanneke", "Hanneke", frozenset({("checker", "*")}))


@pytest.fixture
def handed(world: World) -> Order:
    cash = world.approve(world.ask(60_000, payees=(replace(ROOFER, account=""),)), 0, 1)
    return world.order(cash, way="cash", giver="Ottilie Fenchel")


def test_two_persons_count_the_ordered_sum(handed: Order) -> None:
    facts = JournalFact.objects.filter(kind="cash.counted")
    for person in (OTTILIE, SALMA):
        actions.count_cash(by=person, order=handed, money=SUM)
    assert [(c.nth, c.by, c.minor) for c in handed.counts.all()] == [
        (1, OTTILIE.ref, 60_000),
        (2, SALMA.ref, 60_000),
    ]
    assert facts.count() == 2
    third = Actor("user_third", "Third", SALMA.roles)
    with pytest.raises(CountedAlready):
        actions.count_cash(by=third, order=handed, money=SUM)


def test_one_person_does_not_count_for_two(handed: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.count_cash(by=OTTILIE, order=handed, money=SUM)
    with pytest.raises(CountedAlready):
        actions.count_cash(by=OTTILIE, order=handed, money=SUM)
    # Without the rule the table still has each person once.
    monkeypatch.setattr(rules, "check_count", lambda *a: None)
    with pytest.raises(Exception, match=r"spending_count|UNIQUE"):
        actions.count_cash(by=OTTILIE, order=handed, money=SUM)
    assert CashCount.objects.count() == 1


@pytest.mark.parametrize("money", [Money(59_999, "EUR"), Money(60_001, "EUR"), Money(60_000, "CHF")])
def test_another_sum_is_refused(handed: Order, money: Money, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CountDiffers):
        actions.count_cash(by=SALMA, order=handed, money=money)
    assert not CashCount.objects.exists()
    monkeypatch.setattr(rules, "check_count", lambda *a: None)
    assert actions.count_cash(by=SALMA, order=handed, money=money)


def test_who_may_count_and_what(handed: Order, world: World) -> None:
    with pytest.raises(NotPermitted):
        actions.count_cash(by=CHECKER, order=handed, money=SUM)
    sheet = world.order(world.approve(world.ask(50_000), 0, 1), way="sheet")
    with pytest.raises(CannotBePaidThus):
        actions.count_cash(by=SALMA, order=sheet, money=Money(50_000, "EUR"))
    actions.mark_failed(by=OTTILIE, order=handed)
    with pytest.raises(CannotBePaidThus):
        actions.count_cash(by=SALMA, order=handed, money=SUM)
