"""Succession: successors take the place of trustees who cannot be reached.

The set of trustees names them beforehand. Until a succession is completed their keys count for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import ClassVar

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import Effects, Facts, Needs, Put, ask
from ouna.core.book.governing import AnnouncedSuccession, SigningKey, Trustees
from ouna.core.book.kinds.keys import after
from ouna.core.book.kinds.money import pot
from ouna.core.book.kinds.signed import (
    SIGNED_FIELDS,
    TRUSTEES,
    AtRecord,
    SignedRecord,
    Signer,
    by_keys,
    check_all,
    check_enough,
    digest_of,
    government_of,
    in_force,
    said,
    signed_by,
    trustee_signer,
)
from ouna.core.book.kinds.trustees import leaving
from ouna.core.book.record import Field, encode, kind, many, ref
from ouna.core.book.shapes import Succession
from ouna.core.book.states import Used
from ouna.core.quorum import Act


def named(trustees: Trustees) -> Succession:
    """The succession of the set in force. Raises: RuleBroken if it has none."""
    if trustees.succession is None:
        raise RuleBroken("trustees", "The trustees in force have named no successors.")
    return trustees.succession


def successor_signers(trustees: Trustees) -> dict[str, Signer]:
    """The successors' keys, and where they may sign."""
    return {
        key: Signer(found.holder, found.public, trustees.origins, trustees.rp_id)
        for key, found in trustees.successors().items()
    }


def check_missing(trustees: Trustees, missing: tuple[str, ...]) -> None:
    """Without the missing there are too few, with the successors enough. Raises: RuleBroken."""
    if not set(missing) <= set(trustees.members):
        raise RuleBroken("trustees", "Who is said to be out of reach is no trustee.")
    left = len(trustees.with_key().intersection(trustees.members).difference(missing))
    if left >= trustees.most:
        raise RuleBroken("trustees", "As many trustees are left as the largest sum needs.")
    if left + len(named(trustees).members) < trustees.change:
        raise RuleBroken("trustees", "With the successors there would be too few to change the set.")


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionAnnounced(SignedRecord):
    """Trustees cannot be reached: successors are to take their place, unless any trustee stops it."""

    KIND: ClassVar[str] = "succession.announced"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("succ"),
        **SIGNED_FIELDS,
        "missing": many(ref("trst"), least=1, most=40),
    }
    missing: tuple[str, ...]

    def check(self, facts: Facts) -> None:
        trustees = in_force(facts, self.campaign)
        succession = named(trustees)
        # One at a time: else whoever can be reached would have to stop any number of them.
        if trustees.announced:
            raise RuleBroken("trustees", "A succession is announced already.")
        check_missing(trustees, self.missing)
        to = said(self, facts, Act.ANNOUNCE_SUCCESSION, self.campaign, self.ref, digest_of(self))
        signed, _ = check_all(
            self.signatures,
            to,
            by_keys(successor_signers(trustees)),
            lambda key: trustee_signer(trustees, key),
        )
        if len(signed) < succession.m:
            raise RuleBroken("trustees", "Fewer successors have signed than must.")

    def effects(self, facts: Facts) -> Effects:
        trustees = in_force(facts, self.campaign)
        due = after(self.on or "", timedelta(days=named(trustees).days))
        state = AnnouncedSuccession(self.campaign, self.missing, due, trustees.digest)
        puts = (
            Put(pot(self.campaign, TRUSTEES), replace(trustees, announced=self.ref)),
            Put(self.ref, state),
        )
        return Effects(self.recorded, (), puts)


def open_succession(facts: Facts, ref_: str, campaign: str) -> AnnouncedSuccession:
    """A succession of this campaign that is neither stopped nor completed. Raises: RuleBroken."""
    found = ask(facts, ref_, AnnouncedSuccession, "trustees")
    if found.campaign != campaign:
        raise RuleBroken("trustees", "The succession is of another campaign.")
    if found.over:
        raise RuleBroken("trustees", "The succession was stopped, or is completed.")
    return found


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionStopped(SignedRecord):
    """One trustee, said to be out of reach or not, stops a succession."""

    KIND: ClassVar[str] = "succession.stopped"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("stop"), **SIGNED_FIELDS, "succession": ref("succ")}
    succession: str

    def needs(self) -> Needs:
        needs = SignedRecord.needs(self)
        needs.refs.append(self.succession)
        return needs

    def check(self, facts: Facts) -> None:
        open_succession(facts, self.succession, self.campaign)
        check_enough(signed_by(self, facts, Act.STOP_SUCCESSION), 1)

    def effects(self, facts: Facts) -> Effects:
        trustees = in_force(facts, self.campaign)
        puts = [
            Put(self.succession, replace(ask(facts, self.succession, AnnouncedSuccession), over="stopped")),
            Put(self.ref, Used(self.KIND)),
        ]
        if trustees.announced == self.succession:
            puts.append(Put(pot(self.campaign, TRUSTEES), replace(trustees, announced="")))
        return Effects(self.recorded, (), tuple(puts))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionCompleted(AtRecord):
    """The waiting time is over: the successors are trustees, the missing no more."""

    KIND: ClassVar[str] = "succession.completed"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("done"),
        "campaign": ref("camp"),
        "succession": ref("succ"),
    }
    campaign: str
    succession: str

    def needs(self) -> Needs:
        return Needs(refs=[self.ref, *government_of(self.campaign), self.succession])

    def check(self, facts: Facts) -> None:
        found = open_succession(facts, self.succession, self.campaign)
        trustees = in_force(facts, self.campaign)
        if (self.on or "") < found.due:
            raise RuleBroken("trustees", "The waiting time of the succession is not over.")
        if found.under != trustees.digest:
            raise RuleBroken("trustees", "The succession was announced under an older set of trustees.")
        # Keys may have been replaced, or revoked, while it waited.
        check_missing(trustees, found.missing)

    def effects(self, facts: Facts) -> Effects:
        found = ask(facts, self.succession, AnnouncedSuccession)
        trustees = in_force(facts, self.campaign)
        left = tuple(m for m in trustees.members if m not in found.missing)
        listed = {k.key for k in trustees.keys if k.trustee in left}
        keys = (
            *(leaving(key, listed, left, facts.size) for key in trustees.keys),
            *(
                SigningKey(key, s.holder, *s.public.parts, facts.size)
                for key, s in trustees.successors().items()
            ),
        )
        state = replace(
            trustees,
            ref=self.ref,
            digest=sha256(encode(self)).hexdigest(),
            members=(*left, *(m.trustee for m in named(trustees).members)),
            keys=keys,
            succession=None,
            announced="",
        )
        puts = (
            Put(pot(self.campaign, TRUSTEES), state),
            Put(self.succession, replace(found, over="completed")),
            Put(self.ref, Used(self.KIND)),
        )
        return Effects(self.recorded, (), puts)
