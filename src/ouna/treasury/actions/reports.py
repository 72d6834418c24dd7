"""What an import did, or would do: of a file, and of each statement in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ouna.core.errors import OunaError
from ouna.funds.models import BankAccount
from ouna.treasury.models import Statement
from ouna.treasury.plan import FilePlan, StatementPlan
from ouna.treasury.queries.accounts import Gap
from ouna.treasury.queries.outcomes import Becomes


@dataclass(frozen=True, slots=True)
class FileIn:
    """A file to import. `account` is used where the file names none; `mapping`: columns of a table."""

    name: str
    raw: bytes
    account: BankAccount | None = None
    mapping: dict[str, Any] | None = None


@dataclass(slots=True)
class StatementReport:
    """What importing one statement did."""

    position: int
    account: BankAccount | None
    state: str
    held_reason: str
    proof: str
    difference_minor: int | None
    new: int = 0
    known: int = 0
    pending: int = 0
    #: How many payments each new batch holds; `booked` and `waiting` count payments, `new` counts lines.
    batches: list[int] = field(default_factory=list)
    booked: int = 0
    waiting: int = 0
    #: Lines that do not fit the order they name: payments are stopped.
    stopped: int = 0
    first_day: date | None = None
    last_day: date | None = None
    findings: list[dict[str, str]] = field(default_factory=list)
    statement: Statement | None = None
    plan: StatementPlan | None = None
    #: Of a rehearsal: what each line of the plan becomes, and the days that lack before the statement.
    becomes: list[Becomes] = field(default_factory=list)
    gap: Gap | None = None


@dataclass(slots=True)
class ImportReport:
    """What importing a file did, or would do (`dry_run`)."""

    name: str
    format: str
    dry_run: bool
    findings: list[dict[str, str]]
    statements: list[StatementReport]
    seen_before: bool = False
    plan: FilePlan | None = None


@dataclass(slots=True)
class Trial:
    """What importing files one after the other would do: a report of each, or why it is refused.

    `waiting`: how many lines that they tell of wait in the end, each counted once.
    """

    files: list[ImportReport | OunaError] = field(default_factory=list)
    waiting: int = 0


def report_of(plan: StatementPlan) -> StatementReport:
    """A statement as it was planned; once it is committed, as it was written."""
    interval, booked = plan.interval, plan.state == "booked"
    return StatementReport(
        plan.position,
        plan.account,
        plan.state,
        plan.held_reason,
        plan.proof,
        plan.difference_minor,
        new=plan.fresh if booked else 0,
        known=plan.count("known") if plan.account else 0,
        pending=plan.count("pending"),
        batches=plan.batches() if booked else [],
        first_day=interval.first if interval else None,
        last_day=interval.last if interval else None,
        findings=[{"where": f.where, "what": f.what} for f in plan.statement.findings],
        plan=plan,
    )
