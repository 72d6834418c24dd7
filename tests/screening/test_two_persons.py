"""One person alone neither brings in a doctored list nor ends one; what is added counts at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.conftest import NOON
from tests.screening.conftest import DEMO_LIST, MILL, PAYEE, SUBJECT

from ouna.core.screening.values import Subject
from ouna.log import SYSTEM
from ouna.log.models import JournalFact
from ouna.parties.errors import NotPermitted
from ouna.screening import list_rules, rules
from ouna.screening.actions import (
    check_name,
    confirm_list,
    discard_list,
    keep_using,
    load_list,
    propose_list,
    refuse_list,
    withdraw_list,
)
from ouna.screening.actions.checking import alerts
from ouna.screening.checks import checks
from ouna.screening.desk import waits
from ouna.screening.errors import (
    ChangeUnseen,
    CheckAltered,
    HitOpen,
    ListClosed,
    ListDamaged,
    ListOlder,
    ListsMissing,
    ListsOld,
    ReasonMissing,
    SecondChecker,
)
from ouna.screening.index import index_of
from ouna.screening.marks import mark_of_list
from ouna.screening.models import Check, Hit, NameList
from ouna.screening.queries import lists_in_force, require_clear
from ouna.screening.versions import sight_of

WHY = "The publisher shows another fingerprint."
#: The official list without the one who is to be hidden.
DOCTORED = "".join(line for line in DEMO_LIST.replace("-17", "-18").splitlines(True) if "Q-001" not in line)
WEAKER = {
    "gone": DOCTORED,
    "alias gone": DEMO_LIST.replace("-17", "-18").replace("Marzoban Krapfenshtayn", ""),
    "alias weak": DEMO_LIST.replace("-17", "-18").replace(
        "Marzoban Krapfenshtayn,The Doughnut", ",The Doughnut|Marzoban Krapfenshtayn"
    ),
    "weak alias gone": DEMO_LIST.replace("-17", "-18").replace("The Doughnut", ""),
    "other kind": DEMO_LIST.replace("-17", "-18").replace("person", "vessel"),
    "other year": DEMO_LIST.replace("-17", "-18").replace("1951", "1991"),
    "other country": DEMO_LIST.replace("-17", "-18").replace("1951,", "1951,DE"),
}
WIDER = DEMO_LIST.replace("-17", "-18") + "Q-010,Clear Morning Glass,organisation,,,,\n"
NOBODY = "# name: Another list\nname,type\nNobody At All,person\n"


def brought(by: Any, text: str) -> NameList:
    row = load_list(by=by, raw=text.encode())
    propose_list(by=by, name_list=row)
    row.refresh_from_db()
    return row


def state_of(row: NameList) -> str:
    row.refresh_from_db()
    return row.state


def found(who: Subject = PAYEE) -> str:
    return check_name(by=SYSTEM, subject=SUBJECT, who=who).outcome


@pytest.mark.parametrize("how", WEAKER)
def test_a_list_that_takes_away_waits_and_the_name_stays_found(load: Any, checkers: Any, how: str) -> None:
    first = load()
    row = brought(checkers[0], WEAKER[how])
    assert (row.state, row.adds_to, state_of(first)) == ("proposed", "", "current")
    assert row.change["gone"] + row.change["weakened"] == 1
    assert found() == Check.HIT
    with pytest.raises(SecondChecker):
        confirm_list(by=checkers[0], name_list=row, seen=sight_of(row))
    confirm_list(by=checkers[1], name_list=row, seen=sight_of(row))
    assert (state_of(row), state_of(first)) == ("current", "replaced")
    assert list(checks()) == []


def test_twin_without_the_second_checker_one_person_hides_a_name(
    load: Any, checkers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    load()
    row = brought(checkers[0], DOCTORED)
    monkeypatch.setitem(list_rules.CONFIRM_RULES, "second_checker", lambda step: None)
    confirm_list(by=checkers[0], name_list=row, seen=sight_of(row))
    assert found() == Check.CLEAR
    monkeypatch.setitem(rules.CLEARANCE_RULES, "lists_confirmed", lambda *_: None)
    assert require_clear(SUBJECT, PAYEE)
    assert "no second checker" in next(iter(checks())).what


def test_the_first_list_of_a_source_waits_too_and_stops_names_meanwhile(load: Any, checkers: Any) -> None:
    row = brought(checkers[0], DEMO_LIST)
    with pytest.raises(ListsMissing):
        found()
    with pytest.raises(ListsMissing):
        require_clear(SUBJECT, PAYEE)
    load(NOBODY)
    assert found() == Check.HIT
    with pytest.raises(SecondChecker):
        confirm_list(by=checkers[0], name_list=row, seen=sight_of(row))


def test_what_a_list_adds_counts_at_once_and_renews_what_it_adds_to(
    load: Any, checkers: Any, clock: Any
) -> None:
    load()
    assert found(MILL) == Check.CLEAR
    # Eight days after the date of the first, seven after that of the second.
    clock.set(lambda: NOON + timedelta(days=5))
    with pytest.raises(ListsOld):
        require_clear(SUBJECT, MILL)
    row = brought(checkers[0], WIDER)
    assert found(MILL) == Check.HIT
    other = Subject("Two Springs Clinic", "organisation")
    found(other)
    cleared = require_clear(SUBJECT, other)
    assert [version.dated for version in cleared.lists] == ["2026-11-17", "2026-11-18"]
    # Refused, it renews nothing; what it adds goes on stopping names.
    refuse_list(by=checkers[1], name_list=row, why=WHY)
    with pytest.raises(ListsOld):
        require_clear(SUBJECT, other)
    assert found(MILL) == Check.HIT


def test_a_list_that_takes_away_renews_nothing_before_it_is_confirmed(
    load: Any, checkers: Any, clock: Any
) -> None:
    load()
    row = brought(checkers[0], DOCTORED)
    clock.set(lambda: NOON + timedelta(days=5))
    found(MILL)
    with pytest.raises(ListsOld):
        require_clear(SUBJECT, MILL)
    confirm_list(by=checkers[1], name_list=row, seen=sight_of(row))
    found(MILL)
    assert require_clear(SUBJECT, MILL)


def test_one_person_alone_does_not_take_back_what_was_added(load: Any, checkers: Any) -> None:
    load()
    row = brought(checkers[0], WIDER)
    with pytest.raises(ReasonMissing):
        refuse_list(by=checkers[1], name_list=row, why="no")
    refuse_list(by=checkers[1], name_list=row, why=WHY)
    with pytest.raises(ListClosed):
        confirm_list(by=checkers[1], name_list=row, seen=sight_of(row))
    with pytest.raises(SecondChecker):
        withdraw_list(by=checkers[1], name_list=row, why=WHY)
    assert found(MILL) == Check.HIT
    withdraw_list(by=checkers[0], name_list=row, why=WHY)
    assert index_of(lists_in_force())[0].entries == index_of(lists_in_force())[-1].entries


def test_twin_without_the_rule_who_refuses_ends_it_alone(
    load: Any, checkers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    load()
    row = brought(checkers[0], WIDER)
    refuse_list(by=checkers[1], name_list=row, why=WHY)
    monkeypatch.setitem(list_rules.END_RULES, "other", lambda step: None)
    withdraw_list(by=checkers[1], name_list=row, why=WHY)
    assert found(MILL) == Check.CLEAR


def test_a_list_is_ended_by_two(load: Any, checkers: Any) -> None:
    row = load()
    load(NOBODY)
    for _ in range(2):
        assert found() == Check.HIT
        with_first = row.leaving_by == checkers[0].ref
        if with_first:
            with pytest.raises(SecondChecker):
                withdraw_list(by=checkers[0], name_list=row, why=WHY)
        else:
            withdraw_list(by=checkers[0], name_list=row, why=WHY)
        assert state_of(row) == "current"
    keep_using(by=checkers[1], name_list=row)
    assert state_of(row) == "current" and not row.leaving_by
    withdraw_list(by=checkers[1], name_list=row, why=WHY)
    withdraw_list(by=checkers[0], name_list=row, why=WHY)
    assert state_of(row) == "withdrawn"
    assert list(checks()) == []


def test_what_was_seen_is_what_is_confirmed(load: Any, checkers: Any, actor: Callable[..., Any]) -> None:
    load()
    one = brought(checkers[0], WIDER)
    other = WIDER.replace("-18", "-19").replace("Q-010,Clear Morning Glass", "Q-011,Other Firm")
    two = brought(checkers[0], other)
    seen = sight_of(two)
    assert two.change == {"new": 1, "widened": 0, "weakened": 0, "gone": 1}
    with pytest.raises(ChangeUnseen):
        confirm_list(by=checkers[1], name_list=two, seen="")
    confirm_list(by=checkers[1], name_list=one, seen=sight_of(one))
    with pytest.raises(ChangeUnseen):
        confirm_list(by=checkers[1], name_list=two, seen=seen)
    confirm_list(by=checkers[1], name_list=two, seen=sight_of(two))
    assert (state_of(one), state_of(two)) == ("replaced", "current")


def test_twin_without_the_look_an_old_page_confirms(
    load: Any, checkers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    load()
    row = brought(checkers[0], DOCTORED)
    monkeypatch.setitem(list_rules.CONFIRM_RULES, "seen", lambda step: None)
    confirm_list(by=checkers[1], name_list=row, seen="")
    assert state_of(row) == "current"


def test_a_later_version_that_holds_all_makes_the_one_before_needless(load: Any, checkers: Any) -> None:
    load()
    one = brought(checkers[0], WIDER)
    two = brought(checkers[0], WIDER.replace("-18", "-19"))
    assert (state_of(one), two.change["new"]) == ("replaced", 0)
    three = brought(checkers[0], DOCTORED.replace("-18", "-20"))
    assert (state_of(two), three.change["gone"]) == ("proposed", 2)
    assert found() == found(MILL) == Check.HIT
    confirm_list(by=checkers[1], name_list=three, seen=sight_of(three))
    assert (state_of(two), state_of(three)) == ("replaced", "current")


def test_who_brings_the_file_again_does_not_become_its_first(load: Any, checkers: Any) -> None:
    load()
    row = brought(checkers[0], DOCTORED)
    load_list(by=checkers[1], raw=DOCTORED.encode())
    assert (state_of(row), row.loaded_by, row.renewed_by) == ("proposed", checkers[0].ref, checkers[1].ref)
    with pytest.raises(SecondChecker):
        confirm_list(by=checkers[0], name_list=row, seen=sight_of(row))


def test_a_flood_of_unconfirmed_names_hides_none(load: Any, checkers: Any) -> None:
    """Words borne by many listed names count less: whoever adds thousands must not make one name vanish."""
    load()
    who = Subject("Krapfenshtain Marzouban", "person")
    before = [(hit.entry.id, hit.score) for hit in alerts(who, index_of(lists_in_force()))]
    flood = "".join(f"F-{n},Marzuban Krapfenstein Other{n:04},person,,,,\n" for n in range(3000))
    brought(checkers[0], DEMO_LIST.replace("-17", "-18") + flood)
    used = index_of(lists_in_force())[:1]
    assert before and [(hit.entry.id, hit.score) for hit in alerts(who, used)] == before


@pytest.mark.parametrize("step", ["load", "propose", "confirm", "refuse", "withdraw", "keep", "discard"])
def test_only_checkers_do_any_of_it(load: Any, checkers: Any, actor: Any, step: str) -> None:
    used = load()
    waiting = load_list(by=checkers[0], raw=WIDER.encode())
    held = brought(checkers[0], NOBODY)
    for role in ("administrator", "auditor", "treasurer"):
        by = actor(role)
        calls: dict[str, Callable[[], object]] = {
            "load": lambda by=by: load_list(by=by, raw=DOCTORED.encode()),
            "propose": lambda by=by: propose_list(by=by, name_list=waiting),
            "confirm": lambda by=by: confirm_list(by=by, name_list=held, seen=sight_of(held)),
            "refuse": lambda by=by: refuse_list(by=by, name_list=held, why=WHY),
            "withdraw": lambda by=by: withdraw_list(by=by, name_list=used, why=WHY),
            "keep": lambda by=by: keep_using(by=by, name_list=used),
            "discard": lambda by=by: discard_list(by=by, name_list=waiting),
        }
        with pytest.raises(NotPermitted):
            calls[step]()


def test_each_step_is_open_in_its_state_alone(load: Any, checkers: Any) -> None:
    used = load()
    with pytest.raises(ListClosed):
        propose_list(by=checkers[0], name_list=used)
    with pytest.raises(ListClosed):
        refuse_list(by=checkers[0], name_list=used, why=WHY)
    waiting = load_list(by=checkers[0], raw=WIDER.encode())
    for call in (
        lambda: confirm_list(by=checkers[1], name_list=waiting, seen=sight_of(waiting)),
        lambda: withdraw_list(by=checkers[1], name_list=waiting, why=WHY),
        lambda: keep_using(by=checkers[1], name_list=waiting),
    ):
        with pytest.raises(ListClosed):
            call()
    propose_list(by=checkers[0], name_list=waiting)
    discard_list(by=checkers[0], name_list=waiting)
    assert NameList.objects.filter(pk=waiting.pk).exists(), "what stops names is not discarded"
    older = load_list(by=checkers[0], raw=DEMO_LIST.replace("-17", "-16").encode())
    with pytest.raises(ListOlder):
        propose_list(by=checkers[0], name_list=older)
    discard_list(by=checkers[1], name_list=older)
    assert not NameList.objects.filter(pk=older.pk).exists()


@pytest.mark.parametrize(
    "change",
    [{"state": "replaced"}, {"confirmed_by": "user_else"}, {"adds_to": "list_x"}, {"loaded_by": "user_else"}],
)
def test_who_writes_into_the_database_changes_no_list(
    load: Any, checkers: Any, change: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list in use that was made to look replaced would stop nobody."""
    row = load()
    load(NOBODY)
    NameList.objects.filter(pk=row.pk).update(**change)
    found(MILL)
    with pytest.raises(CheckAltered):
        require_clear(SUBJECT, MILL)
    assert "not as it was loaded" in next(iter(checks())).what
    monkeypatch.setitem(rules.CLEARANCE_RULES, "unaltered", lambda *_: None)
    assert require_clear(SUBJECT, MILL), "twin: without the marks it would pass"


