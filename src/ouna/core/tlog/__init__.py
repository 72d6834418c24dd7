"""Transparency log: Merkle tree, tiles, signed notes, checkpoints, trust policies, proofs.

Formats: RFC 9162 (tree), C2SP tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature,
tlog-policy, tlog-proof. Verifying functions return nothing or the verified value and raise a
`TlogRefused`; none answers yes or no, so an answer cannot be overlooked.
"""

from ouna.core.tlog.checkpoint import Checkpoint, open_checkpoint
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
from ouna.core.tlog.keys import COSIGNATURE, ED25519, Signer, Verifier
from ouna.core.tlog.notes import (
    Note,
    Signature,
    add_signatures,
    cosign,
    open_note,
    parse_note,
    sign,
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
    "COSIGNATURE",
    "ED25519",
    "EMPTY_ROOT",
    "ENTRIES",
    "HASH_SIZE",
    "MAX_ENTRY",
    "TILE_WIDTH",
    "BundleInvalid",
    "Checkpoint",
    "CheckpointInvalid",
    "CommitmentInvalid",
    "KeyInvalid",
    "Note",
    "NoteInvalid",
    "NoteUnverified",
    "OutOfRange",
    "PolicyInvalid",
    "PolicyNotMet",
    "ProofInvalid",
    "Signature",
    "SignatureInvalid",
    "Signer",
    "TileId",
    "TileInvalid",
    "TlogRefused",
    "Tree",
    "Verifier",
    "add_signatures",
    "cosign",
    "decode_bundle",
    "encode_bundle",
    "entries_path",
    "leaf_hash",
    "leaf_hashes",
    "node_hash",
    "open_checkpoint",
    "open_note",
    "parse_note",
    "parse_tile_path",
    "paths_for",
    "sign",
    "subtree_root",
    "tile_path",
    "tiles_for",
    "verify_consistency",
    "verify_inclusion",
]
