"""Daily work of the pact: what is overdue reminds by itself."""

from __future__ import annotations

from ouna.log import SYSTEM, clock
from ouna.log.background import Task
from ouna.pact import queries
from ouna.pact.actions import mark_reminded
from ouna.pact.errors import CommitmentClosed
from ouna.pact.mail import remind

HOUR = 3600.0


def reminders() -> int:
    """Remind who owes what is overdue, once a day; how many commitments. Repeatable.

    It is noted before it is sent: a mail that is lost is followed by another tomorrow, none is sent twice.
    """
    today, count = clock.today(), 0
    for row in queries.overdue(today).exclude(reminded_on=today):
        try:
            mark_reminded(by=SYSTEM, commitment=row)
        except CommitmentClosed:
            continue
        remind(row)
        count += 1
    return count


TASKS = (Task("pact.reminders", HOUR, reminders),)
