"""Which lines statements tell of."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from ouna.funds.models import BankLine
from ouna.treasury.models import Statement


def waiting_of(rows: QuerySet[BankLine], statements: Sequence[Statement]) -> int:
    """How many of the rows wait: lines that the statements tell of, and parts of those that were split.

    Two queries, since an OR over both would look at every line there is.
    """
    waiting = rows.filter(state=BankLine.State.WAITING)
    whole = waiting.filter(statements__in=statements).distinct().count()
    return whole + waiting.filter(parent__statements__in=statements).distinct().count()
