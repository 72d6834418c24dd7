"""Roots and proofs from tiles alone, read as needed: for readers, and for logs too large for memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from ouna.core.tlog import proofs
from ouna.core.tlog.errors import CheckpointInvalid, TileInvalid
from ouna.core.tlog.hashing import HASH_SIZE, parent_hashes
from ouna.core.tlog.tiles import TILE_HEIGHT, TILE_WIDTH

ReadTile = Callable[[int, int, int], bytes]


class TileTree:
    """The tree of `size` entries as its tiles tell it.

    `read_tile(level, index, width)` returns the tile's bytes; it may raise whatever it likes. Only tiles
    that exist for `size` are asked for. Up to `keep` tiles stay in memory with their inner levels: 16 KiB
    each.

    With `root` (from a verified checkpoint), the tiles' right edge must have that root, and every proof
    is checked against it before it is handed out. Without it, check what you get yourself.
    """

    def __init__(self, size: int, read_tile: ReadTile, root: bytes | None = None, keep: int = 256) -> None:
        self.size = size
        self._read_tile = read_tile
        self._keep = max(keep, 8)
        self._tiles: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()
        self._edge: list[bytes] | None = None
        self._root = root
        if root is not None and self.root() != root:
            raise CheckpointInvalid("The tiles have another root than the checkpoint.")

    def root(self, size: int | None = None) -> bytes:
        """Root of the tree, or of an earlier size of it."""
        size = self.size if size is None else size
        if size:
            proofs.check_range(0, size, self.size)
            return self._edges_of(size)[-1]
        return proofs.root_of(0, self.node)

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Proof that leaf `index` is in the tree of `size`, leaf's side first."""
        size = self.size if size is None else size
        proofs.check_range(index, size, self.size)
        proof = proofs.path(0, index, size, self.node, self._edges_of(size))
        if self._root is not None and size == self.size:
            proofs.verify_inclusion(self.node(0, index), index, size, proof, self._root)
        return proof

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """Proof that the tree of `new` only appends to the tree of `old`."""
        new = self.size if new is None else new
        proofs.check_sizes(old, new, self.size)
        proof = proofs.consistency(old, new, self.node, self._edges_of(new))
        if self._root is not None and new == self.size:
            proofs.verify_consistency(old, self.root(old), new, self._root, proof)
        return proof

    def node(self, level: int, index: int) -> bytes:
        """Hash of the complete subtree (level, index): in its tile, or between two tile levels."""
        tile_level, height = divmod(level, TILE_HEIGHT)
        tile, offset = divmod(index << height, TILE_WIDTH)
        inner = self._inner_levels(tile_level, tile)[height]
        at = (offset >> height) * HASH_SIZE
        return inner[at : at + HASH_SIZE]

    def _inner_levels(self, level: int, index: int) -> list[bytes]:
        """The tile's hashes and those of the complete subtrees above them, packed level by level."""
        key = level, index
        if key in self._tiles:
            self._tiles.move_to_end(key)
            return self._tiles[key]
        width = min((self.size >> level * TILE_HEIGHT) - index * TILE_WIDTH, TILE_WIDTH)
        hashes = self._read_tile(level, index, width)
        if len(hashes) != width * HASH_SIZE:
            raise TileInvalid(f"Tile {level}/{index} has {len(hashes)} bytes, not {width * HASH_SIZE}.")
        inner = [hashes]
        for _ in range(TILE_HEIGHT - 1):
            hashes = parent_hashes(hashes[: len(hashes) // 64 * 64])
            inner.append(hashes)
        self._tiles[key] = inner
        if len(self._tiles) > self._keep:
            self._tiles.popitem(last=False)
        return inner

    def _edges_of(self, size: int) -> list[bytes]:
        if size != self.size:
            return proofs.edges(size, self.node)
        if self._edge is None:
            self._edge = proofs.edges(size, self.node)
        return self._edge
