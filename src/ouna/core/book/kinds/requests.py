"""Requests to spend, and what the trustees say to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ouna.core.book.kinds.signed import AtRecord
from ouna.core.book.record import BOOLEAN, CODE, DAY, HASH, POSITIVE, Field, kind, many, optional, ref
from ouna.core.book.shapes import COUNT, SIGNATURE, STANDING, Signature, Standing
from ouna.core.values import Money


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMade(AtRecord):
    """Somebody asks to spend: its bytes are what the trustees sign.

    `limit` is what may be ordered in all, in the currency of the paying account; `money` what the payee
    gets; `margin` what may be added for the bank's charges and rate, in minor units of the limit's currency.
    """

    KIND: ClassVar[str] = "request.made"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("req"),
        "campaign": ref("camp"),
        "org": ref("org"),
        "fund": ref("fund"),
        "purpose": CODE,
        "line": optional(CODE),
        "limit": POSITIVE,
        "money": POSITIVE,
        "margin": COUNT,
        "gated": BOOLEAN,
        "until": DAY,
        "payee": HASH,
        "bank": HASH,
        "place": optional(HASH),
        "files": many(HASH, most=40),
        "text": HASH,
        "replaces": optional(ref("req")),
        "standing": optional(STANDING),
    }
    campaign: str
    org: str
    fund: str
    purpose: str
    line: str | None = None
    limit: Money
    money: Money
    margin: int
    gated: bool
    until: str
    payee: str
    bank: str
    place: str | None = None
    files: tuple[str, ...]
    text: str
    replaces: str | None = None
    standing: Standing | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class RequestApproved(AtRecord):
    """One trustee approves a request."""

    KIND: ClassVar[str] = "request.approved"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("appr"),
        "campaign": ref("camp"),
        "request": ref("req"),
        "signature": SIGNATURE,
    }
    campaign: str
    request: str
    signature: Signature


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRefused(AtRecord):
    """One trustee refuses a request, for a reason (`text`)."""

    KIND: ClassVar[str] = "request.refused"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("refu"),
        "campaign": ref("camp"),
        "request": ref("req"),
        "text": HASH,
        "signature": SIGNATURE,
    }
    campaign: str
    request: str
    text: str
    signature: Signature


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWithdrawn(AtRecord):
    """Who asked asks no more."""

    KIND: ClassVar[str] = "request.withdrawn"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("with"),
        "campaign": ref("camp"),
        "request": ref("req"),
    }
    campaign: str
    request: str
