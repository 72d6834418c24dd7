"""What became of each line of a file; asked inside a rehearsal, what would become of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ouna.funds.models import BankLine
from ouna.spending.models import Alarm
from ouna.treasury.models import Statement, StatementFile
from ouna.treasury.plan import StatementPlan


@dataclass(frozen=True, slots=True)
class Becomes:
    """What a line becomes, and what each payment in it: of a batch its parts, else the line itself."""

    outcome: str
    payments: tuple[str, ...]


def outcomes(plan: StatementPlan, statement: Statement | None) -> list[Becomes]:
    """For each line of the plan: its state as it is kept now, known, pending, unreadable, stopped or waits;
    `detail` where a report only tells more, `left` where nothing is imported. Three queries for all.
    """
    rows = _rows(statement.file) if statement and any(p.outcome == "written" for p in plan.lines) else {}
    nothing = "detail" if plan.state == Statement.State.SHOWN else "left"
    found = []
    for planned in plan.lines:
        if planned.outcome == "written":
            found.append(rows[planned.known_ids[0]])
        else:
            outcome = nothing if planned.outcome == "new" else planned.outcome
            found.append(Becomes(outcome, (outcome,)))
    return found


def _rows(file: StatementFile) -> dict[int, Becomes]:
    """Line id → what became of it, of all lines that the file brought."""
    rows = BankLine.objects.filter(source=file.ref).order_by("pk")
    alarmed = set(Alarm.objects.filter(cleared_at=None, line__source=file.ref).values_list("line", flat=True))
    parts: dict[int, list[str]] = defaultdict(list)
    whole: dict[int, str] = {}
    for pk, parent, state, minor in rows.values_list("pk", "parent", "state", "minor"):
        outcome = _outcome(state, minor, alarmed=pk in alarmed)
        if parent is None:
            whole[pk] = outcome
        else:
            parts[parent].append(outcome)
    return {pk: Becomes(outcome, tuple(parts.get(pk, (outcome,)))) for pk, outcome in whole.items()}


def _outcome(state: str, minor: int, *, alarmed: bool) -> str:
    if state == BankLine.State.WAITING:
        return "stopped" if alarmed else "waits"
    return "payment_return" if state == BankLine.State.RETURN and minor > 0 else state
