"""Daily work of the treasury."""

from __future__ import annotations

from ouna.log import SYSTEM
from ouna.log.background import Task
from ouna.log.numbering import entries_recorded
from ouna.treasury.actions import drop_staged

DAY = 24 * 3600.0


def retention() -> None:
    """Remove files that were dropped and never imported. Repeatable."""
    if entries_recorded():
        drop_staged(by=SYSTEM)


TASKS = (Task("treasury.retention", DAY, retention),)
