"""The bank's closing balance goes into the public record, beside what is booked and what waits."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, Sum

from ouna.core.values import Money
from ouna.funds.actions import state_account
from ouna.funds.models import BankAccount, BankLine
from ouna.log import Actor
from ouna.log.queries import balance
from ouna.treasury.models import BankStated, Statement


def waiting_sums(account: BankAccount, day: date) -> tuple[int, int]:
    """Sums of money in and money out (both positive) of lines up to `day` that are in no record yet."""
    sums = BankLine.objects.filter(
        account=account, state=BankLine.State.WAITING, booked_on__lte=day
    ).aggregate(came=Sum("minor", filter=Q(minor__gt=0)), went=Sum("minor", filter=Q(minor__lt=0)))
    return sums["came"] or 0, -(sums["went"] or 0)


def state_closing(*, by: Actor, account: BankAccount, statement: Statement) -> bool:
    """Record the closing balance, if everything up to that day is here; False while statements are missing.

    Called inside an action, after the statement's lines are in.
    """
    if statement.closing_minor is None or statement.proof != "closes":
        return False
    day = statement.last_day
    came, went = waiting_sums(account, day)
    if balance(account.ref, account.currency, day) + came - went != statement.closing_minor:
        return False
    last = BankStated.objects.filter(account=account, day=day).first()
    if last is not None and last.closing_minor == statement.closing_minor:
        return True
    ref = state_account(
        by=by,
        account=account,
        day=day,
        closing=Money(statement.closing_minor, account.currency),
        waiting_in=came,
        waiting_out=went,
        statement={"file": statement.file.sha256, "position": statement.position, "ident": statement.ident},
    )
    BankStated.objects.create(account=account, day=day, closing_minor=statement.closing_minor, record_ref=ref)
    return True
