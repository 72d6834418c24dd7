"""What would become of each line of a file that is not imported yet; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ouna.core import bank
from ouna.donations.queries import pledges_by_reference
from ouna.funds.models import BankAccount
from ouna.funds.queries import iban_key
from ouna.treasury import rules
from ouna.treasury.plan import LinePlan
from ouna.treasury.queries.offers import own_numbers


@dataclass(frozen=True, slots=True)
class Becomes:
    """What a line becomes, and what each payment in it: of a batch its parts, else the line itself."""

    outcome: str
    payments: tuple[str, ...]


def outcomes(account: BankAccount, lines: Sequence[LinePlan]) -> list[Becomes]:
    """For each line: known, pending, unreadable, gift, split, transfer, return, fee, interest or waits.

    The import decides with the same rules but may be stricter (a return whose gift is not certain waits).
    """
    fresh = [p.line for p in lines if p.outcome == "new"]
    references = [x.reference or "" for x in fresh]
    references += [part.reference or "" for x in fresh for part in x.parts]
    pledges = {
        ref for ref, p in pledges_by_reference(references).items() if p.campaign_id == account.campaign_id
    }
    own = own_numbers(account)
    return [
        _becomes(p.line, pledges, own) if p.outcome == "new" else Becomes(p.outcome, (p.outcome,))
        for p in lines
    ]


def _becomes(line: bank.Line, pledges: set[str], own: dict[str, BankAccount]) -> Becomes:
    if rules.covers([p.minor for p in line.parts], line.minor or 0):
        return Becomes("split", tuple(_outcome(part, "", pledges, own) for part in line.parts))
    outcome = _outcome(line, line.bank_code or "", pledges, own)
    return Becomes(outcome, (outcome,))


def _outcome(
    told: bank.Line | bank.Part, bank_code: str, pledges: set[str], own: dict[str, BankAccount]
) -> str:
    minor = told.minor or 0
    if minor > 0 and told.reference in pledges:
        return "gift"
    if told.counterparty_iban and iban_key(told.counterparty_iban) in own:
        return "transfer"
    if minor < 0 and told.returned:
        return "return"
    if not told.reference:
        act = rules.bank_act(minor, bank_code, told.counterparty_name or "", told.text or "")
        return act or "waits"
    return "waits"
