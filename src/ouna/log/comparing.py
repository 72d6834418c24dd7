"""Comparing a published folder, file by file, with what the log would write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ouna.core.book.folder import CHECKPOINT, KEYS, TOTALS
from ouna.core.tlog import TILE_WIDTH, Frontier, TileId, TlogRefused, parse_tile_path
from ouna.log import queries
from ouna.log.files import Writer
from ouna.log.models import Text
from ouna.log.monitor import Finding
from ouna.log.published import Folder, file_of, keys_of_log, text_hashes
from ouna.verify.program import NAME, program


class _Comparer(Writer):
    """Stands where the writer stands and compares instead."""

    def __init__(self) -> None:
        self.seen = {CHECKPOINT, KEYS, TOTALS}
        self.different: list[str] = []

    def put(self, root: Path, files: Iterable[tuple[str, bytes]]) -> int:
        for name, data in files:
            self.seen.add(name)
            try:
                same = (root / name).read_bytes() == data
            except OSError:
                same = False
            if not same:
                self.different.append(name)
        return 0


def differences(folder: Folder, size: int) -> Iterator[Finding]:
    """Every file that differs, lacks or is not accounted for in a folder published at `size`.

    While it is looked at, a newer state may be published: then its edge is compared the next time.
    """
    note = folder.checkpoint()
    comparer = _Comparer()
    Folder(folder.root, comparer).grow(0, Frontier(), size)
    texts = Text.objects.filter(pk__in=text_hashes(0, size), withdrawn=False)
    comparer.put(folder.root, [file_of(row) for row in texts])
    comparer.put(folder.root, [(KEYS, keys_of_log()), (NAME, program())])
    found = [(name, "The published file differs from the log, or is missing.") for name in comparer.different]
    for path in sorted(folder.root.rglob("*")):
        name = path.relative_to(folder.root).as_posix()
        if not path.is_dir() and name not in comparer.seen:
            found.append((name, "The log cannot account for this file."))
    moved = folder.checkpoint() != note
    newest = queries.size()
    for name, what in found:
        if not (moved and _is_at_edge(name, size, newest)):
            yield Finding(f"books/{name}", what)


def _is_at_edge(name: str, size: int, newest: int) -> bool:
    """Whether a path may appear or vanish while the log grows from `size` to `newest`."""
    if name.startswith("texts/"):
        return name in {f"texts/{hashed}.json" for hashed in text_hashes(size, newest)}
    try:
        tile = parse_tile_path(name.removesuffix(".fresh"))
    except TlogRefused:
        return False
    shift = 8 * max(tile.level, 0)
    last = TileId(tile.level, (newest >> shift) // TILE_WIDTH)
    return (size >> shift) // TILE_WIDTH <= tile.index <= last.index
