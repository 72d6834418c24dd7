"""Acts of government beside the trustees' own: pact, gate, pause, moves between funds, the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import FUND, TALLY, Effects, Facts, Move, Needs, Put
from ouna.core.book.governing import Gate, OfficerKey, Pact, Pause
from ouna.core.book.kinds.money import check_free, check_fund, free_needs, pot
from ouna.core.book.kinds.signed import (
    CLOSED,
    GATE,
    PACT,
    PAUSE,
    SIGNED_FIELDS,
    SignedRecord,
    Signer,
    by_keys,
    check_all,
    check_enough,
    check_running,
    digest_of,
    in_force,
    officer_signer,
    pact_of,
    said,
    signed_by,
    trustee_signer,
    trustees_of,
)
from ouna.core.book.kinds.trustees import check_distinct, check_unused
from ouna.core.book.record import HASH, POSITIVE, Field, kind, many, ref
from ouna.core.book.shapes import OFFICER, ORIGIN, RP_ID, Officer
from ouna.core.book.states import Used
from ouna.core.quorum import Act
from ouna.core.values import Money


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PactSigned(SignedRecord):
    """The agreement between coalition and partner, signed by every officer it names.

    The first one, once there are trustees, also by as many of them as change their set.
    """

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

    def needs(self) -> Needs:
        needs = SignedRecord.needs(self)
        needs.refs += [self.bears, pot(self.campaign, CLOSED), *(k.key for k in self._listed())]
        return needs

    def _listed(self) -> tuple[OfficerKey, ...]:
        return tuple(OfficerKey(k.key, o.org, o.side, k.alg, k.spki) for o in self.officers for k in o.keys)

    def check(self, facts: Facts) -> None:
        check_running(facts, self.campaign)
        check_fund(facts, self.bears, self.campaign)
        before = pact_of(facts, self.campaign)
        self._check_officers(facts, before)
        listed = {o.key: Signer(o.org, o.public, self.origins, self.rp_id) for o in self._listed()}
        to = said(self, facts, Act.SIGN_PACT, self.campaign, self.ref, digest_of(self))
        trustees = trustees_of(facts, self.campaign) if before is None else None
        *_, appointed = check_all(
            self.signatures,
            to,
            by_keys(listed),
            lambda key: officer_signer(before, key, "partner"),
            lambda key: officer_signer(before, key, "coalition"),
            lambda key: trustee_signer(trustees, key),
        )
        signed = {s.key for s in self.signatures}
        if not signed >= set(listed):
            raise RuleBroken("trustees", "An officer named in the pact has not signed it with every key.")
        for side in ("partner", "coalition") if before else ():
            assert before is not None
            if signed.isdisjoint(o.key for o in before.officers if o.side == side):
                raise RuleBroken("trustees", "A new pact needs officers of both sides of the pact before.")
        if trustees is not None and len(appointed) < trustees.change:
            raise RuleBroken("trustees", "Too few trustees have signed the first pact.")

    def _check_officers(self, facts: Facts, before: Pact | None) -> None:
        """Both sides are there, and each key is one officer's alone. Raises: RuleBroken."""
        sides = {side: {o.org for o in self.officers if o.side == side} for side in ("partner", "coalition")}
        if not all(sides.values()) or sides["partner"] & sides["coalition"]:
            raise RuleBroken("trustees", "A pact is between two sides, each with an officer of its own.")
        listed = self._listed()
        check_distinct([o.key for o in listed], [o.spki for o in listed])
        trustees = trustees_of(facts, self.campaign)
        theirs = trustees.spkis() if trustees else frozenset()
        known = {o.key: o for o in before.officers} if before else {}
        for officer in listed:
            if officer.key in known:
                if officer != known[officer.key]:
                    raise RuleBroken("trustees", "A key of the pact before is listed otherwise.")
            elif facts.state(officer.key) is not None:
                raise RuleBroken("form", "The name of a key (its ref) is used a second time.")
            if officer.side == "coalition":
                check_unused(officer.spki, theirs)

    def effects(self, facts: Facts) -> Effects:
        before = pact_of(facts, self.campaign)
        known = {o.key for o in before.officers} if before else set()
        former = tuple(sorted(before.foreign())) if before else ()
        state = Pact(self.ref, self.bears, self._listed(), self.origins, self.rp_id, former)
        names = tuple(Put(o.key, Used("key")) for o in self._listed() if o.key not in known)
        puts = (Put(pot(self.campaign, PACT), state), Put(self.ref, Used(self.KIND)), *names)
        return Effects(self.recorded, (), puts)


GATE_FIELDS: dict[str, Field] = {"ref": ref("gate"), **SIGNED_FIELDS, "text": HASH}


def is_open(facts: Facts, campaign: str) -> bool:
    """Whether the readiness gate is open."""
    gate = facts.state(pot(campaign, GATE))
    return isinstance(gate, Gate) and gate.open


