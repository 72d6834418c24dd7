"""Taking signatures: from the signing page, or from the file of a key kept off line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import Q

from ouna.core.book import (
    SIGNED_KINDS,
    Count,
    FormBroken,
    Log,
    RequestApproved,
    RequestRefused,
    check_one,
    signed_with,
)
from ouna.core.book import Signature as BookSignature
from ouna.core.book.kinds.root import LOG
from ouna.core.book.shapes import SIGNATURE
from ouna.core.quorum import NO_TRUSTEES, Act, PublicKey, Seen, Statement, check_signature
from ouna.core.values import Translated, clean_text
from ouna.log import Actor, action, clock, journal, new_ref, put_text, record
from ouna.log import queries as log
from ouna.log.models import Checkpoint
from ouna.quorum import offers, place, queries, wording
from ouna.quorum.actions.documents import close
from ouna.quorum.actions.tickets import check_fresh, check_signer, spend, ticket_of, tickets
from ouna.quorum.errors import (
    AnswerUnfit,
    DocumentClosed,
    HistoryUnknown,
    KeyUnknown,
    OtherDocument,
    ReasonMissing,
    SignedAlready,
)
from ouna.quorum.models import Document, Signature, SigningKey, Ticket

LONGEST_REASON = 2_000
LARGEST_ANSWER = 100_000


class Taken(NamedTuple):
    """What became of a signature: how many have signed, and the entry that was written, if one was."""

    count: Count
    entry: str


class Given(NamedTuple):
    """What a ticket gave to sign, and what came back with it."""

    ticket: Ticket
    log: str
    trustees: str
    reason: str


#: What must be as it was given, each with its own rule: the book judges the rest.
GIVEN_RULES: dict[str, Callable[[Statement, Given], bool]] = {
    "act": lambda s, g: s.act in offers.acts_of(g.ticket),
    "log": lambda s, g: s.log == g.log,
    "campaign": lambda s, g: s.campaign == g.ticket.signer.campaign.ref,
    "subject": lambda s, g: s.subject == offers.subject_of(g.ticket),
    "sha256": lambda s, g: s.sha256 == wording.sha256(offers.body_of(g.ticket)).hexdigest(),
    "trustees": lambda s, g: s.trustees == g.trustees,
    "trustee": lambda s, g: s.trustee == (g.ticket.holder or g.ticket.signer.ref),
    "lang": lambda s, g: s.lang in wording.languages(),
    "shown": lambda s, g: s.shown == wording.shown(offers.exact(g.ticket, s.act, s.lang, g.reason)),
    "until": lambda s, g: s.until == _until(g.ticket) and s.until >= clock.today().isoformat(),
    "nonce": lambda s, g: s.nonce == g.ticket.nonce,
}


def _until(ticket: Ticket) -> str:
    return (ticket.document.until if ticket.document else ticket.until.date()).isoformat()


def check_given(statement: Statement, given: Given) -> None:
    """The statement is about what was given, nothing else. Raises: OtherDocument."""
    for name, holds in GIVEN_RULES.items():
        if not holds(statement, given):
            raise OtherDocument(what=name)


def check_history(seen: Seen) -> None:
    """The signer saw a state that this record really had. Raises: HistoryUnknown."""
    row = Checkpoint.objects.filter(size=seen.size).first()
    if row is None or bytes(row.root).hex() != seen.root:
        raise HistoryUnknown()


@action
def take_signature(
    *, by: Actor, token: str, statement: Mapping[str, Any], proof: Mapping[str, Any], reason: str = ""
) -> Taken:
    """Take a signature that the signing page brings with its ticket.

    Raises: TicketSpent, NoSigner, OtherDocument, HistoryUnknown, KeyUnknown, SignedAlready, DocumentClosed,
    ReasonMissing, RuleBroken, SignatureRefused.
    """
    ticket = ticket_of(token)
    return _take(by, ticket, {"statement": statement, "proof": proof}, reason)


@action
def take_answer(*, by: Actor, answer: bytes) -> Taken:
    """Take the answer file of a key kept off line. Raises: AnswerUnfit, and as `take_signature`."""
    try:
        data = json.loads(answer) if len(answer) <= LARGEST_ANSWER else None
        if data["format"] != wording.ANSWER_FORMAT:
            raise AnswerUnfit()
        nonce, subject = str(data["statement"]["nonce"]), str(data["statement"]["subject"])
        reason = str(data.get("reason", ""))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise AnswerUnfit() from None
    about = Q(document__ref=subject) | Q(key__ref=subject, document=None)
    ticket = tickets().filter(about, what=Ticket.FILE, nonce=nonce, signer__user__ref=by.ref).first()
    if ticket is None:
        raise AnswerUnfit()
    return _take(by, check_fresh(ticket), {k: data.get(k) for k in ("statement", "proof")}, reason)


def _take(by: Actor, ticket: Ticket, given: dict[str, Any], reason: str) -> Taken:
    check_signer(by, ticket.signer)
    spend(ticket)
    try:
        signature: BookSignature = SIGNATURE.read(given)
    except FormBroken as broken:
        raise OtherDocument(broken.what) from None
    reason = clean_text(reason, lines=True)[:LONGEST_REASON]
    opened, found = log.state_of(LOG), queries.set_in_force(ticket.signer.campaign)
    assert isinstance(opened, Log)
    check_given(
        signature.statement, Given(ticket, opened.ref, found.digest if found else NO_TRUSTEES, reason)
    )
    check_history(signature.statement.seen)
    if ticket.document is None:
        return _take_test(by, ticket, signature)
    if (
        not ticket.holder
        and not SigningKey.objects.filter(
            ref=signature.key, signer=ticket.signer, tested_at__isnull=False
        ).exists()
    ):
        raise KeyUnknown()
    if ticket.document.kind == queries.REQUEST:
        return _answer(by, ticket, signature, reason)
    return _gather(by, ticket, signature)


def _take_test(by: Actor, ticket: Ticket, signature: BookSignature) -> Taken:
    """A new key proves that it can sign. It counts for nothing until a record lists it."""
    key = ticket.key
    if key is None or signature.key != key.ref:
        raise KeyUnknown()
    check_signature(
        signature.statement, signature.proof, _public(key), origins=(place.sign_url(),), rp_id=place.rp_id()
    )
    if key.tested_at is None:
        key.tested_at = clock.now()
        key.save(update_fields=["tested_at"])
    journal("quorum.key_tested", subject=by.ref, data={"key": key.ref}, by=by)
    return Taken(Count(1, 1), "")


def _public(key: SigningKey) -> PublicKey:
    return PublicKey(key.alg, key.spki)


def _keep(ticket: Ticket, signature: BookSignature) -> Signature:
    """Keep the signature; one that counts no more (made under an older set, or run out) is replaced."""
    assert ticket.document is not None
    statement = signature.statement
    before = Signature.objects.filter(document=ticket.document, key=signature.key, act=statement.act).first()
    if before is not None:
        if before.entry or queries.counts(before, statement.trustees, clock.today().isoformat()):
            raise SignedAlready()
        before.delete()
    data = SIGNATURE.write(signature)
    return Signature.objects.create(
        document=ticket.document,
        signer=ticket.signer,
        holder=statement.trustee,
        key=signature.key,
        act=statement.act,
        statement=data["statement"],
        proof=data["proof"],
        made_at=clock.now(),
    )


def _answer(by: Actor, ticket: Ticket, signature: BookSignature, reason: str) -> Taken:
    """A trustee's yes or no to a request stands in the book at once. Raises: RuleBroken."""
    document = ticket.document
    assert document is not None
    if document.state != Document.OPEN:
        raise DocumentClosed()
    common = {"campaign": document.campaign.ref, "request": document.ref, "signature": signature}
    made: RequestApproved | RequestRefused
    if signature.statement.act == Act.APPROVE:
        made = RequestApproved(ref=new_ref("appr"), **common)
    else:
        if not reason:
            raise ReasonMissing()
        text = put_text({"reason": Translated.source(signature.statement.lang, reason).as_data()})
        made = RequestRefused(ref=new_ref("refu"), text=text, **common)
    record(made)
    row = _keep(ticket, signature)
    row.entry = made.ref
    row.save(update_fields=["entry"])
    standing = queries.standing_of(document)
    if not standing.open:
        close(document, Document.VOID)
    return Taken(standing.count, made.ref)


