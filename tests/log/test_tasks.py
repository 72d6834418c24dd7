"""The periodic check runs often, and never takes more than a hundredth of the time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ouna.log import clock, tasks
from ouna.log.models import CheckRun

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("seconds", "minutes_ago", "runs"),
    [(0.1, 9, False), (0.1, 11, True), (42.0, 60, False), (42.0, 71, True), (0.1, -5, True)],
)
def test_when_the_check_is_due(monkeypatch, seconds, minutes_ago, runs):
    asked = []
    monkeypatch.setattr(tasks, "run_checks", lambda: asked.append(1))
    at = clock.now() - timedelta(minutes=minutes_ago)
    CheckRun.objects.create(at=at, ok=True, entries=1, seconds=seconds)
    tasks.checks()
    assert bool(asked) is runs


def test_the_first_check_is_due_at_once(monkeypatch):
    asked = []
    monkeypatch.setattr(tasks, "run_checks", lambda: asked.append(1))
    tasks.checks()
    assert asked
