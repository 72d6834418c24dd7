"""The partner's trustees: the set in force, its keys, their replacement and revocation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ouna.core.book.kinds.signed import SIGNED_FIELDS, SignedRecord
from ouna.core.book.record import HASH, Field, Record, integer, kind, many, optional, ref
from ouna.core.book.shapes import (
    BAND,
    COUNT,
    LISTED_KEY,
    MEMBER,
    ORIGIN,
    RECOVERY,
    RP_ID,
    ListedKey,
    M,
    Member,
    Recovery,
)
from ouna.core.quorum import Band


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class TrusteesSet(SignedRecord):
    """Who the trustees are, with which keys, and how many must sign for what.

    The first set is signed by every key it lists; each later one by `change` trustees of the set before
    and by every key that was not in force before.
    """

    KIND: ClassVar[str] = "trustees.set"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("set"),
        **SIGNED_FIELDS,
        "text": HASH,
        "trustees": many(MEMBER, least=1, most=40),
        "bands": many(BAND, least=1, most=60),
        "change": M,
        "origins": many(ORIGIN, least=1, most=4),
        "rp_id": RP_ID,
        "recovery": RECOVERY,
        "wait": integer(1, 24 * 366),
    }
    text: str
    trustees: tuple[Member, ...]
    bands: tuple[Band, ...]
    change: int
    origins: tuple[str, ...]
    rp_id: str
    recovery: Recovery
    wait: int


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReplacementAnnounced(SignedRecord):
    """A trustee's lost key is to be replaced, after a public waiting time that any trustee can stop."""

    KIND: ClassVar[str] = "key.replacement_announced"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("repl"),
        **SIGNED_FIELDS,
        "trustee": ref("trst"),
        "old": ref("key"),
        "new": LISTED_KEY,
    }
    trustee: str
    old: str
    new: ListedKey


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReplacementStopped(SignedRecord):
    """One trustee stops a replacement."""

    KIND: ClassVar[str] = "key.replacement_stopped"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("stop"), **SIGNED_FIELDS, "replacement": ref("repl")}
    replacement: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReplaced(Record):
    """The waiting time is over: the new key is in force, the old one no more."""

    KIND: ClassVar[str] = "key.replaced"
    STAMP: ClassVar[str] = "at"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("done"),
        "campaign": ref("camp"),
        "replacement": ref("repl"),
    }
    campaign: str
    replacement: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked(SignedRecord):
    """A key is in force no more; what it signed from entry `compromised_since` on does not count."""

    KIND: ClassVar[str] = "key.revoked"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("revo"),
        **SIGNED_FIELDS,
        "key": ref("key"),
        "compromised_since": optional(COUNT),
    }
    key: str
    compromised_since: int | None = None
