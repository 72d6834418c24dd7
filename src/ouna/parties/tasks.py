"""Daily work of this app."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore

from ouna.log import SYSTEM
from ouna.log.background import Task
from ouna.parties.actions import erase_due

DAY = 24 * 3600.0
MOST = 500


def retention() -> None:
    """Erase what has been kept long enough, and sessions that have ended. Repeatable."""
    while erase_due(by=SYSTEM, most=MOST) == MOST:
        pass
    SessionStore.clear_expired()


TASKS = (Task("parties.retention", DAY, retention),)
