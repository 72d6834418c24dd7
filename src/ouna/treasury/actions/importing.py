"""Import of bank files: read, plan, commit one statement at a time; what is exact books itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Max

from ouna.core import bank
from ouna.core.bank.csvtable import Mapping
from ouna.core.errors import Refused
from ouna.funds.models import BankAccount, BankLine
from ouna.funds.queries import iban_key
from ouna.funds.rules import check_treasurer
from ouna.log import Actor, action, clock, journal, new_ref
from ouna.log.sealing import cipher_for, encrypt
from ouna.treasury import archive, rules
from ouna.treasury.actions.booking import split
from ouna.treasury.actions.matching import book_exact
from ouna.treasury.actions.stating import state_closing
from ouna.treasury.errors import FileRefused, NotHeld, UnknownAccount
from ouna.treasury.models import ColumnMapping, Statement, StatementFile, StatementLine
from ouna.treasury.plan import FilePlan, StatementPlan, make_plan, plan_statement
from ouna.treasury.queries.lines import line_place, sealing_subject

#: Most new lines written by one transaction; a longer statement goes on in the next, since lines are
#: recognised.
LARGEST_COMMIT = 20_000
CHUNK = 2_000


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
    booked: int = 0
    waiting: int = 0
    first_day: date | None = None
    last_day: date | None = None
    findings: list[dict[str, str]] = field(default_factory=list)
    statement: Statement | None = None


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


Progress = Callable[[int, int], None]


def read(
    *, name: str, raw: bytes, account: BankAccount | None = None, mapping: dict[str, Any] | None = None
) -> bank.Document:
    """Read the bytes of a bank file. A CSV takes the mapping given, else the one remembered for its account.

    Raises: FileRefused.
    """
    if mapping is None and account is not None:
        kept = ColumnMapping.objects.filter(account=account).first()
        mapping = kept.mapping if kept else None
    try:
        chosen = Mapping(**mapping) if mapping else None
        return bank.read_file(raw, name, mapping=chosen)
    except Refused as refused:
        raise FileRefused(str(refused), next_step=refused.next_step or None) from None


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
    document = read(name=name, raw=raw, account=account, mapping=mapping)
    plan = make_plan(document, len(raw), account)
    for statement in plan.statements:
        if statement.account is not None:
            check_treasurer(by, statement.account.section.ref)
    if plan.statements and all(s.account is None for s in plan.statements) and not dry_run:
        raise UnknownAccount()
    report = ImportReport(
        name, plan.format, dry_run, plan.findings, [], seen_before=plan.known_file is not None, plan=plan
    )
    if dry_run or not plan.statements:
        report.statements = [_planned(s) for s in plan.statements]
        return report
    file = keep_file(by=by, plan=plan, raw=raw)
    if account is not None and mapping is not None:
        remember_mapping(by=by, account=account, mapping=mapping)
    for done, planned in enumerate(plan.statements, start=1):
        if planned.account is None:
            report.statements.append(_planned(planned))
            continue
        report.statements.append(_import_statement(by, file, planned, document.format))
        if progress:
            progress(done, len(plan.statements))
    return report


def _planned(plan: StatementPlan) -> StatementReport:
    interval = plan.interval
    return StatementReport(
        plan.position,
        plan.account,
        plan.state,
        plan.held_reason,
        plan.proof,
        plan.difference_minor,
        new=plan.count("new") if plan.state == "booked" else 0,
        known=plan.count("known"),
        pending=plan.count("pending"),
        first_day=interval.first if interval else None,
        last_day=interval.last if interval else None,
        findings=[{"where": f.where, "what": f.what} for f in plan.statement.findings],
    )


def _import_statement(
    by: Actor, file: StatementFile, plan: StatementPlan, format_name: str
) -> StatementReport:
    """Commit one statement; a long one in several transactions, planned anew each time."""
    report = _planned(plan)
    new = plan.count("new") if plan.state == "booked" else 0
    while new > LARGEST_COMMIT:
        booked = commit_lines(by=by, file=file, plan=plan, most=LARGEST_COMMIT)
        report.booked += booked
        plan = plan_statement(plan.statement, plan.position, format_name, plan.account)
        if plan.state != "booked" or plan.count("new") >= new:
            break
        new = plan.count("new")
    statement, booked = commit_statement(
        by=by, file=file, position=plan.position, plan=plan, format_name=format_name
    )
    report.state, report.held_reason = statement.state, statement.held_reason
    report.booked += booked
    report.statement = statement
    report.waiting = statement.lines.filter(state=BankLine.State.WAITING).count()
    return report


@action
def keep_file(*, by: Actor, plan: FilePlan, raw: bytes) -> StatementFile:
    """Put the raw bytes into the archive; the same bytes are kept once."""
    known = StatementFile.objects.filter(sha256=plan.sha256).first()
    if known is not None:
        journal("bank_file.seen_again", subject=known.ref, data={"sha256": plan.sha256}, by=by)
        return known
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
def remember_mapping(*, by: Actor, account: BankAccount, mapping: dict[str, Any]) -> None:
    """Remember which CSV column means what for this account."""
    ColumnMapping.objects.update_or_create(account=account, defaults={"mapping": mapping})


@action
def commit_lines(*, by: Actor, file: StatementFile, plan: StatementPlan, most: int) -> int:
    """Write the first `most` new lines of a long statement; the statement itself follows with the rest."""
    assert plan.account is not None
    lines = write_lines(by, plan, plan.account, file, most)
    journal("bank_lines.imported", subject=file.ref, data={"lines": len(lines)}, by=by)
    return book_exact(by=by, account=plan.account, lines=lines)


@action
def commit_statement(
    *, by: Actor, file: StatementFile, position: int, plan: StatementPlan, format_name: str
) -> tuple[Statement, int]:
    """Commit a statement: new lines, what pairs with known ones, exact bookings, the bank's closing balance.

    The plan is made again under the book lock: another import may have come in between.
    """
    account = plan.account
    assert account is not None
    known = Statement.objects.filter(file=file, position=position).first()
    if known is not None and known.state != Statement.State.HELD:
        journal("statement.seen_again", subject=known.ref, data={}, by=by)
        return known, 0
    plan = plan_statement(plan.statement, position, format_name, account)
    statement, booked = _commit(by, file, plan, account, known)
    journal("statement.imported", subject=statement.ref, data={"state": statement.state}, by=by)
    return statement, booked


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
    document = read(
        name=statement.file.name, raw=archive.get_file(statement.file.sha256), account=statement.account
    )
    chosen = document.statements[statement.position]
    plan = plan_statement(chosen, statement.position, document.format, statement.account, forced=decision)
    return _commit(by, statement.file, plan, statement.account, statement)


def _commit(
    by: Actor, file: StatementFile, plan: StatementPlan, account: BankAccount, known: Statement | None
) -> tuple[Statement, int]:
    statement = _write_statement(file, plan, account, known)
    if plan.state != "booked":
        return statement, 0
    lines = write_lines(by, plan, account, file)
    _enrich(plan)
    members = [line.parent_id or line.pk for line in lines] + [pk for p in plan.lines for pk in p.known_ids]
    StatementLine.objects.bulk_create(
        [StatementLine(statement=statement, line_id=pk) for pk in dict.fromkeys(members)],
        ignore_conflicts=True,
        batch_size=CHUNK,
    )
    booked = book_exact(by=by, account=account, lines=lines)
    state_closing(by=by, account=account, statement=statement)
    return statement, booked


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
        "new_count": plan.count("new") if plan.state == "booked" else 0,
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


def write_lines(
    by: Actor, plan: StatementPlan, account: BankAccount, file: StatementFile, most: int | None = None
) -> list[BankLine]:
    """Insert the new lines; names and texts are sealed under the key of the account's year."""
    chosen = [p.line for p in plan.lines if p.outcome == "new"][:most]
    if not chosen:
        return []
    days = [line.booked_on for line in chosen]
    top = BankLine.objects.filter(
        account=account, parent=None, booked_on__gte=min(days), booked_on__lte=max(days)
    )
    nth: dict[tuple[date, int], int] = {
        (day, minor): last
        for day, minor, last in top.values_list("booked_on", "minor").annotate(last=Max("nth")).order_by()
    }
    rows = []
    sealer = LineSealer(account)
    for line in chosen:
        assert line.booked_on is not None and line.minor is not None
        key = (line.booked_on, line.minor)
        nth[key] = nth.get(key, 0) + 1
        rows.append(_row(line, account, file, nth[key], sealer))
    written = BankLine.objects.bulk_create(rows, batch_size=CHUNK)
    return _split_batches(by, account, list(zip(written, chosen, strict=True)), sealer)


