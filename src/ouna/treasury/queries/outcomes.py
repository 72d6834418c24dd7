"""What would become of each line of a file that is not imported yet; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence

from ouna.core import bank
from ouna.donations.queries import pledges_by_reference
from ouna.funds.models import BankAccount
from ouna.funds.queries import iban_key
from ouna.treasury import rules
from ouna.treasury.plan import LinePlan
from ouna.treasury.queries.offers import own_numbers


def outcomes(account: BankAccount, lines: Sequence[LinePlan]) -> list[str]:
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
    return [_outcome(p.line, pledges, own) if p.outcome == "new" else p.outcome for p in lines]


def _outcome(line: bank.Line, pledges: set[str], own: dict[str, BankAccount]) -> str:
    minor = line.minor or 0
    if rules.covers([p.minor for p in line.parts], minor):
        return "split"
    if minor > 0 and line.reference in pledges:
        return "gift"
    if line.counterparty_iban and iban_key(line.counterparty_iban) in own:
        return "transfer"
    if minor < 0 and line.returned:
        return "return"
    if not line.reference:
        act = rules.bank_act(minor, line.bank_code or "", line.counterparty_name or "", line.text or "")
        return act or "waits"
    return "waits"
