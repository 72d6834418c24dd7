"""Opening and closing what is to be signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from ouna.campaign.models import Campaign
from ouna.core.book import Record, Request, RequestMade, act_of, document_of
from ouna.core.quorum import Act
from ouna.core.values import clean_text
from ouna.log import Actor, action, clock, journal, unchanged
from ouna.log import queries as log
from ouna.log.models import Entry
from ouna.quorum.errors import DocumentClosed, DocumentUnknown
from ouna.quorum.models import Document


@action
def open_document(*, by: Actor, record: Record, texts: Mapping[str, str], until: date) -> Document:
    """Put a record before its signers; it stands in the book once enough have signed.

    `record`: of a kind that carries signatures, without stamp and signatures; or a `request.made` that was
    recorded already, whose entry's bytes are signed. `texts`: {lang: what it is, in a line}, for lists.
    `until`: the last day for signatures. Opening gives nobody power: who may propose what, the calling app's
    rules say. Raises: DocumentUnknown for a request that is not in the book.
    """
    if isinstance(record, RequestMade):
        act, body = Act.APPROVE, _entry(record.ref)
    else:
        act, body = act_of(record), document_of(record)
    campaign = Campaign.objects.get(ref=record.campaign)  # type: ignore[attr-defined]
    made = Document.objects.create(
        ref=record.ref,
        act=act,
        kind=record.KIND,
        campaign=campaign,
        body=body,
        sha256=sha256(body).hexdigest(),
        texts={lang: clean_text(text, lines=True) for lang, text in texts.items()},
        until=until,
        made_by=by.ref,
        made_at=clock.now(),
    )
    journal("quorum.document_opened", subject=made.ref, data={"act": str(act), "sha256": made.sha256}, by=by)
    return made


def _entry(ref: str) -> bytes:
    found = Entry.objects.filter(ref=ref).values_list("data", flat=True).first()
    if found is None or not isinstance(log.state_of(ref), Request):
        raise DocumentUnknown()
    return bytes(found)


@action
def void_document(*, by: Actor, ref: str) -> None:
    """Take a document back: it is signed no more. Signatures that were taken stay kept, and count nowhere.

    Raises: DocumentUnknown, DocumentClosed.
    """
    document = Document.objects.filter(ref=ref).first()
    if document is None:
        raise DocumentUnknown()
    if document.state == Document.VOID:
        return unchanged()
    if document.state != Document.OPEN:
        raise DocumentClosed()
    close(document, Document.VOID)
    journal("quorum.document_voided", subject=ref, by=by)
    return None


def close(document: Document, state: str) -> None:
    """Set the end of a document. Call inside an action."""
    document.state, document.closed_at = state, clock.now()
    document.save(update_fields=["state", "closed_at"])