def _split_batches(
    by: Actor, account: BankAccount, pairs: Sequence[tuple[BankLine, bank.Line]], sealer: LineSealer
) -> list[BankLine]:
    """A batch whose details add up becomes its parts; the others stay one line."""
    result = []
    for row, line in pairs:
        if rules.covers([p.minor for p in line.parts], row.minor):
            result += split(by, row, [_part(p, row, sealer) for p in line.parts])
        else:
            result.append(row)
    return result


def _part(part: bank.Part, row: BankLine, sealer: LineSealer) -> dict[str, Any]:
    ref = new_ref("line")
    return {
        "ref": ref,
        "minor": part.minor,
        "counterparty_name": sealer.seal(row.booked_on, ref, "counterparty_name", part.counterparty_name),
        "iban_key": iban_key(part.counterparty_iban or ""),
        "reference": (part.reference or "")[:140],
        "end_to_end": (part.end_to_end or "")[:70],
        "bank_ref": (part.bank_ref or "")[:70],
        "text": sealer.seal(row.booked_on, ref, "text", part.text),
        "subject": sealing_subject(row.account, row.booked_on),
        "original_minor": part.original.minor if part.original else None,
        "original_currency": part.original.currency if part.original else "",
        "charges_minor": part.charges.minor if part.charges else None,
        "charges_currency": part.charges.currency if part.charges else "",
        "returned": (part.returned or "")[:35],
    }


