"""Every guard before a payment refuses, and with the guard off the same payment would pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ouna.core.book import RuleBroken
from ouna.core.book.kinds.ordering import ORDER_RULES
from ouna.core.errors import OunaError
from ouna.core.values import Money
from ouna.log import Actor, clock
from ouna.log import queries as log
from ouna.parties.errors import NotPermitted
from ouna.parties.models import Section
from ouna.screening.errors import HitOpen, ListsMissing, NotScreened
from ouna.screening.models import NameList
from ouna.spending import actions, rules, signed
from ouna.spending.actions import orders
from ouna.spending.errors import (
    CannotBePaidThus,
    GuardFailed,
    OtherPayee,
    PayeeSumWrong,
    PayeeUnconfirmed,
    PaymentUnfit,
    SamePerson,
    StoppedByAlarm,
)
from ouna.spending.models import Order, Request
from ouna.spending.queries.standing import stand_of
from spending.world import NADIA, OTTILIE, ROOFER, SALMA, World, small_world

pytestmark = pytest.mark.django_db

Case = tuple[str, Callable[[World], Any]]
#: guard → a way to run into it; each is tried with the guard and without it.
BOOK: dict[str, Callable[[World], Any]] = {}


def case(rule: str) -> Callable[[Callable[[World], Any]], Callable[[World], Any]]:
    def register(make: Callable[[World], Any]) -> Callable[[World], Any]:
        BOOK[rule] = make
        return make

    return register


@case("approvals")
def _(world: World) -> Any:
    return world.order(world.approve(world.ask(), 0, 1))


@case("pause")
def _(world: World) -> Any:
    request = world.approve(world.ask(), 0, 1, 2)
    world.pause()
    return world.order(request)


@case("gate")
def _(world: World) -> Any:
    return world.order(world.approve(world.ask(gated=True), 0, 1, 2))


@case("expiry")
def _(world: World) -> Any:
    until = small_world.TODAY + timedelta(days=3)
    request = world.approve(world.ask(until=until), 0, 1, 2)
    with clock.fixed(small_world.NOW + timedelta(days=4)):
        return world.order(request)


@case("request")
def _(world: World) -> Any:
    request = world.approve(world.ask(), 0, 1, 2)
    actions.withdraw_request(by=NADIA, request=request)
    return world.order(request)


@case("limit")
def _(world: World) -> Any:
    request = world.approve(world.ask(money=Money(100, "EUR"), standing=None), 0, 1, 2)
    return world.order(request, 2_480_001, payee_money=None)


@case("funds")
def _(world: World) -> Any:
    return world.order(world.approve(world.ask(10_000_001), 0, 1, 2))


@case("account")
def _(world: World) -> Any:
    request = world.approve(world.ask(), 0, 1, 2)
    return world.order(request, account=world.switzerland, way="sheet")


@pytest.mark.parametrize("rule", sorted(BOOK))
def test_the_record_refuses(world: World, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if rule == "limit":
        # The app's own guard stands before the record's: it is out of the way here, and tried below.
        monkeypatch.setattr(rules, "check_payee_money", lambda *a, **k: None)
    with pytest.raises(RuleBroken):
        BOOK[rule](world)
    assert not Order.objects.exists()
    assert log.balance(f"{world.walls.ref}:reserved", "EUR") == 0


@pytest.mark.parametrize("rule", sorted(BOOK))
def test_guard_off_the_record_would_let_it_pass(
    world: World, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ORDER_RULES, rule, lambda *_: None)
    if rule == "limit":
        monkeypatch.setattr(rules, "check_payee_money", lambda *a, **k: None)
    BOOK[rule](world)
    assert Order.objects.count() == 1


def test_the_building_start_opens_what_is_bound_to_it(world: World) -> None:
    request = world.approve(world.ask(gated=True), 0, 1, 2)
    world.gate(True)
    assert world.order(request).minor == 2_480_000


# Persons --------------------------------------------------------------------------------------------


def both(base: Actor, *roles: str) -> Actor:
    return Actor(base.ref, base.name, base.roles | {(role, "*") for role in roles})


def test_who_asks_does_not_release(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    request = world.approve(world.ask(), 0, 1, 2)
    with pytest.raises(SamePerson):
        world.order(request, by=both(NADIA, "treasurer"))
    monkeypatch.setattr(rules, "check_other_person", lambda *a: None)
    world.order(request, by=both(NADIA, "treasurer"))


def test_who_approves_does_not_release(
    world: World, person: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ouna.quorum.models import Signer

    user = person("trustee")
    Signer.objects.create(
        ref=world.members[1], campaign=world.campaign, user=user, number=2, function="works"
    )
    request = world.approve(world.ask(), 0, 1, 2)
    trustee = Actor(user.ref, "Trustee", frozenset({("treasurer", "*")}))
    with pytest.raises(SamePerson):
        world.order(request, by=trustee)
    monkeypatch.setattr(rules, "check_other_person", lambda *a: None)
    world.order(request, by=trustee)


def test_nobody_but_a_treasurer_of_the_section_orders(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    request = world.approve(world.ask(), 0, 1, 2)
    elsewhere = Actor("user_x", "X", frozenset({("treasurer", world.switzerland.section.ref)}))
    others = [
        SALMA,
        elsewhere,
        *(Actor("u", "U", frozenset({(r, "*")})) for r in ("administrator", "auditor")),
    ]
    for actor in others:
        with pytest.raises(NotPermitted):
            world.order(request, by=actor)
    monkeypatch.setattr(rules, "check_treasurer", lambda *a: None)
    world.order(request, by=elsewhere)


# Name check -----------------------------------------------------------------------------------------


def test_no_list_no_check_or_a_hit_is_no_payment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    NameList.objects.update(state=NameList.WITHDRAWN)
    unchecked = world.approve(world.ask(100_000), 0, 1)
    with pytest.raises(ListsMissing):
        world.order(unchecked)
    NameList.objects.update(state=NameList.CURRENT)
    with pytest.raises(NotScreened):
        world.order(unchecked)
    bad = replace(ROOFER, name="Grand Order of the Leaky Bucket", latin="Grand Order of the Leaky Bucket")
    hit = world.approve(world.ask(40_000, payees=(bad,)), 0, 1)
    with pytest.raises(HitOpen):
        world.order(hit, latin=bad.latin)
    assert not Order.objects.exists()
    assert actions.check_again(by=OTTILIE, request=unchecked) == 1
    world.order(unchecked)
    # The twin: a name check that lets everybody pass.
    from ouna.screening import clearing
    from ouna.screening.rules import CLEARANCE_RULES

    assert clearing.require_clear  # what is taken out is its last rule
    monkeypatch.setitem(CLEARANCE_RULES, "hits", lambda *_: None)
    world.order(hit, latin=bad.latin)


# What was signed ------------------------------------------------------------------------------------


def test_the_name_is_typed_and_confirmed(world: World) -> None:
    request = world.approve(world.ask(), 0, 1, 2)
    for wrong in ({"latin": "Zaafaran Roofing Yards"}, {"confirmed": False}, {"latin": ""}):
        with pytest.raises(PayeeUnconfirmed):
            world.order(request, **wrong)
    assert world.order(request)


def test_any_change_is_a_new_request_without_signatures(world: World) -> None:
    old = world.approve(world.ask(100_000), 0, 1)
    section = Section.objects.order_by("pk")[0]
    stranger = Actor("user_eli", "Eli", frozenset({("logistician", section.ref)}))
    with pytest.raises(NotPermitted):
        actions.begin_request(by=stranger, campaign=world.campaign, replaces=old)
    new = world.ask(100_100, replaces=old)
    for request in (old, new):
        with pytest.raises(RuleBroken):
            world.order(request)
    assert world.order(world.approve(new, 0, 1)).minor == 100_100


def test_partial_payments_stay_within_what_was_signed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    request = world.approve(world.ask(100_000), 0, 1)
    world.order(request, 60_000)
    with pytest.raises(PayeeSumWrong):
        world.order(request, 40_001)
    monkeypatch.setattr(rules, "check_payee_money", lambda *a, **k: None)
    with pytest.raises(RuleBroken):
        world.order(request, 40_001)
    world.order(request, 40_000)
    assert sum(o.minor for o in Order.objects.all()) == 100_000


def test_cash_was_signed_or_an_account_was(world: World) -> None:
    request = world.approve(world.ask(100_000), 0, 1)
    with pytest.raises(CannotBePaidThus):
        world.order(request, way="cash", giver="Ottilie")
    cash = world.approve(world.ask(100_000, payees=(replace(ROOFER, account=""),)), 0, 1)
    for way in ("file", "sheet"):
        with pytest.raises(CannotBePaidThus):
            world.order(cash, way=way)
    assert world.order(cash, way="cash", giver="Ottilie").file is None


def test_signatures_are_judged_again_at_the_order(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds the database writes a third approval into the book's state."""
    import json

    from ouna.log.models import BookState

    request = world.approve(world.ask(), 0, 1)
    row = BookState.objects.get(pk=request.ref)
    data = json.loads(row.data)
    at = next(i for i, v in enumerate(data) if isinstance(v, list) and v and v[0][0] == world.members[0])
    data[at].append([world.members[2], world.keys[2].key, data[at][0][2]])
    BookState.objects.filter(pk=request.ref).update(data=json.dumps(data, separators=(",", ":")))
    with pytest.raises(GuardFailed):
        world.order(request)
    assert not Order.objects.exists()
    monkeypatch.setattr(signed, "check_approval", lambda *a: None)
    with pytest.raises(GuardFailed):
        world.order(request)
    monkeypatch.setattr(orders, "request_by_pages", lambda row: log.state_of(row.ref))
    world.order(request)


