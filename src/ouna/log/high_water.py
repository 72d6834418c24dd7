"""The high-water note: size and root of what was signed last, kept outside the data folder.

A database restored from an older backup is smaller than its note, or has another root at the note's size;
then nothing may be signed, else two different logs would bear one signature.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from ouna.core.tlog import EMPTY_ROOT
from ouna.log.errors import LogBehind, NoteMissing
from ouna.log.files import Writer
from ouna.log.models import Checkpoint


class HighWater(NamedTuple):
    """What the note says. `checkpoints` were signed up to that size; an older note does not count them."""

    size: int
    root: bytes
    checkpoints: int | None = None


def note_file() -> Path:
    """Where the note lies."""
    return Path(settings.HIGH_WATER_FILE)


def read() -> HighWater:
    """The note. Raises: NoteMissing when it is gone or unreadable."""
    try:
        size, root, *rest = note_file().read_text("ascii").split()
        found = HighWater(int(size), bytes.fromhex(root), int(rest[0]) if rest else None)
    except (OSError, ValueError):
        raise NoteMissing() from None
    if found.size < 0 or len(found.root) != len(EMPTY_ROOT):
        raise NoteMissing("The high-water note is damaged.")
    return found


def write(size: int, root: bytes, writer: Writer | None = None, *, checkpoints: int | None = None) -> None:
    """Replace the note, durably."""
    path = note_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    counted = "" if checkpoints is None else f"{checkpoints}\n"
    (writer or Writer()).replace(path, f"{size}\n{root.hex()}\n{counted}".encode())


def count_on(size: int) -> int:
    """How many checkpoints are signed up to `size`: those of the note, and what came since.

    Never a count of all rows: one taken away before would then be missed no more.
    """
    noted = read()
    since = Checkpoint.objects.filter(size__lte=size)
    if noted.checkpoints is None:
        return since.count()
    return noted.checkpoints + since.filter(size__gt=noted.size).count()


def begin() -> None:
    """The note of an empty log. Raises: LogBehind when a note says that entries were signed."""
    if not note_file().exists():
        write(0, EMPTY_ROOT, checkpoints=0)
    elif read().size:
        raise LogBehind("The database is empty, but a log was signed here.")


_seen: tuple[str, int, int] | None = None
_floor = 0


def check_floor(entries: int) -> None:
    """Refuse to record in a database that holds fewer entries than were signed. Raises: LogBehind.

    Reads the note again only when its file has changed. Its absence is the sequencer's matter.
    """
    global _seen, _floor
    path = note_file()
    try:
        found = path.stat()
    except OSError:
        return
    place = (str(path), found.st_mtime_ns, found.st_ino)
    if place != _seen:
        _floor = read().size
        _seen = place
    if entries < _floor:
        raise LogBehind(f"Entries here: {entries}; entries signed: {_floor}.")
