"""What importing a file would do, statement by statement, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from ouna.core import bank
from ouna.funds.models import BankAccount
from ouna.funds.queries import iban_key
from ouna.treasury.models import StatementFile
from ouna.treasury.queries.known import (
    basis_of,
    find_account,
    known_intervals,
    known_lines,
    lines_of_statement,
)
from ouna.treasury.recognition import Fresh, Interval, Marks, Recognition, recognise, relation
from ouna.treasury.rules import covers

#: The format of a statement typed from paper.
PAPER = "paper"
#: Reports that tell of a day not yet closed, or only of details: never booked from.
SHOWN_ONLY = ("camt.052", "camt.054", "mt942")


class IbanKeys(dict[str, str]):
    """Account number → its keyed hash, worked out once an import."""

    def __missing__(self, number: str) -> str:
        key = self[number] = iban_key(number)
        return key


@dataclass(slots=True)
class LinePlan:
    """One line of the file: `new`, `known` (several `known_ids` for a batch we know apart), `pending`
    or `unreadable`; `written` once this import has written it."""

    line: bank.Line
    outcome: str
    known_ids: tuple[int, ...] = ()


@dataclass(slots=True)
class StatementPlan:
    """One statement of the file and what importing it does: state booked, held or shown."""

    position: int
    statement: bank.Statement
    account: BankAccount | None
    state: str = "booked"
    held_reason: str = ""
    proof: str = "absent"
    difference_minor: int | None = None
    interval: Interval | None = None
    recognition: Recognition = field(default_factory=Recognition)
    lines: list[LinePlan] = field(default_factory=list)
    series: str = ""
    ident: str = ""
    format: str = ""
    #: What the account held when the plan was made; a plan made on another basis is made again.
    basis: tuple[int, int] = (0, 0)
    keys: IbanKeys = field(default_factory=IbanKeys)
    #: Exactly the lines of the statement `recognition.same_as`, and nothing told that we do not have.
    same_lines: bool = False

    @property
    def fresh(self) -> int:
        """How many lines are new, or were when this import wrote them."""
        return self.count("new") + self.count("written")

    def become(self, other: StatementPlan) -> None:
        """Take over a plan that was made anew: whoever looks at this one sees what was done."""
        for each in fields(self):
            setattr(self, each.name, getattr(other, each.name))

    def count(self, outcome: str) -> int:
        """How many lines end so."""
        return sum(1 for line in self.lines if line.outcome == outcome)

    def batches(self) -> list[int]:
        """How many payments each new line holds that is told apart into several."""
        return [
            len(line.line.parts)
            for line in self.lines
            if line.outcome in ("new", "written")
            and covers([p.minor for p in line.line.parts], line.line.minor or 0)
        ]


@dataclass(slots=True)
class FilePlan:
    """A whole file. `known_file` is set when exactly these bytes were imported before."""

    name: str
    format: str
    sha256: str
    size: int
    findings: list[dict[str, str]]
    statements: list[StatementPlan]
    known_file: StatementFile | None = None
    #: Those of the findings that say which file of a ZIP could not be read.
    refused: list[dict[str, str]] = field(default_factory=list)


def make_plan(document: bank.Document, size: int, account: BankAccount | None = None) -> FilePlan:
    """Plan the import of a file that was read. `account` is used where the file names none (CSV)."""
    known_file = StatementFile.objects.filter(sha256=document.sha256).first()
    findings = [{"where": f.where, "what": f.what} for f in document.findings]
    lost = [told for told, f in zip(findings, document.findings, strict=True) if f.code == "member_refused"]
    plan = FilePlan(document.file, document.format, document.sha256, size, findings, [], known_file, lost)
    ordered = sorted(enumerate(document.statements), key=lambda s: (_last_day(s[1]) or date.max, s[0]))
    for position, statement in ordered:
        plan.statements.append(
            plan_statement(statement, position, statement.format or document.format, account)
        )
    return plan


def plan_statement(
    statement: bank.Statement,
    position: int,
    format_name: str,
    account: BankAccount | None = None,
    forced: str = "",
) -> StatementPlan:
    """Plan one statement against what the account has. `forced`: a person's decision, new or known."""
    owner = find_account(statement.account, statement.currency) if statement.account else account
    series = format_name.split(".")[0][:4]
    ident = (
        (statement.number or statement.id) if series.startswith("mt") else (statement.id or statement.number)
    )
    plan = StatementPlan(
        position, statement, owner, series=series, ident=(ident or "")[:70], format=format_name
    )
    lines = _signed(statement, owner) if owner else list(statement.lines)
    plan.proof, plan.difference_minor = _proof(statement, lines)
    plan.lines = [LinePlan(line, _first_outcome(line)) for line in lines]
    if owner is None:
        plan.interval = _interval(plan, [line for line in lines if line.status == "booked"])
        return _held(plan, "unknown_account")
    plan.basis = basis_of(owner)
    if format_name.startswith(SHOWN_ONLY):
        plan.state = "shown"
        plan.interval = _interval(plan, [])
        return plan
    booked = [(i, p.line) for i, p in enumerate(plan.lines) if p.outcome == "new"]
    plan.interval = _interval(plan, [line for _, line in booked])
    if plan.count("unreadable"):
        return _held(plan, "unreadable")
    if any(line.currency != owner.currency for _, line in booked):
        return _held(plan, "currency")
    if plan.proof == "differs":
        return _held(plan, "differs")
    _recognise(plan, booked, owner, forced)
    return plan


