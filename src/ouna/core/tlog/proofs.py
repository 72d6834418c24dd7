"""Inclusion and consistency proofs (RFC 9162, sections 2.1.3 and 2.1.4): making and checking.

A node is named by (level, index): the root of the leaves [index << level, (index + 1) << level).
A `Node` callable gives the hashes of complete nodes. To the right of them stands, at each level, at most one
incomplete node, the *edge*: it covers the leaves from (size >> level) << level to the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ouna.core.tlog.errors import OutOfRange, ProofInvalid
from ouna.core.tlog.hashing import EMPTY_ROOT, HASH_SIZE, node_hash

MAX_SIZE = 2**63 - 1
MAX_PROOF = 63

Node = Callable[[int, int], bytes]


def edges(size: int, node: Node) -> list[bytes]:
    """Edge hash per level, b"" where the leaves end on a node's border; the last one is the root.

    The list has size.bit_length() + 1 items; its last covers all leaves.
    """
    edge, found = b"", []
    for level in range(size.bit_length()):
        found.append(edge)
        if size >> level & 1:
            last = node(level, (size >> level) - 1)
            edge = node_hash(last, edge) if edge else last
    found.append(edge)
    return found


def root_of(size: int, node: Node) -> bytes:
    """Root of the first `size` leaves."""
    return edges(size, node)[-1] if size else EMPTY_ROOT


def path(level: int, index: int, size: int, node: Node, edge: Sequence[bytes]) -> list[bytes]:
    """Siblings of one complete node up to the root of `size` leaves, nearest first."""
    hashes = []
    for height in range(level, size.bit_length()):
        sibling, complete = index ^ 1, size >> height
        if sibling < complete:
            hashes.append(node(height, sibling))
        elif sibling == complete and edge[height]:
            hashes.append(edge[height])
        index >>= 1
    return hashes


def consistency(old: int, new: int, node: Node, edge: Sequence[bytes]) -> list[bytes]:
    """Hashes that lead from the lowest node on the old tree's right edge to the new root.

    That node itself comes first, unless it is the whole old tree, whose root the reader has.
    """
    if old == new:
        return []
    level, index = consistency_start(old)
    start = [node(level, index)] if index else []
    return start + path(level, index, new, node, edge)


def consistency_start(old: int) -> tuple[int, int]:
    """The lowest node of the old tree's right edge, where a consistency proof begins."""
    level = (old & -old).bit_length() - 1
    return level, (old >> level) - 1


def check_range(index: int, size: int, limit: int) -> None:
    """An entry to prove must lie in a size the log has reached."""
    if not 0 < size <= limit:
        raise OutOfRange(f"The log ends at size {limit}; a tree of size {size} was asked for.")
    if not 0 <= index < size:
        raise OutOfRange(f"Entry {index} is not in a tree of size {size}.")


def check_sizes(old: int, new: int, limit: int) -> None:
    """A consistency proof leads from a non-empty tree to a larger or equal one."""
    if not 0 < old <= new <= limit:
        raise OutOfRange(f"No consistency proof from {old} to {new}: the log ends at size {limit}.")


def _check_hashes(hashes: Sequence[bytes], *roots: bytes) -> None:
    for place, given in enumerate(hashes):
        if len(given) != HASH_SIZE:
            raise ProofInvalid(f"Hash {place} of the proof has {len(given)} bytes instead of {HASH_SIZE}.")
    for given in roots:
        if len(given) != HASH_SIZE:
            raise ProofInvalid(f"A leaf or root hash has {len(given)} bytes instead of {HASH_SIZE}.")


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash stands at `index` in the tree of `size` with this root.

    Returns nothing; raises ProofInvalid (so a caller who forgets to look at the answer is safe).
    RFC 9162, section 2.1.3.2, written as: inner siblings by the bits of the index, then the left
    border, whose length is the number of one bits left over.
    """
    if not 0 <= index < size <= MAX_SIZE:
        raise ProofInvalid(f"Entry {index} cannot be in a tree of size {size}.")
    inner = (index ^ (size - 1)).bit_length()
    border = (index >> inner).bit_count()
    if len(proof) != inner + border:
        raise ProofInvalid(f"The proof has {len(proof)} hashes instead of {inner + border}.")
    _check_hashes(proof, leaf, root)
    found = leaf
    for height, sibling in enumerate(proof):
        if height < inner and not index >> height & 1:
            found = node_hash(found, sibling)
        else:
            found = node_hash(sibling, found)
    if found != root:
        raise ProofInvalid("The inclusion proof leads to another root.")


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of `new_size` only appends to the tree of `old_size`.

    Returns nothing; raises ProofInvalid. RFC 9162, section 2.1.4.2. Size 0 is refused: everything is
    consistent with the empty tree, so such a proof proves nothing.
    """
    if not 0 < old_size <= new_size <= MAX_SIZE:
        raise ProofInvalid(f"No proof can lead from size {old_size} to size {new_size}.")
    if old_size == new_size:
        if proof:
            raise ProofInvalid("Two trees of one size need no proof, yet one was given.")
        _check_hashes(proof, old_root, new_root)
        if old_root != new_root:
            raise ProofInvalid("Two trees of one size have different roots.")
        return
    level, index = consistency_start(old_size)
    # The old tree's lowest edge node stands first, unless it is the whole old tree.
    given = 1 if old_size & (old_size - 1) else 0
    inner = (index ^ (new_size - 1 >> level)).bit_length()
    border = (index >> inner).bit_count()
    if len(proof) != given + inner + border:
        raise ProofInvalid(f"The proof has {len(proof)} hashes instead of {given + inner + border}.")
    _check_hashes(proof, old_root, new_root)
    start, hashes = (proof[0], proof[1:]) if given else (old_root, proof)
    old_found = new_found = start
    for height, sibling in enumerate(hashes):
        if height < inner and not index >> height & 1:
            new_found = node_hash(new_found, sibling)
        else:
            old_found = node_hash(sibling, old_found)
            new_found = node_hash(sibling, new_found)
    if old_found != old_root:
        raise ProofInvalid("The consistency proof leads to another old root.")
    if new_found != new_root:
        raise ProofInvalid("The consistency proof leads to another new root.")
