"""Statements typed from paper: opening, lines and closing must agree, and a second person confirms."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from ouna.core.values import clean_text
from ouna.funds.models import BankAccount
from ouna.funds.rules import check_treasurer
from ouna.log import Actor, action, clock, encrypt_for, journal, new_ref
from ouna.parties.models import User
from ouna.parties.queries import actor_of
from ouna.treasury.actions.importing import commit_statement, keep_file
from ouna.treasury.archive import subject_of_files
from ouna.treasury.errors import LineNotWaiting, SecondPersonNeeded, StatementDiffers
from ouna.treasury.models import PaperStatement, Statement
from ouna.treasury.plan import PAPER, FilePlan, plan_statement
from ouna.treasury.queries.papers import lines_of, statement_of


@action
def type_statement(
    *,
    by: Actor,
    account: BankAccount,
    first_day: date,
    last_day: date,
    opening_minor: int,
    closing_minor: int,
    lines: Sequence[dict[str, Any]],
) -> PaperStatement:
    """Keep a typed statement until a second person confirms it.

    `lines`: dicts with day (ISO), minor (signed), name, text, reference. Raises: StatementDiffers,
    NotPermitted.
    """
    check_treasurer(by, account.section.ref)
    kept = [
        {
            "day": date.fromisoformat(str(line["day"])).isoformat(),
            "minor": int(line["minor"]),
            "name": clean_text(str(line.get("name", "")))[:140],
            "text": clean_text(str(line.get("text", "")))[:300],
            "reference": "".join(str(line.get("reference", "")).split()).upper()[:35],
        }
        for line in lines
    ]
    difference = closing_minor - opening_minor - sum(int(str(line["minor"])) for line in kept)
    if difference:
        raise StatementDiffers(difference=difference)
    if any(not first_day.isoformat() <= str(line["day"]) <= last_day.isoformat() for line in kept):
        raise StatementDiffers("A line's day lies outside the statement's days.")
    ref = new_ref("file")
    paper = PaperStatement.objects.create(
        ref=ref,
        account=account,
        first_day=first_day,
        last_day=last_day,
        opening_minor=opening_minor,
        closing_minor=closing_minor,
        lines=encrypt_for(subject_of_files(), json.dumps(kept), f"treasury.paper\nlines\n{ref}"),
        by=by.ref,
        at=clock.now(),
    )
    journal("paper.typed", subject=ref, data={"lines": len(kept)}, by=by)
    return paper


@action
def withdraw_statement(*, by: Actor, paper: PaperStatement) -> None:
    """Take a typed statement back before it is confirmed."""
    paper = PaperStatement.objects.get(pk=paper.pk)
    check_treasurer(by, paper.account.section.ref)
    if paper.state != PaperStatement.State.TYPED:
        raise LineNotWaiting("The statement is confirmed or withdrawn already.")
    paper.state = PaperStatement.State.WITHDRAWN
    paper.save(update_fields=["state"])
    journal("paper.withdrawn", subject=paper.ref, data={}, by=by)


def check_second_person(by: Actor, paper: PaperStatement) -> None:
    """Who typed a statement does not confirm it. Raises: SecondPersonNeeded."""
    if paper.by == by.ref:
        raise SecondPersonNeeded()


@action
def confirm_statement(*, by: Actor, paper: PaperStatement) -> tuple[Statement, int]:
    """A second treasurer, of any section, confirms a typed statement; then it is imported like a file.

    Raises: SecondPersonNeeded, NotPermitted.
    """
    paper = PaperStatement.objects.select_related("account__section", "account__campaign").get(pk=paper.pk)
    if not by.has("treasurer"):
        check_treasurer(by, paper.account.section.ref)
    check_second_person(by, paper)
    if paper.state != PaperStatement.State.TYPED:
        raise LineNotWaiting("The statement is confirmed or withdrawn already.")
    paper.state, paper.confirmed_by = PaperStatement.State.CONFIRMED, by.ref
    paper.save(update_fields=["state", "confirmed_by"])
    journal("paper.confirmed", subject=paper.ref, data={}, by=by)
    statement = statement_of(paper)
    plan = plan_statement(statement, 0, PAPER, paper.account)
    raw = json.dumps({"paper": paper.ref, "lines": lines_of(paper)}, sort_keys=True).encode()
    whole = FilePlan(f"paper {paper.last_day}", PAPER, hashlib.sha256(raw).hexdigest(), len(raw), [], [plan])
    # The decision is the typist's, who must still be the section's treasurer; the confirmation adds a
    # second pair of eyes, not a right.
    typist = actor_of(User.objects.get(ref=paper.by))
    check_treasurer(typist, paper.account.section.ref)
    file = keep_file(by=typist, plan=whole, raw=raw)
    return commit_statement(by=typist, file=file, position=0, plan=plan, format_name=PAPER)
