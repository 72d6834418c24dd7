"""Requests to spend, and what the trustees say to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import ClassVar

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import Effects, Facts, Needs, Put, ask
from ouna.core.book.governing import Approval, Budget, Request, Trustees
from ouna.core.book.kinds.money import check_fund, pot
from ouna.core.book.kinds.signed import (
    CLOSED,
    AtRecord,
    check_one,
    check_running,
    government_of,
    in_force,
    said,
    trustee_signer,
)
from ouna.core.book.record import (
    BOOLEAN,
    CODE,
    DAY,
    HASH,
    POSITIVE,
    Field,
    encode,
    kind,
    many,
    optional,
    ref,
)
from ouna.core.book.shapes import COUNT, SIGNATURE, STANDING, Signature, Standing
from ouna.core.book.states import Campaign, Fund, Used
from ouna.core.quorum import Act, highest_m
from ouna.core.values import LARGEST, Money


def open_request(facts: Facts, ref_: str, campaign: str) -> Request:
    """A request of this campaign that is neither withdrawn, refused nor replaced. Raises: RuleBroken."""
    request = ask(facts, ref_, Request, "payment")
    if request.campaign != campaign:
        raise RuleBroken("payment", "The request is of another campaign.")
    if request.closed:
        raise RuleBroken("payment", f"The request is {request.closed}.")
    return request


def check_not_expired(request: Request, day: str) -> None:
    """The request's last day has not passed. Raises: RuleBroken."""
    if day > request.until:
        raise RuleBroken("payment", "The request has expired.")


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

    def needs(self) -> Needs:
        replaced = [self.replaces] if self.replaces else []
        return Needs(refs=[self.ref, self.campaign, pot(self.campaign, CLOSED), self.fund, *replaced])

    def check(self, facts: Facts) -> None:
        check_running(facts, self.campaign)
        check_fund(facts, self.fund, self.campaign)
        fund = ask(facts, self.fund, Fund)
        if not fund.free and self.purpose not in fund.purposes:
            raise RuleBroken("purpose", "The fund was not given for this purpose.")
        if self.limit.currency not in ask(facts, self.campaign, Campaign).currencies:
            raise RuleBroken("payment", "The limit is in a currency the campaign does not have.")
        if self.limit.minor + self.margin > LARGEST:
            raise RuleBroken("payment", "Limit and margin together are too large.")
        if self.money.currency == self.limit.currency and self.money.minor > self.limit.minor:
            raise RuleBroken("payment", "The payee gets more than the limit.")
        if self.until < self.recorded:
            raise RuleBroken("payment", "The request has expired before it is made.")
        if self.standing and not self.standing.each <= self.standing.total <= self.limit.minor:
            raise RuleBroken("payment", "A standing budget's month exceeds its total, or that the limit.")
        if self.replaces:
            open_request(facts, self.replaces, self.campaign)

    def effects(self, facts: Facts) -> Effects:
        standing = self.standing
        state = Request(
            self.campaign,
            sha256(encode(self)).hexdigest(),
            self.fund,
            self.line or "",
            self.limit.currency,
            self.limit.minor,
            self.margin,
            self.gated,
            self.until,
            self.payee,
            self.bank,
            Budget(standing.each, standing.total, standing.until, standing.payees) if standing else None,
        )
        puts = [Put(self.ref, state)]
        if self.replaces:
            old = ask(facts, self.replaces, Request)
            puts.append(Put(self.replaces, replace(old, closed="replaced")))
        return Effects(self.recorded, (), tuple(puts))


def answer_needs(record: RequestApproved | RequestRefused) -> Needs:
    """What judging a trustee's answer to a request asks for."""
    return Needs(refs=[record.ref, *government_of(record.campaign), record.request])


def check_answer(record: RequestApproved | RequestRefused, facts: Facts, act: Act) -> tuple[Request, str]:
    """The open request and the trustee who validly answers it. Raises: RuleBroken."""
    request = open_request(facts, record.request, record.campaign)
    check_not_expired(request, record.recorded)
    trustees = in_force(facts, record.campaign)
    to = said(record, facts, act, record.campaign, record.request, request.digest)
    found = check_one(record.signature, to, lambda key: trustee_signer(trustees, key))
    if found is None:
        raise RuleBroken("trustees", "The key that signed is none of a trustee.")
    trustee = found[1]
    if trustee in request.refusals:
        raise RuleBroken("payment", "The trustee has refused this request already.")
    return request, trustee


def is_refused(request: Request, trustees: Trustees) -> bool:
    """Whether too few are left who could approve, for the highest m its currency may need."""
    left = set(trustees.members) - set(request.refusals)
    return len(left) < highest_m(trustees.bands, request.currency)


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

    def needs(self) -> Needs:
        return answer_needs(self)

    def check(self, facts: Facts) -> None:
        request, trustee = check_answer(self, facts, Act.APPROVE)
        if any(a.trustee == trustee and counts(a, facts, self.campaign) for a in request.approvals):
            raise RuleBroken("payment", "The trustee has approved this request already.")

    def effects(self, facts: Facts) -> Effects:
        request = ask(facts, self.request, Request)
        trustee = self.signature.statement.trustee
        approval = Approval(trustee, self.signature.key, facts.size)
        kept = tuple(a for a in request.approvals if a.trustee != trustee)
        state = request.answered((*kept, approval))
        return Effects(self.recorded, (), (Put(self.request, state), Put(self.ref, Used(self.KIND))))


def counts(approval: Approval, facts: Facts, campaign: str) -> bool:
    """Whether an approval still counts: its trustee is one, and its key was not in foreign hands then.

    Raises: RuleBroken.
    """
    trustees = in_force(facts, campaign)
    key = trustees.find(approval.key)
    return approval.trustee in trustees.members and key is not None and key.counts_at(approval.entry)


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

    def needs(self) -> Needs:
        return answer_needs(self)

    def check(self, facts: Facts) -> None:
        check_answer(self, facts, Act.REFUSE)

    def effects(self, facts: Facts) -> Effects:
        request = ask(facts, self.request, Request)
        trustee = self.signature.statement.trustee
        approvals = tuple(a for a in request.approvals if a.trustee != trustee)
        state = replace(request, approvals=approvals, refusals=(*request.refusals, trustee))
        if is_refused(state, in_force(facts, self.campaign)):
            state = replace(state, closed="refused")
        return Effects(self.recorded, (), (Put(self.request, state), Put(self.ref, Used(self.KIND))))


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

    def needs(self) -> Needs:
        return Needs(refs=[self.ref, self.request])

    def check(self, facts: Facts) -> None:
        open_request(facts, self.request, self.campaign)

    def effects(self, facts: Facts) -> Effects:
        state = replace(ask(facts, self.request, Request), closed="withdrawn")
        return Effects(self.recorded, (), (Put(self.request, state), Put(self.ref, Used(self.KIND))))
