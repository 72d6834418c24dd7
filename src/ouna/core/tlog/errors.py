"""Refusals of the transparency log: what was wrong, where, and what to do next."""

from __future__ import annotations

from ouna.core.errors import Refused


class TlogRefused(Refused):
    """The transparency log refuses this input."""

    code = "tlog"


class OutOfRange(TlogRefused):
    """An index or size lies outside the log."""

    code = "tlog-out-of-range"
    next_step = "Ask for an entry or size the log has reached."


class ProofInvalid(TlogRefused):
    """The proof does not show what it claims."""

    code = "proof-invalid"
    next_step = "Do not rely on it. Fetch the proof again; if it still fails, tell an auditor."


class TileInvalid(TlogRefused):
    """A hash tile or its path has not the form the format demands."""

    code = "tile-invalid"
    next_step = "Fetch the file again from the log or a mirror; if it stays so, tell an auditor."


class BundleInvalid(TlogRefused):
    """An entry bundle has not the form the format demands."""

    code = "bundle-invalid"
    next_step = "Fetch the file again from the log or a mirror; if it stays so, tell an auditor."


class KeyInvalid(TlogRefused):
    """A signing or verifier key has not the form the format demands."""

    code = "key-invalid"
    next_step = "Copy the key again, whole and unbroken, from where it was announced."


class NoteInvalid(TlogRefused):
    """The signed note is malformed."""

    code = "note-invalid"
    next_step = "Fetch the note again; do not rely on this copy."


class SignatureInvalid(NoteInvalid):
    """A signature by a known key does not fit the note."""

    code = "signature-invalid"
    next_step = "Do not rely on this note: it was altered or signed by another key. Tell an auditor."


class NoteUnverified(NoteInvalid):
    """No known key has signed the note."""

    code = "note-unverified"
    next_step = "Check that the right log key was given."


class CheckpointInvalid(TlogRefused):
    """The checkpoint has not the form the format demands."""

    code = "checkpoint-invalid"
    next_step = "Fetch the checkpoint again; do not rely on this copy."


class PolicyInvalid(TlogRefused):
    """The trust policy has not the form the format demands."""

    code = "policy-invalid"
    next_step = "Mend the policy file at the line named."


class PolicyNotMet(TlogRefused):
    """The checkpoint lacks the signatures the trust policy asks for."""

    code = "policy-not-met"
    next_step = "Wait for the missing cosignatures, or ask the witnesses why they are missing."


class CommitmentInvalid(TlogRefused):
    """A salted commitment cannot be made from these parts."""

    code = "commitment-invalid"
    next_step = "Give a purpose in lower-case letters, a salt of 32 bytes and the canonical record."
