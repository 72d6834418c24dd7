"""Import of bank files: read, plan, commit one statement at a time; what is exact books itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Q

from ouna.core import bank
from ouna.core.bank.csvguess import Mapping
from ouna.core.errors import OunaError, Refused
from ouna.donations.actions.rows import insert_rows
from ouna.funds.models import BankAccount, BankLine
from ouna.funds.rules import check_treasurer
from ouna.log import Actor, action, clock, journal, new_ref, unchanged
from ouna.log.booking import no_collector
from ouna.treasury import archive
from ouna.treasury.actions.details import DETAILS, join_details, kept_details
from ouna.treasury.actions.lines import enrich, write_lines
from ouna.treasury.actions.matching import book_exact
from ouna.treasury.actions.opening import opening_of
from ouna.treasury.actions.recovered import meet_recovered_opening
from ouna.treasury.actions.reports import FileIn, ImportReport, StatementReport, Trial, report_of
from ouna.treasury.actions.stating import state_closing
from ouna.treasury.errors import FileRefused, NotHeld, UnknownAccount
from ouna.treasury.models import ColumnMapping, PaperStatement, Statement, StatementFile
from ouna.treasury.plan import PAPER, FilePlan, StatementPlan, make_plan, plan_statement
from ouna.treasury.queries.accounts import Gap, missing_days
from ouna.treasury.queries.known import basis_of
from ouna.treasury.queries.outcomes import outcomes
from ouna.treasury.queries.papers import statement_of
from ouna.treasury.queries.tables import fits, headings_of, mapping_of
from ouna.treasury.queries.told import stopped_of, waiting_of

#: Most new lines written by one transaction; a longer statement goes on in the next, since lines are
#: recognised.
LARGEST_COMMIT = 20_000


Progress = Callable[[int, int], None]


def read(
    *, name: str, raw: bytes, account: BankAccount | None = None, mapping: dict[str, Any] | None = None
) -> bank.Document:
    """Read the bytes of a bank file. A CSV takes the mapping given, else the one remembered for its account.

    Raises: FileRefused.
    """
    if mapping is None and account is not None:
        kept = ColumnMapping.objects.filter(account=account).first()
        mapping = kept.mapping if kept and fits(raw, kept) else None
    try:
        chosen = Mapping(**mapping) if mapping else None
        return bank.read_file(raw, name, mapping=chosen)
    except Refused as refused:
        raise FileRefused(str(refused), next_step=refused.next_step or None) from None


class _Over(Exception):
    """The rehearsal is over: its transaction ends with this and leaves nothing."""


def import_file(
    *,
    by: Actor,
    name: str,
    raw: bytes,
    account: BankAccount | None = None,
    mapping: dict[str, Any] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a bank file, each statement in a transaction of its own; with `dry_run` only say what would be.

    `account` is asked for where the file names none (CSV). Safe to repeat at any point.
    Raises: FileRefused, NotPermitted, UnknownAccount.
    """
    file = FileIn(name, raw, account, mapping)
    if not dry_run:
        with no_collector():
            return _import_file(by, file, progress)
    [tried] = try_files(by=by, files=[file]).files
    if isinstance(tried, OunaError):
        raise tried
    return tried


def try_files(*, by: Actor, files: Sequence[FileIn]) -> Trial:
    """What importing these files one after the other would do, and why one would be refused.

    They are imported by the same code, and all of it is taken back: what it says is what an import does.
    """
    trial = Trial()
    with suppress(_Over), archive.holding({bank.sha256_of(file.raw): file.raw for file in files}):
        rehearse_import(by=by, files=files, trial=trial)
    return trial


@action
def rehearse_import(*, by: Actor, files: Sequence[FileIn], trial: Trial) -> None:
    """Import the files, tell `trial` what it did, and take everything back. Raises: _Over, always."""
    with no_collector():
        for file in files:
            try:
                trial.files.append(_import_file(by, file, None, rehearsal=True))
            except OunaError as refused:
                trial.files.append(refused)
    unchanged()
    done = [s for report in trial.files if isinstance(report, ImportReport) for s in report.statements]
    _look_at(done)
    trial.waiting = waiting_of(BankLine.objects.all(), [s.statement for s in done if s.statement])
    raise _Over


def _look_at(done: Sequence[StatementReport]) -> None:
    """Before it is taken back: what the lines became, and what lacks before each statement.

    The statements of an account are read once for all: read for each of its files, a hundred files would
    read them a hundred times.
    """
    gaps: dict[BankAccount, dict[date, Gap]] = {}
    for told in done:
        assert told.plan is not None
        told.becomes = outcomes(told.plan, told.statement)
        row = told.statement
        if row is None or row.state != Statement.State.BOOKED:
            continue
        if row.account not in gaps:
            gaps[row.account] = {gap.after: gap for gap in reversed(missing_days(row.account))}
        told.gap = gaps[row.account].get(row.first_day)


