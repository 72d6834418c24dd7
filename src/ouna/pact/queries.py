"""Reads of the pact. Gate, pause and what is signed are what the public record says, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from ouna.campaign.matters import matters
from ouna.campaign.models import Campaign
from ouna.core.book import CampaignClosed, Fund, GateClosed, GateOpened, ListedKey, PactSigned
from ouna.core.book.governing import Gate, OfficerKey, Pact, Pause
from ouna.core.values import canonical
from ouna.log import Actor, text_of
from ouna.log import queries as log
from ouna.pact import rules
from ouna.pact.models import Agreement, Commitment, Point
from ouna.parties.models import Organisation
from ouna.quorum import queries as quorum
from ouna.quorum.models import Document, Signer


class BuildingStart(NamedTuple):
    """Whether building may start, and since when that is so (a moment of the record, or empty)."""

    open: bool
    since: str


class Standing(NamedTuple):
    """What the record says of a campaign: its pact, building start, and since when payments are stopped."""

    pact: Pact | None
    start: BuildingStart
    stopped: str | None


def standing(campaign: Campaign) -> Standing:
    """All three in one query. Before its first opening the gate is closed."""
    names = [f"{campaign.ref}:{name}" for name in ("pact", "gate", "pause")]
    found = log.states_of(names)
    pact, gate, pause = (found.get(name) for name in names)
    return Standing(
        pact if isinstance(pact, Pact) else None,
        BuildingStart(gate.open is True, gate.since) if isinstance(gate, Gate) else BuildingStart(False, ""),
        pause.since if isinstance(pause, Pause) and pause.paused else None,
    )


def building_start(campaign: Campaign) -> BuildingStart:
    """The gate as the record has it."""
    return standing(campaign).start


def gate_is_open(campaign: Campaign) -> bool:
    """The one question of every app whose work is bound to the gate."""
    return standing(campaign).start.open


def paused_since(campaign: Campaign) -> str | None:
    """Since which moment payments are stopped (`YYYY-MM-DDTHH:MM:SSZ`), None if they are not."""
    return standing(campaign).stopped


# The text ------------------------------------------------------------------------------------------


def draft_of(campaign: Campaign) -> Agreement | None:
    """The text that is being written."""
    return Agreement.objects.filter(campaign=campaign, ref="").first()


def agreement_in_force(campaign: Campaign) -> Agreement | None:
    """The text of the pact that the record says is signed."""
    return agreement_of(campaign, standing(campaign).pact)


def agreement_of(campaign: Campaign, pact: Pact | None) -> Agreement | None:
    """Our row of a signed pact."""
    return Agreement.objects.filter(campaign=campaign, ref=pact.ref).first() if pact else None


def waiting_document(campaign: Campaign) -> Document | None:
    """The text that is before its signers."""
    return quorum.open_documents([campaign.pk]).filter(kind=PactSigned.KIND).order_by("-made_at").first()


def public_text(agreement: Agreement) -> dict[str, Any]:
    """What is signed and published: every text in every language, and the waiting time."""
    return {
        "languages": agreement.languages,
        "days": agreement.days,
        **{
            field: {
                lang: getattr(agreement, field)[lang]
                for lang in agreement.languages
                if lang in getattr(agreement, field)
            }
            for field in rules.TEXTS
        },
    }


def signed_text(agreement: Agreement) -> dict[str, Any] | None:
    """The text as it lies beside the record under its hash, None if it was withdrawn: what was signed is
    shown, not what our table says."""
    return text_of(agreement.text)


def fingerprint_of(agreement: Agreement) -> str:
    """Of all that signing would fix: who has read it says with it what he has read."""
    officers = [
        [org, side, [list(k) for k in keys]] for org, side, keys in officers_ready(agreement.campaign)
    ]
    data = {"text": public_text(agreement), "bears": agreement.bears, "officers": officers}
    return hashlib.sha256(canonical(data)).hexdigest()


def side_of(campaign: Campaign, org: str) -> str:
    """On which side an organisation signs."""
    return "partner" if campaign.partner.ref == org else "coalition"


def officers_ready(campaign: Campaign) -> list[tuple[str, str, tuple[ListedKey, ...]]]:
    """(organisation, side, keys that were tried) of the officers who can sign; one row an organisation."""
    found: dict[str, tuple[ListedKey, ...]] = {}
    for signer in quorum.signers(campaign, Signer.OFFICER):
        if keys := quorum.listed_keys(signer):
            found[signer.ref] = (*found.get(signer.ref, ()), *keys)
    return [(org, side_of(campaign, org), keys) for org, keys in sorted(found.items())]


def signatories(officers: Iterable[OfficerKey]) -> list[tuple[Organisation, str]]:
    """The organisations that have signed, with their side, the partner first."""
    sides = {officer.org: officer.side for officer in officers}
    rows = Organisation.objects.filter(ref__in=sides)
    return sorted(((row, sides[row.ref]) for row in rows), key=lambda pair: pair[1] != "partner")


def funds_of(campaign: Campaign) -> dict[str, str]:
    """{ref: codes} of the campaign's purposes, for the choice of the one that bears charges."""
    found = log.states_of_kind(Fund)
    return {
        ref: ", ".join(state.purposes)
        for ref, state in found.items()
        if isinstance(state, Fund) and state.campaign == campaign.ref
    }


