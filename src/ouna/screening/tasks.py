"""Nightly and hourly work of name checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import chain

from django.conf import settings

from ouna.core.errors import OunaError
from ouna.core.screening.values import Subject
from ouna.log import SYSTEM
from ouna.log.background import Task
from ouna.parties.models import Organisation
from ouna.screening.actions import check_name, keep_results, stop_checking
from ouna.screening.actions.checking import Result, alerts
from ouna.screening.clearing import current_lists, limits
from ouna.screening.index import index_of
from ouna.screening.marks import fingerprint
from ouna.screening.models import Check
from ouna.screening.queries import due_checks, names_of

#: A changed list ends all clearances at once; within this time the names are checked against it.
HOUR = 3600.0
CHUNK = 500


def organisations() -> Iterator[tuple[str, Subject]]:
    """The coalition, the partner and the members, under all their names."""
    for row in Organisation.objects.all():
        texts = [entry["text"] for entry in row.name.values() if entry.get("text")]
        own = row.own_name[0]
        if own:
            also = tuple(dict.fromkeys(text for text in texts if text != own))
            yield row.ref, Subject(own, "organisation", None, row.country, also)


def wanted() -> Iterator[tuple[str, Subject]]:
    """Who is to be checked without being paid: organisations, and what every app's `screened.py` names.

    `screened.subjects(above)` gives (ref, names) of those who gave at least the coalition's sum.
    """
    above = dict(limits().above)
    sources = [organisations()]
    for app in settings.INSTALLED_APPS:
        if app.startswith("ouna.") and find_spec(f"{app}.screened"):
            sources.append(import_module(f"{app}.screened").subjects(above))
    yield from chain.from_iterable(sources)


def rescreen(progress: Callable[[int], None] | None = None) -> int:
    """Check every watched name whose check is a day old or older than a list. Repeatable; returns how many.

    Without a list nothing is done, and nothing is cleared.
    """
    lists = current_lists()
    if not lists:
        return 0
    for ref, who in wanted():
        if not Check.objects.filter(subject=ref, fingerprint=fingerprint(who), watched=True).exists():
            check_name(by=SYSTEM, subject=ref, who=who)
    index, used, done = index_of(lists), tuple(one.sha256 for one in lists), 0
    for rows in due_checks(CHUNK):
        results = []
        for row in rows:
            who_now = names_of(row)
            if who_now is None:
                stop_checking(by=SYSTEM, subject=row.subject)
                continue
            try:
                results.append(Result(row.ref, used, alerts(who_now, index)))
            except OunaError:
                continue  # its old check stays, which clears nothing any more
        if results:
            keep_results(by=SYSTEM, results=results)
        done += len(rows)
        if progress:
            progress(done)
    return done


TASKS = (Task("screening.rescreen", HOUR, rescreen),)
