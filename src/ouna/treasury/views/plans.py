"""A statement as the desk shows it before booking, or instead: does it add up, what becomes of each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ouna.core import bank
from ouna.core.errors import Refused
from ouna.core.values import Money
from ouna.funds.models import BankAccount
from ouna.treasury.actions.reports import StatementReport
from ouna.treasury.models import Statement
from ouna.treasury.plan import LinePlan, StatementPlan
from ouna.treasury.queries.accounts import Gap
from ouna.treasury.queries.outcomes import Becomes, outcomes
from ouna.treasury.views import words
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags.parts import tag
from ouna.ui.templatetags.ui import amount, day, iban, name, number, reference, signed

#: Lines shown of a statement that is not imported yet.
MOST_LINES = 200


@dataclass(frozen=True)
class Adds:
    """Opening + lines = closing, as rows (label, sum, is it the difference)."""

    currency: str
    rows: list[tuple[str, SafeString, bool]]
    closes: bool
    absent: bool


@dataclass(frozen=True)
class PlanShown:
    """One statement of a file, ready for a page."""

    where: SafeString
    days: SafeString
    state: tuple[object, str]
    counts: str
    adds: Adds | None
    table: Table | None
    more: int
    held: tuple[object, object] | None
    findings: list[tuple[str, str]]
    account: BankAccount | None
    gap: SafeString | str = ""


def shown(report: StatementReport) -> PlanShown:
    """A statement for the preview: planned, or tried out."""
    plan = report.plan
    assert plan is not None
    interval, account = plan.interval, plan.account
    only_shown, foreign = report.state == Statement.State.SHOWN, account is None
    becomes = report.becomes or outcomes(plan, None)
    said = plan.statement.account or ""
    state = words.STATEMENT_STATES["foreign" if foreign else report.state]
    if report.state == "booked" and plan.proof == "absent":
        state = (_("no balances"), "look")
    return PlanShown(
        where=words.place(account) if account else iban(said) if said else SafeString(_("no account named")),
        days=days(interval.first, interval.last) if interval else SafeString(_("no day named")),
        state=state,
        counts=str(words.SHOWN_ONLY) if only_shown else _counts_of(plan),
        adds=adds_of_plan(plan),
        table=plan_table(plan.lines[:MOST_LINES], becomes[:MOST_LINES]) if becomes else None,
        more=max(0, len(plan.lines) - MOST_LINES),
        held=words.HELD[report.held_reason] if report.held_reason else None,
        findings=[words.finding({"where": f.where, "what": f.what}) for f in plan.statement.findings],
        account=account,
        gap=gap_sentence(report.gap, account) if report.gap and account else "",
    )


def gap_days(gap: Gap) -> SafeString:
    """The days that lack between two statements; where no whole day does, between which two."""
    if gap.days:
        return days(*gap.days)
    return format_html(_("between {before} and {after}"), before=day(gap.before), after=day(gap.after))


def gap_sentence(gap: Gap, account: BankAccount) -> SafeString:
    """What lacks before a statement, and by how much the balance jumps over it."""
    text = _("Before this statement one is missing: {days}. The balance jumps by {sum} in between.")
    return format_html(text, days=gap_days(gap), sum=signed(Money(gap.minor, account.currency)))


def days(first: date, last: date) -> SafeString:
    """One day, or from one to another; a month that both share is said once."""
    if first == last:
        return day(first)
    shared = (first.year, first.month) == (last.year, last.month)
    begin = number(first.day) if shared else day(first)
    return format_html(_("{first} to {last}"), first=begin, last=day(last))


def _counts_of(plan: StatementPlan) -> str:
    return counts(plan.fresh, plan.batches(), plan.count("known"), plan.count("pending"))


def counts(new: int, batches: Sequence[int], known: int, pending: int) -> str:
    """How many lines are new, known, pending, in words; `batches`: payments in each new batch."""
    parts = [ngettext("%(n)s line is new", "%(n)s lines are new", new) % {"n": new}]
    if len(batches) == 1:
        parts.append(_("of which one is a batch of %(n)s") % {"n": batches[0]})
    elif batches:
        told = {"n": len(batches), "all": sum(batches)}
        parts.append(_("of which %(n)s are batches of %(all)s payments in all") % told)
    if known:
        parts.append(ngettext("%(n)s is known", "%(n)s are known", known) % {"n": known})
    if pending:
        parts.append(ngettext("%(n)s is pending", "%(n)s are pending", pending) % {"n": pending})
    return words.listed(parts) + "."


def adds_of_plan(plan: StatementPlan) -> Adds | None:
    """The sum of a planned statement; None where its currency is not known."""
    statement = plan.statement
    booked = [p.line.minor for p in plan.lines if p.line.status == "booked" and p.line.minor is not None]
    currency = (plan.account.currency if plan.account else None) or statement.currency
    if not currency:
        return None
    try:
        return adds(currency, _minor(statement.opening), _minor(statement.closing), booked)
    except Refused:
        return None


def _minor(balance: bank.Balance | None) -> int | None:
    return balance.minor if balance else None


def adds(currency: str, opening: int | None, closing: int | None, booked: list[int]) -> Adds:
    """The table of a statement: opening, lines in and out, closing, and what is missing."""
    came, went = [m for m in booked if m > 0], [m for m in booked if m < 0]
    lines_in = ngettext("%(n)s line in", "%(n)s lines in", len(came)) % {"n": len(came)}
    lines_out = ngettext("%(n)s line out", "%(n)s lines out", len(went)) % {"n": len(went)}
    moves = [(lines_in, signed(Money(sum(came), currency)), False)]
    moves += [(lines_out, signed(Money(sum(went), currency)), False)] if went else []
    if opening is None or closing is None:
        return Adds(currency, moves, closes=False, absent=True)
    rows = [(_("Opening"), amount(Money(opening, currency)), False), *moves]
    should = opening + sum(booked)
    if should == closing:
        rows.append((_("Closing, as the bank says"), amount(Money(closing, currency)), False))
        return Adds(currency, rows, closes=True, absent=False)
    rows.append((_("This should be the closing"), amount(Money(should, currency)), False))
    rows.append((_("The bank says"), amount(Money(closing, currency)), False))
    missing = closing - should
    word = _("Missing") if missing > 0 else _("Too much")
    rows.append((word, amount(Money(abs(missing), currency)), True))
    return Adds(currency, rows, closes=False, absent=False)


def difference_words(statement: Statement) -> str:
    """`0.90 missing`, `0.90 too much`, or what the statement is, for a list."""
    minor = statement.difference_minor
    if statement.state != Statement.State.HELD or not minor:
        return str(words.STATEMENT_STATES[statement.state][0])
    # The bank's closing is above what opening and lines come to, or below it.
    said = _("%(sum)s missing") if minor > 0 else _("%(sum)s too much")
    return said % {"sum": words.sum_text(Money(abs(minor), statement.account.currency))}


def _unnamed(line: bank.Line) -> str:
    if not line.parts:
        return _("no name")
    return _("a batch of %(n)s") % {"n": len(line.parts)}


def plan_table(lines: Sequence[LinePlan], becomes: Sequence[Becomes]) -> Table:
    """Lines of a file with what becomes of each."""
    rows = []
    for planned, each in zip(lines, becomes, strict=True):
        line = planned.line
        said = line.text or ""
        who = format_html(
            "<span>{}{}{}</span>",
            name(line.counterparty_name or "") or _unnamed(line),
            format_html("<br><small>{}</small>", name(said[:90])) if said else "",
            format_html("<br>{}", reference(line.reference)) if line.reference else "",
        )
        sum_ = signed(Money(line.minor, line.currency)) if line.minor is not None and line.currency else "–"
        rows.append([day(line.booked_on), who, tag(*words.OUTCOMES[each.outcome]), sum_])
    columns = [
        Column(_("Day")),
        Column(_("Who, and what is written")),
        Column(_("Becomes")),
        Column(_("Amount"), number=True),
    ]
    return Table(columns=columns, rows=rows)