# The end -------------------------------------------------------------------------------------------


def waiting_closing(campaign: Campaign) -> Document | None:
    """The end of the campaign that is before the trustees."""
    return quorum.open_documents([campaign.pk]).filter(kind=CampaignClosed.KIND).first()


def rest_in_pact(campaign: Campaign) -> dict[str, str]:
    """{lang: where the rest goes}, as the signed pact has it."""
    agreement = agreement_in_force(campaign)
    said = signed_text(agreement) if agreement else None
    found = (said or {}).get(rules.REST) or {}
    return {lang: entry["text"] for lang, entry in found.items() if entry.get("text")}


def closing_fingerprint(campaign: Campaign, rest: Mapping[str, str]) -> str:
    """Of what a person reads before the end is proposed: the words, and what could not be ended after it.

    Sums are left out: gifts arrive all the time.
    """
    lost = [[matter.text, matter.count] for matter in matters(campaign) if matter.lost and matter.count]
    return hashlib.sha256(canonical({"rest": dict(rest), "lost": lost})).hexdigest()


# Building start -----------------------------------------------------------------------------------


def points(campaign: Campaign) -> list[Point]:
    """The checklist in its order."""
    return list(Point.objects.filter(campaign=campaign))


def public_checklist(campaign: Campaign) -> list[dict[str, Any]]:
    """The checklist as everyone may read it, and as the trustees sign it."""
    return [
        {
            "code": point.code,
            "title": point.title,
            "answer": point.answer,
            "note": point.note if point.note_public else "",
        }
        for point in points(campaign)
    ]


def gate_documents(campaign: Campaign) -> QuerySet[Document]:
    """What waits for the trustees about building start."""
    kinds = [GateOpened.KIND, GateClosed.KIND]
    return Document.objects.filter(campaign=campaign, kind__in=kinds, state=Document.OPEN)


# Commitments --------------------------------------------------------------------------------------


def commitments(campaign: Campaign, *, public_only: bool = False) -> QuerySet[Commitment]:
    """What was promised, the next due first."""
    rows = Commitment.objects.filter(campaign=campaign).select_related("owner", "campaign")
    return rows.filter(public=True) if public_only else rows


def overdue(today: date) -> QuerySet[Commitment]:
    """Owed, and their day is over."""
    rows = Commitment.objects.filter(state=Commitment.OPEN, due__lt=today)
    return rows.select_related("owner", "campaign")


def owed_by(actor: Actor, campaign: Campaign) -> QuerySet[Commitment]:
    """Commitments that the actor's side owes."""
    rows, mine = commitments(campaign), Q(pk__in=[])
    if actor.has("partner"):
        mine |= Q(owner=campaign.partner)
    if actor.has("administrator"):
        mine |= ~Q(owner=campaign.partner)
    return rows.filter(mine)


def to_confirm(actor: Actor, campaign: Campaign) -> QuerySet[Commitment]:
    """Commitments reported as kept to the actor's side."""
    rows, mine = commitments(campaign).filter(state=Commitment.DONE), Q(pk__in=[])
    if actor.has("partner"):
        mine |= ~Q(owner=campaign.partner)
    if actor.has("administrator"):
        mine |= Q(owner=campaign.partner)
    return rows.filter(mine)
