"""Reads of `quorum`: who signs, what waits for whom, how many have signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from ouna.campaign.models import Campaign
from ouna.core.book import (
    AnnouncedSuccession,
    Count,
    ListedKey,
    Needs,
    Record,
    Replacement,
    Request,
    RequestMade,
    RuleBroken,
    Trustees,
    Wanted,
    approved,
    decode,
    from_document,
    needs_of,
    wanted,
)
from ouna.core.book.kinds.money import pot
from ouna.core.book.kinds.ordering import window_of
from ouna.core.book.kinds.signed import government_of
from ouna.core.book.kinds.signed import trustees_of as trustees_in
from ouna.core.book.kinds.wanted import known
from ouna.core.quorum import NO_TRUSTEES, Seen
from ouna.log import Actor, clock
from ouna.log import queries as log
from ouna.log.booking import second
from ouna.log.facts import DbFacts
from ouna.log.models import Entry
from ouna.quorum.errors import DocumentUnknown, NotSealedYet
from ouna.quorum.models import Document, Question, Signature, Signer

#: The kind of documents whose record stands in the book already: the bytes that are signed are its entry.
REQUEST = RequestMade.KIND


# Who signs ----------------------------------------------------------------------------------------


def signers_of(actor: Actor) -> QuerySet[Signer]:
    """In which places the actor signs."""
    return Signer.objects.filter(user__ref=actor.ref).select_related("campaign", "user")


def signs_for(actor: Actor, campaign: Campaign) -> bool:
    """Whether the actor was named as one who signs for this campaign. Successors are not: they wait."""
    rows = signers_of(actor).filter(campaign=campaign)
    return rows.exclude(side=Signer.SUCCESSOR).exists()


def signers(campaign: Campaign, side: str = Signer.TRUSTEE) -> QuerySet[Signer]:
    """All who were named for one side, trustees or officers, with their keys. A name gives no power."""
    rows = Signer.objects.filter(campaign=campaign, side=side).select_related("user")
    return rows.prefetch_related("keys")


def set_in_force(campaign: Campaign) -> Trustees | None:
    """The trustees as the public record has them; None before the first set. One query."""
    state = log.state_of(pot(campaign.ref, "trustees"))
    return state if isinstance(state, Trustees) else None


def trustees_of(campaign: Campaign) -> list[Signer]:
    """Those who are trustees now, in the order of their numbers. Two queries."""
    found = set_in_force(campaign)
    if found is None:
        return []
    return list(signers(campaign).filter(ref__in=found.members))


def listed_keys(signer: Signer) -> tuple[ListedKey, ...]:
    """The signer's keys whose test signature was taken: what a set or a pact may list."""
    rows = signer.keys.filter(tested_at__isnull=False)
    return tuple(ListedKey(row.ref, row.alg, row.spki) for row in rows)


def replacements(campaign: Campaign) -> dict[str, Replacement]:
    """All announced replacements of the campaign's keys."""
    found = log.states_of_kind(Replacement)
    return {r: s for r, s in found.items() if isinstance(s, Replacement) and s.campaign == campaign.ref}


def spent_keys(campaign: Campaign, found: Trustees | None) -> set[str]:
    """Keys whose names replacements took and that no list knows: they wait for their time, or never count."""
    known = {k.key for k in found.keys} if found else set()
    return {r.new.key for r in replacements(campaign).values()} - known


def end_of(waiting: Replacement | AnnouncedSuccession, found: Trustees | None) -> str:
    """How what was announced ended: stopped, completed, `lapsed` by a new set; empty while it waits."""
    lapsed = found is None or found.digest != waiting.under
    return waiting.over or ("lapsed" if lapsed else "")


def successions(campaign: Campaign) -> dict[str, AnnouncedSuccession]:
    """All successions ever announced, the oldest first."""
    found = log.states_of_kind(AnnouncedSuccession)
    rows = [
        (ref, s)
        for ref, s in found.items()
        if isinstance(s, AnnouncedSuccession) and s.campaign == campaign.ref
    ]
    return dict(sorted(rows, key=lambda pair: pair[1].due))


