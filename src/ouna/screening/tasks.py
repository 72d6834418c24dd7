"""Nightly and hourly work of name checks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import chain

from django.conf import settings

from ouna.core.errors import OunaError
from ouna.core.screening.index import Index
from ouna.core.screening.values import Subject
from ouna.log import SYSTEM
from ouna.log.background import Task
from ouna.parties.models import Organisation
from ouna.screening.actions import check_name, keep_results, stop_checking
from ouna.screening.actions.checking import Result, alerts
from ouna.screening.clearing import current_lists, limits, lists_in_force
from ouna.screening.index import index_of
from ouna.screening.marks import fingerprint
from ouna.screening.models import Check
from ouna.screening.queries import due_checks, names_of

logger = logging.getLogger("ouna.screening")

#: A changed list ends all clearances at once; within this time the names are checked against it.
HOUR = 3600.0
DAY = 24 * HOUR
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


def watch() -> None:
    """Bring in those who are checked without being paid. One name that cannot be checked stops no other."""
    if not current_lists():
        return
    for ref, who in wanted():
        if not Check.objects.filter(subject=ref, fingerprint=fingerprint(who), watched=True).exists():
            try:
                check_name(by=SYSTEM, subject=ref, who=who)
            except OunaError as error:
                logger.warning("A name could not be checked: %s", error)


def rescreen(progress: Callable[[int], None] | None = None) -> int:
    """Check every watched name whose check is a day old or older than a list. Repeatable; returns how many.

    Without a list nothing is done, and nothing is cleared.
    """
    if not current_lists():
        return 0
    lists = lists_in_force()
    indexes, used, done = index_of(lists), tuple(one.sha256 for one in lists), 0
    for rows in due_checks(CHUNK):
        if results := [found for row in rows if (found := _again(row, indexes, used))]:
            keep_results(by=SYSTEM, results=results)
        done += len(rows)
        if progress:
            progress(done)
    return done


def _again(row: Check, indexes: tuple[Index, ...], used: tuple[str, ...]) -> Result | None:
    """What a name finds now. Where that cannot be said, its old check stays, which soon clears nothing."""
    try:
        who = names_of(row)
        if who is None:
            stop_checking(by=SYSTEM, subject=row.subject)
            return None
        return Result(row.ref, used, alerts(who, indexes))
    except Exception as error:
        # One name that breaks the comparison may not keep all others from being checked; the text of a
        # library's exception may hold it.
        told = error if isinstance(error, OunaError) else type(error).__name__
        logger.warning("The name of %s could not be checked: %s", row.ref, told)
        return None


def nightly() -> int:
    """Bring in who is new, then check all anew."""
    watch()
    return rescreen()


TASKS = (Task("screening.nightly", DAY, nightly), Task("screening.rescreen", HOUR, rescreen))
