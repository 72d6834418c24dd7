"""Comparing a published folder, file by file, with what the log would write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ouna.core.tlog import TILE_WIDTH, Frontier, TlogRefused, parse_tile_path
from ouna.log import queries
from ouna.log.files import Writer
from ouna.log.keys import log_signer
from ouna.log.models import Text
from ouna.log.monitor import Finding
from ouna.log.published import Folder, text_file, text_hashes, text_path

HEADS = {"checkpoint", "log.vkey", "totals.json"}


class _Comparer(Writer):
    """Stands where the writer stands and compares instead."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.edges: dict[tuple[int, int], bytes] = {}
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
            if name.startswith("tile/"):
                tile = parse_tile_path(name)
                if tile.width < TILE_WIDTH:
                    self.edges[tile.level, tile.index] = data
        return 0


def differences(folder: Folder, size: int) -> Iterator[Finding]:
    """Every file that differs, lacks or is not accounted for in a folder published at `size`."""
    comparer = _Comparer()
    Folder(folder.root, comparer).grow(0, Frontier(), size)
    for name in comparer.different:
        yield Finding(f"books/{name}", "The published file differs from the log, or is missing.")
    hashes = set(text_hashes(0, size))
    for row in Text.objects.filter(pk__in=hashes, withdrawn=False):
        name, data = text_file(row)
        comparer.seen.add(name)
        if _read(folder.root / name) != data:
            yield Finding(f"books/{name}", "The published text differs from the log, or is missing.")
    if _read(folder.root / "log.vkey") != log_signer().verifier.vkey.encode() + b"\n":
        yield Finding("books/log.vkey", "The published key is not the log's.")
    # What is being published this moment is no finding: it is compared the next time.
    newest = queries.size()
    newer = {text_path(hashed) for hashed in text_hashes(size, newest)}
    for path in sorted(folder.root.rglob("*")):
        name = path.relative_to(folder.root).as_posix()
        if path.is_dir() or name in HEADS or name in comparer.seen or name in newer:
            continue
        if not _is_other_edge(name, _read(path), comparer, size, newest):
            yield Finding(f"books/{name}", "The log cannot account for this file.")


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _is_other_edge(name: str, data: bytes | None, comparer: _Comparer, size: int, newest: int) -> bool:
    """A partial tile of an earlier size, which begins like today's; or one of a size just being written."""
    try:
        tile = parse_tile_path(name)
    except TlogRefused:
        return False
    shift = 8 * max(tile.level, 0)
    end = tile.index * TILE_WIDTH + tile.width
    if end > size >> shift:
        return end <= newest >> shift
    full = comparer.edges.get((tile.level, tile.index))
    return bool(full and data and full.startswith(data))
