"""Tiles, entry bundles and their paths (C2SP tlog-tiles).

A hash tile holds up to 256 hashes of 32 bytes: at level L, the roots of complete subtrees of 256**L
entries. An entry bundle holds the entries of a level 0 tile, each after its length as uint16.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ouna.core.tlog.errors import BundleInvalid, OutOfRange, TileInvalid

TILE_HEIGHT = 8
TILE_WIDTH = 256
MAX_LEVEL = 63
MAX_ENTRY = 65_535
ENTRIES = -1  # the "level" of entry bundles

_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class TileId:
    """Which tile: its level (ENTRIES for a bundle), its index in the level, its width 1 to 256."""

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Path below the log's folder, `tile/0/x001/x234/067.p/5`."""
        if self.level == ENTRIES:
            return entries_path(self.index, self.width)
        return tile_path(self.level, self.index, self.width)


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """Path of a hash tile; a width below 256 is a partial tile."""
    if not 0 <= level <= MAX_LEVEL:
        raise TileInvalid(f"There is no tile level {level}.")
    return f"tile/{level}/{_place(index, width)}"


def entries_path(index: int, width: int = TILE_WIDTH) -> str:
    """Path of an entry bundle; a width below 256 is a partial bundle."""
    return f"tile/entries/{_place(index, width)}"


def _place(index: int, width: int) -> str:
    if not 0 <= index < 1000**7:
        raise TileInvalid(f"There is no tile index {index}.")
    if not 1 <= width <= TILE_WIDTH:
        raise TileInvalid(f"A tile is 1 to {TILE_WIDTH} wide, not {width}.")
    place = f"{index % 1000:03d}"
    while index >= 1000:
        index //= 1000
        place = f"x{index % 1000:03d}/{place}"
    return place if width == TILE_WIDTH else f"{place}.p/{width}"


def parse_tile_path(path: str) -> TileId:
    """The tile a path names; only the one spelling that `tile_path` writes is accepted."""
    match = _PATH.fullmatch(path)
    if not match:
        raise TileInvalid("This is not the path of a tile.")
    level = ENTRIES if match["level"] == "entries" else int(match["level"])
    index = int(match["index"].replace("x", "").replace("/", ""))
    tile = TileId(level, index, int(match["width"] or TILE_WIDTH))
    # ".p/256", "x000/067" and level 64 have the right shape, yet name nothing.
    if tile.path != path:
        raise TileInvalid("This is not the path of a tile.")
    return tile


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """1 to 256 entries as a bundle: big-endian uint16 length, then the entry."""
    if not 1 <= len(entries) <= TILE_WIDTH:
        raise BundleInvalid(f"A bundle holds 1 to {TILE_WIDTH} entries, not {len(entries)}.")
    parts = []
    for place, entry in enumerate(entries):
        if len(entry) > MAX_ENTRY:
            raise BundleInvalid(f"Entry {place} has {len(entry)} bytes; {MAX_ENTRY} are allowed.")
        parts.append(len(entry).to_bytes(2, "big"))
        parts.append(entry)
    return b"".join(parts)


def decode_bundle(bundle: bytes, width: int) -> list[bytes]:
    """The `width` entries of a bundle; nothing may be missing and nothing may follow."""
    if not 1 <= width <= TILE_WIDTH:
        raise BundleInvalid(f"A bundle holds 1 to {TILE_WIDTH} entries, not {width}.")
    entries, at, end = [], 0, len(bundle)
    for place in range(width):
        start = at + 2
        if start > end:
            raise BundleInvalid(f"The bundle ends before entry {place} of {width}.")
        at = start + (bundle[at] << 8) + bundle[at + 1]
        if at > end:
            raise BundleInvalid(f"The bundle ends inside entry {place} of {width}.")
        entries.append(bundle[start:at])
    if at != end:
        raise BundleInvalid(f"Bytes left over after the last entry of the bundle: {end - at}.")
    return entries


def tiles_for(old_size: int, new_size: int) -> Iterator[TileId]:
    """What must be written when the published size grows: bundles first, then tiles level by level.

    A level that has not grown is left out: its partial tile has been written before. From 0, this
    is everything.
    """
    if not 0 <= old_size <= new_size:
        raise OutOfRange(f"A log cannot go from size {old_size} to {new_size}.")
    yield from _level_tiles(ENTRIES, old_size, new_size)
    for level in range(MAX_LEVEL + 1):
        shift = level * TILE_HEIGHT
        if not new_size >> shift:
            return
        yield from _level_tiles(level, old_size >> shift, new_size >> shift)


def _level_tiles(level: int, old: int, new: int) -> Iterator[TileId]:
    if old == new:
        return
    for index in range(old // TILE_WIDTH, new // TILE_WIDTH):
        yield TileId(level, index)
    if partial := new % TILE_WIDTH:
        yield TileId(level, new // TILE_WIDTH, partial)


def paths_for(size: int) -> set[str]:
    """Exactly the tile and bundle files a publication of this size consists of."""
    return {tile.path for tile in tiles_for(0, size)}