def _held(plan: StatementPlan, reason: str) -> StatementPlan:
    plan.state, plan.held_reason = "held", reason
    return plan


def _first_outcome(line: bank.Line) -> str:
    if line.status != "booked":
        return "pending"
    return "unreadable" if line.minor is None or line.booked_on is None or not line.currency else "new"


def _signed(statement: bank.Statement, account: BankAccount) -> list[bank.Line]:
    """The lines with the sign this account's bank means (some write a reversal's original direction)."""
    if account.reversal_style != BankAccount.ReversalStyle.FLIPPED:
        return list(statement.lines)
    return [
        line._replace(minor=-line.minor) if line.reversal and line.minor is not None else line
        for line in statement.lines
    ]


def _proof(statement: bank.Statement, lines: Sequence[bank.Line]) -> tuple[str, int | None]:
    """Does opening + booked lines meet closing, with the signs as this account means them?"""
    if statement.proof == "absent":
        return "absent", None
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None or opening.minor is None or closing.minor is None:
        return "absent", None
    moved = 0
    for line in lines:
        if line.status == "booked":
            if line.minor is None:
                return "differs", None
            moved += line.minor
    difference = closing.minor - opening.minor - moved
    return ("closes", 0) if difference == 0 else ("differs", difference)


def _last_day(statement: bank.Statement) -> date | None:
    closing = statement.closing.on if statement.closing else None
    days = [line.booked_on for line in statement.lines if line.booked_on]
    return closing or statement.to_day or max(days, default=None)


def _interval(plan: StatementPlan, booked: Sequence[bank.Line]) -> Interval | None:
    statement = plan.statement
    days = [line.booked_on for line in booked if line.booked_on]
    last = max([*days, *([d] if (d := _last_day(statement)) else [])], default=None)
    if last is None:
        return None
    first = min([*days, statement.from_day or last])
    opening = statement.opening.minor if statement.opening and plan.proof == "closes" else None
    closing = statement.closing.minor if statement.closing and plan.proof == "closes" else None
    counted = Counter(
        (line.booked_on, line.minor) for line in booked if line.booked_on and line.minor is not None
    )
    return Interval(first, last, opening, closing, counted, plan.series, plan.ident)


def _recognise(
    plan: StatementPlan, booked: list[tuple[int, bank.Line]], account: BankAccount, forced: str
) -> None:
    interval = plan.interval
    if interval is None:
        return
    chain = [] if forced else known_intervals(account, interval)
    if not forced and _says_nothing_new(plan, booked, chain):
        return
    known = [] if forced == "new" else known_lines(account, interval)
    if not known and not chain:
        # Nothing to compare with: what `recognise` would say of no known lines, without building marks.
        result = Recognition(new=[index for index, _ in booked])
    else:
        result = recognise(interval, _fresh(plan, booked), known, chain)
        if forced == "known":
            result.held = ""
    plan.recognition = result
    for index, known_id in result.pairs:
        plan.lines[index].outcome = "known"
        plan.lines[index].known_ids += (known_id,)
    if result.held:
        plan.state, plan.held_reason = "held", result.held


def _fresh(plan: StatementPlan, booked: list[tuple[int, bank.Line]]) -> list[Fresh]:
    return [
        Fresh(
            i, line.booked_on, line.minor, marks_of_line(line, plan.keys), tuple(p.minor for p in line.parts)
        )
        for i, line in booked
        if line.booked_on and line.minor is not None
    ]


def _says_nothing_new(
    plan: StatementPlan, booked: list[tuple[int, bank.Line]], chain: Sequence[Interval]
) -> bool:
    """Whether this is a statement we have, line by line with nothing to add; then the plan is complete.

    A file imported again is the commonest case, and counting equal lines is far cheaper than pairing them.
    What differs in anything is left to `recognise` and decides nothing here.
    """
    assert plan.interval is not None and plan.account is not None
    same = _same_statement(plan.interval, chain)
    if same is None or any(line.parts for _, line in booked):
        return False
    keys, days = plan.keys, {day: day.isoformat() for day, _ in plan.interval.lines}
    told = Counter(
        (
            days[line.booked_on] if line.booked_on else "",
            line.minor,
            (line.reference or "")[:140],
            (line.end_to_end or "")[:70],
            (line.bank_ref or "")[:70],
            keys[line.counterparty_iban or ""],
            bool(line.counterparty_name),
            bool(line.text),
        )
        for _, line in booked
    )
    if told != lines_of_statement(same.id):
        return False
    for index, _ in booked:
        plan.lines[index].outcome = "known"
    plan.recognition, plan.same_lines = Recognition(same_as=same.id), True
    return True


def _same_statement(interval: Interval, chain: Sequence[Interval]) -> Interval | None:
    """The statement that `recognise` would call the same, asked in its order."""
    if not interval.has_balances:
        return None
    candidates = [s for s in chain if s.has_balances]
    for statement in candidates:
        how = relation(interval, statement, candidates)
        if how in ("same", "undecidable"):
            return statement if how == "same" else None
    return None


def marks_of_line(line: bank.Line, keys: IbanKeys) -> Marks:
    """What tells the line apart from another of its day and amount."""
    end_to_end = (
        "" if (line.end_to_end or "").upper() in ("", "NOTPROVIDED", "NONREF") else str(line.end_to_end)
    )
    bank_ref = "" if (line.bank_ref or "").upper() in ("", "NONREF") else str(line.bank_ref)
    return Marks(bank_ref[:70], end_to_end[:70], keys[line.counterparty_iban or ""], line.reference or "")