def announced_succession(found: Trustees | None) -> AnnouncedSuccession | None:
    """The succession that waits for its day under these trustees; a query while there is one, none else."""
    state = log.state_of(found.announced) if found and found.announced else None
    return state if isinstance(state, AnnouncedSuccession) and not end_of(state, found) else None


def announced_on(refs: Iterable[str]) -> dict[str, date]:
    """On which day each of these stands in the public record."""
    return dict(Entry.objects.filter(ref__in=list(refs)).values_list("ref", "on"))


# What is signed -----------------------------------------------------------------------------------


def document_of(ref: str) -> Document:
    """The document of that ref. Raises: DocumentUnknown."""
    found = Document.objects.select_related("campaign").filter(ref=ref).first()
    if found is None:
        raise DocumentUnknown()
    return found


def signatures_of(ref: str) -> list[Signature]:
    """All signatures of the document of that ref, in the order in which they came."""
    return list(Signature.objects.filter(document__ref=ref).select_related("signer", "document"))


def questions_of(ref: str) -> list[Question]:
    """What signers asked about the document of that ref."""
    return list(Question.objects.filter(document__ref=ref).select_related("signer"))


def seen_now() -> Seen:
    """The newest sealed state of the public record. Raises: NotSealedYet."""
    newest = log.latest_checkpoint()
    if newest is None:
        raise NotSealedYet()
    return Seen(newest.size, bytes(newest.root).hex())


def record_of(document: Document, facts: DbFacts | None = None) -> Record:
    """The record that is signed, stamped with this second where it is not in the book yet."""
    body = bytes(document.body)
    if document.kind == REQUEST:
        return decode(body)
    now = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return from_document(body, second(now, facts.last) if facts else now)


def _needs(record: Record) -> Needs:
    if isinstance(record, RequestMade):
        refs = [record.ref, window_of(record.fund), *government_of(record.campaign)]
        return Needs(refs=refs)
    return needs_of(record)


def facts_for(records: Iterable[Record]) -> DbFacts:
    """The book as far as the gathering of their signatures asks: two queries."""
    return DbFacts.load(_needs(record) for record in records)


class Standing(NamedTuple):
    """How a document stands: signed and needed, whose keys may sign, who has signed, whether it is over."""

    document: Document
    record: Record
    count: Count
    wanted: Wanted | None
    holders: frozenset[str]
    refused: frozenset[str]
    open: bool
    digest: str
    trustees: Trustees | None


def standing_of(document: Document) -> Standing:
    """How one document stands."""
    return standings([document])[0]


def standings(documents: Sequence[Document]) -> list[Standing]:
    """How many documents stand: a constant number of queries if their signatures were prefetched."""
    records = [record_of(document) for document in documents]
    facts = facts_for(records)
    return [_standing(d, r, facts) for d, r in zip(documents, records, strict=True)]


def _standing(document: Document, record: Record, facts: DbFacts) -> Standing:
    today = clock.today().isoformat()
    in_time = document.state == Document.OPEN and document.until.isoformat() >= today
    trustees = trustees_in(facts, document.campaign.ref)
    digest = trustees.digest if trustees else NO_TRUSTEES
    if isinstance(record, RequestMade):
        request = facts.state(record.ref)
        if not isinstance(request, Request) or trustees is None:
            return Standing(document, record, Count(0, 1), None, _NOBODY, _NOBODY, False, digest, trustees)
        holders = frozenset(a.trustee for a in request.approvals)
        count = approved(request, facts, today, trustees)
        still = in_time and not request.closed and request.until >= today
        refused = frozenset(request.refusals)
        return Standing(document, record, count, None, holders, refused, still, digest, trustees)
    rows = [row for row in document.signatures.all() if counts(row, digest, today)]
    try:
        found = wanted(record, facts)
    except RuleBroken:
        return Standing(document, record, Count(0, 1), None, _NOBODY, _NOBODY, False, digest, trustees)
    keys = frozenset(row.key for row in rows if found.signer(row.key))
    return Standing(document, record, found.so_far(keys), found, keys, _NOBODY, in_time, digest, trustees)


_NOBODY: frozenset[str] = frozenset()


def counts(row: Signature, digest: str, today: str) -> bool:
    """Whether a kept signature can still be entered: under the set in force, on this day."""
    return bool(row.statement["trustees"] == digest and row.statement["until"] >= today)


