"""Fixtures of the log's tests."""

from __future__ import annotations

import pytest
from tests.log.support import World, make_world

from ouna.log import monitor


@pytest.fixture
def world(db: None) -> World:
    """An opened log with a campaign, two purposes and two accounts."""
    return make_world()


@pytest.fixture
def only_log_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small book has no rows of the apps above, which their checks would rightly miss."""
    found = {"log": monitor.all_checks()["log"]}
    monkeypatch.setattr(monitor, "all_checks", lambda: found)
