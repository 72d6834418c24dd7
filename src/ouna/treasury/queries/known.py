"""What an account has already, as values that the lines of a file are compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection
from django.db.models import Max

from ouna.funds.models import AccountNumber, BankAccount, BankLine
from ouna.log.facts import among, as_day
from ouna.treasury.models import Statement, StatementLine
from ouna.treasury.recognition import Interval, Known, Marks


def find_account(number: str | None, currency: str | None) -> BankAccount | None:
    """Our account behind the number a file uses: an IBAN, bank code and account, with or without currency."""
    if not number:
        return None
    whole = "".join(c for c in number.upper() if c.isalnum())
    candidates = {whole, whole.removesuffix((currency or "").upper())}
    candidates |= {"".join(c for c in part if c.isalnum()) for part in number.upper().split("/")}
    found = {n.account for n in AccountNumber.objects.filter(number__in=candidates).select_related("account")}
    if len(found) > 1 and currency:
        found = {a for a in found if a.currency == currency}
    return found.pop() if len(found) == 1 else None


def basis_of(account: BankAccount) -> tuple[int, int]:
    """The newest line and statement of the account: lines are only added, decisions do not matter here."""
    line = BankLine.objects.filter(account=account).aggregate(last=Max("pk"))["last"] or 0
    statement = Statement.objects.filter(account=account).aggregate(last=Max("pk"))["last"] or 0
    return line, statement


def lines_of_statement(statement: int) -> Counter[tuple[object, ...]]:
    """The lines of a statement as rows of what a file can tell; below the ORM, which makes a date of each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.booked_on, l.minor, l.reference, l.end_to_end, l.bank_ref, l.iban_key, "
            "l.counterparty_name IS NOT NULL, l.text IS NOT NULL "
            "FROM funds_bankline l JOIN treasury_statementline s ON s.line_id = l.id "
            "WHERE s.statement_id = %s",
            [statement],
        )
        return Counter((as_day(day), *rest) for day, *rest in cursor.fetchall())


def known_lines(account: BankAccount, interval: Interval) -> list[Known]:
    """The account's lines of the statement's days, with the statements they were seen in."""
    rows = BankLine.objects.filter(
        account=account, parent=None, booked_on__gte=interval.first, booked_on__lte=interval.last
    ).values_list("id", "booked_on", "minor", "bank_ref", "end_to_end", "iban_key", "reference")
    seen: dict[int, set[int]] = {}
    member = StatementLine.objects.filter(
        line__account=account, line__booked_on__gte=interval.first, line__booked_on__lte=interval.last
    ).values_list("line_id", "statement_id")
    for line_id, statement_id in member:
        seen.setdefault(line_id, set()).add(statement_id)
    parts: dict[int, list[int]] = {}
    split = BankLine.objects.filter(
        parent__account=account, parent__booked_on__gte=interval.first, parent__booked_on__lte=interval.last
    )
    for parent_id, minor in split.values_list("parent_id", "minor"):
        parts.setdefault(parent_id, []).append(minor)
    return [
        Known(
            pk,
            day,
            minor,
            Marks(ref, e2e, iban, text),
            frozenset(seen.get(pk, ())),
            tuple(parts.get(pk, ())),
        )
        for pk, day, minor, ref, e2e, iban, text in rows
    ]


def known_intervals(account: BankAccount, interval: Interval) -> list[Interval]:
    """The account's booked statements that reach into or touch the days at hand."""
    rows = Statement.objects.filter(
        account=account,
        state=Statement.State.BOOKED,
        first_day__lte=interval.last + timedelta(days=1),
        last_day__gte=interval.first - timedelta(days=1),
    )
    statements = list(rows)
    counted: dict[int, Counter[tuple[date, int]]] = {s.pk: Counter() for s in statements}
    days: dict[str, date] = {}
    for statement_id, day, minor in _members(counted):
        if day not in days:
            days[day] = date.fromisoformat(day)
        counted[statement_id][(days[day], minor)] += 1
    return [
        Interval(
            s.first_day, s.last_day, s.opening_minor, s.closing_minor, counted[s.pk], s.series, s.ident, s.pk
        )
        for s in statements
    ]


def _members(statements: Iterable[int]) -> list[tuple[int, str, int]]:
    """(statement, booked day, amount) of their lines, below the ORM, which reads every day anew."""
    where, given = among("s.statement_id", statements)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.statement_id, l.booked_on, l.minor FROM treasury_statementline s "  # noqa: S608
            f"JOIN funds_bankline l ON l.id = s.line_id WHERE {where}",
            [given],
        )
        return [(statement, as_day(day), minor) for statement, day, minor in cursor.fetchall()]
