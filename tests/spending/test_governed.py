"""The trustees' rules are believed from their pages alone: whoever rewrites the book's rows pays nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from funds import world as small_world
from ouna.core.book import KINDS, Gate, Pause, PaymentSent, State, Trustees, decode, encode
from ouna.core.errors import OunaError
from ouna.core.quorum import Band
from ouna.log import new_ref, triggers
from ouna.log import queries as log
from ouna.log.models import BookState, Entry
from ouna.log.monitor import run_checks
from ouna.spending import actions, governed, signed
from ouna.spending.actions import orders
from ouna.spending.errors import GuardFailed
from ouna.spending.models import Order, Request
from spending.world import NADIA, OTTILIE, World

pytestmark = pytest.mark.django_db


def rewrite(world: World, name: str, change: Callable[[Any], State]) -> str:
    """Change a state of government in its row, past the record; the row's name."""
    ref = f"{world.campaign.ref}:{name}"
    row = BookState.objects.get(pk=ref)
    BookState.objects.filter(pk=ref).update(data=change(log.state_of(ref)).to_json())
    assert BookState.objects.get(pk=ref).data != row.data
    return ref


def one_is_enough(found: Trustees) -> State:
    return replace(found, bands=(Band("EUR", 1),))


def another_key(found: Trustees) -> State:
    """The fifth trustee's key is said to be that of the first as well: one person signs for two."""
    return replace(found, keys=(*found.keys[:4], found.keys[0]._replace(trustee=found.members[4])))


def goes_on(found: Pause) -> State:
    return replace(found, paused=False)


def opened(found: Gate) -> State:
    return replace(found, open=True)


@pytest.fixture
def asked(world: World) -> Request:
    """Asked for, and signed by one of three."""
    return world.approve(world.ask(), 0)


def test_a_lower_quorum_in_the_rows_pays_nothing_and_is_found(world: World, asked: Request) -> None:
    ref = rewrite(world, "trustees", one_is_enough)
    with pytest.raises(GuardFailed, match="rules of the trustees"):
        world.order(asked)
    assert not Order.objects.exists()
    assert f"state {ref}" in {finding["where"] for finding in run_checks().findings}


def test_guard_off_a_lower_quorum_would_be_paid(
    world: World, asked: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(world, "trustees", one_is_enough)
    monkeypatch.setattr(signed, "check_governed", lambda campaign: None)
    assert world.order(asked)


@pytest.mark.parametrize("change", [one_is_enough, another_key])
def test_trustees_that_were_never_signed_count_for_nothing(
    world: World, change: Callable[[Any], State]
) -> None:
    request = world.approve(world.ask(), 0, 1, 2)
    rewrite(world, "trustees", change)
    with pytest.raises(GuardFailed):
        world.order(request)


def test_a_pause_or_gate_that_only_the_rows_lift_stays(world: World) -> None:
    world.gate(True)
    world.gate(False)
    gated = world.approve(world.ask(gated=True), 0, 1, 2)
    rewrite(world, "gate", opened)
    with pytest.raises(GuardFailed):
        world.order(gated)
    rewrite(world, "gate", lambda found: replace(found, open=False))
    world.pause()
    paused = world.approve(world.ask(), 0, 1, 2)
    rewrite(world, "pause", goes_on)
    with pytest.raises(GuardFailed):
        world.order(paused)


def test_guard_off_a_pause_would_be_lifted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.pause()
    request = world.approve(world.ask(), 0, 1, 2)
    with pytest.raises(OunaError):
        world.order(request)
    rewrite(world, "pause", goes_on)
    monkeypatch.setattr(signed, "check_governed", lambda campaign: None)
    assert world.order(request)


def test_a_page_of_the_trustees_that_was_changed_counts_for_nothing(world: World) -> None:
    """Row and page alike say that one is enough: the signatures over the page no longer fit."""
    request = world.approve(world.ask(), 0)
    rewrite(world, "trustees", one_is_enough)
    triggers.remove()
    try:
        page = Entry.objects.get(kind="trustees.set")
        data = bytes(page.data).replace(b'"m":3', b'"m":1').replace(b'"m":2', b'"m":1')
        assert data != bytes(page.data)
        Entry.objects.filter(pk=page.pk).update(data=data)
        with pytest.raises(GuardFailed, match="not signed as it must be"):
            world.order(request)
    finally:
        triggers.install()


def put(ref: str, **fields: Any) -> None:
    """Change fields of a state in its row, past the record."""
    BookState.objects.filter(pk=ref).update(data=replace(log.state_of(ref), **fields).to_json())  # type: ignore[type-var]


def as_if_never_ordered(world: World) -> Request:
    """Ordered, and the rows say that it was not."""
    request = world.approve(world.ask(), 0, 1, 2)
    order = world.order(request)
    put(request.ref, ordered=0, first="", month="", in_month=0)
    put(order.ref, status="failed")
    return request


def as_if_never_withdrawn(world: World) -> Request:
    request = world.approve(world.ask(), 0, 1, 2)
    actions.withdraw_request(by=NADIA, request=request)
    put(request.ref, closed="")
    return request


@pytest.mark.parametrize("made", [as_if_never_ordered, as_if_never_withdrawn])
def test_what_became_of_a_request_is_believed_from_its_pages(
    world: World, made: Callable[[World], Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    request = made(world)
    before = Order.objects.count()
    with pytest.raises(GuardFailed, match="differs from"):
        world.order(request)
    assert Order.objects.count() == before
    # The twin: with the rows believed it would be paid, the first a second time.
    monkeypatch.setattr(orders, "request_by_pages", lambda row: log.state_of(row.ref))
    assert world.order(request)


def test_a_request_that_replaces_another_is_made_from_the_pages_of_both(world: World) -> None:
    old = world.approve(world.ask(), 0)
    new = world.approve(world.ask(replaces=old), 0, 1, 2)
    assert governed.request_by_pages(new) == log.state_of(new.ref)
    assert governed.request_by_pages(old) == log.state_of(old.ref)
    assert world.order(new)
    assert governed.request_by_pages(new) == log.state_of(new.ref)


def test_paid_and_come_back_is_made_from_the_pages(world: World) -> None:
    """Also where the bank's line stood as unexplained before: that page is none of the request."""
    request = world.approve(world.ask(), 0, 1, 2)
    payment = world.paid(world.order(request, 1_000_000))
    world.order(request, 480_000)
    assert governed.request_by_pages(request) == log.state_of(request.ref)
    page = Entry.objects.get(ref=payment.ref)
    sent = decode(bytes(page.data))
    assert isinstance(sent, PaymentSent)
    triggers.remove()
    Entry.objects.filter(pk=page.pk).update(data=encode(replace(sent, explains=new_ref("debit"))))
    triggers.install()
    assert governed.request_by_pages(request) == log.state_of(request.ref)
    back = small_world.line(payment.order.account, 1_000_000)
    actions.book_returned(by=OTTILIE, line=back, payment=payment)
    assert governed.request_by_pages(request) == log.state_of(request.ref)
    assert world.order(request, 2_000_000)


def test_every_kind_that_changes_the_trustees_is_among_the_pages() -> None:
    """A new kind of this family that is not replayed would stop all payments; one of another family, none."""
    families = {"trustees", "keys", "succession"}
    theirs = {kind for kind, cls in KINDS.items() if cls.__module__.rsplit(".", 1)[-1] in families}
    assert len(theirs) >= 5 and theirs <= set(governed.PAGES)
    assert {"pact.signed", "gate.opened", "gate.closed", "payments.paused", "payments.resumed"} <= set(
        governed.PAGES
    )
