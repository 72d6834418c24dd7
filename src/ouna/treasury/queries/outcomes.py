"""What would become of each line of a file that is not imported yet; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ouna.core import bank
from ouna.donations.queries import pledges_by_reference
from ouna.funds.models import BankAccount, BankLine
from ouna.funds.queries import iban_key
from ouna.spending.actions import misfit
from ouna.treasury import rules
from ouna.treasury.plan import LinePlan
from ouna.treasury.queries.offers import own_numbers
from ouna.treasury.queries.orders import (
    Named,
    batches_of,
    carries,
    facts_of,
    named_orders,
    open_orders,
    order_facts,
)


@dataclass(frozen=True, slots=True)
class Becomes:
    """What a line becomes, and what each payment in it: of a batch its parts, else the line itself."""

    outcome: str
    payments: tuple[str, ...]


def outcomes(account: BankAccount, lines: Sequence[LinePlan]) -> list[Becomes]:
    """For each line: known, pending, unreadable, gift, split, transfer, return, fee, interest, payment,
    payment_return, stopped or waits.

    The import decides with the same rules but may be stricter (a return whose gift is not certain waits).
    """
    fresh = [p.line for p in lines if p.outcome == "new"]
    references = [x.reference or "" for x in fresh]
    references += [part.reference or "" for x in fresh for part in x.parts]
    pledges = {
        ref for ref, p in pledges_by_reference(references).items() if p.campaign_id == account.campaign_id
    }
    own = own_numbers(account)
    ordered = _Ordered(account, [told for x in fresh for told in (x, *x.parts)])
    return [
        _becomes(p.line, pledges, own, ordered) if p.outcome == "new" else Becomes(p.outcome, (p.outcome,))
        for p in lines
    ]


class _Ordered:
    """What lines of a file have to do with orders, as the import will see them."""

    def __init__(self, account: BankAccount, told: Sequence[bank.Line | bank.Part]) -> None:
        self._rows = {id(x): _row(account, n, x) for n, x in enumerate(told)}
        self._named = named_orders(self._rows.values())
        debits = any(row.minor < 0 for row in self._rows.values())
        self._orders = open_orders(account) if debits else []

    def outcome(self, told: bank.Line | bank.Part) -> str:
        """payment, payment_return, stopped, split (a whole payment file), waits; empty if none of these."""
        row = self._rows[id(told)]
        named = self._named.get(row.pk)
        if named is not None and carries(row, named):
            return _named_outcome(row, named)
        return "split" if any(b.certain for b in batches_of(row, self._orders)) else ""


def _row(account: BankAccount, nth: int, told: bank.Line | bank.Part) -> BankLine:
    """A line of a file as a bank line that is not kept."""
    return BankLine(
        pk=nth,
        account=account,
        currency=account.currency,
        minor=told.minor or 0,
        iban_key=iban_key(told.counterparty_iban) if told.counterparty_iban else "",
        end_to_end=told.end_to_end or "",
        reference=told.reference or "",
        bank_ref=told.bank_ref or "",
        returned=told.returned or "",
        batch=getattr(told, "batch", "") or "",
        bank_code=getattr(told, "bank_code", "") or "",
    )


def _named_outcome(row: BankLine, named: Named) -> str:
    facts, order = facts_of(row), order_facts(named.order)
    if row.minor > 0:
        exact = rules.is_exact_return(facts, order, named.left)
        return "payment_return" if exact else "waits"
    if named.status != "open" or misfit(row, named.order):
        return "stopped"
    return "payment" if rules.is_exact(facts, order) else "waits"


def _becomes(line: bank.Line, pledges: set[str], own: dict[str, BankAccount], ordered: _Ordered) -> Becomes:
    if rules.covers([p.minor for p in line.parts], line.minor or 0):
        return Becomes("split", tuple(_outcome(part, "", pledges, own, ordered) for part in line.parts))
    outcome = _outcome(line, line.bank_code or "", pledges, own, ordered)
    return Becomes(outcome, (outcome,))


def _outcome(
    told: bank.Line | bank.Part,
    bank_code: str,
    pledges: set[str],
    own: dict[str, BankAccount],
    ordered: _Ordered,
) -> str:
    minor = told.minor or 0
    if minor > 0 and told.reference in pledges:
        return "gift"
    if found := ordered.outcome(told):
        return found
    if told.counterparty_iban and iban_key(told.counterparty_iban) in own:
        return "transfer"
    if minor < 0 and told.returned:
        return "return"
    if not told.reference:
        act = rules.bank_act(minor, bank_code, told.counterparty_name or "", told.text or "")
        return act or "waits"
    return "waits"
