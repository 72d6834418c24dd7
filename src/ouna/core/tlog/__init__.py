"""Transparency log: Merkle tree, tiles, signed notes, checkpoints, trust policies, proofs.

Formats: RFC 9162 (tree), C2SP tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature,
tlog-policy, tlog-proof. Verifying functions return nothing or the verified value and raise a
`TlogRefused`; none answers yes or no, so an answer cannot be overlooked.
"""

from ouna.core.tlog.checkpoint import Checkpoint, open_checkpoint
from ouna.core.tlog.commitments import commit, padded_root
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
from ouna.core.tlog.frontier import Frontier
from ouna.core.tlog.growth import grow
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
from ouna.core.tlog.policy import Group, Policy, VerifiedCheckpoint
from ouna.core.tlog.proof_file import Proof, format_proof, parse_proof, verify_proof
from ouna.core.tlog.proofs import verify_consistency, verify_inclusion
from ouna.core.tlog.tile_tree import TileTree
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
    "Frontier",
    "Group",
    "KeyInvalid",
    "Note",
    "NoteInvalid",
    "NoteUnverified",
    "OutOfRange",
    "Policy",
    "PolicyInvalid",
    "PolicyNotMet",
    "Proof",
    "ProofInvalid",
    "Signature",
    "SignatureInvalid",
    "Signer",
    "TileId",
    "TileInvalid",
    "TileTree",
    "TlogRefused",
    "Tree",
    "VerifiedCheckpoint",
    "Verifier",
    "add_signatures",
    "commit",
    "cosign",
    "decode_bundle",
    "encode_bundle",
    "entries_path",
    "format_proof",
    "grow",
    "leaf_hash",
    "leaf_hashes",
    "node_hash",
    "open_checkpoint",
    "open_note",
    "padded_root",
    "parse_note",
    "parse_proof",
    "parse_tile_path",
    "paths_for",
    "sign",
    "subtree_root",
    "tile_path",
    "tiles_for",
    "verify_consistency",
    "verify_inclusion",
    "verify_proof",
]
