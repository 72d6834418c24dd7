"""Which roles one person may hold together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouna.parties import rules
from ouna.parties.errors import ReaderWrites, TwoDuties, UnknownRole

ROLES = st.sampled_from(sorted(rules.DUTIES))


@given(st.lists(ROLES, max_size=6))
def test_no_way_of_giving_roles_leads_to_two_duties(wishes: list[str]) -> None:
    held: set[str] = set()
    for wish in wishes:
        try:
            rules.check_roles(held, wish)
        except (TwoDuties, ReaderWrites):
            continue
        held.add(wish)
    duties = {rules.DUTIES[r] for r in held} - {""}
    assert len(duties) <= 1
    assert not ("administrator" in held and duties & {"approves", "releases", "screens"})
    assert "auditor" not in held or held <= {"auditor", "partner"}
    assert not {"partner", "treasurer"} <= held
    assert not {"partner", "checker"} <= held


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
        ("checker", "treasurer"),
        ("coordinator", "checker"),
        ("administrator", "checker"),
        ("checker", "trustee"),
    ],
)
def test_two_duties_are_refused_in_either_order(held: str, wanted: str) -> None:
    with pytest.raises(TwoDuties):
        rules.check_roles([held], wanted)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ("treasurer", "treasurer"),
        ("auditor", "partner"),
        ("partner", "trustee"),
        ("planner", "logistician"),
        ("administrator", "editor"),
    ],
)
def test_what_fits_is_allowed(held: str, wanted: str) -> None:
    rules.check_roles([held], wanted)


@pytest.mark.parametrize("other", sorted(rules.DUTIES.keys() - {"auditor", "partner"}))
def test_an_auditor_does_nothing_of_what_he_examines(other: str) -> None:
    for held, wanted in (("auditor", other), (other, "auditor")):
        with pytest.raises(ReaderWrites):
            rules.check_roles([held], wanted)


@pytest.mark.parametrize(("held", "wanted"), [("partner", "treasurer"), ("treasurer", "partner")])
def test_the_partner_does_not_keep_the_books_he_is_told_of(held: str, wanted: str) -> None:
    with pytest.raises(ReaderWrites) as refused:
        rules.check_roles([held], wanted)
    assert "partner" in str(refused.value) and refused.value.next_step


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownRole):
        rules.check_roles([], "king")