def _gather(by: Actor, ticket: Ticket, signature: BookSignature) -> Taken:
    """Judge the signature alone, keep it, and write the record as soon as there are enough.

    Raises: DocumentClosed, SignedAlready, RuleBroken.
    """
    document = ticket.document
    assert document is not None and document.kind in SIGNED_KINDS
    if document.state != Document.OPEN:
        raise DocumentClosed()
    facts = queries.facts_for([queries.record_of(document)])
    unsigned = queries.record_of(document, facts)
    check_one(unsigned, facts, signature)
    _keep(ticket, signature)
    document = queries.document_of(document.ref)
    standing = queries.standing_of(document)
    if not standing.count.done:
        data = {"document": document.ref, "key": signature.key}
        journal("quorum.signed", subject=by.ref, data=data, by=by)
        return Taken(standing.count, "")
    rows = [row for row in document.signatures.all() if row.key in standing.holders]
    signatures = [SIGNATURE.read({"statement": row.statement, "proof": row.proof}) for row in rows]
    # The log stamps what is recorded: the stamp for judging goes.
    whole = signed_with(replace(unsigned, on=None), signatures)
    record(whole)
    for row in rows:
        row.entry = whole.ref
        row.save(update_fields=["entry"])
    close(document, Document.RECORDED)
    for module in offers.listeners():
        if hasattr(module, "recorded"):
            module.recorded(document, whole)
    return Taken(standing.count, whole.ref)


__all__ = ["GIVEN_RULES", "Taken", "take_answer", "take_signature"]
