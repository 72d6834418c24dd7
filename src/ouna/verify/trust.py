"""Whose word is taken: a policy or key given by the reader, or, said plainly, the folder's own key."""

from __future__ import annotations

from dataclasses import dataclass

from ouna.core.book import Log
from ouna.core.book.folder import CHECKPOINT, KEYS
from ouna.core.tlog import (
    Checkpoint,
    KeyInvalid,
    Policy,
    TlogRefused,
    Verifier,
    open_checkpoint,
    parse_note,
)
from ouna.verify.errors import NotThere, TooLarge, Unreadable
from ouna.verify.plain import plain
from ouna.verify.report import Report, Trust, pages
from ouna.verify.source import Source

MAX_KEYS, MAX_CHECKPOINT = 8_192, 1_000_000
FOLDER_KEY = (
    "The key comes from the same folder as the record: this shows that the folder fits together, not that "
    "it is the coalition's. Give the key you got elsewhere with --key or --policy."
)
TOO_FEW = (
    "The record's own key has signed the sealed summary, but not as many independent keepers as your policy "
    "asks for."
)
OWN_WORD = "No independent keepers are asked for: the days are the public record's own word."


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader brought: a policy, and where it came from (`policy`, `given`, or None: nothing)."""

    policy: Policy | None = None
    kind: str = "folder"


def asked_of(policy: bytes | None, key: str | None) -> Asked:
    """From the content of --policy or the text of --key. Raises: TlogRefused."""
    if policy is not None:
        return Asked(Policy.parse(policy), "policy")
    if key is not None:
        return Asked(Policy.of_logs([Verifier.parse(key.strip())]), "given")
    return Asked()


def folder_keys(source: Source, report: Report) -> list[str]:
    """The lines of `log.vkey`; anything odd about the file is a finding."""
    try:
        content = source.read(KEYS, MAX_KEYS)
        lines = content.decode("ascii").split("\n")
    except NotThere:
        report.add("log", "The file with the record's key is missing.", where=KEYS)
        return []
    except (TooLarge, UnicodeDecodeError):
        report.add("log", "The file with the record's key is damaged.", where=KEYS)
        return []
    if lines[-1] or not all(lines[:-1]):
        report.add("log", "The file with the record's key is damaged.", where=KEYS)
    return [line for line in lines if line]


def policy_for(asked: Asked, keys: list[str], report: Report) -> Policy | None:
    """The reader's policy; without one, the folder's keys, with a warning."""
    report.trust = Trust(key=asked.kind)
    if asked.policy is not None:
        return asked.policy
    report.warn(FOLDER_KEY)
    try:
        return Policy.of_logs([Verifier.parse(key) for key in keys]) if keys else None
    except TlogRefused:
        report.add("log", "The key in the folder is not a key.", where=KEYS)
        return None


def open_head(source: Source, policy: Policy | None, report: Report) -> Checkpoint | None:
    """The signed checkpoint, or None (with a finding) if it may not be relied on.

    Raises: Unreadable when there is none at all.
    """
    try:
        note = source.read(CHECKPOINT, MAX_CHECKPOINT)
    except NotThere:
        raise Unreadable("No published record is here: there is no file `checkpoint`.") from None
    except TooLarge:
        report.add("log", "The sealed summary is damaged.", where=CHECKPOINT)
        return None
    if policy is None:
        report.add("log", "There is no key to check the sealed summary with.", where=CHECKPOINT)
        return None
    try:
        verified = policy.verify(note)
    except TlogRefused as refused:
        what = TOO_FEW if _is_signed(note, policy) else "The sealed summary is not signed as it must be."
        report.add("log", what, where=f"{CHECKPOINT}: {refused}")
        return None
    names = {verifier: plain(name) for name, verifier in policy.witnesses.items()}
    report.trust.witnesses = sorted(
        plain(names[c.verifier]) for c in verified.cosignatures if c.verifier in names
    )
    report.trust.witnessed = policy.quorum != "none"
    if not report.trust.witnessed:
        report.warn(OWN_WORD)
    checkpoint = verified.checkpoint
    report.origin, report.size, report.root = plain(checkpoint.origin), checkpoint.size, checkpoint.root.hex()
    return checkpoint


def _is_signed(note: bytes, policy: Policy) -> bool:
    """Whether the record's own key has signed, so that only the independent keepers are missing."""
    try:
        Policy.of_logs(policy.logs).verify(note)
    except TlogRefused:
        return False
    return True


def head_of(source: Source) -> int | None:
    """The size in the checkpoint as it is published now, its signature not looked at; None if unreadable."""
    try:
        text, _ = parse_note(source.read(CHECKPOINT, MAX_CHECKPOINT))
        return Checkpoint.parse(text).size
    except (TlogRefused, Unreadable, TooLarge):
        return None


def open_older(note: bytes, policy: Policy, head: Checkpoint, report: Report) -> Checkpoint | None:
    """An older checkpoint the reader kept, signed by the same key; else None, with a finding."""
    try:
        older, _ = open_checkpoint(note, policy.logs, head.origin)
    except TlogRefused as refused:
        report.add("log", "The older sealed summary is not signed by the same key.", where=str(refused))
        return None
    if older.size > head.size:
        report.add(
            "log",
            f"The record has shrunk: the older sealed summary had {pages(older.size)}, this one {head.size}. "
            "Pages were taken out after they had been signed.",
        )
        return None
    return older


def check_keys(log: Log | None, keys: list[str], policy: Policy, head: Checkpoint, report: Report) -> None:
    """The keys of page 0, of the folder and of the reader are the same, and fit the origin."""
    if log is None:
        return
    if log.origin != head.origin:
        report.add("log", "Page 0 names another origin than the sealed summary.", entry=0)
    if list(log.keys) != keys:
        report.add("log", "The key in the folder is not the one page 0 names.", entry=0, where=KEYS)
    try:
        named = {Verifier.parse(key) for key in log.keys}
    except KeyInvalid:
        report.add("log", "A key on page 0 is not a key.", entry=0)
        return
    if not named & set(policy.logs):
        report.add("log", "The key you trust is not the one page 0 names.", entry=0)
