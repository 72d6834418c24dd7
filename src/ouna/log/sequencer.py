"""The sequencer: numbers entries, writes tiles, signs the tree head, publishes it. Each step is repeatable.

(1) commit numbers for whatever has none; (2) write bundles and tiles; (3) sign and swap the head row where
its size is the old one; (4) write the high-water note; (5) collect cosignatures (none yet); (6) replace
`checkpoint`. Numbers are committed before anything is signed, so two runs can only sign the same tree.
Recovery after a crash is this same code.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from ouna.core.book import totals_file
from ouna.core.tlog import Checkpoint as TreeHead
from ouna.core.tlog import Frontier, sign
from ouna.log import clock, high_water, numbering, queries, triggers
from ouna.log.errors import GuardMissing, HeadMoved, LogBehind, LogDamaged
from ouna.log.files import Writer, sweep
from ouna.log.keys import log_signer
from ouna.log.locking import drop_sequencer_lock, try_sequencer_lock
from ouna.log.models import Checkpoint, Head
from ouna.log.published import Folder, catch_up


def _lock_file() -> Path:
    name = str(settings.DATABASES["default"]["NAME"])
    if "mode=memory" in name or name == ":memory:":
        return high_water.note_file().with_name("sequencer.lock")
    return Path(name + ".sequencer")


@contextmanager
def only_one() -> Iterator[bool]:
    """Hold the sequencer lock; yields False when another process or thread has it."""
    if connection.vendor == "postgresql":
        got = try_sequencer_lock()
        try:
            yield got
        finally:
            if got:
                drop_sequencer_lock()
        return
    path = _lock_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


class Sequencer:
    """Keeps the right edge of the tree between runs. After any error throw it away and make a new one."""

    def __init__(self, writer: Writer | None = None) -> None:
        self.writer = writer or Writer()
        self.folder = Folder(queries.books_dir(), self.writer)
        self._frontier: Frontier | None = None
        self._published = -1

    def is_idle(self) -> bool:
        """Whether a run would find nothing to do: no entry without a checkpoint, folder written."""
        return self._frontier is not None and numbering.entries_recorded() == self._published

    def run(self) -> int | None:
        """One run of all steps; returns the size published, None when another sequencer is at work.

        Raises: LogBehind, NoteMissing, LogDamaged, KeyMissing, FileDiffers, HeadMoved.
        """
        with only_one() as got:
            return self._run() if got else None

    def _run(self) -> int:
        frontier = self._start()
        numbered = numbering.assign(self.writer)
        head, size = queries.head(), numbered.size
        if not size:
            return 0
        if head and size < head.size:
            raise LogBehind("There are fewer entries than were signed.")
        published = self._published_size()
        self.folder.grow(published, frontier, size)
        root = frontier.root()
        # The files, not only the database, must have this root.
        self.folder.tree(size, root)
        note = self._sign(head, size, root)
        # From here on the lock may have been lost without our noticing: what another sequencer has signed
        # since must not be covered by something older.
        _check_still_head(size)
        high_water.write(size, root, self.writer, checkpoints=high_water.count_on(size))
        self.folder.put_texts(0 if self._published < 0 else published, size)
        _check_still_head(size)
        self.folder.put_head(totals_file(size, root, numbered.totals), note)
        if self._published < 0:
            self.folder.tidy_all(size)
        else:
            self.folder.tidy(published, size)
        self._published = size
        return size

    def _start(self) -> Frontier:
        """The first time: sweep, and compare all entries with the high-water note and the head."""
        if self._frontier is None:
            sweep(self.folder.root)
            self._frontier = check_start()
        else:
            check_note(self._frontier)
        return self._frontier

    def _published_size(self) -> int:
        """How far the folder is written, by its checkpoint, which must be one that we signed.

        0 where files of its edge are lacking: then every file is compared, and written where it is not.
        """
        data = self.folder.checkpoint()
        if data is None:
            return 0
        ours = Checkpoint.objects.filter(note=data).first()
        if ours is None:
            raise LogDamaged("The published checkpoint is not one that this log has signed.")
        return ours.size if self.folder.has_edge(ours.size) else 0

    def _sign(self, head: Head | None, size: int, root: bytes) -> bytes:
        """Sign the tree head and swap the head row, or give the note signed before."""
        if head and head.size == size:
            if bytes(head.root) != root:
                raise LogDamaged("The tree has another root than was signed at this size.")
            return bytes(head.note)
        signer = log_signer()
        note = sign(TreeHead(signer.name, size, root).format(), signer)
        self.writer.step("swap head", lambda: swap_head(head.size if head else None, size, root, note))
        return note


def _check_still_head(size: int) -> None:
    """Nobody has signed since. Raises: HeadMoved."""
    head = queries.head()
    if not head or head.size != size:
        raise HeadMoved()


def swap_head(old: int | None, size: int, root: bytes, note: bytes) -> None:
    """Make this the head where the head still has the size `old`. Raises: HeadMoved."""
    with transaction.atomic():
        if old is None:
            _, made = Head.objects.get_or_create(pk=1, defaults={"size": size, "root": root, "note": note})
            if not made:
                raise HeadMoved()
        elif not Head.objects.filter(pk=1, size=old).update(size=size, root=root, note=note):
            raise HeadMoved()
        Checkpoint.objects.create(size=size, root=root, note=note, at=clock.now())


def check_start() -> Frontier:
    """Compare the entries with the high-water note and with the head. Returns the frontier of the head.

    Raises: NoteMissing, LogBehind, LogDamaged.
    """
    noted, head, numbered = high_water.read(), queries.head(), queries.size()
    if numbered < noted.size:
        raise LogBehind(f"Entries with a number: {numbered}; entries signed: {noted.size}.")
    frontier = Frontier()
    catch_up(frontier, noted.size)
    if frontier.root() != noted.root:
        raise LogBehind("The entries up to the high-water note are not those that were signed.")
    signed = head.size if head else 0
    if signed < noted.size:
        raise LogBehind(f"The head says {signed}; {noted.size} were signed.")
    if head and signed:
        if numbered < signed:
            raise LogBehind(f"Entries with a number: {numbered}; entries signed: {signed}.")
        catch_up(frontier, signed)
        if frontier.root() != bytes(head.root):
            raise LogDamaged()
    return frontier


def check_note(frontier: Frontier) -> None:
    """At each further run: the note is not ahead of what this process knows, nor of another root."""
    noted = high_water.read()
    if noted.size == frontier.size and noted.root == frontier.root():
        return
    same = Checkpoint.objects.filter(size=noted.size, root=noted.root).exists() or noted.size == 0
    if not same or noted.size > queries.size():
        raise LogBehind("The high-water note names a tree that this database does not have.")


def check_guards() -> None:
    """At each start: triggers are there and the connection keeps its promises. Raises: GuardMissing."""
    lacking = [*triggers.missing(), *triggers.weak_settings()]
    if lacking:
        raise GuardMissing(f"Missing or weak: {', '.join(lacking)}.")


def run_once(writer: Writer | None = None) -> int | None:
    """A fresh sequencer's run: checks everything, publishes. Returns the size, None if one is at work."""
    return Sequencer(writer).run()
