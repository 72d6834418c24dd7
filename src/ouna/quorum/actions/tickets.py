"""Tickets: the one-time right to sign one document, to enrol one key, to try it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import QuerySet

from ouna.core.values import canonical
from ouna.log import Actor, action, clock, journal
from ouna.quorum import offers, queries, wording
from ouna.quorum.errors import DocumentClosed, KeyUnknown, NoSigner, TicketSpent
from ouna.quorum.models import Document, Look, Signer, SigningKey, Ticket

MINUTES = 10
#: A file travels on a memory card.
FILE_DAYS = 14


def hash_of(token: str) -> str:
    """What of a ticket is kept."""
    return sha256(token.encode()).hexdigest()


def check_signer(by: Actor, signer: Signer) -> None:
    """The actor is this signer, and may act at all. Raises: NoSigner."""
    if signer.user.ref != by.ref or not signer.user.is_active:
        raise NoSigner()


def _lang(lang: str) -> str:
    return lang if lang in wording.languages() else "en"


def make_ticket(
    what: str,
    signer: Signer,
    lang: str,
    *,
    document: Document | None = None,
    key: SigningKey | None = None,
    holder: str = "",
) -> tuple[str, Ticket]:
    """A new ticket and its token. Call inside an action."""
    token = secrets.token_urlsafe(32)
    wait = timedelta(days=FILE_DAYS) if what == Ticket.FILE else timedelta(minutes=MINUTES)
    made = Ticket.objects.create(
        token=hash_of(token),
        what=what,
        signer=signer,
        document=document,
        key=key,
        holder=holder,
        nonce=secrets.token_hex(32 if what == Ticket.ENROL else 16),
        lang=_lang(lang),
        until=clock.now() + wait,
    )
    return token, made


@action
def ticket_to_sign(*, by: Actor, signer: Signer, ref: str, lang: str) -> str:
    """The token with which the signing page fetches this document once. Raises: NoSigner, DocumentClosed."""
    check_signer(by, signer)
    document = signable(signer, ref)
    token, _ = make_ticket(Ticket.SIGN, signer, lang, document=document)
    journal("quorum.ticket", subject=by.ref, data={"document": ref}, by=by)
    return token


def signable(signer: Signer, ref: str) -> Document:
    """The document, if this signer may sign it now. Raises: DocumentClosed, NoSigner."""
    document = queries.document_of(ref)
    standing = queries.standing_of(document)
    if not standing.open or document.campaign_id != signer.campaign_id:
        raise DocumentClosed()
    if not queries.may_sign(standing, signer, [k.ref for k in signer.keys.filter(tested_at__isnull=False)]):
        raise NoSigner("There is nothing for you to sign here: you have signed, or have no key in force.")
    return document


@action
def ticket_to_enrol(*, by: Actor, signer: Signer, lang: str) -> str:
    """The token with which one new passkey may be set up. Raises: NoSigner."""
    check_signer(by, signer)
    token, _ = make_ticket(Ticket.ENROL, signer, lang)
    journal("quorum.ticket", subject=by.ref, data={"enrol": signer.ref}, by=by)
    return token


@action
def ticket_to_test(*, by: Actor, key: SigningKey, lang: str) -> str:
    """The token with which a key is tried. Raises: NoSigner."""
    check_signer(by, key.signer)
    token, _ = make_ticket(Ticket.TEST, key.signer, lang, key=key)
    journal("quorum.ticket", subject=by.ref, data={"test": key.ref}, by=by)
    return token


@action
def file_to_sign(
    *, by: Actor, signer: Signer, lang: str, ref: str = "", key: SigningKey | None = None, holder: str = ""
) -> bytes:
    """A request file for `ouna trustee sign`: over a document, or to try a key; answered within 14 days.

    `holder`: a recovery key that signs instead; a trustee carries its file. Raises: NoSigner, KeyUnknown,
    DocumentClosed.
    """
    check_signer(by, signer)
    document = None
    if key is not None:
        if key.signer_id != signer.pk:
            raise KeyUnknown()
    elif holder:
        document = queries.document_of(ref)
        found = queries.set_in_force(signer.campaign)
        if found is None or holder not in {k.key for k in found.recovery}:
            raise KeyUnknown("This is no recovery key of the trustees.")
        standing = queries.standing_of(document)
        if document.campaign_id != signer.campaign_id or not standing.open:
            raise DocumentClosed()
        # Refs of recovery keys are public: with one, nobody may fetch what it does not sign.
        if standing.wanted is None or standing.wanted.signer(holder) is None:
            raise KeyUnknown("This is no recovery key of the trustees.")
    else:
        document = signable(signer, ref)
    _, ticket = make_ticket(Ticket.FILE, signer, lang, document=document, key=key, holder=holder)
    journal("quorum.ticket", subject=by.ref, data={"file": offers.subject_of(ticket)}, by=by)
    return canonical({"format": wording.REQUEST_FORMAT, **offers.offer_of(ticket)})


@action(draft=True)
def show_on_second_device(*, by: Actor, ref: str, lang: str) -> str:
    """Keep the document encrypted for a second device; returns `id.key`, of which the key is kept nowhere.

    Raises: DocumentUnknown, NoSigner.
    """
    document = queries.document_of(ref)
    signer = queries.signer_for(by, document)
    if signer is None or not queries.sees_opened(by, queries.standing_of(document), signer):
        raise NoSigner()
    token, key = secrets.token_hex(16), AESGCM.generate_key(128)
    nonce = secrets.token_bytes(12)
    data = canonical(offers.look_of(document, _lang(lang)))
    Look.objects.create(
        token=token,
        sealed=nonce + AESGCM(key).encrypt(nonce, data, token.encode()),
        until=clock.now() + timedelta(minutes=MINUTES),
    )
    return f"{token}.{key.hex()}"


@action(draft=True)
def forget_tickets(*, by: Actor, before: datetime) -> None:
    """Remove tickets and copies for second devices that ended before a moment."""
    Ticket.objects.filter(until__lt=before).delete()
    Look.objects.filter(until__lt=before).delete()


def tickets() -> QuerySet[Ticket]:
    """All tickets, with what belongs to them."""
    related = "signer__user", "signer__campaign", "document__campaign", "key__signer__campaign"
    return Ticket.objects.select_related(*related)


def ticket_of(token: str) -> Ticket:
    """An unused ticket. Raises: TicketSpent."""
    return check_fresh(tickets().filter(token=hash_of(token)).first())


def check_fresh(ticket: Ticket | None) -> Ticket:
    """The ticket is there, was not used and is not too old. Raises: TicketSpent."""
    if ticket is None or ticket.used_at is not None or ticket.until < clock.now():
        raise TicketSpent()
    return ticket


def spend(ticket: Ticket) -> None:
    """Use the ticket up: of two at the same moment one finds it used. Call inside an action."""
    used = Ticket.objects.filter(pk=ticket.pk, used_at=None).update(used_at=clock.now())
    if not used:
        raise TicketSpent()
