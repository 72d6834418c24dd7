"""After an older backup was restored: take the missing entries back from the published log.

Their public part comes back whole and keeps its numbers. Their private rows (who gave, which bank line)
are gone until the bank files are imported again; such entries bear `by = recovered`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from ouna.core.book import FileBroken, LogOpened, RuleBroken, decode, read_text_file, text_path
from ouna.core.book.folder import CHECKPOINT
from ouna.core.tlog import (
    MAX_ENTRY,
    TILE_WIDTH,
    Checkpoint,
    Frontier,
    TlogRefused,
    decode_bundle,
    entries_path,
    open_checkpoint,
)
from ouna.core.tlog.notes import MAX_NOTE
from ouna.core.values import canonical
from ouna.log import high_water, numbering, queries, wakeup
from ouna.log.actor import SYSTEM
from ouna.log.booking import CHUNK, write_chunk
from ouna.log.errors import NoteMissing, RecoveryRefused
from ouna.log.files import Writer
from ouna.log.keys import log_signer
from ouna.log.locking import take_book_lock
from ouna.log.models import Checkpoint as SignedHead
from ouna.log.models import Entry, Text
from ouna.log.private_journal import note_recovery
from ouna.log.published import TEXT_KINDS
from ouna.log.sequencer import only_one, swap_head
from ouna.log.steps import step
from ouna.verify.errors import TooLarge, Unreadable
from ouna.verify.source import Source

#: The largest file of a publication: a bundle of the longest entries.
LARGEST = TILE_WIDTH * (MAX_ENTRY + 2)


@dataclass(slots=True)
class Recovery:
    """What was done: `lines` are the accounts whose bank files are to be imported again, with the days."""

    size: int
    added: int = 0
    texts_lacking: int = 0
    lines: dict[str, tuple[str, str]] = field(default_factory=dict)
    recovered: list[str] = field(default_factory=list)


def recover(books: Source) -> Recovery:
    """Complete this database from published books. Repeatable; stops at a chunk, continues there.

    Raises: RecoveryRefused when the books are not this log's, older than what was signed here, or
    contradict entries of this database.
    """
    checkpoint, note = _checkpoint(books)
    with only_one() as got:
        if not got:
            raise RecoveryRefused("The sequencer is running.", next_step="Stop the server and worker first.")
        have = numbering.entries_recorded()
        _check_same_log(books, checkpoint, have)
        done = Recovery(checkpoint.size)
        for at in range(have, checkpoint.size, CHUNK):
            step("Entries taken back", at, checkpoint.size)
            _take_back(books, at, min(at + CHUNK, checkpoint.size), checkpoint.size, done)
        numbering.assign(Writer())
        head = queries.head()
        if not head or head.size < checkpoint.size:
            swap_head(head.size if head else None, checkpoint.size, checkpoint.root, note)
        if Entry.objects.filter(by=queries.RECOVERED).exists():
            note_recovery(by=SYSTEM)
        # The checkpoints since the backup are lost with it: from here on those are counted that are left.
        left = SignedHead.objects.filter(size__lte=checkpoint.size).count()
        high_water.write(checkpoint.size, checkpoint.root, checkpoints=left)
    wakeup.committed.set()
    return done


def _checkpoint(books: Source) -> tuple[Checkpoint, bytes]:
    """The published checkpoint, signed by this log's key and not older than the high-water note."""
    try:
        note = books.read(CHECKPOINT, MAX_NOTE)
        signer = log_signer()
        checkpoint, _ = open_checkpoint(note, [signer.verifier], signer.name)
    except (Unreadable, TooLarge):
        raise RecoveryRefused("There is no checkpoint at this place.") from None
    except TlogRefused as error:
        raise RecoveryRefused(f"These are not the books of this log: {error}") from None
    try:
        noted = high_water.read()
    except NoteMissing:
        noted = high_water.HighWater(0, b"")
    if checkpoint.size < noted.size or (checkpoint.size == noted.size and checkpoint.root != noted.root):
        raise RecoveryRefused(
            f"Entries in these books: {checkpoint.size}; entries signed: {noted.size}.",
            next_step="Find a newer copy of the published books: a mirror, a section, an auditor.",
        )
    return checkpoint, note


def _published(books: Source, first: int, until: int, size: int) -> Iterator[bytes]:
    """Published entries first ≤ n < until of a publication of `size`. Raises: RecoveryRefused."""
    for index in range(first // TILE_WIDTH, -(-until // TILE_WIDTH)):
        width = min(TILE_WIDTH, size - index * TILE_WIDTH)
        try:
            entries = decode_bundle(books.read(entries_path(index, width), LARGEST), width)
        except (Unreadable, TooLarge, TlogRefused):
            raise RecoveryRefused(f"Bundle {index} of the published books is missing or damaged.") from None
        start = index * TILE_WIDTH
        yield from entries[max(first - start, 0) : until - start]


def _check_same_log(books: Source, checkpoint: Checkpoint, have: int) -> None:
    """All published entries have the signed root, and ours are exactly their beginning."""
    if have > checkpoint.size:
        raise RecoveryRefused(
            "This database holds entries that the published books do not.",
            next_step="Run `ouna check`. If it finds nothing, start the server: nothing is missing.",
        )
    frontier, batch = Frontier(), []
    ours = Entry.objects.order_by("id").values_list("data", flat=True).iterator(chunk_size=2_000)
    for number, entry in enumerate(_published(books, 0, checkpoint.size, checkpoint.size)):
        if number < have and bytes(next(ours)) != entry:
            raise RecoveryRefused(
                f"Entry {number} of this database is not the published one.",
                next_step="Facts were recorded after the restore. Restore the backup again; recover first.",
            )
        batch.append(entry)
        if len(batch) == CHUNK:
            step("Entries compared", number + 1, checkpoint.size)
            frontier.extend_entries(batch)
            batch.clear()
    frontier.extend_entries(batch)
    if frontier.root() != checkpoint.root:
        raise RecoveryRefused("The published entries have another root than their checkpoint.")


def _take_back(books: Source, first: int, until: int, size: int, done: Recovery) -> None:
    """Write some entries as `record` would, with their own days, in one transaction."""
    entries = list(_published(books, first, until, size))
    try:
        records = [decode(data) for data in entries]
        with transaction.atomic():
            take_book_lock()
            write_chunk(queries.RECOVERED, [(rec, ()) for rec in records], below_note=True)
            for rec in records:
                if rec.KIND in TEXT_KINDS:
                    done.texts_lacking += not _take_text(books, rec.text)  # type: ignore[attr-defined]
    except RuleBroken as broken:
        raise RecoveryRefused(f"A published entry breaks a rule: {broken.what}") from None
    done.added += len(records)
    for rec in records:
        if isinstance(rec, LogOpened):
            continue
        account, booked = getattr(rec, "account", None), getattr(rec, "booked", None)
        if account and booked:
            low, high = done.lines.get(account, (booked, booked))
            done.lines[account] = min(low, booked), max(high, booked)
        done.recovered.append(rec.ref)


def _take_text(books: Source, hashed: str) -> bool:
    """Take a public text back if it is there and fits its hash."""
    try:
        found = read_text_file(books.read(text_path(hashed), LARGEST), hashed)
    except (Unreadable, TooLarge, FileBroken):
        return False
    kept = {"salt": found.salt.hex(), "data": canonical(found.data).decode()}
    Text.objects.get_or_create(pk=hashed, defaults=kept)
    return True