def needed(document: Document | str) -> Count:
    """(signed, needed) of a document, or of the one with that ref. Raises: DocumentUnknown."""
    found = document_of(document) if isinstance(document, str) else document
    return standing_of(found).count


# What waits ---------------------------------------------------------------------------------------


class Waiting(NamedTuple):
    """A document that waits for a signer, and the keys with which he may sign it."""

    document: Document
    signer: Signer
    count: Count
    keys: tuple[str, ...]

    @property
    def title(self) -> dict[str, Any]:
        """What it is, by language."""
        return dict(self.document.texts)


def open_documents(campaigns: Iterable[int]) -> QuerySet[Document]:
    """Documents that may still be signed, oldest first, with campaign and signatures."""
    rows = Document.objects.filter(campaign__in=list(campaigns), state=Document.OPEN)
    return rows.filter(until__gte=clock.today()).select_related("campaign").prefetch_related("signatures")


def may_sign(standing: Standing, signer: Signer, keys: Iterable[str]) -> tuple[str, ...]:
    """With which of these keys of his the signer may still sign the document."""
    if not standing.open:
        return ()
    if standing.wanted is None:
        trustees = standing.trustees
        if trustees is None or signer.ref not in trustees.members or signer.ref in standing.refused:
            return ()
        mine = {k.key for k in trustees.keys if k.trustee == signer.ref and k.in_force}
        return () if signer.ref in standing.holders else tuple(k for k in keys if k in mine)
    found = []
    for key in keys:
        who = standing.wanted.signer(key)
        if who and who.holder == signer.ref and key not in standing.holders:
            found.append(key)
    return tuple(found)


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for the actor's signature, oldest first: at most seven queries, however much it is."""
    mine = list(signers_of(actor).prefetch_related("keys"))
    if not mine:
        return []
    documents = list(open_documents({signer.campaign_id for signer in mine}))
    found = []
    for standing in standings(documents):
        for signer in mine:
            if signer.campaign_id != standing.document.campaign_id or standing.count.done:
                continue
            keys = may_sign(standing, signer, [key.ref for key in signer.keys.all() if key.tested_at])
            if keys and _is_needed(standing, keys) and not _group_done(standing, signer):
                found.append(Waiting(standing.document, signer, standing.count, keys))
    return found


def _is_needed(standing: Standing, keys: Iterable[str]) -> bool:
    """Whether one of these keys is among those that must sign: whoever only may is not called for."""
    if standing.wanted is None:
        return True
    groups = [group for way in standing.wanted.ways for group in way if group.m]
    return any(known(group.find, key) for group in groups for key in keys)


def _group_done(standing: Standing, signer: Signer) -> bool:
    """Whether this signer has signed with another key already, where persons are counted and not keys."""
    if standing.wanted is None:
        return False
    for way in standing.wanted.ways:
        for group in way:
            if group.keys is not None:
                if any(k.ref in group.keys - standing.holders for k in signer.keys.all()):
                    return False
            elif not any(
                who and who.holder == signer.ref
                for key in standing.holders
                if (who := standing.wanted.signer(key))
            ):
                return False
    return True


def sees_opened(actor: Actor, standing: Standing, signer: Signer | None) -> bool:
    """Whether the actor reads what a document hides (payee, account, papers): its signers and the auditor.

    To be named as a signer is not enough, for the administrator names them: the public record must have the
    signer as a trustee, or the document ask for one of his keys, or bear his signature.
    """
    if actor.has("auditor"):
        return True
    if signer is None or signer.user.ref != actor.ref or signer.campaign_id != standing.document.campaign_id:
        return False
    if any(
        row.signer_id == signer.pk and row.holder == signer.ref for row in standing.document.signatures.all()
    ):
        return True
    if standing.trustees is not None and signer.ref in standing.trustees.members:
        return signer.side == Signer.TRUSTEE
    return standing.wanted is not None and any(
        who is not None and who.holder == signer.ref
        for key in signer.keys.all()
        if (who := standing.wanted.signer(key.ref))
    )


def signer_for(actor: Actor, document: Document) -> Signer | None:
    """As whom the actor signs a document of this campaign: where both, as trustee."""
    rows = signers_of(actor).filter(campaign=document.campaign).order_by("-side")
    return rows.first()