def test_no_step_puts_a_mark_over_what_was_altered(load: Any, checkers: Any) -> None:
    load()
    row = brought(checkers[0], DOCTORED)
    NameList.objects.filter(pk=row.pk).update(loaded_by="user_else")
    row.refresh_from_db()
    for call in (
        lambda: confirm_list(by=checkers[0], name_list=row, seen=sight_of(row)),
        lambda: load_list(by=checkers[0], raw=DOCTORED.encode()),
        lambda: refuse_list(by=checkers[0], name_list=row, why=WHY),
    ):
        with pytest.raises(ListDamaged):
            call()
    row.refresh_from_db()
    assert row.mark != mark_of_list(row)


def test_each_step_is_in_the_journal_with_its_person(load: Any, checkers: Any) -> None:
    load()
    row = brought(checkers[0], DOCTORED)
    refuse_list(by=checkers[1], name_list=row, why=WHY)
    withdraw_list(by=checkers[0], name_list=row, why=WHY)
    kinds = list(JournalFact.objects.filter(kind__startswith="screening.list").values_list("kind", flat=True))
    assert kinds == [
        f"screening.list_{what}"
        for what in ("loaded", "proposed", "used", "loaded", "proposed", "refused", "withdrawn")
    ]


def test_what_waits_for_the_second_checker_is_on_that_desk(load: Any, checkers: Any) -> None:
    row = load()
    assert [[wait.text for wait in waits(by)] for by in checkers] == [[], []]
    brought(checkers[0], DOCTORED)
    withdraw_list(by=checkers[0], name_list=row, why=WHY)
    assert waits(checkers[0]) == []
    assert [(wait.text, wait.count) for wait in waits(checkers[1])] == [
        ("Lists that wait for a second checker", 2)
    ]


def test_a_decision_on_a_name_that_is_only_added_holds_when_it_is_confirmed(load: Any, checkers: Any) -> None:
    from ouna.screening.actions import decide_hit

    load()
    row = brought(checkers[0], WIDER)
    found(MILL)
    (hit,) = Hit.objects.all()
    for by in checkers:
        with pytest.raises(HitOpen):
            require_clear(SUBJECT, MILL)
        decide_hit(by=by, hit=hit, verdict="other_person", reason="Another firm, in another land.")
    assert require_clear(SUBJECT, MILL)
    confirm_list(by=checkers[1], name_list=row, seen=sight_of(row))
    found(MILL)
    assert require_clear(SUBJECT, MILL).result == "decided"
