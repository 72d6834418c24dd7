"""Proof files of donors and signatories: is the page in the record, do openings fit, does it still hold."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from ouna.core.book import (
    AppealSignature,
    Booked,
    FormBroken,
    Gift,
    Record,
    Replay,
    SignaturePublished,
    State,
    decode,
)
from ouna.core.book.folder import TEXT_PURPOSE
from ouna.core.book.kinds.appeal import WITHDRAWN
from ouna.core.tlog import Checkpoint, Policy, TlogRefused, leaf_hash, parse_proof, verify_proof
from ouna.core.values import NotCanonical, canonical, parse_canonical
from ouna.verify.openings import fits
from ouna.verify.report import Report, pages

MAX_RECEIPT = 3_000_000
_STEP = "receipt"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A proof file that holds by itself: its page, place, and the checkpoint it was proven against."""

    name: str
    entry: bytes
    record: Record
    index: int
    checkpoint: Checkpoint
    purposes: tuple[str, ...]


def extra_of(entry: bytes, openings: list[dict[str, Any]]) -> bytes:
    """The `extra` of a proof file: canonical {"entry": base64, "openings": [{purpose, salt, record}]}."""
    return canonical({"entry": b64encode(entry).decode(), "openings": openings})


def _read_extra(extra: bytes | None) -> tuple[bytes, list[dict[str, Any]]] | None:
    try:
        value = parse_canonical(extra or b"")
        if not isinstance(value, dict) or set(value) != {"entry", "openings"}:
            return None
        entry = b64decode(value["entry"], validate=True)
    except (NotCanonical, TypeError, ValueError):
        return None
    openings = value["openings"]
    if not isinstance(openings, list) or b64encode(entry).decode() != value["entry"]:
        return None
    if not all(isinstance(o, dict) and set(o) == {"purpose", "salt", "record"} for o in openings):
        return None
    return entry, openings


def signatory_of(record: Record, openings: list[dict[str, Any]]) -> list[str]:
    """The names under which an organisation signed the appeal, if the file opens the text of its signature.

    The text was written by others: what has not the form `{"names": {language: {"text": …}}}` is left out.
    """
    if not isinstance(record, SignaturePublished):
        return []
    texts = [o["record"] for o in openings if o["purpose"] == TEXT_PURPOSE]
    named = texts[0].get("names") if texts and isinstance(texts[0], dict) else None
    entries = named.values() if isinstance(named, dict) else ()
    found = (entry.get("text") for entry in entries if isinstance(entry, dict))
    return list(dict.fromkeys(name for name in found if isinstance(name, str)))


def check_receipt(name: str, content: bytes, policy: Policy, report: Report) -> Receipt | None:
    """What the proof file shows without the book; what does not hold is a finding."""
    try:
        proof = parse_proof(content)
    except TlogRefused as refused:
        report.add(_STEP, f"{name} is not a proof file, or is damaged.", where=str(refused))
        return None
    parts = _read_extra(proof.extra)
    if parts is None:
        report.add(_STEP, f"{name} does not hold its page as it must.")
        return None
    entry, openings = parts
    try:
        verified = verify_proof(proof, leaf_hash(entry), policy)
        record = decode(entry)
    except TlogRefused as refused:
        report.add(_STEP, f"{name} does not prove its page: it is not in a sealed summary of this record.",
                   where=str(refused))  # fmt: skip
        return None
    except FormBroken as broken:
        report.add(_STEP, f"{name}: {broken.what}", entry=proof.index)
        return None
    purposes = [str(o["purpose"]) for o in openings]
    if len(set(purposes)) != len(purposes) or not all(fits(record, o) for o in openings):
        report.add(_STEP, f"{name} opens something that is not what its page stands for.", entry=proof.index)
        return None
    report.receipts.append(
        {
            "file": name,
            "entry": proof.index,
            "kind": record.KIND,
            "ref": record.ref,
            "recorded_as_of": verified.checkpoint.size,
            "opened": purposes,
            "signatory": signatory_of(record, openings),
            "checked_against_book": False,
        }
    )
    return Receipt(name, entry, record, proof.index, verified.checkpoint, tuple(purposes))


def compare_head(receipt: Receipt, head: Checkpoint, report: Report) -> bool:
    """Whether the book can be compared with the receipt at all: same record, and not smaller."""
    if receipt.checkpoint.origin != head.origin:
        report.add(_STEP, f"{receipt.name} belongs to another record.", entry=receipt.index)
        return False
    if receipt.checkpoint.size > head.size:
        report.add(
            _STEP,
            f"The record has shrunk: {receipt.name} was proven when it had {pages(receipt.checkpoint.size)}, "
            f"now it has {head.size}.",
            entry=receipt.index,
        )
        return False
    return True


def check_since(receipt: Receipt, replay: Replay, report: Report) -> None:
    """In the whole book: the receipt's gift was not reversed, its line not corrected, its signature lives."""
    state: State | None = replay.facts.state(receipt.record.ref)
    if isinstance(state, Gift) and state.left < state.minor:
        part = "in part" if state.left else "wholly"
        report.add(_STEP, f"{receipt.name}: the gift was reversed since, {part}.", entry=receipt.index)
    elif isinstance(state, Booked) and state.corrected:
        report.add(_STEP, f"{receipt.name}: the page was corrected since.", entry=receipt.index)
    elif isinstance(state, AppealSignature) and state.over == WITHDRAWN:
        report.add(_STEP, f"{receipt.name}: the signature was withdrawn since.", entry=receipt.index)
    elif isinstance(state, AppealSignature) and state.over:
        report.warn(f"{receipt.name}: a newer signature of the same organisation took its place.")
    elif state is None:
        report.add(_STEP, f"{receipt.name}: its page was not accepted in the record.", entry=receipt.index)
    for row in report.receipts:
        if row["file"] == receipt.name:
            row["checked_against_book"] = True
