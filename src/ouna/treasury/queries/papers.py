"""Statements typed from paper, as values."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from ouna.core import bank
from ouna.log import decrypt_for
from ouna.treasury.archive import subject_of_files
from ouna.treasury.models import PaperStatement


def lines_of(paper: PaperStatement) -> list[dict[str, Any]]:
    """The typed lines."""
    text = decrypt_for(subject_of_files(), bytes(paper.lines), f"treasury.paper\nlines\n{paper.ref}")
    return list(json.loads(text)) if text else []


def statement_of(paper: PaperStatement) -> bank.Statement:
    """The typed statement as if a bank file had held it."""
    currency = paper.account.currency
    lines = tuple(
        bank.Line(
            booked_on=date.fromisoformat(line["day"]),
            value_on=None,
            minor=line["minor"],
            exact=None,
            currency=currency,
            counterparty_name=line["name"] or None,
            counterparty_iban=None,
            reference=line["reference"] or None,
            end_to_end=None,
            bank_ref=None,
            text=line["text"] or None,
            status="booked",
            reversal=False,
            original=None,
            batch=None,
            parts=(),
            returned=None,
            charges=None,
            nth=nth,
        )
        for nth, line in enumerate(lines_of(paper), start=1)
    )
    return bank.Statement(
        account=None,
        currency=currency,
        id=None,
        opening=bank.Balance(paper.opening_minor, paper.first_day, currency),
        closing=bank.Balance(paper.closing_minor, paper.last_day, currency),
        proof="closes",
        difference_minor=0,
        lines=lines,
        findings=(),
        from_day=paper.first_day,
        to_day=paper.last_day,
        count=len(lines),
    )
