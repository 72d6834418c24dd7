"""Orders, payments, their return and the evidence of what became of the money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ouna.core.book.kinds.money import LINE_FIELDS, LineRecord
from ouna.core.book.kinds.signed import AtRecord
from ouna.core.book.record import CODE, HASH, POSITIVE, Field, Record, kind, many, optional, ref
from ouna.core.book.shapes import COUNT
from ouna.core.values import Money


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrdered(AtRecord):
    """The moment of decision: at this place all that a payment needs is there, and its money is reserved.

    `fund` and `line` are the request's, `bears` the fund that bears the margin: named here so that a page
    can be judged with few facts. `bears` is there exactly when `margin` is above 0.
    """

    KIND: ClassVar[str] = "payment.ordered"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("ord"),
        "campaign": ref("camp"),
        "request": ref("req"),
        "fund": ref("fund"),
        "line": optional(CODE),
        "account": ref("acct"),
        "money": POSITIVE,
        "margin": COUNT,
        "bears": optional(ref("fund")),
        "payee": HASH,
        "bank": HASH,
        "screening": HASH,
        "file": optional(HASH),
    }
    campaign: str
    request: str
    fund: str
    line: str | None = None
    account: str
    money: Money
    margin: int
    bears: str | None = None
    payee: str
    bank: str
    screening: str
    file: str | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(AtRecord):
    """An ordered payment never left the bank: its sum goes back to the request."""

    KIND: ClassVar[str] = "payment.failed"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("fail"),
        "campaign": ref("camp"),
        "order": ref("ord"),
        "request": ref("req"),
    }
    campaign: str
    order: str
    request: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSent(LineRecord):
    """The bank's line of an ordered payment. What lies above the order is borne by the order's `bears`."""

    KIND: ClassVar[str] = "payment.sent"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("pay"),
        **LINE_FIELDS,
        "order": ref("ord"),
        "request": ref("req"),
        "fund": ref("fund"),
    }
    order: str
    request: str
    fund: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReturned(LineRecord):
    """A payment, or part of it, came back: it goes back to its fund and its request."""

    KIND: ClassVar[str] = "payment.returned"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("back"),
        **LINE_FIELDS,
        "payment": ref("pay"),
        "request": ref("req"),
        "fund": ref("fund"),
    }
    payment: str
    request: str
    fund: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAdded(Record):
    """Receipts, photos, delivery notes for a payment: salted fingerprints of files."""

    KIND: ClassVar[str] = "evidence.added"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("evid"),
        "campaign": ref("camp"),
        "payment": ref("pay"),
        "files": many(HASH, least=1, most=40),
    }
    campaign: str
    payment: str
    files: tuple[str, ...]
