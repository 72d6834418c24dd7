"""Running every invariant of the installation: `checks.py` of each app, by name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from django.apps import apps

from ouna.core.errors import OunaError
from ouna.log import clock
from ouna.log.models import CheckRun
from ouna.log.numbering import entries_recorded
from ouna.log.steps import step


class Finding(NamedTuple):
    """What is wrong, and where. Neither holds private data.

    `waits`: it breaks no rule but waits for a person, as every book begins; it is told beside the result.
    """

    where: str
    what: str
    waits: bool = False

    def as_data(self) -> dict[str, object]:
        """As kept with the run."""
        told: dict[str, object] = {"where": self.where, "what": self.what}
        return {**told, "waits": True} if self.waits else told


Checks = Callable[[], Iterable[Finding]]
#: The most findings kept of one run.
MOST = 1_000


def all_checks() -> dict[str, Checks]:
    """`checks()` of every installed app that has a `checks.py`."""
    found: dict[str, Checks] = {}
    for app in apps.get_app_configs():
        name = f"{app.name}.checks"
        if app.name.startswith("ouna.") and find_spec(name):
            found[app.label] = import_module(name).checks
    return found


def run_checks() -> CheckRun:
    """Run all checks and keep the result. A check that fails to run is a finding itself."""
    started, findings = time.monotonic(), []
    found = all_checks()
    for nth, (label, checks) in enumerate(found.items()):
        step("Parts of the installation", nth, len(found))
        try:
            for finding in checks():
                findings.append(Finding(*finding))
        except Exception as error:
            told = str(error) if isinstance(error, OunaError) else type(error).__name__
            findings.append(Finding(label, f"The check could not be finished: {told}"))
    # What is wrong comes first: of very many only the first are kept.
    findings.sort(key=lambda finding: finding.waits)
    return CheckRun.objects.create(
        at=clock.now(),
        ok=all(finding.waits for finding in findings),
        entries=entries_recorded(),
        seconds=round(time.monotonic() - started, 3),
        findings=[finding.as_data() for finding in findings[:MOST]],
    )
