"""Details of a batch that come in a file of their own (camt.054): they become parts, never new lines.

A bank may send them before or after the statement that holds the batch; whichever comes second joins them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from ouna.core import bank
from ouna.funds.models import BankAccount, BankLine
from ouna.log import Actor
from ouna.treasury import archive, rules
from ouna.treasury.actions.lines import split_by_details
from ouna.treasury.models import Statement

DETAILS = "camt.054"


def join_details(by: Actor, account: BankAccount, lines: Iterable[bank.Line]) -> list[BankLine]:
    """Split each waiting line of which exactly one batch among `lines` tells the details; returns the parts.

    Call inside an action.
    """
    parts: list[BankLine] = []
    for line in lines:
        if line.minor is None or not rules.covers([p.minor for p in line.parts], line.minor):
            continue
        found = BankLine.objects.filter(
            account=account,
            parent=None,
            booked_on=line.booked_on,
            minor=line.minor,
            state=BankLine.State.WAITING,
        ).select_related("account")
        # Two batches of one sum on one day are told apart by the bank's reference, or by a person.
        exact = [row for row in found if line.bank_ref and row.bank_ref == line.bank_ref]
        chosen = exact or [row for row in found if not (row.bank_ref and line.bank_ref)]
        if len(chosen) == 1:
            parts += split_by_details(by, chosen[0], line)
    return parts


def kept_details(account: BankAccount, statement: Statement) -> list[bank.Line]:
    """Lines of the account's detail files that came before this statement, read again from the archive."""
    rows = Statement.objects.filter(
        Q(file__format__startswith=DETAILS) | Q(file__format="zip"),
        account=account,
        state=Statement.State.SHOWN,
        first_day__lte=statement.last_day + timedelta(days=1),
        last_day__gte=statement.first_day - timedelta(days=1),
    ).select_related("file")
    lines: list[bank.Line] = []
    for row in rows:
        document = bank.read_file(archive.get_file(row.file.sha256), row.file.name)
        told = document.statements[row.position]
        if (told.format or document.format).startswith(DETAILS):
            lines += told.lines
    return lines
