"""Growing a tiled log from its tiles: no state but the size, memory only for what is new.

What a sequencer writes follows from the old size, the new entries and the partial tiles on the right
edge. So writing again after a crash gives the same bytes for the same paths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ouna.core.tlog.errors import BundleInvalid, OutOfRange, TileInvalid
from ouna.core.tlog.hashing import HASH_SIZE, leaf_hashes, subtree_root
from ouna.core.tlog.tile_tree import ReadTile
from ouna.core.tlog.tiles import ENTRIES, TILE_WIDTH, TileId, decode_bundle, encode_bundle

ReadBundle = Callable[[int, int], bytes]


def grow(
    old_size: int, entries: Sequence[bytes], read_tile: ReadTile, read_bundle: ReadBundle
) -> Iterator[tuple[TileId, bytes]]:
    """Every file that a log of `old_size` must gain to hold these entries too, bundles first.

    `read_tile(level, index, width)` and `read_bundle(index, width)` are asked only for the partial
    files on the old right edge. The files are those of `tiles_for(old_size, old_size + len(entries))`.
    The caller compares the new root (a `TileTree` over the tiles, or a `Frontier`) before signing.
    """
    if old_size < 0:
        raise OutOfRange("A log's size is not negative.")
    if not entries:
        return
    fresh = leaf_hashes(entries)
    index, width = divmod(old_size, TILE_WIDTH)
    begun = b""
    if width:
        begun = read_bundle(index, width)
        # The bundle's entries must be those whose hashes are in the tree already.
        if leaf_hashes(decode_bundle(begun, width)) != read_tile(0, index, width):
            raise BundleInvalid(f"Bundle {index} of width {width} does not fit the tile of its hashes.")
    yield from _grow_bundles(old_size, entries, begun)
    level, size = 0, old_size
    while fresh:
        above = []
        for tile, hashes in _grow_level(level, size, fresh, read_tile):
            yield tile, hashes
            if tile.width == TILE_WIDTH:
                above.append(subtree_root(hashes))
        level, size, fresh = level + 1, size // TILE_WIDTH, b"".join(above)


def _grow_level(level: int, size: int, fresh: bytes, read_tile: ReadTile) -> Iterator[tuple[TileId, bytes]]:
    index, width = divmod(size, TILE_WIDTH)
    if width:
        begun = read_tile(level, index, width)
        if len(begun) != width * HASH_SIZE:
            raise TileInvalid(f"Tile {level}/{index} has {len(begun)} bytes, not {width * HASH_SIZE}.")
        fresh = begun + fresh
    step = TILE_WIDTH * HASH_SIZE
    for at in range(0, len(fresh), step):
        hashes = fresh[at : at + step]
        yield TileId(level, index + at // step, len(hashes) // HASH_SIZE), hashes


def _grow_bundles(size: int, entries: Sequence[bytes], begun: bytes) -> Iterator[tuple[TileId, bytes]]:
    index, width = divmod(size, TILE_WIDTH)
    at = 0
    while at < len(entries):
        part = entries[at : at + TILE_WIDTH - width]
        try:
            bundle = begun + encode_bundle(part)
        except BundleInvalid as error:
            error.fields["first_entry"] = size + at
            raise
        yield TileId(ENTRIES, index, width + len(part)), bundle
        at, index, width, begun = at + len(part), index + 1, 0, b""