# The bank's line ------------------------------------------------------------------------------------


def test_another_payee_or_a_higher_amount_stops_payments(world: World) -> None:
    from ouna.funds.queries import iban_key

    request = world.approve(world.ask(100_000, margin=500), 0, 1, 2)
    order = world.order(request, margin=500)
    other = small_world.line(world.germany, -100_000, iban_key=iban_key("DE89370400440532013000"))
    with pytest.raises(OtherPayee):
        actions.book_sent(by=OTTILIE, line=other, order=order)
    with pytest.raises(PaymentUnfit):
        world.paid(order, 100_501)
    alarm = actions.raise_alarm(by=OTTILIE, line=other, order=order)
    second = world.approve(world.ask(40_000), 0, 1)
    with pytest.raises(StoppedByAlarm):
        world.order(second)
    with pytest.raises(NotPermitted):
        actions.clear_alarm(by=OTTILIE, alarm=alarm, reason="never mind")
    actions.clear_alarm(by=SALMA, alarm=alarm, reason="The bank had the old number.")
    world.order(second)
    right = small_world.line(world.germany, -100_400, iban_key=iban_key(ROOFER.account))
    payment = actions.book_sent(by=OTTILIE, line=right, order=order)
    assert payment.minor == 100_400 and log.balance(f"{world.walls.ref}:fees", "EUR") == 400


