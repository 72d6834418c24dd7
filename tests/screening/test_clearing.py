"""Who is cleared, and all that stops a name."""

from __future__ import annotations

from typing import Any

import pytest

from ouna.log import SYSTEM
from ouna.screening.actions import check_name, decide_hit
from ouna.screening.errors import HitOpen, ListsMissing, NotScreened
from ouna.screening.queries import require_clear
from tests.screening.conftest import MILL, PAYEE, SUBJECT


def test_a_name_on_no_list_is_clear_after_its_check(load: Any) -> None:
    row = load()
    with pytest.raises(NotScreened):
        require_clear(SUBJECT, MILL)
    check = check_name(by=SYSTEM, subject=SUBJECT, who=MILL)
    cleared = require_clear(SUBJECT, MILL)
    assert cleared.checks == (check.ref,)
    assert cleared.result == "clear"
    assert [(v.name, v.dated, v.sha256) for v in cleared.lists] == [
        ("Quince demo list", "2026-11-17", row.sha256)
    ]


def test_two_checkers_clear_the_payee_of_the_demo(load: Any, checkers: Any) -> None:
    load()
    check = check_name(by=SYSTEM, subject=SUBJECT, who=PAYEE)
    (hit,) = check.hits.all()
    for by in checkers:
        with pytest.raises(HitOpen):
            require_clear(SUBJECT, PAYEE)
        decide_hit(by=by, hit=hit, verdict="other_person", reason="Born 36 years later, other land.")
    cleared = require_clear(SUBJECT, PAYEE)
    assert cleared.result == "decided"
    assert cleared.verdicts == ("other_person",)


def test_without_a_list_nobody_is_clear(checkers: Any) -> None:
    with pytest.raises(ListsMissing):
        require_clear(SUBJECT, MILL)
    with pytest.raises(ListsMissing):
        check_name(by=SYSTEM, subject=SUBJECT, who=MILL)
