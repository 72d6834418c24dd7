"""The doors to accounts, lines and statements: who asks sees only what the own role reaches."""

from __future__ import annotations

from django.db.models import QuerySet

from ouna.funds.models import BankAccount, BankLine
from ouna.log import Actor
from ouna.parties.errors import NotFound
from ouna.treasury.models import PaperStatement, Statement
from ouna.treasury.queries.accounts import accounts_of

#: Both read; only the treasurer decides.
READERS = ("treasurer", "auditor")


def readable_accounts(actor: Actor) -> list[BankAccount]:
    """Announced accounts the actor may read as treasurer or auditor, in the order of their sections."""
    found: dict[int, BankAccount] = {}
    for role in READERS:
        if actor.has(role):
            found.update({account.pk: account for account in accounts_of(actor, role)})
    return sorted(found.values(), key=lambda a: (a.section.order, a.pk))


def access_account(actor: Actor, ref: str) -> BankAccount:
    """One account. Raises: NotFound, also where it exists and is another section's."""
    for account in readable_accounts(actor):
        if account.ref == ref:
            return account
    raise NotFound()


def access_lines(actor: Actor) -> QuerySet[BankLine]:
    """The lines of the readable accounts, with account and section."""
    rows = BankLine.objects.filter(account__in=readable_accounts(actor))
    return rows.select_related("account__section", "account__campaign")


def access_line(actor: Actor, ref: str) -> BankLine:
    """One line. Raises: NotFound."""
    line = access_lines(actor).select_related("parent").filter(ref=ref).first()
    if line is None:
        raise NotFound()
    return line


def access_statements(actor: Actor) -> QuerySet[Statement]:
    """The statements of the readable accounts, with account and file."""
    rows = Statement.objects.filter(account__in=readable_accounts(actor))
    return rows.select_related("account__section", "account__campaign", "file")


def access_statement(actor: Actor, ref: str) -> Statement:
    """One statement. Raises: NotFound."""
    statement = access_statements(actor).filter(ref=ref).first()
    if statement is None:
        raise NotFound()
    return statement


def access_papers(actor: Actor) -> list[PaperStatement]:
    """Typed statements: those of the actor's sections, and those that wait for a second treasurer."""
    if not any(actor.has(role) for role in READERS):
        return []
    own = {account.pk for account in readable_accounts(actor)}
    rows = PaperStatement.objects.select_related("account__section", "account__campaign")
    helps = actor.has("treasurer")
    return [p for p in rows if p.account_id in own or (helps and p.state == PaperStatement.State.TYPED)]


def access_paper(actor: Actor, ref: str) -> PaperStatement:
    """One typed statement. Raises: NotFound."""
    for paper in access_papers(actor):
        if paper.ref == ref:
            return paper
    raise NotFound()


def may_decide(actor: Actor, account: BankAccount) -> bool:
    """Whether the actor is the treasurer of this account's section."""
    return actor.has("treasurer", account.section.ref)
