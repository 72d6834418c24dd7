"""Signed notes (C2SP signed-note) and timestamped cosignatures (C2SP tlog-cosignature).

A note is text ending in a newline, an empty line, and signature lines
`— name base64(key id || signature)`. The text may hold empty lines itself: the last one divides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ouna.core.tlog.encoding import from_base64, has_control, to_base64
from ouna.core.tlog.errors import KeyInvalid, NoteInvalid, NoteUnverified
from ouna.core.tlog.keys import (
    COSIGNATURE,
    ED25519,
    MAX_TIME,
    Signer,
    Verifier,
    cosigned_message,
    is_key_name,
)

MAX_NOTE = 1_000_000
MAX_SIGNATURES = 100
_PREFIX = "— "


@dataclass(frozen=True)
class Signature:
    """One signature line. `verifier` and `time` are set only once the signature has been verified."""

    name: str
    key_id: bytes
    signature: bytes
    verifier: Verifier | None = None
    time: int | None = None

    @property
    def line(self) -> str:
        """The line as it stands in the note, with its newline."""
        return f"{_PREFIX}{self.name} {to_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True)
class Note:
    """An opened note: at least one known key has signed it, and none has signed it wrongly."""

    text: str
    signatures: tuple[Signature, ...]
    verified: tuple[Signature, ...]
    unverified: tuple[Signature, ...]


def parse_note(data: bytes) -> tuple[str, tuple[Signature, ...]]:
    """Text and signature lines of a note, form checked, **no signature checked**: trust nothing in it."""
    text, block = _split(data)
    signatures = []
    lines = block.split("\n")[:-1]
    if len(lines) > MAX_SIGNATURES:
        raise NoteInvalid(f"The note has more than {MAX_SIGNATURES} signatures.")
    for number, line in enumerate(lines, 1):
        name, space, encoded = line.removeprefix(_PREFIX).partition(" ")
        blob = from_base64(encoded)
        if not (line.startswith(_PREFIX) and space and is_key_name(name) and blob and len(blob) > 4):
            raise NoteInvalid(f"Signature line {number} of the note is malformed.")
        signatures.append(Signature(name, blob[:4], blob[4:]))
    return text, tuple(signatures)


def _split(data: bytes) -> tuple[str, str]:
    if len(data) > MAX_NOTE:
        raise NoteInvalid(f"The note has {len(data)} bytes; {MAX_NOTE} are allowed.")
    try:
        note = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteInvalid(f"The note is not UTF-8 at byte {error.start}.") from None
    if has_control(note):
        raise NoteInvalid("The note holds a control character.")
    border = note.rfind("\n\n")
    if border < 0:
        raise NoteInvalid("The note has no empty line before its signatures.")
    text, block = note[: border + 1], note[border + 2 :]
    if not block.endswith("\n"):
        raise NoteInvalid("The note does not end with a whole signature line.")
    return text, block


def open_note(data: bytes, verifiers: Iterable[Verifier]) -> Note:
    """Check a note against the keys one trusts.

    Unknown keys are ignored; every signature by a known key must fit (else SignatureInvalid), and one
    at least must be there (else NoteUnverified). A key that signs twice counts once, by its first
    line; an unknown line that is repeated is listed once.
    """
    known = _by_name_and_id(verifiers)
    text, signatures = parse_note(data)
    message = text.encode()
    verified: dict[tuple[str, bytes], Signature] = {}
    unverified: dict[Signature, None] = {}
    for found in signatures:
        key = found.name, found.key_id
        verifier = known.get(key)
        if verifier is None:
            unverified[found] = None
            continue
        time = verifier.verify(message, found.signature)
        verified.setdefault(key, Signature(*key, found.signature, verifier, time))
    if not verified:
        raise NoteUnverified
    return Note(text, signatures, tuple(verified.values()), tuple(unverified))


def _by_name_and_id(verifiers: Iterable[Verifier]) -> dict[tuple[str, bytes], Verifier]:
    known: dict[tuple[str, bytes], Verifier] = {}
    for verifier in verifiers:
        if known.setdefault((verifier.name, verifier.key_id), verifier) != verifier:
            raise KeyInvalid(f"Two different keys have the name {verifier.name} and the same id.")
    return known


def _check_text(text: str) -> bytes:
    if not text.endswith("\n") or has_control(text):
        raise NoteInvalid("Note text ends with a newline and holds no other control character.")
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise NoteInvalid("Note text must be encodable as UTF-8.") from None


def _line(signer: Signer, signature: bytes) -> bytes:
    return Signature(signer.name, signer.verifier.key_id, signature).line.encode()


def sign(text: str, *signers: Signer) -> bytes:
    """The whole note: text, empty line, one line per signer. Deterministic."""
    message = _check_text(text)
    if not signers:
        raise NoteInvalid("A note needs at least one signature.")
    if any(signer.key_type != ED25519 for signer in signers):
        raise KeyInvalid("A cosigner's key does not sign notes: it cosigns them, with a time.")
    return message + b"\n" + b"".join(_line(signer, signer.sign_bytes(message)) for signer in signers)


def cosign(text: str, signer: Signer, time: int) -> bytes:
    """One cosignature line over the note text, at `time` (seconds since 1970, from the caller)."""
    message = _check_text(text)
    if signer.key_type != COSIGNATURE:
        raise KeyInvalid("Only a cosigner's key (type 0x04) cosigns.")
    if not 0 <= time <= MAX_TIME:
        raise NoteInvalid("The time of a cosignature is in seconds since 1970.")
    signature = signer.sign_bytes(cosigned_message(message, time))
    return _line(signer, time.to_bytes(8, "big") + signature)


def add_signatures(note: bytes, lines: Iterable[bytes]) -> bytes:
    """The note with further signature lines (from witnesses), form checked; lines there already stay once."""
    _, present = parse_note(note)
    seen = {signature.line for signature in present}
    for line in lines:
        text, given = parse_note(b"\n\n" + line)
        if text != "\n":
            raise NoteInvalid("A signature line stands for itself, without empty lines.")
        for signature in given:
            if signature.line not in seen:
                seen.add(signature.line)
                note += signature.line.encode()
    parse_note(note)
    return note
