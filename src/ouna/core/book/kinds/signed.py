"""Records that carry signatures, and how each signature is judged at its own entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ouna.core.book.record import STAMPS, Field, Record, ref
from ouna.core.book.shapes import SIGNATURES, Signature
from ouna.core.values import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRecord(Record):
    """Base of acts of government: stamped with the second."""

    STAMP: ClassVar[str] = "at"


SIGNED_FIELDS: dict[str, Field] = {"campaign": ref("camp"), "signatures": SIGNATURES}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRecord(AtRecord):
    """Base of acts that carry their own signatures. What is signed is the record without these and its stamp."""

    campaign: str
    signatures: tuple[Signature, ...]

    def document(self) -> bytes:
        """The bytes whose SHA-256 the statements name."""
        return document_of(self)


def document_of(record: Record) -> bytes:
    """Canonical JSON of a record without its stamp and its signatures."""
    data = record.as_data()
    return canonical({k: v for k, v in data.items() if k not in STAMPS and k != "signatures"})