def is_paused(facts: Facts, campaign: str) -> bool:
    """Whether payments are paused."""
    pause = facts.state(pot(campaign, PAUSE))
    return isinstance(pause, Pause) and pause.paused


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class GateOpened(SignedRecord):
    """The checklist (`text`) is fulfilled: what is bound to the gate may be paid."""

    KIND: ClassVar[str] = "gate.opened"
    FIELDS: ClassVar[dict[str, Field]] = GATE_FIELDS
    text: str

    def needs(self) -> Needs:
        needs = SignedRecord.needs(self)
        needs.refs.append(pot(self.campaign, GATE))
        return needs

    def check(self, facts: Facts) -> None:
        if is_open(facts, self.campaign):
            raise RuleBroken("trustees", "The gate is open already.")
        check_enough(signed_by(self, facts, Act.OPEN_GATE), in_force(facts, self.campaign).most)

    def effects(self, facts: Facts) -> Effects:
        gate = Put(pot(self.campaign, GATE), Gate(True, self.on or ""))
        return Effects(self.recorded, (), (gate, Put(self.ref, Used(self.KIND))))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class GateClosed(SignedRecord):
    """One trustee closes the gate."""

    KIND: ClassVar[str] = "gate.closed"
    FIELDS: ClassVar[dict[str, Field]] = GATE_FIELDS
    text: str

    def needs(self) -> Needs:
        needs = SignedRecord.needs(self)
        needs.refs.append(pot(self.campaign, GATE))
        return needs

    def check(self, facts: Facts) -> None:
        if not is_open(facts, self.campaign):
            raise RuleBroken("trustees", "The gate is closed already.")
        check_enough(signed_by(self, facts, Act.CLOSE_GATE), 1)

    def effects(self, facts: Facts) -> Effects:
        gate = Put(pot(self.campaign, GATE), Gate(False, self.on or ""))
        return Effects(self.recorded, (), (gate, Put(self.ref, Used(self.KIND))))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsPaused(SignedRecord):
    """One trustee, or officers of two coalition organisations, stop all payments."""

    KIND: ClassVar[str] = "payments.paused"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("pause"), **SIGNED_FIELDS}

    def needs(self) -> Needs:
        needs = SignedRecord.needs(self)
        needs.refs.append(pot(self.campaign, PAUSE))
        return needs

    def check(self, facts: Facts) -> None:
        if is_paused(facts, self.campaign):
            raise RuleBroken("trustees", "Payments are paused already.")
        trustees, pact = trustees_of(facts, self.campaign), pact_of(facts, self.campaign)
        to = said(self, facts, Act.PAUSE, self.campaign, self.ref, digest_of(self))
        signed, organisations = check_all(
            self.signatures,
            to,
            lambda key: trustee_signer(trustees, key),
            lambda key: officer_signer(pact, key, "coalition"),
        )
        if not signed and len(organisations) < 2:
            raise RuleBroken("trustees", "One trustee or two organisations of the coalition pause payments.")

    def effects(self, facts: Facts) -> Effects:
        pause = Put(pot(self.campaign, PAUSE), Pause(True, self.on or ""))
        return Effects(self.recorded, (), (pause, Put(self.ref, Used(self.KIND))))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsResumed(SignedRecord):
    """The trustees let payments go on."""

    KIND: ClassVar[str] = "payments.resumed"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("resume"), **SIGNED_FIELDS}

    def needs(self) -> Needs:
        needs = SignedRecord.needs(self)
        needs.refs.append(pot(self.campaign, PAUSE))
        return needs

    def check(self, facts: Facts) -> None:
        if not is_paused(facts, self.campaign):
            raise RuleBroken("trustees", "Payments are not paused.")
        check_enough(signed_by(self, facts, Act.RESUME), in_force(facts, self.campaign).most)

    def effects(self, facts: Facts) -> Effects:
        pause = Put(pot(self.campaign, PAUSE), Pause(False, self.on or ""))
        return Effects(self.recorded, (), (pause, Put(self.ref, Used(self.KIND))))


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

    def needs(self) -> Needs:
        needs = SignedRecord.needs(self)
        needs.refs += [self.source, self.target]
        needs.balances += free_needs(self.source, self.money.currency)
        return needs

    def check(self, facts: Facts) -> None:
        if self.source == self.target:
            raise RuleBroken("purpose", "Money is moved from one fund to another.")
        for fund in (self.source, self.target):
            check_fund(facts, fund, self.campaign)
        check_free(facts, self.source, self.money.currency, self.money.minor)
        # The highest m whatever the sum: else a fund could be moved to another purpose in small parts.
        check_enough(signed_by(self, facts, Act.MOVE_FUND), in_force(facts, self.campaign).most)

    def effects(self, facts: Facts) -> Effects:
        currency, minor = self.money.currency, self.money.minor
        moves = tuple(
            move
            for fund, sum_ in ((self.source, -minor), (self.target, minor))
            for move in (Move(fund, currency, sum_, FUND), Move(pot(fund, "moved"), currency, sum_, TALLY))
        )
        return Effects(self.recorded, moves, (Put(self.ref, Used(self.KIND)),))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignClosed(SignedRecord):
    """The campaign ends; its text says where the rest goes. Nothing new is asked for or ordered."""

    KIND: ClassVar[str] = "campaign.closed"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("end"), **SIGNED_FIELDS, "text": HASH}
    text: str

    def needs(self) -> Needs:
        needs = SignedRecord.needs(self)
        needs.refs.append(pot(self.campaign, CLOSED))
        return needs

    def check(self, facts: Facts) -> None:
        check_running(facts, self.campaign)
        check_enough(signed_by(self, facts, Act.CLOSE_CAMPAIGN), in_force(facts, self.campaign).change)

    def effects(self, facts: Facts) -> Effects:
        closed = Put(pot(self.campaign, CLOSED), Used(self.on or ""))
        return Effects(self.recorded, (), (closed, Put(self.ref, Used(self.KIND))))
