"""Commitments: owed, reported, confirmed by the other side; what is overdue reminds, never twice a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from tests.conftest import NOON

from ouna.core.values import Translated
from ouna.log import SYSTEM
from ouna.pact import tasks
from ouna.pact.actions import (
    add_commitment,
    confirm_commitment,
    drop_commitment,
    edit_commitment,
    mark_reminded,
    report_commitment,
)
from ouna.pact.desk import waits
from ouna.pact.errors import CommitmentClosed, EvidenceMissing, OtherSide
from ouna.pact.models import Commitment
from ouna.parties.errors import NotPermitted

TEXT = Translated.source("en", "Send the list of tools").with_text("ar", "إرسال قائمة الأدوات")


@pytest.fixture
def owed(campaign: Any, admin: Any) -> Commitment:
    """Something the coalition owes until tomorrow."""
    due = date(2026, 11, 21)
    return add_commitment(
        by=admin, campaign=campaign, owner=campaign.coalition, text=TEXT, due=due, public=True
    )


def test_the_side_to_which_it_is_owed_confirms(owed: Commitment, admin: Any, partner: Any) -> None:
    with pytest.raises(EvidenceMissing):
        report_commitment(by=admin, commitment=owed, evidence=" ")
    report_commitment(by=admin, commitment=owed, evidence="Page 12 of the public record.")
    with pytest.raises(OtherSide):
        confirm_commitment(by=admin, commitment=owed, kept=True)
    confirm_commitment(by=partner, commitment=owed, kept=False)
    owed.refresh_from_db()
    assert owed.state == Commitment.OPEN and owed.done_at is None
    report_commitment(by=admin, commitment=owed, evidence="Page 13 of the public record.")
    confirm_commitment(by=partner, commitment=owed, kept=True)
    owed.refresh_from_db()
    assert owed.state == Commitment.KEPT
    with pytest.raises(CommitmentClosed):
        edit_commitment(by=admin, commitment=owed, text=TEXT, due=owed.due, public=False)


def test_who_owes_cannot_let_himself_go(owed: Commitment, admin: Any, partner: Any) -> None:
    with pytest.raises(OtherSide):
        drop_commitment(by=admin, commitment=owed, why="Too late now.")
    drop_commitment(by=partner, commitment=owed, why="No longer needed.")
    owed.refresh_from_db()
    assert owed.state == Commitment.DROPPED


def test_nobody_else_writes_commitments(owed: Commitment, campaign: Any, actor: Any) -> None:
    for role in ("treasurer", "trustee", "auditor", "editor"):
        by = actor(role)
        with pytest.raises(NotPermitted):
            add_commitment(by=by, campaign=campaign, owner=campaign.partner, text=TEXT, due=owed.due)
        with pytest.raises(NotPermitted):
            report_commitment(by=by, commitment=owed, evidence="Page 12.")


def test_what_is_overdue_reminds_once_a_day(owed: Commitment, admin: Any, clock: Any, settings: Any) -> None:
    clock.set(lambda: NOON + timedelta(days=1))
    assert tasks.reminders() == 0, "it is due today"
    sent = []
    for day, hours in ((2, 0), (2, 5), (2, 11), (3, 0), (3, 1)):
        clock.set(lambda day=day, hours=hours: NOON + timedelta(days=day, hours=hours))
        tasks.reminders()
        sent.append(len(mail.outbox))
    assert sent == [1, 1, 1, 2, 2]
    letter = mail.outbox[0]
    assert "Send the list of tools" in letter.body and "2026-11-21" in letter.body
    assert "/pact/commitments/" not in letter.body
    assert [wait.count for wait in waits(admin) if wait.urgent] == [1]


def test_twin_without_the_note_it_would_remind_every_hour(
    owed: Commitment, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "mark_reminded", lambda **named: None)
    clock.set(lambda: NOON + timedelta(days=2))
    for _ in range(3):
        tasks.reminders()
    assert len(mail.outbox) == 3


def test_two_runs_at_once_remind_once(owed: Commitment, clock: Any) -> None:
    clock.set(lambda: NOON + timedelta(days=2))
    mark_reminded(by=SYSTEM, commitment=owed)
    with pytest.raises(CommitmentClosed):
        mark_reminded(by=SYSTEM, commitment=owed)


def test_a_mail_server_that_fails_stops_nothing(
    owed: Commitment, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **named: Any) -> int:
        raise OSError("no route")

    monkeypatch.setattr("ouna.pact.mail.send_mail", refuse)
    clock.set(lambda: NOON + timedelta(days=2))
    assert tasks.reminders() == 1
