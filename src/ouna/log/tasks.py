"""Periodic work of the log: sealing finished days, recording erasures, the check of everything."""

from __future__ import annotations

from ouna.log import clock
from ouna.log.actor import SYSTEM
from ouna.log.background import Task
from ouna.log.models import CheckRun
from ouna.log.monitor import run_checks
from ouna.log.numbering import entries_recorded
from ouna.log.private_journal import record_erasures, seal_days

MINUTE = 60.0
HOUR = 60 * MINUTE


def seal() -> None:
    """Seal the private journal's finished days."""
    if entries_recorded():
        seal_days(by=SYSTEM)


def erasures() -> None:
    """Record how many persons were erased on finished days."""
    if entries_recorded():
        record_erasures(by=SYSTEM)


def checks() -> None:
    """Run every invariant each ten minutes, or so seldom that it takes a hundredth of the time."""
    last = CheckRun.objects.first()
    if last is not None:
        waited = (clock.now() - last.at).total_seconds()
        if 0 <= waited < max(10 * MINUTE, 100 * last.seconds):
            return
    run_checks()


TASKS = (
    Task("log.seal", HOUR, seal),
    Task("log.erasures", HOUR, erasures),
    Task("log.checks", MINUTE, checks),
)
