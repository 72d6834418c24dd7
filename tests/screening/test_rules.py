"""The pure rules, one boundary at a time: each refuses its own case alone, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from ouna.core.errors import OunaError
from ouna.parties.errors import NotPermitted
from ouna.screening import errors, list_rules, rules
from ouna.screening.list_rules import Step, sight_of
from ouna.screening.rules import Evidence, ListVersion

TODAY = date(2026, 11, 20)
UN, OWN, LATE = (ListVersion(name, "", sha * 64) for name, sha in (("UN", "a"), ("Own", "b"), ("UN", "c")))
TWO = {"user_1": "other_person", "user_2": "other_person"}
CLEAR = Evidence(
    today=TODAY,
    list_days=7,
    check_days=30,
    lists=((UN, TODAY), (OWN, TODAY - timedelta(days=7))),
    held=(LATE,),
    confirmed=True,
    checked=TODAY,
    against=(LATE, OWN, UN),
    genuine=True,
    decisions=(TWO,),
)


def refusal(found: Evidence) -> type[OunaError] | None:
    try:
        rules.check_clear(found)
    except OunaError as error:
        return type(error)
    return None


def days(count: int) -> date:
    return TODAY - timedelta(days=count)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({}, None),
        ({"decisions": ()}, None),
        ({"lists": (), "against": (LATE,)}, errors.ListsMissing),
        ({"lists": ((UN, TODAY), (OWN, days(8)))}, errors.ListsOld),
        ({"lists": ((UN, days(8)), (OWN, TODAY))}, errors.ListsOld),
        ({"lists": ((UN, days(-1)), (OWN, TODAY))}, None),
        ({"lists": ((UN, days(-2)), (OWN, TODAY))}, errors.ListsOld),
        ({"checked": None}, errors.NotScreened),
        ({"genuine": False}, errors.CheckAltered),
        ({"genuine": 1}, errors.CheckAltered),
        ({"confirmed": False}, errors.ListUnconfirmed),
        ({"confirmed": "yes"}, errors.ListUnconfirmed),
        ({"against": (UN, OWN)}, errors.ListsChanged),
        ({"against": (UN, LATE)}, errors.ListsChanged),
        ({"against": (UN, OWN, LATE, ListVersion("X", "", "d" * 64))}, errors.ListsChanged),
        ({"held": ()}, errors.ListsChanged),
        ({"checked": days(30)}, None),
        ({"checked": days(31)}, errors.CheckOld),
        ({"checked": days(-1)}, errors.CheckOld),
        ({"decisions": (TWO, {})}, errors.HitOpen),
        ({"decisions": ({"user_1": "other_person"},)}, errors.HitOpen),
        ({"decisions": ({"user_1": "other_person", "": "other_person"},)}, errors.HitOpen),
        ({"decisions": ({"user_1": "licence", "user_2": "other_person"},)}, errors.HitOpen),
        ({"decisions": ({"user_1": "maybe", "user_2": "maybe"},)}, errors.HitOpen),
        ({"decisions": ({**TWO, "user_3": "listed"},)}, errors.Listed),
        ({"decisions": ({}, {"user_3": "listed"})}, errors.Listed),
    ],
)
def test_each_rule_stops_its_own_case(change: dict[str, Any], error: type[OunaError] | None) -> None:
    assert refusal(replace(CLEAR, **change)) is error


def test_the_default_clears_nobody() -> None:
    bare = Evidence(TODAY, 7, 30, ((UN, TODAY),), (), True)
    assert refusal(bare) is errors.NotScreened
    assert refusal(replace(bare, checked=TODAY, against=(UN,))) is errors.CheckAltered


@pytest.mark.parametrize(
    ("verdict", "reason", "basis", "error"),
    [
        ("other_person", "Born later", "", None),
        ("other_person", "  123456789  ", "", errors.ReasonMissing),
        ("licence", "Born later", " ", errors.BasisMissing),
        ("unscr_2664", "Born later", "", errors.BasisMissing),
        ("licence", "Born later", "x", None),
        ("listed", "Born later", "", None),
        ("clear", "Born later", "x", errors.UnknownVerdict),
    ],
)
def test_a_decision_says_what_it_must(
    verdict: str, reason: str, basis: str, error: type[OunaError] | None
) -> None:
    if error is None:
        rules.check_decision(verdict, reason, basis)
        return
    with pytest.raises(error):
        rules.check_decision(verdict, reason, basis)


@pytest.mark.parametrize(
    ("lists", "checks", "fits"),
    [(1, 1, True), (31, 90, True), (0, 1, False), (1, 0, False), (32, 90, False), (31, 91, False)],
)
def test_limits_have_limits(lists: int, checks: int, fits: bool) -> None:
    if fits:
        rules.check_limits(lists, checks)
        return
    with pytest.raises(errors.LimitsInvalid):
        rules.check_limits(lists, checks)


def test_only_a_checker() -> None:
    rules.check_is_checker(True)
    with pytest.raises(NotPermitted):
        rules.check_is_checker(False)


# Steps with a version -------------------------------------------------------------------------------

SIGHT = sight_of("a" * 64, ["b" * 64])
STEP = Step(
    by="user_2",
    loaded_by="user_1",
    first_by="user_1",
    seen=SIGHT,
    sight=SIGHT,
    genuine=True,
    format="un",
    dated=TODAY,
    in_use_format="un",
    in_use_dated=TODAY,
)


def test_a_sight_names_the_version_and_all_that_stands() -> None:
    assert len(SIGHT) == 64
    others = [
        ("a" * 64, ["c" * 64]),
        ("c" * 64, ["b" * 64]),
        ("a" * 64, []),
        ("a" * 64, ["b" * 64, "c" * 64]),
    ]
    assert SIGHT not in [sight_of(*other) for other in others]
    assert sight_of("a", ["b", "c"]) != sight_of("a", ["c", "b"])


@pytest.mark.parametrize(
    ("change", "propose", "confirm", "end"),
    [
        ({}, None, None, None),
        ({"genuine": False}, *[errors.ListDamaged] * 3),
        ({"genuine": 1}, *[errors.ListDamaged] * 3),
        ({"dated": days(1)}, errors.ListOlder, errors.ListOlder, None),
        ({"dated": days(-1)}, None, None, None),
        ({"dated": None}, None, None, None),
        ({"in_use_dated": None}, None, None, None),
        ({"format": "own"}, errors.ListOfOtherKind, errors.ListOfOtherKind, None),
        ({"in_use_format": None, "in_use_dated": None}, None, None, None),
        ({"by": "user_1"}, None, errors.SecondChecker, errors.SecondChecker),
        ({"by": ""}, None, errors.SecondChecker, errors.SecondChecker),
        ({"loaded_by": ""}, None, errors.SecondChecker, None),
        ({"first_by": ""}, None, None, errors.SecondChecker),
        ({"seen": ""}, None, errors.ChangeUnseen, None),
        ({"seen": "", "sight": ""}, None, errors.ChangeUnseen, None),
        ({"seen": SIGHT[:-1]}, None, errors.ChangeUnseen, None),
    ],
)
def test_each_step_asks_for_its_own(change: dict[str, Any], propose: Any, confirm: Any, end: Any) -> None:
    step = replace(STEP, **change)
    tables = (list_rules.PROPOSE_RULES, list_rules.CONFIRM_RULES, list_rules.END_RULES)
    for table, error in zip(tables, (propose, confirm, end), strict=True):
        if error is None:
            list_rules.check(table, step)
            continue
        with pytest.raises(error):
            list_rules.check(table, step)


def test_a_version_is_kept_as_it_is() -> None:
    assert OWN.as_data() == {"name": "Own", "dated": "", "sha256": "b" * 64}
