"""Periodic work of the log: sealing finished days, recording erasures, the daily check of everything."""

from __future__ import annotations

from ouna.log.actor import SYSTEM
from ouna.log.background import Task
from ouna.log.monitor import run_checks
from ouna.log.numbering import entries_recorded
from ouna.log.private_journal import record_erasures, seal_days

HOUR = 3600.0


def seal() -> None:
    """Seal the private journal's finished days."""
    if entries_recorded():
        seal_days(by=SYSTEM)


def erasures() -> None:
    """Record how many persons were erased on finished days."""
    if entries_recorded():
        record_erasures(by=SYSTEM)


TASKS = (
    Task("log.seal", HOUR, seal),
    Task("log.erasures", HOUR, erasures),
    Task("log.checks", 24 * HOUR, run_checks),
)
