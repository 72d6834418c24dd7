"""Which lines statements tell of."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from ouna.funds.models import BankLine
from ouna.spending.models import Alarm
from ouna.treasury.models import Statement


def waiting_of(rows: QuerySet[BankLine], statements: Sequence[Statement]) -> int:
    """How many of the rows wait: lines that the statements tell of, and parts of those that were split.

    Two queries, since an OR over both would look at every line there is.
    """
    waiting = rows.filter(state=BankLine.State.WAITING)
    whole = waiting.filter(statements__in=statements).distinct().count()
    return whole + waiting.filter(parent__statements__in=statements).distinct().count()


def stopped_of(statements: Sequence[Statement]) -> list[Alarm]:
    """The alarms of lines that the statements tell of: what is not as ordered, while nobody has looked."""
    alarms = Alarm.objects.filter(cleared_at=None).select_related("line__account__section", "order")
    whole = list(alarms.filter(line__statements__in=statements).distinct())
    return whole + list(alarms.filter(line__parent__statements__in=statements).distinct())
