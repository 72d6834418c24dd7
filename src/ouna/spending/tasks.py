"""Daily work of requests and payments."""

from __future__ import annotations

from ouna.log import SYSTEM
from ouna.log.background import Task
from ouna.log.numbering import entries_recorded
from ouna.spending.actions import forget_drafts

DAY = 24 * 3600.0


def retention() -> None:
    """Throw away old drafts and bytes that no row names. Repeatable."""
    if entries_recorded():
        forget_drafts(by=SYSTEM)


TASKS = (Task("spending.retention", DAY, retention),)
