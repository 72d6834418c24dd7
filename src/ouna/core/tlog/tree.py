"""The whole tree in memory: one bytearray of hashes per level, 64 bytes per entry."""

from __future__ import annotations

from collections.abc import Iterable

from ouna.core.tlog import proofs
from ouna.core.tlog.errors import OutOfRange, ProofInvalid, TileInvalid
from ouna.core.tlog.hashing import EMPTY_ROOT, HASH_SIZE, leaf_hashes, parent_hashes
from ouna.core.tlog.tiles import TILE_HEIGHT, TILE_WIDTH


def pack(hashes: Iterable[bytes]) -> bytes:
    """Join 32-byte hashes, refusing any of another length."""
    listed = list(hashes)
    for place, given in enumerate(listed):
        if len(given) != HASH_SIZE:
            raise ProofInvalid(f"Hash {place} has {len(given)} bytes instead of {HASH_SIZE}.")
    return b"".join(listed)


class Tree:
    """An append-only Merkle tree (RFC 9162). Level k holds the complete subtrees of 2**k leaves."""

    def __init__(self) -> None:
        self._levels = [bytearray()]
        self._edges: list[bytes] = []

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self._levels[0]) // HASH_SIZE

    def append(self, leaf: bytes) -> int:
        """Append one leaf hash; returns its index."""
        index = self.size
        self.extend_packed(pack([leaf]))
        return index

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append many leaf hashes of 32 bytes each; none is appended if one is malformed."""
        self.extend_packed(pack(leaves))

    def extend_entries(self, entries: Iterable[bytes]) -> None:
        """Hash many entries and append them."""
        self.extend_packed(leaf_hashes(entries))

    def extend_packed(self, leaves: bytes) -> None:
        """Append packed leaf hashes, e.g. the content of level 0 tiles."""
        if len(leaves) % HASH_SIZE:
            raise ProofInvalid(f"{len(leaves)} bytes are not a whole number of hashes.")
        levels, level = self._levels, 0
        levels[0] += leaves
        self._edges = []
        while pairs := len(levels[level]) // (2 * HASH_SIZE):
            if level + 1 == len(levels):
                levels.append(bytearray())
            done = len(levels[level + 1]) // HASH_SIZE
            if done == pairs:
                break
            levels[level + 1] += parent_hashes(levels[level][done * 64 : pairs * 64])
            level += 1

    def node(self, level: int, index: int) -> bytes:
        """Hash of the complete subtree (level, index)."""
        return bytes(self._levels[level][index * HASH_SIZE : index * HASH_SIZE + HASH_SIZE])

    def root(self, size: int | None = None) -> bytes:
        """Root now, or as it was at `size`."""
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise OutOfRange(f"The log ends at size {self.size}; a tree of size {size} was asked for.")
        return self._edges_of(size)[-1] if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Proof that leaf `index` is in the tree of `size` (now), leaf's side first."""
        size = self.size if size is None else size
        proofs.check_range(index, size, self.size)
        return proofs.path(0, index, size, self.node, self._edges_of(size))

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """Proof that the tree of `new` (now) only appends to the tree of `old`."""
        new = self.size if new is None else new
        proofs.check_sizes(old, new, self.size)
        return proofs.consistency(old, new, self.node, self._edges_of(new))

    def read_tile(self, level: int, index: int, width: int = TILE_WIDTH) -> bytes:
        """Content of the hash tile (level, index): `width` packed hashes."""
        height = level * TILE_HEIGHT
        hashes = self._levels[height] if 0 <= height < len(self._levels) else bytearray()
        start = index * TILE_WIDTH * HASH_SIZE
        tile = bytes(hashes[start : start + width * HASH_SIZE])
        if not 1 <= width <= TILE_WIDTH or len(tile) != width * HASH_SIZE:
            raise TileInvalid(f"The log has no tile {level}/{index} of width {width} yet.")
        return tile

    def _edges_of(self, size: int) -> list[bytes]:
        if size != self.size:
            return proofs.edges(size, self.node)
        if not self._edges:
            self._edges = proofs.edges(size, self.node)
        return self._edges
