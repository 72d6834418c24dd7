"""What the sides have promised each other: made, reported as kept, confirmed by the other side."""

from __future__ import annotations

from datetime import date

from ouna.campaign.models import Campaign
from ouna.core.values import Translated, clean_text
from ouna.log import SYSTEM, Actor, action, clock, journal, new_ref, unchanged
from ouna.pact import rules
from ouna.pact.errors import CommitmentClosed
from ouna.pact.models import Commitment
from ouna.parties.models import Organisation


def _check_writes(by: Actor) -> None:
    rules.check_writes(office=by == SYSTEM or by.has("administrator"), partner=by.has("partner"))


def _check_side(by: Actor, row: Commitment, *, confirms: bool) -> None:
    rules.check_side(
        owner_is_partner=row.owner_id == row.campaign.partner_id,
        is_partner=by.has("partner"),
        is_office=by == SYSTEM or by.has("administrator"),
        confirms=confirms,
    )


def _fresh(row: Commitment) -> Commitment:
    return Commitment.objects.select_related("campaign").get(pk=row.pk)


@action
def add_commitment(
    *, by: Actor, campaign: Campaign, owner: Organisation, text: Translated, due: date, public: bool = False
) -> Commitment:
    """Write down what one side owes, and until when. Raises: NotPermitted."""
    _check_writes(by)
    made = Commitment.objects.create(
        ref=new_ref("prom"),
        campaign=campaign,
        owner=owner,
        text=text.as_data(),
        due=due,
        public=public,
        made_at=clock.now(),
        made_by=by.ref,
    )
    data = {"ref": made.ref, "owner": owner.ref, "due": due.isoformat(), "public": public}
    journal("pact.commitment_made", subject=made.ref, data={**data, "text": text.as_data()}, by=by)
    return made


@action
def edit_commitment(*, by: Actor, commitment: Commitment, text: Translated, due: date, public: bool) -> None:
    """Change the words, the day, or whether the public reads it. Raises: NotPermitted, CommitmentClosed."""
    _check_writes(by)
    row = _fresh(commitment)
    rules.check_open(row.state, {Commitment.OPEN})
    if (row.text, row.due, row.public) == (text.as_data(), due, public):
        return unchanged()
    row.text, row.due, row.public = text.as_data(), due, public
    row.save(update_fields=["text", "due", "public"])
    data = {"due": due.isoformat(), "public": public, "text": row.text}
    journal("pact.commitment_changed", subject=row.ref, data=data, by=by)
    return None


@action
def report_commitment(*, by: Actor, commitment: Commitment, evidence: str) -> None:
    """Say that it is kept, and what shows it; the other side then confirms.

    Raises: NotPermitted, CommitmentClosed, EvidenceMissing.
    """
    row = _fresh(commitment)
    _check_side(by, row, confirms=False)
    rules.check_open(row.state, {Commitment.OPEN})
    rules.check_evidence(evidence)
    _end(by, row, Commitment.DONE, evidence, "pact.commitment_reported")


@action
def confirm_commitment(*, by: Actor, commitment: Commitment, kept: bool) -> None:
    """The other side's word: it is kept, or it is not, and then it is owed as before.

    Raises: NotPermitted, OtherSide, CommitmentClosed.
    """
    row = _fresh(commitment)
    _check_side(by, row, confirms=True)
    rules.check_open(row.state, {Commitment.DONE})
    _end(by, row, Commitment.KEPT if kept else Commitment.OPEN, row.evidence, "pact.commitment_confirmed")


@action
def drop_commitment(*, by: Actor, commitment: Commitment, why: str) -> None:
    """The side to which it is owed lets it go, and says why.

    Raises: NotPermitted, OtherSide, CommitmentClosed, EvidenceMissing.
    """
    row = _fresh(commitment)
    _check_side(by, row, confirms=True)
    rules.check_open(row.state, {Commitment.OPEN, Commitment.DONE})
    rules.check_evidence(why)
    _end(by, row, Commitment.DROPPED, why, "pact.commitment_dropped")


def _end(by: Actor, row: Commitment, state: str, evidence: str, kind: str) -> None:
    row.state, row.evidence = state, clean_text(evidence, lines=True)[:1000]
    row.done_at = clock.now() if state != Commitment.OPEN else None
    row.save(update_fields=["state", "evidence", "done_at"])
    journal(kind, subject=row.ref, data={"state": state, "evidence": row.evidence}, by=by)


@action
def mark_reminded(*, by: Actor, commitment: Commitment) -> None:
    """Note that its owner is reminded today, before it is done: two runs cannot both remind.

    Raises: NotPermitted, CommitmentClosed if somebody was reminded today or nothing is overdue any more.
    """
    _check_writes(by)
    today = clock.today()
    rows = Commitment.objects.filter(pk=commitment.pk, state=Commitment.OPEN, due__lt=today)
    if not rows.exclude(reminded_on=today).update(reminded_on=today):
        raise CommitmentClosed("Its owner was reminded today.", next_step="Wait until tomorrow.")
    journal("pact.reminded", subject=commitment.ref, data={"on": today.isoformat()}, by=by)
