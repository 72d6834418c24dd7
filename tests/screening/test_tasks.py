"""The nightly run: changed lists, new organisations, nothing lost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.conftest import NOON
from tests.screening.conftest import DEMO_LIST, MILL, PAYEE, SUBJECT

from ouna.core.screening.index import Index
from ouna.core.screening.values import Subject
from ouna.core.values import Translated
from ouna.log import SYSTEM
from ouna.log.models import JournalFact
from ouna.parties.actions import add_organisation
from ouna.screening import archive, list_rules, tasks
from ouna.screening.actions import (
    check_name,
    confirm_list,
    decide_hit,
    keep_check,
    keep_results,
    load_list,
    propose_list,
    stop_checking,
)
from ouna.screening.actions.checking import Result
from ouna.screening.checks import checks
from ouna.screening.desk import waits
from ouna.screening.errors import HitOpen, ListDamaged, ListOfOtherKind, ListsChanged, NotCleared
from ouna.screening.index import forget_index, index_of
from ouna.screening.models import Check, Decision, Hit, NameList
from ouna.screening.queries import current_lists, progress, require_clear
from ouna.screening.versions import sight_of

ENTITY = {"id": "X-1", "schema": "Person", "properties": {"name": ["Marzoban Krapfenshtayn"]}}


def test_the_run_checks_against_a_new_list_and_finds_who_is_on_it_now(load: Any, clock: Any) -> None:
    load()
    check_name(by=SYSTEM, subject=SUBJECT, who=MILL)
    clock.set(lambda: NOON + timedelta(hours=1))
    load(DEMO_LIST.replace("11-17", "11-20") + "Q-010,Clear Morning Glass,organisation,,,,\n")
    with pytest.raises(ListsChanged):
        require_clear(SUBJECT, MILL)
    assert progress() == (0, 1)
    clock.set(lambda: NOON + timedelta(hours=2))
    assert tasks.rescreen() == 1
    with pytest.raises(HitOpen):
        require_clear(SUBJECT, MILL)
    assert progress() == (1, 1)
    assert JournalFact.objects.filter(kind="screening.rechecked").count() == 1
    assert tasks.rescreen() == 0, "nothing is done twice"


def test_names_that_fit_nothing_stay_clear_through_many_nights(load: Any, clock: Any) -> None:
    load()
    for nth in range(7):
        check_name(by=SYSTEM, subject=SUBJECT, who=Subject(f"Clear Morning Glass {nth}", "organisation"))
    clock.set(lambda: NOON + timedelta(days=1))
    assert tasks.rescreen() == 7
    assert require_clear(SUBJECT, Subject("Clear Morning Glass 3", "organisation")).at.startswith(
        "2026-11-21"
    )


def test_without_a_list_the_run_does_nothing(db: None, clock: Any) -> None:
    assert tasks.rescreen() == 0


def test_organisations_are_checked_by_themselves(load: Any, checkers: Any) -> None:
    load()
    add_organisation(
        by=SYSTEM, name=Translated.source("en", "Grand Order of the Leaky Bucket"), is_member=True
    )
    add_organisation(by=SYSTEM, name=Translated.source("en", "Two Springs Clinic"), is_partner=True)
    tasks.nightly()
    assert sorted(Check.objects.values_list("outcome", flat=True)) == ["clear", "hit"]
    assert [wait.count for wait in waits(checkers[0])] == [1]


def test_names_nobody_relies_on_are_left_alone(load: Any, clock: Any) -> None:
    load()
    for who in (MILL, PAYEE):
        check_name(by=SYSTEM, subject=SUBJECT, who=who)
    stop_checking(by=SYSTEM, subject=SUBJECT, keep=[MILL])
    assert list(Check.objects.filter(watched=True).values_list("outcome", flat=True)) == ["clear"]


def test_a_damaged_archive_is_no_list(load: Any, tmp_path: Any) -> None:
    row = load()
    path = archive._path(row.sha256)
    blob = bytearray(path.read_bytes())
    blob[-1] ^= 1
    path.write_bytes(bytes(blob))
    forget_index()
    with pytest.raises(ListDamaged):
        check_name(by=SYSTEM, subject=SUBJECT, who=MILL)
    path.unlink()
    with pytest.raises(ListDamaged):
        index_of(current_lists())


def test_the_index_is_built_once_for_each_state_of_the_lists(
    load: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    load()
    built: list[int] = []

    def counted(lists: Any) -> Index:
        built.append(len(lists))
        return Index(lists)

    monkeypatch.setattr("ouna.screening.index.Index", counted)
    for nth in range(5):
        check_name(by=SYSTEM, subject=SUBJECT, who=Subject(f"Clear Morning {nth}", "organisation"))
    assert built == [1]
    load(DEMO_LIST.replace("11-17", "11-18"))
    check_name(by=SYSTEM, subject=SUBJECT, who=MILL)
    assert built == [1, 1]


def test_the_daily_check_finds_what_was_altered(load: Any, checkers: Any) -> None:
    row = load()
    (hit,) = check_name(by=SYSTEM, subject=SUBJECT, who=PAYEE).hits.all()
    decide_hit(by=checkers[0], hit=hit, verdict="listed", reason="It is the same birth year.")
    assert list(checks()) == []
    Decision.objects.update(verdict="other_person")
    Hit.objects.update(entry="Q-002")
    NameList.objects.update(dated=None)
    archive._path(row.sha256).unlink()
    assert [found.where.split()[0] for found in checks()] == ["name", "name", "name", "decision"]


def test_a_name_that_breaks_the_comparison_keeps_no_other_from_it(
    load: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    load()
    for who in (MILL, PAYEE):
        check_name(by=SYSTEM, subject=SUBJECT, who=who)
    real = tasks.alerts

    def breaks(who: Subject, index: Any) -> Any:
        if who.name == MILL.name:
            raise ZeroDivisionError(who.name)
        return real(who, index)

    monkeypatch.setattr(tasks, "alerts", breaks)
    clock.set(lambda: NOON + timedelta(days=1))
    tasks.rescreen()
    assert progress() == (1, 2)
    clock.set(lambda: NOON + timedelta(days=40))
    with pytest.raises(NotCleared):
        require_clear(SUBJECT, MILL)


def test_results_against_lists_that_are_gone_are_not_kept(load: Any) -> None:
    load()
    check = check_name(by=SYSTEM, subject=SUBJECT, who=PAYEE)
    keep_results(by=SYSTEM, results=[Result(check.ref, ("0" * 64,), [])])
    check.refresh_from_db()
    assert check.outcome == Check.HIT
    with pytest.raises(ListsChanged):
        keep_check(by=SYSTEM, subject=SUBJECT, who=MILL, used=("0" * 64,), found=[])


def test_a_table_of_one_s_own_cannot_take_the_place_of_an_official_list(
    load: Any, checkers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    official = load(json.dumps(ENTITY) + "\n")
    own = f"# name: {official.name}\nname,type\nNobody At All,person\n".encode()
    forged = load_list(by=checkers[0], raw=own)
    with pytest.raises(ListOfOtherKind):
        propose_list(by=checkers[0], name_list=forged)
    official.refresh_from_db()
    assert official.state == NameList.CURRENT
    # Twin: without the rule two who do not look would replace it.
    monkeypatch.setitem(list_rules.PROPOSE_RULES, "same_kind", lambda step: None)
    propose_list(by=checkers[0], name_list=forged)
    with pytest.raises(ListOfOtherKind):
        confirm_list(by=checkers[1], name_list=forged, seen=sight_of(forged))
    monkeypatch.setitem(list_rules.CONFIRM_RULES, "same_kind", lambda step: None)
    confirm_list(by=checkers[1], name_list=forged, seen=sight_of(forged))
    official.refresh_from_db()
    assert official.state == NameList.REPLACED