def plan_file(*, by: Actor, file: FileIn) -> ImportReport:
    """What a file says and which of its lines are new: no line is tried out, nothing is written.

    Raises: FileRefused, NotPermitted.
    """
    document = read(name=file.name, raw=file.raw, account=file.account, mapping=file.mapping)
    plan = make_plan(document, len(file.raw), file.account)
    for statement in plan.statements:
        if statement.account is not None:
            check_treasurer(by, statement.account.section.ref)
    statements = [report_of(s) for s in plan.statements]
    seen = plan.known_file is not None
    return ImportReport(file.name, plan.format, True, plan.findings, statements, seen_before=seen, plan=plan)


def _import_file(
    by: Actor, file: FileIn, progress: Progress | None, *, rehearsal: bool = False
) -> ImportReport:
    report = plan_file(by=by, file=file)
    plan = report.plan
    assert plan is not None
    report.dry_run = rehearsal
    if all(s.account is None for s in plan.statements):
        if plan.statements and not rehearsal:
            raise UnknownAccount()
        return report
    report.statements = []
    kept = keep_file(by=by, plan=plan, raw=None if rehearsal else file.raw)
    if file.account is not None and file.mapping is not None:
        headings = headings_of(file.raw, mapping_of(file.mapping))
        remember_mapping(by=by, account=file.account, mapping=file.mapping, headings=headings)
    for done, planned in enumerate(plan.statements, start=1):
        if planned.account is None:
            report.statements.append(report_of(planned))
            continue
        report.statements.append(_import_statement(by, kept, planned, planned.format))
        if progress:
            progress(done, len(plan.statements))
    return report


def _import_statement(
    by: Actor, file: StatementFile, plan: StatementPlan, format_name: str
) -> StatementReport:
    """Commit one statement; a long one in several transactions."""
    earlier = 0
    while plan.state == "booked" and plan.count("new") > LARGEST_COMMIT:
        plan, booked = commit_lines(by=by, file=file, plan=plan, most=LARGEST_COMMIT)
        earlier += booked
    statement, booked = commit_statement(
        by=by, file=file, position=plan.position, plan=plan, format_name=format_name
    )
    report = report_of(plan)
    report.state, report.held_reason = statement.state, statement.held_reason
    report.booked = earlier + booked
    report.statement = statement
    report.waiting = waiting_of(BankLine.objects.all(), [statement])
    report.stopped = len(stopped_of([statement]))
    return report


@action
def keep_file(*, by: Actor, plan: FilePlan, raw: bytes | None) -> StatementFile:
    """Put the raw bytes into the archive; the same bytes are kept once.

    Without them only the row is written, for a rehearsal: what is encrypted with a key that is taken back
    could never be opened again.
    """
    known = StatementFile.objects.filter(sha256=plan.sha256).first()
    if known is not None:
        journal("bank_file.seen_again", subject=known.ref, data={"sha256": plan.sha256}, by=by)
        return known
    if raw is not None:
        archive.put_file(plan.sha256, raw)
    file = StatementFile.objects.create(
        ref=new_ref("file"),
        sha256=plan.sha256,
        name=Path(plan.name).name[:200],
        format=plan.format,
        size=plan.size,
        by=by.ref,
        at=clock.now(),
        findings=plan.findings,
    )
    journal("bank_file.kept", subject=file.ref, data={"sha256": plan.sha256}, by=by)
    return file


@action(draft=True)
def remember_mapping(*, by: Actor, account: BankAccount, mapping: dict[str, Any], headings: str) -> None:
    """Remember which CSV column means what for this account, and under which headings."""
    ColumnMapping.objects.update_or_create(
        account=account, defaults={"mapping": mapping, "headings": headings}
    )


@action
def commit_lines(
    *, by: Actor, file: StatementFile, plan: StatementPlan, most: int
) -> tuple[StatementPlan, int]:
    """Write the first `most` new lines of a long statement; the statement itself follows with the rest.

    Returns the plan of what is left and how many lines booked themselves. The plan is made again only if
    another import has come in between: planning all lines for every part would cost more than writing.
    """
    account = plan.account
    assert account is not None
    if plan.basis != basis_of(account):
        plan.become(plan_statement(plan.statement, plan.position, plan.format, account))
        if plan.state != "booked":
            unchanged()
            return plan, 0
    lines = write_lines(by, plan, account, file, most)
    journal("bank_lines.imported", subject=file.ref, data={"lines": len(lines)}, by=by)
    booked = book_exact(by=by, account=account, lines=lines)
    plan.basis = basis_of(account)
    return plan, booked


@action
def commit_statement(
    *, by: Actor, file: StatementFile, position: int, plan: StatementPlan, format_name: str
) -> tuple[Statement, int]:
    """Commit a statement: new lines, what pairs with known ones, exact bookings, the bank's closing balance.

    Under the book lock the plan is made again if another import has come in between.
    """
    account = plan.account
    assert account is not None
    known = Statement.objects.filter(file=file, position=position).first()
    if known is not None and known.state not in (Statement.State.HELD, Statement.State.DROPPED):
        journal("statement.seen_again", subject=known.ref, data={}, by=by)
        return known, _try_again(by, account, known)
    if plan.basis != basis_of(account):
        plan.become(plan_statement(plan.statement, position, format_name, account))
    statement, booked = _commit(by, file, plan, account, known)
    journal("statement.imported", subject=statement.ref, data={"state": statement.state}, by=by)
    return statement, booked