class LineSealer:
    """Encrypts the private texts of an account's lines; asks for each year's key once."""

    def __init__(self, account: BankAccount) -> None:
        self._account = account
        self._ciphers: dict[str, Any] = {}

    def seal(self, day: date, ref: str, column: str, text: str | None) -> bytes | None:
        """The text, encrypted for its place; None for none."""
        if not text:
            return None
        subject = sealing_subject(self._account, day)
        if subject not in self._ciphers:
            self._ciphers[subject] = cipher_for(subject)
        return encrypt(self._ciphers[subject], text.encode(), line_place(ref, column))


def _row(
    line: bank.Line, account: BankAccount, file: StatementFile, nth: int, sealer: LineSealer
) -> BankLine:
    assert line.booked_on is not None and line.minor is not None
    ref = new_ref("line")
    subject = sealing_subject(account, line.booked_on)
    return BankLine(
        ref=ref,
        account=account,
        booked_on=line.booked_on,
        value_on=line.value_on,
        currency=account.currency,
        minor=line.minor,
        nth=nth,
        source=file.ref,
        counterparty_name=sealer.seal(line.booked_on, ref, "counterparty_name", line.counterparty_name),
        iban_key=iban_key(line.counterparty_iban or ""),
        reference=(line.reference or "")[:140],
        end_to_end=(line.end_to_end or "")[:70],
        bank_ref=(line.bank_ref or "")[:70],
        text=sealer.seal(line.booked_on, ref, "text", line.text),
        subject=subject,
        original_minor=line.original.minor if line.original else None,
        original_currency=line.original.currency if line.original else "",
        charges_minor=line.charges.minor if line.charges else None,
        charges_currency=line.charges.currency if line.charges else "",
        bank_rate=(line.original.rate or "")[:24] if line.original else "",
        returned=(line.returned or "")[:35],
        batch=(line.batch or "")[:70],
    )


def _enrich(plan: StatementPlan) -> None:
    """A richer file fills what a known line lacks; nothing that is there is changed."""
    by_known: dict[int, list[bank.Line]] = {}
    for planned in plan.lines:
        for pk in planned.known_ids:
            by_known.setdefault(pk, []).append(planned.line)
    # A batch told apart, or a part told as a batch, says nothing about the one line it meets.
    pairs = {pk: told[0] for pk, told in by_known.items() if len(told) == 1 and not told[0].parts}
    if not pairs:
        return
    assert plan.account is not None
    changed, sealer = [], LineSealer(plan.account)
    for row in BankLine.objects.filter(pk__in=list(pairs)).select_related("account"):
        line = pairs[row.pk]
        before = (row.reference, row.end_to_end, row.bank_ref, row.iban_key, row.counterparty_name, row.text)
        row.reference = row.reference or (line.reference or "")[:140]
        row.end_to_end = row.end_to_end or (line.end_to_end or "")[:70]
        row.bank_ref = row.bank_ref or (line.bank_ref or "")[:70]
        row.iban_key = row.iban_key or iban_key(line.counterparty_iban or "")
        row.counterparty_name = row.counterparty_name or sealer.seal(
            row.booked_on, row.ref, "counterparty_name", line.counterparty_name
        )
        row.text = row.text or sealer.seal(row.booked_on, row.ref, "text", line.text)
        if before != (
            row.reference,
            row.end_to_end,
            row.bank_ref,
            row.iban_key,
            row.counterparty_name,
            row.text,
        ):
            changed.append(row)
    fields: Sequence[str] = ("reference", "end_to_end", "bank_ref", "iban_key", "counterparty_name", "text")
    BankLine.objects.bulk_update(changed, fields, batch_size=CHUNK)
