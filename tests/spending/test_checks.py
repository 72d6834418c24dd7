"""The installation's own check finds what differs from the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ouna.core.values import Money
from ouna.log import Actor, action, erase_subject
from ouna.log.models import Entry, Opening
from ouna.log.private_checks import openings
from ouna.spending.actions import add_evidence, count_cash
from ouna.spending.checks import checks
from ouna.spending.models import CashCount, Order, Payee, Payment, Request
from ouna.spending.wishes import Budget
from spending.world import OTTILIE, ROOFER, SALMA, World, photo

pytestmark = pytest.mark.django_db


def test_damage_is_found(world: World, settings: object) -> None:
    from pathlib import Path

    request = world.approve(world.ask(100_000, papers=1), 0, 1)
    world.paid(world.order(request))
    assert list(checks()) == []
    for model, change in (
        (Request, {"limit_minor": 1}),
        (Payee, {"bank_hash": "0" * 64}),
        (Order, {"minor": 1}),
        (Payment, {"line_id": None}),
    ):
        row = model.objects.get()
        if "line_id" in change:
            from funds.world import line

            change = {"line_id": line(world.germany, -5).pk}
        before = {name: getattr(row, name) for name in change}
        model.objects.update(**change)
        assert list(checks()), change
        model.objects.update(**before)
    assert list(checks()) == []
    for path in Path(settings.VAR, "papers").rglob("paper_*"):  # type: ignore[attr-defined]
        path.unlink()
    assert [f for f in checks() if "gone" in str(f)]


def private() -> list[str]:
    return [f"{finding.where}: {finding.what}" for finding in openings()]


@action
def erase(*, by: Actor, subject: str) -> None:
    erase_subject(subject)


@pytest.fixture
def proven(world: World) -> World:
    """A standing budget with two payees, a place, two papers, an order and its proof."""
    budget = Budget(each=50_000, total=100_000, until=date(2026, 12, 9))
    two = (ROOFER, replace(ROOFER, name="", latin="Second Yard"))
    request = world.ask(100_000, papers=2, place="Two Springs", line="north", standing=budget, payees=two)
    payment = world.paid(world.order(world.approve(request, 0, 1), 50_000))
    add_evidence(by=SALMA, payment=payment, papers=[("photo", photo())])
    assert private() == []
    return world


PURPOSES = [
    ("request.made", "payee"),
    ("request.made", "bank"),
    ("request.made", "place"),
    ("request.made", "file"),
    ("payment.ordered", "screening"),
    ("payment.ordered", "file"),
    ("payment.sent", "line"),
    ("evidence.added", "file"),
]


@pytest.mark.parametrize(("kind", "purpose"), PURPOSES)
def test_what_was_taken_away_or_altered_is_found(proven: World, kind: str, purpose: str) -> None:
    rows = Opening.objects.filter(entry__kind=kind, purpose=purpose).order_by("pk")
    last = rows.last()
    assert last is not None
    where = Entry.objects.get(pk=last.entry_id).ref
    sealed = bytes(last.sealed)
    for change in (
        {"sealed": b"\0" * 60},
        {"subject": ""},
        {"sealed": sealed[:-1] + bytes([sealed[-1] ^ 1])},
    ):
        Opening.objects.filter(pk=last.pk).update(**change)
        assert private() == [f"{where}: What `{purpose}` commits to was altered or taken away."], change
        Opening.objects.filter(pk=last.pk).update(sealed=sealed, subject=last.subject)
    if rows.count() > 1:
        # Its neighbour's opening in its place fits a commitment, but not this one.
        Opening.objects.filter(pk=last.pk).update(sealed=bytes(rows[0].sealed))
        assert len(private()) == 1
    last.delete()
    assert private() == [f"{where}: What `{purpose}` commits to is gone."]


def test_what_was_erased_by_law_is_no_finding(proven: World) -> None:
    erase(by=SALMA, subject=Request.objects.get().ref)
    assert not Opening.objects.filter(subject=Request.objects.get().ref).exists()
    assert private() == []
    Opening.objects.filter(purpose="place").delete()
    assert len(private()) == 1


@pytest.fixture
def counted(world: World) -> Order:
    """Cash that two persons counted."""
    cash = world.approve(world.ask(60_000, payees=(replace(ROOFER, account=""),)), 0, 1)
    order = world.order(cash, way="cash", giver="Ottilie Fenchel")
    for person in (OTTILIE, SALMA):
        count_cash(by=person, order=order, money=Money(60_000, "EUR"))
    assert list(checks()) == []
    return order


@pytest.mark.parametrize(
    ("nth", "change", "what"),
    [
        (1, {"minor": 59_999}, "is not the sum that was ordered"),
        (2, {"minor": 60_001}, "is not the sum that was ordered"),
        (2, {"by": "user_nobody"}, "not in the private journal"),
    ],
)
def test_an_altered_count_is_found(counted: Order, nth: int, change: dict[str, Any], what: str) -> None:
    CashCount.objects.filter(nth=nth).update(**change)
    assert [what in f.what for f in checks() if f.where == counted.ref] == [True]


def test_counts_of_another_order_are_found(counted: Order, world: World) -> None:
    sheet = world.order(world.approve(world.ask(60_000), 0, 1), way="sheet")
    CashCount.objects.update(order=sheet)
    told = {f.what for f in checks() if f.where == sheet.ref}
    assert told == {
        "Cash was counted of an order that is not in cash.",
        "A count of its cash is not in the private journal.",
    }


def test_cash_that_left_without_two_counts_waits(counted: Order, world: World) -> None:
    world.paid(counted)
    assert list(checks()) == []
    CashCount.objects.filter(nth=2).delete()
    [found] = checks()
    assert found.waits and found.where == counted.ref
