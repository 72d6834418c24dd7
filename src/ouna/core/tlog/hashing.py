"""Hashes of the Merkle tree (RFC 9162, section 2.1.1).

leaf = SHA-256(0x00 || entry), node = SHA-256(0x01 || left || right), empty tree = SHA-256("").
Copying a hash object that has already taken in the prefix is faster than joining prefix and data:
it saves looking the algorithm up and one copy of the data.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from struct import Struct

from ouna.core.tlog.errors import TileInvalid

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

_start_leaf = sha256(b"\x00").copy
_start_node = sha256(b"\x01").copy
_pairs = Struct("64s").iter_unpack


def leaf_hash(entry: bytes) -> bytes:
    """Hash one entry into its 32-byte leaf hash."""
    state = _start_leaf()
    state.update(entry)
    return state.digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two 32-byte child hashes into their parent's."""
    state = _start_node()
    state.update(left)
    state.update(right)
    return state.digest()


def leaf_hashes(entries: Iterable[bytes]) -> bytes:
    """Leaf hashes of many entries, packed: 32 bytes each."""
    start = _start_leaf
    packed = []
    for entry in entries:
        state = start()
        state.update(entry)
        packed.append(state.digest())
    return b"".join(packed)


def parent_hashes(packed: bytes | bytearray) -> bytes:
    """Parents of the packed hashes; their number must be even."""
    start = _start_node
    parents = []
    for (pair,) in _pairs(packed):
        state = start()
        state.update(pair)
        parents.append(state.digest())
    return b"".join(parents)


def subtree_root(packed: bytes) -> bytes:
    """Root over packed hashes whose number is a power of two (a full tile: 256)."""
    count, rest = divmod(len(packed), HASH_SIZE)
    if rest or count & (count - 1) or not count:
        raise TileInvalid(f"{len(packed)} bytes are not the leaves of a complete subtree.")
    while len(packed) > HASH_SIZE:
        packed = parent_hashes(packed)
    return packed
