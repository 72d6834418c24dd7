"""Daily work of this app."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore

from ouna.log import SYSTEM
from ouna.parties.actions import erase_due


def daily() -> None:
    """Erase what has been kept long enough, and sessions that have ended. Repeatable."""
    while erase_due(by=SYSTEM) >= 500:
        pass
    SessionStore.clear_expired()
