"""Proof files (C2SP tlog-proof): an entry's inclusion proof with its checkpoint, checkable offline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ouna.core.tlog.encoding import from_base64, from_decimal, to_base64
from ouna.core.tlog.errors import ProofInvalid
from ouna.core.tlog.hashing import HASH_SIZE
from ouna.core.tlog.notes import MAX_NOTE, parse_note
from ouna.core.tlog.policy import Policy, VerifiedCheckpoint
from ouna.core.tlog.proofs import MAX_PROOF, MAX_SIZE, verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
MAX_EXTRA = 1_000_000
MAX_FILE = 3_000_000


@dataclass(frozen=True)
class Proof:
    """The parts of a proof file. Nothing signs `extra`: trust of it only what the entry itself confirms."""

    extra: bytes | None
    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes


def format_proof(index: int, hashes: Sequence[bytes], checkpoint: bytes, extra: bytes | None = None) -> bytes:
    """The `.tlog-proof` file: `hashes` leaf's side first, `checkpoint` the signed note verbatim."""
    if not 0 <= index < MAX_SIZE:
        raise ProofInvalid("The index is out of range.")
    if len(hashes) > MAX_PROOF or any(len(given) != HASH_SIZE for given in hashes):
        raise ProofInvalid(f"A proof has at most {MAX_PROOF} hashes of {HASH_SIZE} bytes.")
    if extra is not None and not 0 < len(extra) <= MAX_EXTRA:
        raise ProofInvalid(f"Extra data has 1 to {MAX_EXTRA} bytes, or is left out.")
    parse_note(checkpoint)
    lines = [HEADER]
    if extra is not None:
        lines.append(f"extra {to_base64(extra)}")
    lines.append(f"index {index}")
    lines.extend(map(to_base64, hashes))
    return "\n".join(lines).encode() + b"\n\n" + checkpoint


def parse_proof(data: bytes) -> Proof:
    """Read a proof file; its form is checked, nothing is verified yet."""
    if len(data) > MAX_FILE:
        raise ProofInvalid(f"The file has {len(data)} bytes; {MAX_FILE} are allowed.")
    head, border, checkpoint = data.partition(b"\n\n")
    if not border or not checkpoint or len(checkpoint) > MAX_NOTE:
        raise ProofInvalid("The file has no checkpoint after its proof.")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise ProofInvalid(f"The proof is not ASCII at byte {error.start}.") from None
    if lines[0] != HEADER:
        raise ProofInvalid("Line 1 is not that of a proof file this program knows.")
    extra, at = None, 1
    if lines[at:] and lines[at].startswith("extra "):
        extra, at = from_base64(lines[at].removeprefix("extra ")), at + 1
        if not extra or len(extra) > MAX_EXTRA:
            raise ProofInvalid("Line 2 holds no extra data in standard base64.")
    word, _, number = lines[at].partition(" ") if lines[at:] else ("", "", "")
    index = from_decimal(number)
    if word != "index" or index is None:
        raise ProofInvalid(f"Line {at + 1} holds no index.")
    return Proof(extra, index, _parse_hashes(lines, at + 1), checkpoint)


def _parse_hashes(lines: Sequence[str], start: int) -> tuple[bytes, ...]:
    if len(lines) - start > MAX_PROOF:
        raise ProofInvalid(f"The proof has more than {MAX_PROOF} hashes.")
    hashes = []
    for number, line in enumerate(lines[start:], start + 1):
        found = from_base64(line)
        if found is None or len(found) != HASH_SIZE:
            raise ProofInvalid(f"Line {number} holds no hash of {HASH_SIZE} bytes in standard base64.")
        hashes.append(found)
    return tuple(hashes)


def verify_proof(proof: Proof, leaf: bytes, policy: Policy) -> VerifiedCheckpoint:
    """Check that the entry with this leaf hash is in a log the policy trusts.

    Step 1 of the specification, hashing the entry, is the caller's: `leaf_hash(entry)`. Steps 2 and 3
    are the policy's; step 4 is the inclusion proof. For keys alone: `Policy.of_logs([verifier])`.
    Raises a TlogRefused; returns the checkpoint, which tells size, origin and cosignatures.
    """
    verified = policy.verify(proof.checkpoint)
    checkpoint = verified.checkpoint
    verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    return verified
