"""Publishing a full copy of the books elsewhere: for a mirror, an auditor, a USB stick."""

from __future__ import annotations

from pathlib import Path

from ouna.core.book.folder import CHECKPOINT, KEYS, TOTALS
from ouna.core.tlog import Frontier, TileTree, TlogRefused
from ouna.core.values import NotCanonical, canonical, parse_json
from ouna.log import queries
from ouna.log.errors import FolderForeign, LogDamaged, NotLockedIn
from ouna.log.files import FRESH, Writer, sweep
from ouna.log.published import Folder
from ouna.verify.program import NAME

#: What lies at the top of a published folder, whole or half-written.
PARTS = frozenset(n + end for n in (CHECKPOINT, KEYS, TOTALS, NAME, "tile", "texts") for end in ("", FRESH))


def publish_to(folder: Path | str, writer: Writer | None = None) -> int:
    """Write exactly what the newest published checkpoint needs into another folder; returns its size.

    A folder with an older copy of the same books is brought up to date. The totals are those published
    with the checkpoint. Raises: NotLockedIn when nothing is published yet, FolderForeign, FileDiffers,
    LogDamaged.
    """
    source, target = Folder(queries.books_dir()), Folder(Path(folder), writer)
    size, note, totals = _consistent_head(source)
    old = _size_of(target)
    sweep(target.root)
    frontier = Frontier()
    target.grow(old, frontier, size)
    root = frontier.root()
    if root.hex() != totals["root"] or _root_of(target, size) != root:
        raise LogDamaged("The database holds another tree than the published one.")
    target.put_texts(0, size)
    target.put_head(canonical(totals), note)
    target.tidy_all(size)
    return size


def _consistent_head(source: Folder) -> tuple[int, bytes, dict[str, object]]:
    """Checkpoint and totals of one size: the sequencer may replace both while we read."""
    for _ in range(100):
        note = source.checkpoint()
        if note is None:
            raise NotLockedIn("Nothing is published yet.")
        signed = queries.checkpoints().filter(note=note).first()
        try:
            totals = parse_json((source.root / "totals.json").read_bytes())
        except (OSError, NotCanonical):
            raise LogDamaged("The published totals cannot be read.") from None
        if signed and totals.get("size") == signed.size and source.checkpoint() == note:
            return signed.size, note, totals
    raise LogDamaged("The published checkpoint and totals do not belong together.")


def _size_of(target: Folder) -> int:
    """How far the target is written. Raises: FolderForeign when it holds other books, or no books."""
    note = target.checkpoint()
    if note is None:
        # The checkpoint comes last: a first copy that was stopped has none, and nothing but parts of books.
        if target.root.exists() and any(path.name not in PARTS for path in target.root.iterdir()):
            raise FolderForeign()
        return 0
    known = queries.checkpoints().filter(note=note).first()
    if known is None:
        raise FolderForeign("This folder holds a checkpoint that this log has not signed.")
    return known.size


def _root_of(target: Folder, size: int) -> bytes:
    try:
        return TileTree(size, target.read_tile).root()
    except TlogRefused:
        raise LogDamaged("The tiles written do not make a tree.") from None
