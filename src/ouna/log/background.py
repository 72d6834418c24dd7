"""Background work in a thread: locking in new facts within seconds, and the periodic tasks of every app.

Used by the single process (`ouna serve`, `ouna demo`) and by `ouna worker`. Several may run: one of them
holds the sequencer lock, the others wait as spares.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import close_old_connections, connection

from ouna.core.errors import OunaError
from ouna.log import sequencer, wakeup

logger = logging.getLogger(__name__)


class Task(NamedTuple):
    """Idempotent periodic work: `tasks.py` of an app holds `TASKS`, a tuple of these."""

    name: str
    every: float
    run: Callable[[], object]


def tasks() -> list[Task]:
    """The tasks of all installed apps."""
    found: list[Task] = []
    for app in apps.get_app_configs():
        name = f"{app.name}.tasks"
        if app.name.startswith("ouna.") and find_spec(name):
            found += getattr(import_module(name), "TASKS", ())
    return found


class Runner(threading.Thread):
    """The thread. `stop()` ends it after the step at hand. `trouble` is the last error's class and code."""

    def __init__(self, *, with_tasks: bool = True) -> None:
        super().__init__(name="ouna-background", daemon=True)
        self._halt = threading.Event()
        self._sequencer: sequencer.Sequencer | None = None
        self._tasks = tasks() if with_tasks else []
        self._due: dict[str, float] = {}
        self.size = 0
        self.trouble = ""

    def stop(self, timeout: float = 30.0) -> None:
        """End the thread and wait for it."""
        self._halt.set()
        wakeup.committed.set()
        self.join(timeout)

    def run(self) -> None:
        """Look for new entries, at once after a commit of this process, else every CHECKPOINT_SECONDS."""
        try:
            while not self._halt.is_set():
                started = time.monotonic()
                wakeup.committed.clear()
                self.lock_in()
                for task in self._tasks:
                    self._run_task(task)
                # A checkpoint at most every CHECKPOINT_SECONDS, however often something is committed.
                self._halt.wait(max(0.0, settings.CHECKPOINT_SECONDS - (time.monotonic() - started)))
        finally:
            connection.close()

    def lock_in(self) -> None:
        """One run of the sequencer; trouble is logged once and tried again."""
        try:
            close_old_connections()
            self._sequencer = self._sequencer or sequencer.Sequencer()
            if not self._sequencer.is_idle():
                self.size = self._sequencer.run() or self.size
            self.trouble = ""
        except Exception as error:
            self._sequencer = None
            self._report("sequencer", error)

    def _run_task(self, task: Task) -> None:
        now = time.monotonic()
        if self._halt.is_set() or now < self._due.get(task.name, 0.0):
            return
        self._due[task.name] = now + task.every
        try:
            task.run()
        except Exception as error:
            self._report(task.name, error)

    def _report(self, name: str, error: Exception) -> None:
        """Errors of ours are facts without private data; of others only the class is told."""
        told = f"{name}: {error if isinstance(error, OunaError) else type(error).__name__}"
        if told != self.trouble:
            logger.error("%s", told)
        self.trouble = told


def start(*, with_tasks: bool = True) -> Runner:
    """Check the guards, then start the thread. Raises: GuardMissing, LogBehind, LogDamaged, NoteMissing."""
    sequencer.check_guards()
    if sequencer.numbering.entries_recorded():
        sequencer.check_start()
    runner = Runner(with_tasks=with_tasks)
    runner.start()
    return runner
