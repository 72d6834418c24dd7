"""Invariants of the log: kept values equal a replay from zero, row by row; tree, tiles, numbers, guards."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager

from django.db import connection

from ouna.core.book import totals_file
from ouna.core.book.folder import TOTALS
from ouna.core.errors import OunaError
from ouna.core.tlog import open_checkpoint
from ouna.core.values import parse_json
from ouna.log import high_water, queries, triggers
from ouna.log.comparing import differences
from ouna.log.keys import log_signer
from ouna.log.models import Checkpoint
from ouna.log.monitor import Finding
from ouna.log.private_checks import journal_days, journal_facts, openings, recoveries
from ouna.log.published import Folder
from ouna.log.recount import Recount


def checks() -> Iterator[Finding]:
    """Everything the log promises about itself."""
    yield from guards()
    with snapshot():
        current = yield from recounted()
        yield from checkpoints()
        yield from recoveries()
        yield from journal_days()
        yield from journal_facts()
        yield from openings()
    if current:
        try:
            yield from differences(Folder(queries.books_dir()), current.size)
        except OunaError as error:
            yield Finding("books", str(error))


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads in the block see one moment, without holding up writers."""
    if connection.in_atomic_block:
        yield
        return
    begin = (
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN"
    )
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def guards() -> Iterator[Finding]:
    """Triggers, settings of the connection."""
    for name in triggers.missing():
        yield Finding("database", f"The trigger {name} is missing or altered.")
    for name in triggers.weak_settings():
        yield Finding("database", f"The setting {name} is too weak.")


def recounted() -> Generator[Finding, None, Checkpoint | None]:
    """The replay, the roots signed, checkpoint and totals as published; returns the published checkpoint."""
    note, totals = _published_head(Folder(queries.books_dir()))
    roots: dict[int, dict[str, bytes]] = {}
    # The note first: it is written after the rows, so these then hold at least what it says.
    noted, trouble = _noted()
    head = queries.head()
    if head:
        roots.setdefault(head.size, {})["head"] = bytes(head.root)
        if noted:
            roots.setdefault(noted.size, {})["high-water note"] = noted.root
        else:
            yield Finding("high-water note", trouble)
    for signed in queries.checkpoints():
        roots.setdefault(signed.size, {})[f"checkpoint {signed.size}"] = bytes(signed.root)
    current = Checkpoint.objects.filter(note=note).first() if note else None
    recount = Recount(roots, current.size if current else -1)
    yield from recount.run()
    if current is None:
        if note is not None:
            yield Finding("books/checkpoint", "The published checkpoint is not one that this log has signed.")
        elif head:
            yield Finding("books", "There is no published checkpoint.")
        return None
    yield from _head_of_books(current, totals, recount)
    return current


def _noted() -> tuple[high_water.HighWater | None, str]:
    """The high-water note, or why there is none."""
    try:
        return high_water.read(), ""
    except OunaError as error:
        return None, str(error)


def checkpoints() -> Iterator[Finding]:
    """Each checkpoint kept is signed and says what its row says; as many are kept as the note counts."""
    noted, _trouble = _noted()
    rows = queries.checkpoints()
    if noted and noted.checkpoints is not None:
        kept = rows.filter(size__lte=noted.size).count()
        if kept != noted.checkpoints:
            yield Finding("checkpoints", f"{kept} are kept; {noted.checkpoints} were signed.")
    if not rows.exists():
        return
    try:
        signer = log_signer()
    except OunaError as error:
        yield Finding("checkpoints", str(error))
        return
    for row in rows.iterator(chunk_size=2_000):
        try:
            told, _note = open_checkpoint(bytes(row.note), [signer.verifier], signer.name)
            same = (told.size, told.root) == (row.size, bytes(row.root))
        except OunaError:
            same = False
        if not same:
            yield Finding(f"checkpoint {row.size}", "The checkpoint kept is not the one that was signed.")


def _published_head(folder: Folder) -> tuple[bytes | None, bytes | None]:
    """Checkpoint and totals; read again where the sequencer replaced them meanwhile."""
    totals: bytes | None = None
    for _ in range(20):
        note = folder.checkpoint()
        try:
            totals = (folder.root / TOTALS).read_bytes()
            size = str(parse_json(totals).get("size")).encode()
        except (OSError, OunaError, AttributeError):
            size = b""
        if note is None or (note == folder.checkpoint() and note.split(b"\n")[1:2] == [size]):
            break
    return note, totals


def _head_of_books(current: Checkpoint, totals: bytes | None, recount: Recount) -> Iterator[Finding]:
    """Signature of the checkpoint; totals of its size."""
    try:
        signer = log_signer()
        open_checkpoint(bytes(current.note), [signer.verifier], signer.name)
    except OunaError as error:
        yield Finding("books/checkpoint", str(error))
    expected = totals_file(current.size, bytes(current.root), recount.totals or {})
    if totals != expected:
        yield Finding(f"books/{TOTALS}", "The published totals differ from the replay.")
