"""Transparency log: Merkle tree, tiles, signed notes, checkpoints, trust policies, proofs.

Formats: RFC 9162 (tree), C2SP tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature,
tlog-policy, tlog-proof. Verifying functions return nothing or the verified value and raise a
`TlogRefused`; none answers yes or no, so an answer cannot be overlooked.
"""

from ouna.core.tlog.errors import (
    BundleInvalid,
    CheckpointInvalid,
    CommitmentInvalid,
    KeyInvalid,
    NoteInvalid,
    NoteUnverified,
    OutOfRange,
    PolicyInvalid,
    PolicyNotMet,
    ProofInvalid,
    SignatureInvalid,
    TileInvalid,
    TlogRefused,
)
from ouna.core.tlog.hashing import (
    EMPTY_ROOT,
    HASH_SIZE,
    leaf_hash,
    leaf_hashes,
    node_hash,
    subtree_root,
)
from ouna.core.tlog.proofs import verify_consistency, verify_inclusion
from ouna.core.tlog.tiles import (
    ENTRIES,
    MAX_ENTRY,
    TILE_WIDTH,
    TileId,
    decode_bundle,
    encode_bundle,
    entries_path,
    parse_tile_path,
    paths_for,
    tile_path,
    tiles_for,
)
from ouna.core.tlog.tree import Tree

__all__ = [
    "EMPTY_ROOT",
    "ENTRIES",
    "HASH_SIZE",
    "MAX_ENTRY",
    "TILE_WIDTH",
    "BundleInvalid",
    "CheckpointInvalid",
    "CommitmentInvalid",
    "KeyInvalid",
    "NoteInvalid",
    "NoteUnverified",
    "OutOfRange",
    "PolicyInvalid",
    "PolicyNotMet",
    "ProofInvalid",
    "SignatureInvalid",
    "TileId",
    "TileInvalid",
    "TlogRefused",
    "Tree",
    "decode_bundle",
    "encode_bundle",
    "entries_path",
    "leaf_hash",
    "leaf_hashes",
    "node_hash",
    "parse_tile_path",
    "paths_for",
    "subtree_root",
    "tile_path",
    "tiles_for",
    "verify_consistency",
    "verify_inclusion",
]
