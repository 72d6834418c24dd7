"""It fails closed: each call on the way to a clearance is made to raise, to time out, to answer nonsense."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from tests.conftest import NOON
from tests.screening.conftest import DEMO_LIST, MILL, PAYEE, SUBJECT

from ouna.log import SYSTEM
from ouna.screening import clearing, rules
from ouna.screening.actions import check_name, decide_hit
from ouna.screening.errors import NotCleared, ScreeningFailed
from ouna.screening.marks import mark_of_check, mark_of_list
from ouna.screening.models import Check, Limits, NameList
from ouna.screening.queries import require_clear

#: Every function that `clearing` calls; `same` and the rules say "no" by themselves and have their own tests.
CALLED = [
    "limits",
    "current_lists",
    "held_lists",
    "version_of",
    "counts_from",
    "fresh_from",
    "by_two",
    "_cleared",
    "_evidence",
    "newest",
    "day_of",
    "fingerprint",
    "mark_of_check",
    "mark_of_decision",
    "mark_of_list",
    "moment",
    "_check_sound",
]
#: The last look itself, and one that answers yes or no.
SAY_NO = ("_check_sound", "by_two")
NONSENSE = [None, 0, 1, True, "", "clear", "x" * 64, [], {}, object(), (), b"\0", float("nan")]
ERRORS: list[BaseException] = [
    RuntimeError("boom"), TimeoutError(), DatabaseError(), MemoryError(), KeyError("x"), RecursionError(),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), OSError(5, "i/o"), AssertionError(), StopIteration(),
]  # fmt: skip


@pytest.fixture
def cleared(load: Any, checkers: Any) -> None:
    """A possible match, decided by two: every call is on the way."""
    load()
    load(DEMO_LIST.replace("-17", "-18") + "Q-009,Somebody New,person,,,,\n", confirm=False)
    (hit,) = check_name(by=SYSTEM, subject=SUBJECT, who=PAYEE).hits.all()
    for by in checkers:
        decide_hit(by=by, hit=hit, verdict="other_person", reason="Another birth year, another land.")
    assert require_clear(SUBJECT, PAYEE)


def raising(error: BaseException) -> Callable[..., Any]:
    def call(*args: Any, **named: Any) -> Any:
        raise error

    return call


@pytest.mark.parametrize("name", [name for name in CALLED if name != "moment"])
def test_whatever_breaks_clears_nobody(
    cleared: None, name: str, monkeypatch: pytest.MonkeyPatch, figure: Callable[..., None]
) -> None:
    passed = []
    for error in ERRORS:
        with monkeypatch.context() as patch:
            patch.setattr(clearing, name, raising(error))
            try:
                require_clear(SUBJECT, PAYEE)
                passed.append(error)
            except (ScreeningFailed, NotCleared):
                pass
    figure(len(ERRORS), len(passed))
    assert not passed


@pytest.mark.parametrize("name", [name for name in CALLED if name not in SAY_NO])
def test_nonsense_clears_nobody(
    cleared: None, name: str, monkeypatch: pytest.MonkeyPatch, figure: Callable[..., None]
) -> None:
    passed = []
    for value in NONSENSE:
        with monkeypatch.context() as patch:
            patch.setattr(clearing, name, lambda *a, value=value, **n: value)
            try:
                found = require_clear(SUBJECT, PAYEE)
                passed.append((value, found))
            except (ScreeningFailed, NotCleared):
                pass
    figure(len(NONSENSE), len(passed))
    assert not passed


def test_twin_without_the_last_look_nonsense_would_pass(
    cleared: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "_cleared", lambda *a: "clear")
    monkeypatch.setattr(clearing, "_check_sound", lambda *a: None)
    assert require_clear(SUBJECT, PAYEE) == "clear"


def test_limits_beyond_reason_clear_nobody(cleared: None) -> None:
    Limits.objects.create(pk=1, list_days=32)
    with pytest.raises(ScreeningFailed):
        require_clear(SUBJECT, PAYEE)


# Random states of the lists -----------------------------------------------------------------------

STATES = int(os.environ.get("OUNA_LIST_STATES", "300"))


def _state(chance: random.Random, lists: list[NameList], check: Check) -> bool:
    """Put lists and check into some state; True if a name may be cleared in it."""
    young = True
    current, held, genuine, by_two = [], [], True, True
    for row in lists:
        row.state = chance.choice(
            [NameList.CURRENT] * 6
            + [NameList.REPLACED, NameList.WAITING, NameList.PROPOSED, NameList.REFUSED, NameList.WITHDRAWN]
        )
        row.confirmed_by = chance.choice(["user_second"] * 15 + ["", row.loaded_by])
        loaded, dated = chance.randint(0, 9), chance.choice([None, chance.randint(-3, 9)])
        row.loaded_at = NOON - timedelta(days=loaded)
        row.dated = None if dated is None else date(2026, 11, 20) - timedelta(days=dated)
        row.mark = mark_of_list(row) if chance.random() > 0.05 else "0" * 64
        row.save()
        genuine = genuine and row.mark[:9] != "0" * 9
        if row.state == NameList.CURRENT:
            current.append(row)
            young = young and max(loaded, dated if dated is not None else 0) <= 7
            by_two = by_two and row.confirmed_by == "user_second"
        elif row.state in NameList.HELD:
            held.append(row)
    against = chance.choice([[*current, *held]] * 6 + [current, lists, lists[:1], []])
    age = chance.choice([-1, 0, 1, 29, 30, 31, 200])
    check.lists = [clearing.version_of(row).as_data() for row in against]
    check.at = NOON - timedelta(days=age)
    check.subject = chance.choice([SUBJECT] * 9 + ["req_other"])
    check.mark = mark_of_check(check, []) if chance.random() > 0.05 else "1" * 64
    check.save()
    same = {row.sha256 for row in against} == {row.sha256 for row in (*current, *held)}
    sound = genuine and by_two and check.mark != "1" * 64
    return bool(current and young and same and sound and 0 <= age <= 30 and check.subject == SUBJECT)


def _tried(chance: random.Random, load: Any, count: int) -> tuple[int, int, int]:
    """(cleared in states that allow it, cleared in others, stopped in states that allow it)."""
    for nth in range(3):
        load(f"# name: List {nth}\nname,type\nSomebody Number {'x' * nth} Listed,person\n")
    lists, check = list(NameList.objects.all()), check_name(by=SYSTEM, subject=SUBJECT, who=MILL)
    right = wrong = kept = 0
    for _ in range(count):
        may = _state(chance, lists, check)
        try:
            require_clear(SUBJECT, MILL)
            right, wrong = right + may, wrong + (not may)
        except (NotCleared, ScreeningFailed):
            kept += may
    return right, wrong, kept


def test_in_no_state_of_the_lists_is_anybody_cleared_without_a_fresh_check(
    load: Any, figure: Callable[..., None]
) -> None:
    right, wrong, kept = _tried(random.Random(2664), load, STATES)
    figure(STATES, wrong)
    assert (wrong, kept) == (0, 0)
    assert right > STATES // 50, "some states do clear"


@pytest.mark.parametrize("rule", ["lists_young", "unaltered", "lists_confirmed", "lists_same", "check_young"])
def test_twin_without_a_rule_some_would_be(load: Any, monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    monkeypatch.setitem(rules.CLEARANCE_RULES, rule, lambda *_: None)
    _, wrong, _ = _tried(random.Random(2664), load, 200)
    assert wrong
