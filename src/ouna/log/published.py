"""The published folder: tiles, bundles, texts, totals, key and checkpoint. Reading and writing it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ouna.core.book import KINDS, Log, decode, keys_file, state_from
from ouna.core.book.folder import CHECKPOINT, KEYS, TOTALS, text_file, text_path
from ouna.core.tlog import ENTRIES, TILE_WIDTH, Frontier, TileId, TileTree, entries_path, grow, tile_path
from ouna.core.tlog.tiles import MAX_LEVEL, TILE_HEIGHT
from ouna.core.values import parse_json
from ouna.log.errors import LogDamaged
from ouna.log.files import Writer
from ouna.log.models import BookState, Entry, Text
from ouna.log.steps import step
from ouna.verify.program import NAME, program

#: Entries taken into memory at once.
BATCH = 64 * TILE_WIDTH
TEXT_KINDS = sorted(name for name, cls in KINDS.items() if "text" in cls.FIELDS)


class Folder:
    """One published folder."""

    def __init__(self, root: Path, writer: Writer | None = None) -> None:
        self.root = root
        self.writer = writer or Writer()

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        """A tile's bytes. Raises: LogDamaged."""
        return self._read(tile_path(level, index, width))

    def read_bundle(self, index: int, width: int) -> bytes:
        """A bundle's bytes. Raises: LogDamaged."""
        return self._read(entries_path(index, width))

    def _read(self, name: str) -> bytes:
        try:
            return (self.root / name).read_bytes()
        except OSError:
            raise LogDamaged(f"The published file {name} cannot be read.", file=name) from None

    def checkpoint(self) -> bytes | None:
        """The published checkpoint, None if there is none yet."""
        try:
            return (self.root / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            return None

    def has_edge(self, size: int) -> bool:
        """Whether the partial tiles of a size are there, from which the tree grows."""
        return all((self.root / tile.path).exists() for tile in partial_tiles(size))

    def tree(self, size: int, root: bytes) -> TileTree:
        """The published tree; its right edge must have that root. Raises: CheckpointInvalid."""
        return TileTree(size, self.read_tile, root)

    def grow(self, old: int, frontier: Frontier, size: int) -> None:
        """Write bundles and tiles from `old`, which are published, to `size`; `frontier` follows along.

        `frontier` starts at any size from 0 on and ends at `size`. Of partial tiles only those of `size`
        are written; those between two batches stay in memory.
        """
        partial: dict[TileId, bytes] = {}

        def read_tile(level: int, index: int, width: int) -> bytes:
            found = partial.get(TileId(level, index, width))
            return self.read_tile(level, index, width) if found is None else found

        catch_up(frontier, old)
        needed, at = partial_tiles(size), old
        while at < size:
            step("Pages written", at, size)
            until = min(size, (at // BATCH + 1) * BATCH)
            entries = list(bytes_of(at, until))
            if len(entries) != until - at:
                raise LogDamaged("The numbers have a gap.")
            files = []
            for tile, data in grow(at, entries, read_tile, self.read_bundle):
                if tile.width < TILE_WIDTH:
                    partial[tile] = data
                else:
                    files.append((tile.path, data))
            self.writer.put(self.root, files)
            if frontier.size == at:
                frontier.extend_entries(entries)
            at = until
        self.writer.put(self.root, [(tile.path, data) for tile, data in partial.items() if tile in needed])
        catch_up(frontier, size)

    def put_texts(self, first: int, size: int) -> None:
        """Write the texts that the entries first ≤ n < size name; take withdrawn ones away."""
        hashes = text_hashes(first, size)
        rows = Text.objects.filter(pk__in=hashes, withdrawn=False)
        self.writer.put(self.root, [file_of(row) for row in rows])
        for withdrawn in Text.objects.filter(withdrawn=True).values_list("hash", flat=True):
            path = self.root / text_path(withdrawn)
            if path.exists():
                self.writer.remove(path)

    def put_head(self, totals: bytes, note: bytes) -> None:
        """Write key, the check in JavaScript and totals, then the checkpoint: last, so that it never names
        what is not there."""
        self._replace(KEYS, keys_of_log())
        self._replace(NAME, program())
        self._replace(TOTALS, totals)
        self._replace(CHECKPOINT, note)

    def _replace(self, name: str, data: bytes) -> None:
        path = self.root / name
        try:
            if path.read_bytes() == data:
                return
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.writer.replace(path, data)

    def tidy(self, old: int, size: int) -> None:
        """Remove the partial tiles of the size `old`: the folder holds what the checkpoint needs."""
        for tile in partial_tiles(old) - partial_tiles(size):
            self._remove(self.root / tile.path)

    def tidy_all(self, size: int) -> None:
        """The same for partial tiles of any size: what a crash left."""
        needed = {self.root / tile.path for tile in partial_tiles(size)}
        tiles = self.root / "tile"
        for path in list(tiles.rglob("*.p/*")) if tiles.exists() else ():
            if path not in needed:
                self._remove(path)
        for folder in list(tiles.rglob("*.p")) if tiles.exists() else ():
            if not any(folder.iterdir()):
                folder.rmdir()

    def _remove(self, path: Path) -> None:
        self.writer.remove(path)
        if path.parent.exists() and not any(path.parent.iterdir()):
            path.parent.rmdir()


def partial_tiles(size: int) -> set[TileId]:
    """The partial tiles and the partial bundle at the right edge of a tree."""
    found = {TileId(ENTRIES, size // TILE_WIDTH, size % TILE_WIDTH)}
    for level in range(MAX_LEVEL):
        count = size >> level * TILE_HEIGHT
        found.add(TileId(level, count // TILE_WIDTH, count % TILE_WIDTH))
    return {tile for tile in found if tile.width}


def bytes_of(first: int, until: int) -> Iterator[bytes]:
    """The bytes of the entries with numbers first ≤ n < until, in order."""
    rows = (
        Entry.objects.filter(place__number__gte=first, place__number__lt=until)
        .order_by("place__number")
        .values_list("data", flat=True)
    )
    for data in rows.iterator(chunk_size=2_000):
        yield bytes(data)


def catch_up(frontier: Frontier, size: int) -> None:
    """Append numbered entries to a frontier until it has `size`. Raises: LogDamaged."""
    while frontier.size < size:
        step("Pages compared", frontier.size, size)
        until = min(size, (frontier.size // BATCH + 1) * BATCH)
        entries = list(bytes_of(frontier.size, until))
        if len(entries) != until - frontier.size:
            raise LogDamaged("The numbers have a gap.")
        frontier.extend_entries(entries)


def file_of(row: Text) -> tuple[str, bytes]:
    """Path and bytes of a public text."""
    return text_path(row.hash), text_file(bytes.fromhex(row.salt), parse_json(row.data.encode()))


def keys_of_log() -> bytes:
    """`log.vkey`: the keys of `log.opened`."""
    row = BookState.objects.filter(pk="log").values_list("kind", "data").first()
    state = state_from(*row) if row else None
    assert isinstance(state, Log)
    return keys_file(state.keys)


def text_hashes(first: int, size: int) -> list[str]:
    """Hashes of the texts that numbered entries name."""
    rows = Entry.objects.filter(kind__in=TEXT_KINDS, place__number__gte=first, place__number__lt=size)
    return [decode(bytes(data)).text for data in rows.values_list("data", flat=True)]  # type: ignore[attr-defined]