def test_failed_and_returned_payments_open_the_request_again(world: World) -> None:
    request = world.approve(world.ask(100_000), 0, 1)
    first = world.order(request)
    actions.mark_failed(by=OTTILIE, order=first, reason="AC01")
    actions.mark_failed(by=OTTILIE, order=first)
    payment = world.paid(world.order(request))
    with pytest.raises(OunaError):
        world.order(request)
    back = small_world.line(world.germany, 100_000)
    actions.book_returned(by=OTTILIE, line=back, payment=payment)
    assert log.balance(f"{world.walls.ref}:spent", "EUR") == 0
    assert world.order(request).minor == 100_000


def test_a_standing_budget_keeps_month_and_payees(world: World) -> None:
    from ouna.spending.wishes import Budget

    second = replace(ROOFER, name="Two Mules Haulage", latin="Two Mules Haulage")
    request = world.ask(
        345_000,
        payees=(ROOFER, second),
        standing=Budget(115_000, 345_000, small_world.TODAY + timedelta(days=19)),
    )
    world.approve(request, 0, 1, 2)
    world.order(request, 60_000)
    other = world.order(request, 55_000, payee=request.payees.get(nth=2), latin=second.latin)
    assert other.payee.nth == 2
    with pytest.raises(RuleBroken):
        world.order(request, 100)
    with clock.fixed(small_world.NOW + timedelta(days=12)):
        from spending.world import use_names

        assert Request.objects.filter(pk=request.pk).exists()
        use_names(b"# name: Quince demo list\n# date: 2026-12-01\nid,name,type\nQ-001,Nobody Here,person\n")
        actions.check_again(by=OTTILIE, request=request)
        world.order(request, 115_000)


def test_one_go_does_not_give_a_payee_twice_what_was_signed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In his own currency only the app knows what he gets: two halves of the limit, each with all of it."""
    wish = {"money": Money(500_000, "CHF"), "payees": (replace(ROOFER, account="", latin="Zaafaran"),)}
    request = world.approve(world.ask(100_000, **wish), 0, 1)
    half = world.order_of(request, 50_000, payee_money=Money(300_000, "CHF"), latin="Zaafaran")

    def order() -> Any:
        return actions.order_payments(
            by=OTTILIE, account=world.germany, asks=[half, half], way="cash", giver="Ottilie"
        )

    with pytest.raises(PayeeSumWrong):
        order()
    assert not Order.objects.exists()
    monkeypatch.setattr(rules, "check_payee_money", lambda *a, **k: None)
    assert len(order()) == 2


def test_part_of_a_payment_abroad_that_came_back_is_not_free_and_the_page_says_so(world: World) -> None:
    wish = {"money": Money(90_000, "CHF"), "payees": (replace(ROOFER, account="", latin="Zaafaran"),)}
    request = world.approve(world.ask(100_000, **wish), 0, 1)
    told = {"latin": "Zaafaran", "way": "cash", "giver": "Ottilie"}
    payment = world.paid(world.order(request, payee_money=Money(90_000, "CHF"), **told))
    (paid,) = stand_of(request).orders
    assert not paid.part_back_abroad
    back = small_world.line(world.germany, 40_000)
    actions.book_returned(by=OTTILIE, line=back, payment=payment)
    (paid,) = stand_of(request).orders
    assert paid.part_back_abroad
    with pytest.raises(PayeeSumWrong):
        world.order(request, 40_000, payee_money=Money(1, "CHF"), **told)
    rest = small_world.line(world.germany, 60_000)
    actions.book_returned(by=OTTILIE, line=rest, payment=payment)
    (paid,) = stand_of(request).orders
    assert not paid.part_back_abroad
    assert world.order(request, payee_money=Money(90_000, "CHF"), **told)
