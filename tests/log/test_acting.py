"""Actions: one transaction, an actor, a fact at the end."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.http import HttpRequest
from tests.log.support import BY, World, write

from ouna.core.book import RuleBroken
from ouna.log import ACTIONS, SYSTEM, Actor, action, clock, journal, record, unchanged
from ouna.log.acting import name_of
from ouna.log.errors import RecordRefused
from ouna.log.models import Entry, JournalFact


def test_an_action_takes_keywords_only_and_an_actor() -> None:
    with pytest.raises(TypeError, match="keywords only"):

        @action
        def positional(by: Actor) -> None: ...

    with pytest.raises(TypeError, match="among them `by`"):

        @action
        def nobody(*, line: str) -> None: ...


def test_actions_are_registered_by_app_and_name() -> None:
    assert ACTIONS["log.open_log"].__module__ == "ouna.log.actions"
    assert ACTIONS["log.seal_days"].__module__ == "ouna.log.private_journal"
    assert name_of(write) == "tests.log.support.write"


@action(draft=True)
def look(*, by: Actor, value: object = None) -> object:
    return value


@action
def does_nothing(*, by: Actor) -> None: ...


@action
def says_unchanged(*, by: Actor) -> str:
    unchanged()
    return "same"


@action(draft=True)
def draft_records(*, by: Actor, world: World) -> None:
    record(world.gift()[0])


@action
def outer(*, by: Actor, world: World, swallow: bool) -> None:
    write(by=by, records=[world.gift()])
    try:
        write(by=by, records=[world.gift(), world.stated(1, clock.today())])
    except RuleBroken:
        if not swallow:
            raise


@pytest.mark.django_db
def test_a_request_or_a_missing_actor_is_refused() -> None:
    with pytest.raises(TypeError, match="never a request"):
        look(by=SYSTEM, value=HttpRequest())
    with pytest.raises(TypeError, match="is an Actor"):
        look(by="somebody")
    assert look(by=SYSTEM, value=3) == 3


@pytest.mark.django_db
def test_an_action_must_end_in_a_fact() -> None:
    with pytest.raises(RuntimeError, match="ended without"):
        does_nothing(by=SYSTEM)
    assert says_unchanged(by=SYSTEM) == "same"


def test_a_draft_records_nothing(world: World) -> None:
    before = Entry.objects.count()
    with pytest.raises(RecordRefused):
        draft_records(by=BY, world=world)
    assert Entry.objects.count() == before


def test_an_action_does_not_run_inside_a_draft(world: World) -> None:
    @action(draft=True)
    def wrapping(*, by: Actor) -> None:
        write(by=by, records=[world.gift()])

    with pytest.raises(RuntimeError, match="inside the draft"):
        wrapping(by=BY)


def test_a_failing_inner_action_leaves_nothing_even_if_the_outer_goes_on(world: World) -> None:
    before = Entry.objects.count()
    outer(by=BY, world=world, swallow=True)
    assert Entry.objects.count() == before + 1
    with pytest.raises(RuleBroken):
        outer(by=BY, world=world, swallow=False)
    assert Entry.objects.count() == before + 1


def test_facts_outside_an_action_are_refused(world: World) -> None:
    with pytest.raises(RuntimeError, match="by actions only"):
        record(world.gift()[0])
    with pytest.raises(RuntimeError, match="by actions only"):
        journal("seen", subject=BY.ref)
    assert not JournalFact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_wraps_an_action_in_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        says_unchanged(by=SYSTEM)


def test_roles_hold_for_a_section_or_everywhere() -> None:
    actor = Actor("user_x", "X", frozenset({("editor", "sect_a"), ("auditor", "*")}))
    assert actor.has("editor") and actor.has("editor", "sect_a") and not actor.has("editor", "sect_b")
    assert actor.has("auditor", "sect_b") and not actor.has("treasurer")
    assert actor.sections("editor") == {"sect_a"}
