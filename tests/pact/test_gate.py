"""Building start and stopped payments: what the record says, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from ouna.log import text_of
from ouna.log.models import BookState
from ouna.pact import queries, rules
from ouna.pact.actions import answer_point, ask_gate, remove_point
from ouna.pact.errors import ChecklistUnready, GateAlready
from ouna.pact.models import Point
from ouna.parties.errors import NotPermitted
from ouna.quorum.actions import pause, resume
from ouna.quorum.models import Document


def answer_all(campaign: Any, by: Any, answer: str = "yes") -> None:
    for point in campaign.points.all():
        answer_point(by=by, point=point, answer=answer)


def test_before_the_first_opening_it_is_closed(listed: Any) -> None:
    assert not queries.gate_is_open(listed)
    assert queries.building_start(listed) == (False, "")
    assert queries.paused_since(listed) is None
    assert [p.code for p in queries.points(listed)] == [
        "safety", "permits", "access", "accommodation", "materials", "money"
    ]  # fmt: skip


def test_only_the_partner_answers(listed: Any, admin: Any, appointed: Any) -> None:
    with pytest.raises(NotPermitted):
        answer_point(by=admin, point=listed.points.first(), answer="yes")
    with pytest.raises(NotPermitted):
        answer_point(by=appointed.trustees[0].actor, point=listed.points.first(), answer="yes")
    with pytest.raises(NotPermitted):
        remove_point(by=admin, point=listed.points.first())


def test_while_a_point_says_no_nobody_is_asked_to_open(
    listed: Any, partner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ChecklistUnready):
        ask_gate(by=partner, campaign=listed, to_open=True)
    answer_all(listed, partner, "partly")
    answer_point(by=partner, point=listed.points.get(code="access"), answer="no", note="Gate shut")
    with pytest.raises(ChecklistUnready):
        ask_gate(by=partner, campaign=listed, to_open=True)
    monkeypatch.setattr(rules, "check_ready", lambda answers: None)
    assert ask_gate(by=partner, campaign=listed, to_open=True), "twin: without the rule they would be"


def test_the_trustees_open_and_any_one_closes(listed: Any, partner: Any, appointed: Any, admin: Any) -> None:
    answer_all(listed, partner)
    with pytest.raises(NotPermitted):
        ask_gate(by=admin, campaign=listed, to_open=True)
    document = ask_gate(by=partner, campaign=listed, to_open=True)
    appointed.seal()
    for one in appointed.trustees[:2]:
        one.sign(document)
        assert not queries.gate_is_open(listed)
    appointed.trustees[2].sign(document)
    assert queries.gate_is_open(listed)
    assert queries.building_start(listed).since == "2026-11-20T12:00:00Z"
    with pytest.raises(GateAlready):
        ask_gate(by=partner, campaign=listed, to_open=True)
    closing = ask_gate(by=appointed.trustees[4].actor, campaign=listed, to_open=False)
    appointed.seal()
    appointed.trustees[3].sign(closing)
    assert not queries.gate_is_open(listed)


def test_a_changed_answer_voids_what_the_trustees_were_asked(
    listed: Any, partner: Any, appointed: Any
) -> None:
    answer_all(listed, partner)
    document = ask_gate(by=partner, campaign=listed, to_open=True)
    assert ask_gate(by=partner, campaign=listed, to_open=True).pk == document.pk, "not asked twice"
    answer_point(by=partner, point=listed.points.get(code="money"), answer="partly")
    document.refresh_from_db()
    assert document.state == Document.VOID
    assert ask_gate(by=partner, campaign=listed, to_open=True).pk != document.pk


def test_what_is_signed_holds_no_note_that_is_not_public(listed: Any, partner: Any) -> None:
    answer_all(listed, partner)
    point = listed.points.get(code="access")
    answer_point(by=partner, point=point, answer="yes", note="Through the mill at night")
    answer_point(
        by=partner, point=listed.points.get(code="money"), answer="yes", note="Half", note_public=True
    )
    document = ask_gate(by=partner, campaign=listed, to_open=True)
    from ouna.quorum.queries import record_of

    said = str(text_of(record_of(document).text))  # type: ignore[attr-defined]
    assert "mill" not in said and "Half" in said


@pytest.mark.parametrize("data", ["{}", '{"open":"yes","since":""}', '{"open":1,"since":""}', "null", "[1]"])
def test_nonsense_in_the_state_of_the_gate_is_not_open(listed: Any, data: str) -> None:
    BookState.objects.create(ref=f"{listed.ref}:gate", kind="gate", data=data)
    try:
        assert queries.gate_is_open(listed) is False
    except Exception as error:
        assert error


def test_one_trustee_stops_payments_and_enough_let_them_go_on(listed: Any, appointed: Any) -> None:
    one = appointed.trustees[1]
    document = pause(by=one.actor, campaign=listed)
    appointed.seal()
    one.sign(document)
    assert queries.paused_since(listed) == "2026-11-20T12:00:00Z"
    document = resume(by=one.actor, campaign=listed)
    appointed.seal()
    for number in (0, 1):
        appointed.trustees[number].sign(document)
        assert queries.paused_since(listed)
    appointed.trustees[2].sign(document)
    assert queries.paused_since(listed) is None


def test_points_are_configurable(listed: Any, partner: Any) -> None:
    from ouna.core.values import Translated
    from ouna.pact.actions import add_point
    from ouna.pact.errors import UnknownPoint

    add_point(by=partner, campaign=listed, code="water", title=Translated.source("en", "Water"))
    with pytest.raises(UnknownPoint):
        add_point(by=partner, campaign=listed, code="water", title=Translated.source("en", "Water"))
    remove_point(by=partner, point=Point.objects.get(code="money"))
    assert [p.code for p in queries.points(listed)][-2:] == ["materials", "water"]
