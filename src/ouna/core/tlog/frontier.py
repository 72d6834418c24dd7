"""Compact range: the size and O(log n) hashes from which roots are recomputed while entries stream by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from ouna.core.tlog.errors import OutOfRange, ProofInvalid, TileInvalid
from ouna.core.tlog.hashing import EMPTY_ROOT, HASH_SIZE, leaf_hashes, node_hash, subtree_root
from ouna.core.tlog.proofs import MAX_SIZE
from ouna.core.tlog.tiles import TILE_WIDTH

_BLOCK = TILE_WIDTH * TILE_WIDTH


class Frontier:
    """Roots of the complete subtrees that make up the log so far, largest first.

    There is one per one bit of the size. It holds no leaves: 1,000,000 entries take 7 hashes.
    """

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Continue from a stored frontier; its root must then be compared with a checkpoint's."""
        if not 0 <= size <= MAX_SIZE or len(hashes) != size.bit_count():
            raise OutOfRange(f"A frontier of size {size} does not have {len(hashes)} hashes.")
        if any(len(given) != HASH_SIZE for given in hashes):
            raise ProofInvalid(f"A hash of the frontier has not {HASH_SIZE} bytes.")
        self.size = size
        self._hashes = list(hashes)

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The hashes to store beside the size."""
        return tuple(self._hashes)

    def root(self) -> bytes:
        """Root of everything appended so far."""
        if not self._hashes:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(self._hashes))

    def append(self, leaf: bytes) -> None:
        """Append one leaf hash."""
        self.extend_packed(leaf)

    def extend_entries(self, entries: Iterable[bytes]) -> None:
        """Hash entries and append them."""
        self.extend_packed(leaf_hashes(entries))

    def extend_packed(self, leaves: bytes) -> None:
        """Append packed leaf hashes: any number, fastest in whole tiles from a tile's border."""
        if len(leaves) % HASH_SIZE:
            raise ProofInvalid(f"{len(leaves)} bytes are not a whole number of hashes.")
        at, count = 0, len(leaves) // HASH_SIZE
        while at < count:
            # The widest complete subtree that starts at this size and fits into what is left.
            border = self.size & -self.size or _BLOCK
            width = min(border, _BLOCK, 1 << (count - at).bit_length() - 1)
            self._push(width, subtree_root(leaves[at * HASH_SIZE : (at + width) * HASH_SIZE]))
            at += width

    def append_tile(self, tile: bytes) -> bytes:
        """Append a full level 0 tile; returns its root, which the level 1 tile above must hold."""
        if len(tile) != TILE_WIDTH * HASH_SIZE:
            raise TileInvalid(f"A full tile has {TILE_WIDTH * HASH_SIZE} bytes, not {len(tile)}.")
        root = subtree_root(tile)
        self.append_tile_root(root)
        return root

    def append_tile_root(self, root: bytes) -> None:
        """Append a full level 0 tile of which only the root is known."""
        if self.size % TILE_WIDTH:
            raise TileInvalid(f"Size {self.size} is not on the border of a tile.")
        self._push(TILE_WIDTH, root)

    def _push(self, width: int, root: bytes) -> None:
        size = self.size
        self.size += width
        while size & width:
            root = node_hash(self._hashes.pop(), root)
            width <<= 1
        self._hashes.append(root)
