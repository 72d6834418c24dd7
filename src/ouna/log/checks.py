"""Invariants of the log: kept values equal a replay from zero, row by row; tree, tiles, numbers, guards."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from ouna.core.book import totals_file
from ouna.core.book.folder import TOTALS
from ouna.core.errors import OunaError
from ouna.core.tlog import commit, open_checkpoint, padded_root
from ouna.core.values import parse_canonical, parse_json
from ouna.log import high_water, queries, triggers
from ouna.log.comparing import differences
from ouna.log.facts import as_day
from ouna.log.keys import log_signer
from ouna.log.models import Checkpoint, JournalFact
from ouna.log.monitor import Finding
from ouna.log.private_journal import PURPOSE, place_of_fact
from ouna.log.published import Folder
from ouna.log.recount import Recount, rows_of
from ouna.log.sealing import NONCE, SALT, ciphers_of

#: Facts of the journal read and opened together.
PAGE = 2_000


def checks() -> Iterator[Finding]:
    """Everything the log promises about itself."""
    yield from guards()
    with snapshot():
        current = yield from recounted()
        yield from journal_days()
        yield from journal_facts()
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
    head = queries.head()
    if head:
        roots.setdefault(head.size, {})["head"] = bytes(head.root)
        try:
            noted = high_water.read()
            roots.setdefault(noted.size, {})["high-water note"] = noted.root
        except OunaError as error:
            yield Finding("high-water note", str(error))
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


def journal_days() -> Iterator[Finding]:
    """Each sealed day's leaves have the root of its entry, and hold every fact of that day."""
    rows = rows_of(
        "SELECT day, leaves, root, data FROM log_journalday d JOIN log_entry e ON e.id = d.entry_id"
    )
    days: dict[str, set[bytes]] = {}
    for day, packed, root, data in rows:
        raw = bytes(packed)
        leaves = [raw[at : at + 32] for at in range(0, len(raw), 32)]
        days[as_day(day)] = set(leaves)
        try:
            computed = padded_root(leaves).hex()
        except OunaError:
            computed = ""
        if computed != root or root.encode() not in bytes(data):
            yield Finding(f"journal {as_day(day)}", "The sealed day has another root than its entry.")
    for day, ref, commitment in rows_of("SELECT day, ref, commitment FROM log_journalfact"):
        if as_day(day) in days and bytes(commitment) not in days[as_day(day)]:
            yield Finding(f"journal {as_day(day)}", f"The fact {ref} was not there when the day was sealed.")


def journal_facts() -> Iterator[Finding]:
    """Each fact that is not erased opens, fits its commitment, and says what its row says."""
    last = ""
    while page := list(JournalFact.objects.exclude(subject="").filter(ref__gt=last).order_by("ref")[:PAGE]):
        last = page[-1].ref
        ciphers = ciphers_of({fact.subject for fact in page})
        for fact in page:
            if not _is_as_written(fact, ciphers.get(fact.subject)):
                yield Finding(f"journal {as_day(fact.day)}", f"The fact {fact.ref} was altered.")


def _is_as_written(fact: JournalFact, cipher: AESGCM | None) -> bool:
    """Whether row, sealed content and commitment agree."""
    if cipher is None:
        return False
    try:
        blob = bytes(fact.sealed)
        plain = cipher.decrypt(blob[:NONCE], blob[NONCE:], place_of_fact(fact.ref))
        content = parse_canonical(plain[SALT:])
    except (InvalidTag, TypeError, ValueError, OunaError):
        return False
    told = tuple(content.get(name) for name in ("ref", "kind", "at", "actor", "subject"))
    row = (fact.ref, fact.kind, fact.at.strftime("%Y-%m-%dT%H:%M:%SZ"), fact.actor, fact.subject)
    return told == row and commit(PURPOSE, plain[:SALT], plain[SALT:]) == bytes(fact.commitment)
