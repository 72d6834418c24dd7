"""Trust policies (C2SP tlog-policy): which logs and how many witnesses make a checkpoint valid.

    log <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group <name> <k|any|all> <name>...
    quorum <name|none>

The file is bytes; names are opaque bytes (kept here as text with surrogate escapes, which maps one to one).
Stricter than the specification in one point: a log's key may not be a witness too, since such a
quorum would be the log agreeing with itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ouna.core.tlog.checkpoint import Checkpoint, log_signatures
from ouna.core.tlog.errors import KeyInvalid, PolicyInvalid, PolicyNotMet
from ouna.core.tlog.keys import COSIGNATURE, ED25519, Verifier
from ouna.core.tlog.notes import Note, Signature, open_note

MAX_POLICY = 1_000_000
MAX_LINES = 4_096
NONE = "none"

_FORBIDDEN = re.compile(rb"[^\x09\x0a\x20-\x7e\x80-\xff]")
_SPACE = re.compile(r"[ \t]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class Group:
    """Witnesses a checkpoint if at least `least` of its members (witnesses or groups) have."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class VerifiedCheckpoint:
    """A checkpoint that meets a policy, with the log keys and cosignatures that made it do so."""

    checkpoint: Checkpoint
    note: Note
    log_keys: tuple[Verifier, ...]
    cosignatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Policy:
    """Logs, witnesses by name, groups by name in the order of their definition, and the quorum."""

    logs: tuple[Verifier, ...] = ()
    witnesses: dict[str, Verifier] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = NONE
    urls: dict[str, str] = field(default_factory=dict)  # by vkey; opaque, never needed to verify

    @classmethod
    def of_logs(cls, logs: Iterable[Verifier]) -> Policy:
        """A policy that takes the log's own word: any of these log keys, no witness."""
        return _check_logs(cls(logs=tuple(logs)))

    @classmethod
    def parse(cls, data: bytes) -> Policy:
        """Read a policy file."""
        return _Reader().read(data)

    def is_met_by(self, witnessed: Iterable[Verifier]) -> bool:
        """Whether these witnesses' cosignatures make up the quorum."""
        if self.quorum == NONE:
            return True
        keys = set(witnessed)
        met = {name for name, verifier in self.witnesses.items() if verifier in keys}
        # Groups name only what stands before them: one pass in order settles all.
        for name, group in self.groups.items():
            if sum(member in met for member in group.members) >= group.least:
                met.add(name)
        return self.quorum in met

    def verify(self, data: bytes) -> VerifiedCheckpoint:
        """Open a signed checkpoint and demand what the policy demands.

        Raises NoteInvalid (and its kinds), CheckpointInvalid, PolicyNotMet.
        """
        note = open_note(data, (*self.logs, *self.witnesses.values()))
        checkpoint = Checkpoint.parse(note.text)
        log_keys = tuple(key for key in log_signatures(note, checkpoint.origin) if key in self.logs)
        if not log_keys:
            raise PolicyNotMet("No log of the policy has signed the checkpoint under its own origin.")
        witnesses = set(self.witnesses.values())
        cosignatures = tuple(found for found in note.verified if found.verifier in witnesses)
        if not self.is_met_by(found.verifier for found in cosignatures if found.verifier):
            raise PolicyNotMet(f"The checkpoint has {len(cosignatures)} known cosignatures: no quorum.")
        return VerifiedCheckpoint(checkpoint, note, log_keys, cosignatures)


def _check_logs(policy: Policy) -> Policy:
    if any(log.key_type != ED25519 for log in policy.logs):
        raise PolicyInvalid("A log's key signs notes (type 0x01).")
    if len({log.public_key for log in policy.logs}) != len(policy.logs):
        raise PolicyInvalid("A log's key is given twice.")
    return policy


class _Reader:
    """Collects a policy line by line; every refusal names the line."""

    def __init__(self) -> None:
        self.logs: list[Verifier] = []
        self.witnesses: dict[str, Verifier] = {}
        self.groups: dict[str, Group] = {}
        self.urls: dict[str, str] = {}
        self.quorum: str | None = None
        self.members: set[str] = set()
        self.keys: set[bytes] = set()
        self.line = 0

    def refuse(self, what: str) -> PolicyInvalid:
        return PolicyInvalid(f"Line {self.line}: {what}", line=self.line)

    def read(self, data: bytes) -> Policy:
        if len(data) > MAX_POLICY or data.count(b"\n") > MAX_LINES:
            raise PolicyInvalid(f"The policy is larger than {MAX_POLICY} bytes or {MAX_LINES} lines.")
        if found := _FORBIDDEN.search(data):
            raise PolicyInvalid(f"The policy holds a control character at byte {found.start()}.")
        lines = data.decode("utf-8", "surrogateescape").split("\n")
        # A file cut short could end in "quorum X" where "quorum X-and-Y" stood.
        if lines.pop():
            raise PolicyInvalid("The last line of the policy is not ended by a newline.")
        readers = {"log": self.log, "witness": self.witness, "group": self.group, "quorum": self.set_quorum}
        for self.line, line in enumerate(lines, 1):
            items = _SPACE.split(line.strip(" \t"))
            if not items[0] or items[0].startswith("#"):
                continue
            if items[0] not in readers:
                raise self.refuse("a line starts with log, witness, group or quorum.")
            readers[items[0]](items[1:])
        if self.quorum is None:
            raise PolicyInvalid("The policy has no quorum line.")
        return Policy(tuple(self.logs), self.witnesses, self.groups, self.quorum, self.urls)

    def log(self, items: Sequence[str]) -> None:
        if not 1 <= len(items) <= 2:
            raise self.refuse("a log line has a key and perhaps a URL.")
        self.logs.append(self.key(items, ED25519))

    def witness(self, items: Sequence[str]) -> None:
        if not 2 <= len(items) <= 3:
            raise self.refuse("a witness line has a name, a key and perhaps a URL.")
        self.check_new(items[0])
        self.witnesses[items[0]] = self.key(items[1:], COSIGNATURE)

    def key(self, items: Sequence[str], key_type: int) -> Verifier:
        try:
            verifier = Verifier.parse(items[0])
        except KeyInvalid as error:
            raise self.refuse(str(error)) from None
        if verifier.key_type != key_type:
            raise self.refuse(f"a key of type 0x{key_type:02x} is needed here.")
        if verifier.public_key in self.keys:
            raise self.refuse("this public key was given before.")
        self.keys.add(verifier.public_key)
        if len(items) == 2:
            self.urls[verifier.vkey] = items[1]
        return verifier

    def check_new(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise self.refuse("this name is taken.")

    def check_defined(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise self.refuse("a name is used that no line before defines.")

    def group(self, items: Sequence[str]) -> None:
        if len(items) < 3:
            raise self.refuse("a group has a name, a number (or any, all) and at least one member.")
        name, least, *members = items
        self.check_new(name)
        for member in members:
            self.check_defined(member)
            if member in self.members:
                raise self.refuse("a name is a member twice.")
            self.members.add(member)
        if least in ("any", "all"):
            count = 1 if least == "any" else len(members)
        elif not _NUMBER.fullmatch(least) or (count := int(least)) > len(members):
            raise self.refuse("a group asks for any, all, or a number from 1 to that of its members.")
        self.groups[name] = Group(count, tuple(members))

    def set_quorum(self, items: Sequence[str]) -> None:
        if len(items) != 1:
            raise self.refuse("a quorum line has one name.")
        if self.quorum is not None:
            raise self.refuse("there is a second quorum line.")
        if items[0] != NONE:
            self.check_defined(items[0])
        self.quorum = items[0]