def _try_again(by: Actor, account: BankAccount, statement: Statement) -> int:
    """What waits of a statement we have may be exact by now, or was booked in a record that was recovered."""
    if statement.state != Statement.State.BOOKED:
        return 0
    ours = Q(statements=statement) | Q(parent__statements=statement)
    waiting = BankLine.objects.filter(ours, account=account, state=BankLine.State.WAITING).distinct()
    return book_exact(by=by, account=account, lines=list(waiting.select_related("parent")))


@action
def release_held(*, by: Actor, statement: Statement, decision: str) -> tuple[Statement, int]:
    """A person decides on a held statement: its lines are `new`, or `known` (count them), or it is `dropped`.

    A statement that does not add up can only be dropped, or imported again once the bank has mended it.
    Raises: NotHeld, NotPermitted.
    """
    check_treasurer(by, statement.account.section.ref)
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    if statement.state != Statement.State.HELD:
        raise NotHeld()
    journal("statement.released", subject=statement.ref, data={"decision": decision}, by=by)
    if decision == "dropped":
        statement.state = Statement.State.DROPPED
        statement.save(update_fields=["state"])
        return statement, 0
    if decision not in ("new", "known") or statement.held_reason not in ("undecidable", "missing", "changed"):
        raise NotHeld("This statement does not add up: it can only be set aside or imported again.")
    plan = plan_again(statement, forced=decision)
    return _commit(by, statement.file, plan, statement.account, statement)


def plan_again(statement: Statement, forced: str = "") -> StatementPlan:
    """Plan an archived statement anew against what the account has now; writes nothing.

    Raises: FileRefused, ArchiveDamaged.
    """
    file = statement.file
    raw = archive.get_file(file.sha256)
    if file.format == PAPER:
        paper = PaperStatement.objects.get(ref=json.loads(raw)["paper"])
        return plan_statement(
            statement_of(paper), statement.position, PAPER, statement.account, forced=forced
        )
    document = read(name=file.name, raw=raw, account=statement.account)
    chosen = document.statements[statement.position]
    return plan_statement(
        chosen, statement.position, chosen.format or document.format, statement.account, forced=forced
    )


def _commit(
    by: Actor, file: StatementFile, plan: StatementPlan, account: BankAccount, known: Statement | None
) -> tuple[Statement, int]:
    statement = _write_statement(file, plan, account, known)
    if plan.state == "shown" and plan.format.startswith(DETAILS):
        joined = join_details(by, account, plan.statement.lines)
        return statement, book_exact(by=by, account=account, lines=joined)
    if plan.state != "booked":
        return statement, 0
    lines = write_lines(by, plan, account, file)
    enriched = enrich(plan)
    parts = join_details(by, account, kept_details(account, statement))
    split_now = {part.parent_id for part in parts}
    lines = [line for line in lines if line.pk not in split_now] + parts + enriched
    _write_members(statement, plan)
    booked = book_exact(by=by, account=account, lines=lines)
    state_closing(by=by, account=account, statement=statement)
    if first := opening_of(account):
        meet_recovered_opening(by, account, first.first_day - timedelta(days=1), file.ref)
    return statement, booked


def _write_members(statement: Statement, plan: StatementPlan) -> None:
    """Which lines the statement tells of."""
    if plan.same_lines:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO treasury_statementline (statement_id, line_id) "
                "SELECT %s, line_id FROM treasury_statementline WHERE statement_id = %s",
                [statement.pk, plan.recognition.same_as],
            )
        return
    members = dict.fromkeys(pk for line in plan.lines for pk in line.known_ids)
    seen = [(statement.pk, pk) for pk in members]
    insert_rows("treasury_statementline", ("statement_id", "line_id"), seen)


def _write_statement(
    file: StatementFile, plan: StatementPlan, account: BankAccount, known: Statement | None
) -> Statement:
    interval = plan.interval
    today = clock.today()
    opening, closing = plan.statement.opening, plan.statement.closing
    values: dict[str, Any] = {
        "account": account,
        "series": plan.series,
        "ident": plan.ident,
        "first_day": interval.first if interval else today,
        "last_day": interval.last if interval else today,
        "opening_minor": opening.minor if opening else None,
        "closing_minor": closing.minor if closing else None,
        "proof": plan.proof,
        "difference_minor": plan.difference_minor,
        "lines_count": len(plan.lines),
        "new_count": plan.count("new") + plan.count("written") if plan.state == "booked" else 0,
        "pending": [
            {"minor": p.line.minor, "currency": p.line.currency} for p in plan.lines if p.outcome == "pending"
        ][:200],
        "findings": [{"where": f.where, "what": f.what} for f in plan.statement.findings],
        "state": plan.state,
        "held_reason": plan.held_reason,
    }
    if known is None:
        return Statement.objects.create(ref=new_ref("file"), file=file, position=plan.position, **values)
    for name, value in values.items():
        setattr(known, name, value)
    known.save()
    return known
