"""Files wait in the archive between the drop and the import; and the auditor's notes."""

from __future__ import annotations

from datetime import timedelta

from ouna.core import bank
from ouna.core.values import clean_text
from ouna.log import SYSTEM, Actor, action, clock, journal, new_ref, unchanged
from ouna.parties.errors import NotPermitted
from ouna.treasury import archive
from ouna.treasury.errors import FileTooLarge, LineNotWaiting
from ouna.treasury.models import AuditNote, StatementFile

#: A dropped file holds names and texts of strangers; it waits so long for its import and no longer.
STAGED_DAYS = 30


@action(draft=True)
def stage_file(*, by: Actor, raw: bytes, limit: int) -> str:
    """Put a dropped file into the archive, before anybody has looked into it. Returns its SHA-256.

    Raises: NotPermitted, FileTooLarge (`limit` in bytes).
    """
    if not by.has("treasurer"):
        raise NotPermitted()
    if len(raw) > limit:
        raise FileTooLarge(limit_mb=limit >> 20)
    sha256 = bank.sha256_of(raw)
    archive.put_file(sha256, raw)
    return sha256


@action
def drop_staged(*, by: Actor) -> int:
    """Remove the files that were dropped and not imported for 30 days; returns how many. Repeatable.

    Raises: NotPermitted.
    """
    if by != SYSTEM:
        raise NotPermitted()
    old = set(archive.old_files(clock.now() - timedelta(days=STAGED_DAYS)))
    unused = sorted(old - set(StatementFile.objects.values_list("sha256", flat=True)))
    if not unused:
        unchanged()
        return 0
    journal("bank_file.dropped", subject=archive.subject_of_files(), data={"files": unused}, by=by)
    for sha256 in unused:
        archive.drop_file(sha256)
    return len(unused)


@action
def add_note(*, by: Actor, text: str, about: str = "") -> AuditNote:
    """Keep an auditor's note; the desks show it. Raises: NotPermitted, TextRefused."""
    if not by.has("auditor"):
        raise NotPermitted()
    note = AuditNote.objects.create(
        ref=new_ref("file"),
        about=clean_text(about)[:80],
        text=clean_text(text, lines=True)[:5_000],
        by=by.ref,
        by_name=by.name[:120],
        at=clock.now(),
    )
    journal("audit.noted", subject=note.ref, data={"text": note.text, "about": note.about}, by=by)
    return note


@action
def answer_note(*, by: Actor, note: AuditNote, text: str) -> AuditNote:
    """A treasurer answers an auditor's note, once. Raises: NotPermitted, LineNotWaiting, TextRefused."""
    if not by.has("treasurer"):
        raise NotPermitted()
    note = AuditNote.objects.get(pk=note.pk)
    if note.answered:
        raise LineNotWaiting("This note has been answered.", next_step="")
    note.answered = f"{by.name}: {clean_text(text, lines=True)}"[:5_000]
    note.save(update_fields=["answered"])
    journal("audit.answered", subject=note.ref, data={"text": note.answered}, by=by)
    return note
