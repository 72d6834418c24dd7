"""Acts of government beside the trustees' own: pact, gate, pause, moves between funds, the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ouna.core.book.kinds.signed import SIGNED_FIELDS, SignedRecord
from ouna.core.book.record import HASH, POSITIVE, Field, kind, many, ref
from ouna.core.book.shapes import OFFICER, ORIGIN, RP_ID, Officer
from ouna.core.values import Money


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PactSigned(SignedRecord):
    """The agreement between coalition and partner, signed by every officer it names."""

    KIND: ClassVar[str] = "pact.signed"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("pact"),
        **SIGNED_FIELDS,
        "text": HASH,
        "bears": ref("fund"),
        "officers": many(OFFICER, least=2, most=20),
        "origins": many(ORIGIN, least=1, most=4),
        "rp_id": RP_ID,
    }
    text: str
    bears: str
    officers: tuple[Officer, ...]
    origins: tuple[str, ...]
    rp_id: str


GATE_FIELDS: dict[str, Field] = {"ref": ref("gate"), **SIGNED_FIELDS, "text": HASH}


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class GateOpened(SignedRecord):
    """The checklist (`text`) is fulfilled: what is bound to the gate may be paid."""

    KIND: ClassVar[str] = "gate.opened"
    FIELDS: ClassVar[dict[str, Field]] = GATE_FIELDS
    text: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class GateClosed(SignedRecord):
    """One trustee closes the gate."""

    KIND: ClassVar[str] = "gate.closed"
    FIELDS: ClassVar[dict[str, Field]] = GATE_FIELDS
    text: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsPaused(SignedRecord):
    """One trustee, or officers of two coalition organisations, stop all payments."""

    KIND: ClassVar[str] = "payments.paused"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("pause"), **SIGNED_FIELDS}


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsResumed(SignedRecord):
    """The trustees let payments go on."""

    KIND: ClassVar[str] = "payments.resumed"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("resume"), **SIGNED_FIELDS}


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class FundMoved(SignedRecord):
    """The trustees move money from one fund to another."""

    KIND: ClassVar[str] = "fund.moved"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("move"),
        **SIGNED_FIELDS,
        "source": ref("fund"),
        "target": ref("fund"),
        "money": POSITIVE,
        "text": HASH,
    }
    source: str
    target: str
    money: Money
    text: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignClosed(SignedRecord):
    """The campaign ends; its text says where the rest goes. Nothing new is asked for or ordered."""

    KIND: ClassVar[str] = "campaign.closed"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("end"), **SIGNED_FIELDS, "text": HASH}
    text: str
