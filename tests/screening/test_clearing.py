"""Who is cleared, and all that stops a name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.conftest import NOON
from tests.screening.conftest import DEMO_LIST, MILL, PAYEE, SUBJECT

from ouna.core.screening.values import Subject
from ouna.log import SYSTEM, open_opening
from ouna.screening import rules
from ouna.screening.actions import check_name, decide_hit, set_limits, withdraw_list
from ouna.screening.errors import (
    BasisMissing,
    CheckAltered,
    CheckOld,
    HitOpen,
    Listed,
    ListsChanged,
    ListsMissing,
    ListsOld,
    ListUnconfirmed,
    NotCleared,
    NotScreened,
    ReasonMissing,
)
from ouna.screening.marks import mark_of_check, mark_of_list
from ouna.screening.models import Check, Decision, Hit, NameList
from ouna.screening.queries import require_clear

WHY = "Born 36 years later, and in another land."


def checked(who: Subject = MILL, subject: str = SUBJECT) -> Check:
    return check_name(by=SYSTEM, subject=subject, who=who)


def test_a_name_on_no_list_is_clear_after_its_check(load: Any) -> None:
    row = load()
    with pytest.raises(NotScreened):
        require_clear(SUBJECT, MILL)
    check = checked()
    cleared = require_clear(SUBJECT, MILL)
    assert cleared.checks == (check.ref,)
    assert (cleared.result, cleared.at) == ("clear", "2026-11-20T12:00:00Z")
    assert [tuple(v) for v in cleared.lists] == [("Quince demo list", "2026-11-17", row.sha256)]


def test_the_near_miss_of_the_name_alone_is_not_stopped(load: Any) -> None:
    load()
    assert checked(Subject("Leaking Bucket Repairs", "organisation")).outcome == Check.CLEAR


def test_two_checkers_clear_the_payee_of_the_demo(load: Any, checkers: Any) -> None:
    load()
    (hit,) = checked(PAYEE).hits.all()
    for by in checkers:
        with pytest.raises(HitOpen):
            require_clear(SUBJECT, PAYEE)
        decide_hit(by=by, hit=hit, verdict="other_person", reason=WHY)
    cleared = require_clear(SUBJECT, PAYEE)
    assert (cleared.result, cleared.verdicts) == ("decided", ("other_person",))


def test_one_person_twice_is_not_two(load: Any, checkers: Any) -> None:
    load()
    (hit,) = checked(PAYEE).hits.all()
    for _ in range(2):
        decide_hit(by=checkers[0], hit=hit, verdict="other_person", reason=WHY)
    with pytest.raises(HitOpen):
        require_clear(SUBJECT, PAYEE)


def test_twin_without_the_rule_of_two_one_person_clears(
    load: Any, checkers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    load()
    (hit,) = checked(PAYEE).hits.all()
    decide_hit(by=checkers[0], hit=hit, verdict="other_person", reason=WHY)
    monkeypatch.setattr(rules, "enough_persons", lambda decisions: True)
    assert require_clear(SUBJECT, PAYEE)


@pytest.mark.parametrize("second", ["unscr_2664", "licence"])
def test_two_who_clear_for_other_grounds_do_not_agree(load: Any, checkers: Any, second: str) -> None:
    load()
    (hit,) = checked(PAYEE).hits.all()
    decide_hit(by=checkers[0], hit=hit, verdict="other_person", reason=WHY)
    decide_hit(by=checkers[1], hit=hit, verdict=second, reason=WHY, basis="Art. 1, no. 17")
    with pytest.raises(HitOpen):
        require_clear(SUBJECT, PAYEE)


def test_one_listed_blocks_two_who_clear_until_he_decides_anew(load: Any, checkers: Any, actor: Any) -> None:
    load()
    (hit,) = checked(PAYEE).hits.all()
    third = actor("checker", name="Third")
    decide_hit(by=third, hit=hit, verdict="listed", reason=WHY)
    for by in checkers:
        decide_hit(by=by, hit=hit, verdict="other_person", reason=WHY)
    with pytest.raises(Listed):
        require_clear(SUBJECT, PAYEE)
    decide_hit(by=third, hit=hit, verdict="other_person", reason=WHY)
    assert require_clear(SUBJECT, PAYEE)


def test_a_licence_ends_on_its_day(load: Any, checkers: Any, clock: Any, actor: Any) -> None:
    load()
    set_limits(by=actor("administrator"), list_days=30, check_days=30, above={})
    (hit,) = checked(PAYEE).hits.all()
    for by in checkers:
        with pytest.raises(BasisMissing):
            decide_hit(by=by, hit=hit, verdict="licence", reason=WHY)
        until = date(2026, 11, 22)
        decide_hit(by=by, hit=hit, verdict="licence", reason=WHY, basis="Treasury 17/26", until=until)
    clock.set(lambda: NOON + timedelta(days=2))
    assert require_clear(SUBJECT, PAYEE).verdicts == ("licence",)
    clock.set(lambda: NOON + timedelta(days=3))
    with pytest.raises(HitOpen):
        require_clear(SUBJECT, PAYEE)


def test_a_decision_says_why(load: Any, checkers: Any) -> None:
    load()
    (hit,) = checked(PAYEE).hits.all()
    with pytest.raises(ReasonMissing):
        decide_hit(by=checkers[0], hit=hit, verdict="other_person", reason="no")


def test_without_a_list_nobody_is_clear(load: Any, checkers: Any) -> None:
    with pytest.raises(ListsMissing):
        require_clear(SUBJECT, MILL)
    with pytest.raises(ListsMissing):
        checked()
    row = load()
    checked()
    for by in checkers:
        withdraw_list(by=by, name_list=row, why="No longer published.")
    with pytest.raises(ListsMissing):
        require_clear(SUBJECT, MILL)


@pytest.mark.parametrize("how", ["withdrawn", "newer"])
def test_nobody_who_was_found_is_cleared_by_changing_the_list(load: Any, checkers: Any, how: str) -> None:
    """Somebody who was found stays found until two have decided, whatever becomes of the list."""
    row = load()
    (hit,) = checked(PAYEE).hits.all()
    if how == "withdrawn":
        load(DEMO_LIST.replace("Quince", "Other").replace("KRAPFENSTEIN", "X").replace("Krapfenshtayn", "Y"))
        for by in checkers:
            withdraw_list(by=by, name_list=row, why="No longer published.")
    else:
        lines = DEMO_LIST.replace("-17", "-18").splitlines(True)
        load("".join(line for line in lines if "Q-001" not in line))
    checked(PAYEE)
    with pytest.raises(HitOpen):
        require_clear(SUBJECT, PAYEE)
    for checker in checkers:
        decide_hit(by=checker, hit=hit, verdict="other_person", reason="Taken off the list of this week.")
    assert require_clear(SUBJECT, PAYEE).result == "decided"
    checked(PAYEE)
    assert require_clear(SUBJECT, PAYEE).result == "clear"


def test_a_changed_name_is_another_name(load: Any) -> None:
    load()
    checked()
    for other in (
        Subject("Clear Morning Glas", "organisation"),
        Subject("Clear Morning Glass", "organisation", None, "DE"),
        Subject("Clear Morning Glass", "organisation", None, "", ("زجاج",)),
        Subject("Clear Morning Glass", "person"),
    ):
        with pytest.raises(NotScreened):
            require_clear(SUBJECT, other)
        with pytest.raises(NotScreened):
            require_clear(SUBJECT, MILL, other)
    with pytest.raises(NotScreened):
        require_clear("req_0000000000000000000000000b", MILL)
    with pytest.raises(NotScreened):
        require_clear(SUBJECT)


def test_a_newer_list_ends_the_clearance_and_the_decision_about_an_entry_it_changes(
    load: Any, checkers: Any
) -> None:
    load()
    (hit,) = checked(PAYEE).hits.all()
    for by in checkers:
        decide_hit(by=by, hit=hit, verdict="other_person", reason=WHY)
    load(DEMO_LIST.replace("2026-11-17", "2026-11-19") + "Q-009,Someone Else Entirely,person,,,,\n")
    with pytest.raises(ListsChanged):
        require_clear(SUBJECT, PAYEE)
    checked(PAYEE)
    assert require_clear(SUBJECT, PAYEE), "the entry is as it was: what was decided still holds"
    load(DEMO_LIST.replace("2026-11-17", "2026-11-20").replace(",1951,", ",1987,"))
    checked(PAYEE)
    with pytest.raises(HitOpen):
        require_clear(SUBJECT, PAYEE)


def test_old_lists_and_old_checks_clear_nobody(load: Any, clock: Any, actor: Any) -> None:
    load()
    checked()
    # Its own date is 17 November: seven days later it still counts, eight days later it does not.
    clock.set(lambda: NOON + timedelta(days=4))
    assert require_clear(SUBJECT, MILL)
    clock.set(lambda: NOON + timedelta(days=5))
    with pytest.raises(ListsOld):
        require_clear(SUBJECT, MILL)
    set_limits(by=actor("administrator"), list_days=31, check_days=10, above={})
    clock.set(lambda: NOON + timedelta(days=10))
    assert require_clear(SUBJECT, MILL)
    clock.set(lambda: NOON + timedelta(days=11))
    with pytest.raises(CheckOld):
        require_clear(SUBJECT, MILL)


def _set_outcome(check: Check, hit: Hit) -> None:
    Hit.objects.all().delete()
    Check.objects.update(outcome=Check.CLEAR)


def _hide_hit(check: Check, hit: Hit) -> None:
    Hit.objects.update(present=False)


def _move_day(check: Check, hit: Hit) -> None:
    Check.objects.update(at=NOON)


def _other_lists(check: Check, hit: Hit) -> None:
    Check.objects.update(lists=[])


def _younger_list(check: Check, hit: Hit) -> None:
    NameList.objects.update(dated=date(2026, 11, 20))


@pytest.mark.parametrize("change", [_set_outcome, _hide_hit, _move_day, _other_lists, _younger_list])
def test_who_writes_into_the_database_clears_nobody(
    load: Any, clock: Any, change: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    load()
    clock.set(lambda: NOON - timedelta(hours=3))
    check = checked(PAYEE)
    clock.set(lambda: NOON)
    change(check, check.hits.get())
    with pytest.raises(NotCleared):
        require_clear(SUBJECT, PAYEE)
    monkeypatch.setitem(rules.CLEARANCE_RULES, "hits", lambda *_: None)
    monkeypatch.setitem(rules.CLEARANCE_RULES, "lists_same", lambda *_: None)
    with pytest.raises(CheckAltered):
        require_clear(SUBJECT, PAYEE)
    # Twin: without the marks the altered row would pass.
    monkeypatch.setitem(rules.CLEARANCE_RULES, "unaltered", lambda *_: None)
    assert require_clear(SUBJECT, PAYEE)


def test_an_altered_decision_blocks(load: Any, checkers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    (hit,) = checked(PAYEE).hits.all()
    decide_hit(by=checkers[0], hit=hit, verdict="other_person", reason=WHY)
    made = decide_hit(by=checkers[1], hit=hit, verdict="listed", reason=WHY)
    Decision.objects.filter(pk=made.pk).update(verdict="other_person")
    with pytest.raises(Listed):
        require_clear(SUBJECT, PAYEE)
    monkeypatch.setattr("ouna.screening.clearing.same", lambda one, other: True)
    assert require_clear(SUBJECT, PAYEE), "twin: without the marks it would pass"


def _no_list() -> None:
    NameList.objects.update(state=NameList.WITHDRAWN)


def _aged_list() -> None:
    row = NameList.objects.get()
    row.dated = date(2026, 11, 1)
    row.mark = mark_of_list(row)
    row.save()


def _one_more_list() -> None:
    row = NameList.objects.get()
    row.pk, row.ref, row.name, row.sha256 = None, "list_other", "Other list", "0" * 64
    row.mark = mark_of_list(row)
    row.save()


def _aged_check() -> None:
    row = Check.objects.get()
    row.at = NOON - timedelta(days=40)
    row.mark = mark_of_check(row, list(row.hits.all()))
    row.save()


def _unconfirmed() -> None:
    row = NameList.objects.get()
    row.confirmed_by = row.loaded_by
    row.mark = mark_of_list(row)
    row.save()


def _mark_gone() -> None:
    Check.objects.update(mark="0" * 64)


@pytest.mark.parametrize(
    ("rule", "state", "error"),
    [
        ("lists_young", _aged_list, ListsOld),
        ("unaltered", _mark_gone, CheckAltered),
        ("lists_confirmed", _unconfirmed, ListUnconfirmed),
        ("lists_same", _one_more_list, ListsChanged),
        ("check_young", _aged_check, CheckOld),
        ("hits", lambda: None, HitOpen),
    ],
)
def test_each_rule_stops_alone_and_without_it_the_name_is_clear(
    load: Any, monkeypatch: pytest.MonkeyPatch, rule: str, state: Any, error: type[NotCleared]
) -> None:
    load()
    who = PAYEE if rule == "hits" else MILL
    checked(who)
    state()
    with pytest.raises(error):
        require_clear(SUBJECT, who)
    monkeypatch.setitem(rules.CLEARANCE_RULES, rule, lambda *_: None)
    assert require_clear(SUBJECT, who)


def test_the_opening_holds_lists_result_and_date(load: Any) -> None:
    load()
    checked()
    cleared = require_clear(SUBJECT, MILL)
    opening = cleared.opening()
    assert (opening.purpose, opening.subject, len(opening.hash)) == ("screening", SUBJECT, 64)
    for part in (b'"result":"clear"', b'"dated":"2026-11-17"', b'"at":"2026-11-20T12:00:00Z"'):
        assert part in opening.data
    assert b"Morning" not in opening.data, "no name"
    assert open_opening("none", "screening") is None
