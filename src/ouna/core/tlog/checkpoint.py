"""Checkpoints (C2SP tlog-checkpoint): origin, size and root of a log, as the text of a signed note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ouna.core.tlog.encoding import from_base64, from_decimal, has_control, to_base64
from ouna.core.tlog.errors import CheckpointInvalid, NoteUnverified
from ouna.core.tlog.hashing import EMPTY_ROOT, HASH_SIZE
from ouna.core.tlog.keys import ED25519, Verifier
from ouna.core.tlog.notes import Note, open_note
from ouna.core.tlog.proofs import MAX_SIZE


@dataclass(frozen=True)
class Checkpoint:
    """A tree head. `extensions` are lines that nobody audits: kept when read, avoided when written."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(not line or "\n" in line or has_control(line) for line in (self.origin, *self.extensions)):
            raise CheckpointInvalid(
                "Origin and extension lines are non-empty and without control characters."
            )
        if not 0 <= self.size <= MAX_SIZE:
            raise CheckpointInvalid("The size is out of range.")
        if len(self.root) != HASH_SIZE:
            raise CheckpointInvalid(f"The root has {len(self.root)} bytes instead of {HASH_SIZE}.")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise CheckpointInvalid("The root of an empty log is always the same, and not this one.")

    def format(self) -> str:
        """The note text, each line with its newline."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "\n".join(lines) + "\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read note text; `format` gives the same text back."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1]:
            raise CheckpointInvalid("A checkpoint has at least three lines, each ended by a newline.")
        size = from_decimal(lines[1])
        if size is None:
            raise CheckpointInvalid("Line 2 of the checkpoint is not a decimal size.")
        root = from_base64(lines[2])
        if root is None:
            raise CheckpointInvalid("Line 3 of the checkpoint is not standard base64.")
        return cls(lines[0], size, root, tuple(lines[3:-1]))


def open_checkpoint(data: bytes, verifiers: Iterable[Verifier], origin: str) -> tuple[Checkpoint, Note]:
    """Open a signed checkpoint of one log: it must be of this origin and signed by a log key named so.

    Cosignatures by known witnesses are checked too, but never stand for the log's own signature.
    """
    note = open_note(data, verifiers)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != origin:
        raise CheckpointInvalid("The checkpoint belongs to another log.")
    if not log_signatures(note, origin):
        raise NoteUnverified("The log itself has not signed the checkpoint with a known key.")
    return checkpoint, note


def log_signatures(note: Note, origin: str) -> list[Verifier]:
    """The log keys of this origin that have signed."""
    keys = [signature.verifier for signature in note.verified if signature.verifier]
    return [key for key in keys if key.key_type == ED25519 and key.name == origin]
