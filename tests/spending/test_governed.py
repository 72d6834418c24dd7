"""The trustees' rules are believed from their pages alone: whoever rewrites the book's rows pays nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ouna.core.book import KINDS, Gate, Pause, State, Trustees
from ouna.core.errors import OunaError
from ouna.core.quorum import Band
from ouna.log import queries as log
from ouna.log import triggers
from ouna.log.models import BookState, Entry
from ouna.log.monitor import run_checks
from ouna.spending import governed, signed
from ouna.spending.errors import GuardFailed
from ouna.spending.models import Order, Request
from spending.world import World

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


def test_every_kind_that_changes_the_trustees_is_among_the_pages() -> None:
    """A new kind of this family that is not replayed would stop all payments; one of another family, none."""
    families = {"trustees", "keys", "succession"}
    theirs = {kind for kind, cls in KINDS.items() if cls.__module__.rsplit(".", 1)[-1] in families}
    assert len(theirs) >= 5 and theirs <= set(governed.PAGES)
    assert {"pact.signed", "gate.opened", "gate.closed", "payments.paused", "payments.resumed"} <= set(
        governed.PAGES
    )
