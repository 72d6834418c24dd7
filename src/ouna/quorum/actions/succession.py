"""Succession: successors take the place of trustees who cannot be reached, unless any trustee stops it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max

from ouna.campaign.models import Campaign
from ouna.core.book import (
    RuleBroken,
    SuccessionAnnounced,
    SuccessionCompleted,
    SuccessionStopped,
    Trustees,
)
from ouna.core.book.kinds.succession import check_missing
from ouna.log import Actor, action, clock, journal, new_ref, record, unchanged
from ouna.parties.errors import NotPermitted
from ouna.quorum import queries
from ouna.quorum.actions.sets import check_trustee, open_ceremony
from ouna.quorum.errors import SuccessionUnfit
from ouna.quorum.models import Document, Notice, Signer


@action
def announce_succession(*, by: Actor, campaign: Campaign, missing: Sequence[str]) -> Document:
    """Ask the successors to announce that these trustees cannot be reached. One of them begins it.

    `missing`: refs of trustees. One that waits already with the same names is taken instead of a second.
    Raises: NotPermitted, SuccessionUnfit.
    """
    found = queries.set_in_force(campaign)
    named = found.succession if found else None
    mine = queries.signers_of(by).filter(campaign=campaign, side=Signer.SUCCESSOR)
    if named is None or not mine.filter(ref__in=[m.trustee for m in named.members]).exists():
        raise NotPermitted("Only the successors whom the trustees have named begin this.")
    assert found is not None
    listed = tuple(ref for ref in found.members if ref in set(missing))
    _check(found, listed, missing)
    for waiting in queries.open_documents([campaign.pk]).filter(kind=SuccessionAnnounced.KIND):
        if getattr(queries.record_of(waiting), "missing", ()) == listed:
            unchanged()
            return waiting
    made = SuccessionAnnounced(ref=new_ref("succ"), campaign=campaign.ref, signatures=(), missing=listed)
    return open_ceremony(by, made, "succession")


def _check(found: Trustees, listed: tuple[str, ...], missing: Sequence[str]) -> None:
    """The record's own rule, before anybody is asked to sign. Raises: SuccessionUnfit."""
    if not listed or len(listed) != len(set(missing)):
        raise SuccessionUnfit("Name the trustees who cannot be reached.")
    if found.announced:
        raise SuccessionUnfit("A succession is announced already.")
    try:
        check_missing(found, listed)
    except RuleBroken as broken:
        raise SuccessionUnfit(broken.what) from None


@action
def stop_succession(*, by: Actor, campaign: Campaign, ref: str) -> Document:
    """Prepare the stop of an announced succession: any one trustee signs it, out of reach or not.

    Raises: NotPermitted, SuccessionUnfit.
    """
    check_trustee(by, campaign)
    found = queries.successions(campaign).get(ref)
    if found is None or queries.end_of(found, queries.set_in_force(campaign)):
        raise SuccessionUnfit("There is no such succession that could be stopped.")
    made = SuccessionStopped(ref=new_ref("stop"), campaign=campaign.ref, signatures=(), succession=ref)
    return open_ceremony(by, made, "stop_succession")


@action
def complete_succession(*, by: Actor, campaign: Campaign, ref: str) -> str:
    """Record that the waiting time of a succession is over: the successors are trustees from now on.

    Raises: RuleBroken while the time is not over, or if it was stopped, completed or lapsed.
    """
    made = SuccessionCompleted(ref=new_ref("done"), campaign=campaign.ref, succession=ref)
    record(made)
    found = queries.set_in_force(campaign)
    members = found.members if found else ()
    rows = Signer.objects.filter(campaign=campaign)
    last = rows.filter(side=Signer.TRUSTEE).aggregate(last=Max("number"))["last"] or 0
    for nth, signer in enumerate(rows.filter(side=Signer.SUCCESSOR, ref__in=members), start=1):
        signer.side, signer.number = Signer.TRUSTEE, last + nth
        signer.save(update_fields=["side", "number"])
    return str(made.ref)


@action
def note_told(*, by: Actor, signer: Signer, about: str, what: str) -> None:
    """Note that a mail about a succession was taken by the mail server."""
    Notice.objects.create(signer=signer, about=about, what=what, at=clock.now())
    journal("quorum.told", subject=signer.user.ref, data={"about": about, "what": what}, by=by)
