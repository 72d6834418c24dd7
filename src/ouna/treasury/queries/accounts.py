"""Bank balance beside book balance, what explains the difference, what is missing, what is on its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum

from ouna.core.values import Money
from ouna.funds.models import BankAccount, BankLine
from ouna.log import Actor
from ouna.log.actor import EVERYWHERE
from ouna.log.queries import balance, balances_of
from ouna.treasury.models import PaperStatement, Statement, Transfer

LINE_STATES = BankLine.State


def accounts_of(actor: Actor, role: str = "treasurer") -> list[BankAccount]:
    """The announced accounts whose section the actor serves in that role."""
    rows = BankAccount.objects.filter(announced_on__isnull=False).select_related("section", "campaign")
    sections = actor.sections(role)
    if EVERYWHERE not in sections:
        rows = rows.filter(section__ref__in=sections)
    return list(rows)


@dataclass(frozen=True, slots=True)
class Gap:
    """What lacks between two statements: the one before ends on `before`, the one after begins on `after`.

    `minor` is how far the balances jump. Whole days lack only where there are any in between.
    """

    before: date
    after: date
    minor: int

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last of the days that lack; None where a part of one of the two days does."""
        first, last = self.before + timedelta(days=1), self.after - timedelta(days=1)
        return (first, last) if first <= last else None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One account on one day. `difference` = bank - book; explained by what waits, else by missing days."""

    account: BankAccount
    day: date
    bank: Money | None
    book: Money
    waiting: list[BankLine]
    difference: int | None
    unexplained: int | None
    missing: list[Gap]


def statements_in_chain(account: BankAccount) -> list[Statement]:
    """Booked statements with balances, in order of days."""
    rows = Statement.objects.filter(
        account=account,
        state=Statement.State.BOOKED,
        opening_minor__isnull=False,
        closing_minor__isnull=False,
    )
    return sorted(rows, key=lambda s: (s.last_day, s.first_day, s.pk))


def missing_days(account: BankAccount) -> list[Gap]:
    """Where one statement's closing is not the next one's opening: the days in between are missing."""
    gaps = []
    chain = statements_in_chain(account)
    closings: dict[int, date] = {}
    covered: Statement | None = None
    for statement in chain:
        if covered is not None and statement.opening_minor not in closings:
            inside = statement.first_day <= covered.last_day and statement.last_day <= covered.last_day
            if not inside and statement.first_day > covered.last_day:
                jump = (statement.opening_minor or 0) - (covered.closing_minor or 0)
                gaps.append(Gap(covered.last_day, statement.first_day, jump))
        closings[statement.closing_minor or 0] = statement.last_day
        if covered is None or statement.last_day >= covered.last_day:
            covered = statement
    return gaps


def reconcile(account: BankAccount, day: date) -> Reconciliation:
    """Bank beside book at the end of a day, with the lines that explain the difference."""
    stated = [s for s in statements_in_chain(account) if s.last_day <= day]
    closing = stated[-1].closing_minor if stated else None
    upto = stated[-1].last_day if stated else day
    book = balance(account.ref, account.currency, upto)
    waiting = list(
        BankLine.objects.filter(
            account=account, state=LINE_STATES.WAITING, booked_on__lte=upto
        ).select_related("account")
    )
    difference = None if closing is None else closing - book
    left = None if difference is None else difference - sum(line.minor for line in waiting)
    return Reconciliation(
        account,
        upto,
        None if closing is None else Money(closing, account.currency),
        Money(book, account.currency),
        waiting,
        difference,
        left,
        missing_days(account),
    )


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account on the desk's first page."""

    account: BankAccount
    book: Money
    bank: Money | None
    last_day: date | None
    waiting: int
    waiting_minor: int
    unexplained: int
    held: int


def account_rows(accounts: Iterable[BankAccount]) -> list[AccountRow]:
    """The desk's accounts in a constant number of queries."""
    rows = list(accounts)
    books = balances_of([a.ref for a in rows])
    lines = {
        r["account"]: r
        for r in BankLine.objects.filter(account__in=rows)
        .values("account")
        .annotate(
            waiting=Count("id", filter=Q(state=LINE_STATES.WAITING)),
            minor=Sum("minor", filter=Q(state=LINE_STATES.WAITING)),
            unexplained=Count("id", filter=Q(state=LINE_STATES.UNEXPLAINED)),
        )
        .order_by()
    }
    held = dict(
        Statement.objects.filter(account__in=rows, state=Statement.State.HELD)
        .values_list("account")
        .annotate(n=Count("id"))
        .order_by()
    )
    last: dict[int, Statement] = {}
    for statement in Statement.objects.filter(
        account__in=rows, state=Statement.State.BOOKED, closing_minor__isnull=False
    ).order_by("last_day", "id"):
        last[statement.account_id] = statement
    result = []
    for account in rows:
        counted = lines.get(account.pk, {})
        newest = last.get(account.pk)
        closing = newest.closing_minor if newest else None
        result.append(
            AccountRow(
                account,
                Money(books.get((account.ref, account.currency), 0), account.currency),
                Money(closing, account.currency) if closing is not None else None,
                newest.last_day if newest else None,
                counted.get("waiting", 0),
                counted.get("minor") or 0,
                counted.get("unexplained", 0),
                held.get(account.pk, 0),
            )
        )
    return result


def in_transit(accounts: Iterable[BankAccount]) -> list[Transfer]:
    """Transfers from or to these accounts that have not arrived."""
    rows = list(accounts)
    return list(
        Transfer.objects.filter(Q(source__in=rows) | Q(target__in=rows), arrived_on=None, undone=False)
        .select_related("source__section", "target__section")
        .order_by("sent_on")
    )


def papers_to_confirm(actor: Actor) -> list[PaperStatement]:
    """Typed statements that wait for a second person, who may be of another section."""
    if not actor.has("treasurer"):
        return []
    rows = PaperStatement.objects.filter(state=PaperStatement.State.TYPED).exclude(by=actor.ref)
    return list(rows.select_related("account__section"))
