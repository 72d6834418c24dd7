"""Which roles one person may hold together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouna.parties import rules
from ouna.parties.errors import TwoDuties, UnknownRole

ROLES = st.sampled_from(sorted(rules.DUTIES))


@given(st.lists(ROLES, max_size=6))
def test_no_way_of_giving_roles_leads_to_two_duties(wishes: list[str]) -> None:
    held: set[str] = set()
    for wish in wishes:
        try:
            rules.check_roles(held, wish)
        except TwoDuties:
            continue
        held.add(wish)
    duties = {rules.DUTIES[r] for r in held} - {""}
    assert len(duties) <= 1
    assert not ("administrator" in held and duties & {"approves", "releases"})


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ("treasurer", "trustee"),
        ("trustee", "treasurer"),
        ("treasurer", "coordinator"),
        ("planner", "trustee"),
        ("administrator", "treasurer"),
        ("treasurer", "administrator"),
        ("trustee", "administrator"),
    ],
)
def test_two_duties_are_refused_in_either_order(held: str, wanted: str) -> None:
    with pytest.raises(TwoDuties):
        rules.check_roles([held], wanted)


@pytest.mark.parametrize(
    ("held", "wanted"), [("treasurer", "treasurer"), ("auditor", "editor"), ("planner", "logistician")]
)
def test_what_fits_is_allowed(held: str, wanted: str) -> None:
    rules.check_roles([held], wanted)


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownRole):
        rules.check_roles([], "king")
