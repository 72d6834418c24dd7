"""The partner's trustees: the set in force, who succeeds them, their keys."""

from __future__ import annotations

from collections.abc import Container, Iterable, Set
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import ClassVar

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import Effects, Facts, Needs, Put
from ouna.core.book.governing import SigningKey, Trustees
from ouna.core.book.kinds.money import pot
from ouna.core.book.kinds.signed import (
    CLOSED,
    SIGNED_FIELDS,
    TRUSTEES,
    SignedRecord,
    Signer,
    by_keys,
    check_all,
    check_enough,
    check_running,
    digest_of,
    pact_of,
    said,
    trustee_signer,
    trustees_of,
)
from ouna.core.book.record import HASH, Field, encode, integer, kind, many, optional, ref
from ouna.core.book.shapes import (
    BAND,
    MEMBER,
    ORIGIN,
    RECOVERY,
    RP_ID,
    SUCCESSION,
    M,
    Member,
    Recovery,
    Succession,
)
from ouna.core.book.states import Used
from ouna.core.quorum import Act, Band, highest_m


def check_unused(spki: str, used: frozenset[str]) -> None:
    """One device is never two persons, and none comes back under another name. Raises: RuleBroken."""
    if spki in used:
        raise RuleBroken(
            "trustees", "A public key is listed that belongs, or has belonged, to somebody else."
        )


def coalition_spkis(facts: Facts, campaign: str) -> frozenset[str]:
    """The public keys of the coalition's officers, past ones too: none may sign for the partner."""
    pact = pact_of(facts, campaign)
    return pact.foreign() if pact else frozenset()


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
        "succession": optional(SUCCESSION),
    }
    text: str
    trustees: tuple[Member, ...]
    bands: tuple[Band, ...]
    change: int
    origins: tuple[str, ...]
    rp_id: str
    recovery: Recovery
    wait: int
    succession: Succession | None = None

    def needs(self) -> Needs:
        needs = SignedRecord.needs(self)
        needs.refs += [pot(self.campaign, CLOSED), *self._keys(), *self._successors()]
        return needs

    def _keys(self) -> dict[str, Signer]:
        """All keys of trustees, with the trustee whose they are."""
        return self._signers(self.trustees)

    def _successors(self) -> dict[str, Signer]:
        """All keys of successors, with the successor whose they are."""
        return self._signers(self.succession.members if self.succession else ())

    def _signers(self, members: tuple[Member, ...]) -> dict[str, Signer]:
        return {
            key.key: Signer(member.trustee, key.public, self.origins, self.rp_id)
            for member in members
            for key in member.keys
        }

    def check(self, facts: Facts) -> None:
        check_running(facts, self.campaign)
        check_form(self)
        before = trustees_of(facts, self.campaign)
        fresh = self._check_keys(facts, before)
        to = said(self, facts, Act.SET_TRUSTEES, self.campaign, self.ref, digest_of(self))
        if before is None:
            (_,) = check_all(self.signatures, to, by_keys(fresh))
        else:
            _, signed = check_all(
                self.signatures, to, by_keys(fresh), lambda key: trustee_signer(before, key)
            )
            check_enough(signed, before.change)
        if not {s.key for s in self.signatures} >= set(fresh):
            raise RuleBroken("trustees", "A new key has not signed the set that lists it.")

    def fresh(self, before: Trustees | None) -> dict[str, Signer]:
        """The keys that must sign the set that lists them: those in force as yet nowhere, and those of
        successors whom the set before did not name."""
        known = {k.key for k in before.keys} if before else set()
        named = set(before.successors()) if before else set()
        return {
            **{ref_: s for ref_, s in self._successors().items() if ref_ not in named},
            **{ref_: s for ref_, s in self._keys().items() if ref_ not in known},
        }

    def _check_keys(self, facts: Facts, before: Trustees | None) -> dict[str, Signer]:
        """The keys that are new in this set, after a look that none is used in two ways."""
        known = {k.key: k for k in before.keys} if before else {}
        named = before.successors() if before else {}
        foreign = coalition_spkis(facts, self.campaign)
        used = foreign.union(k.spki for k in known.values()).union(s.public.spki for s in named.values())
        for ref_, signer in (*self._keys().items(), *self._successors().items()):
            old = known.get(ref_)
            if old is not None:
                same = (old.trustee, old.alg, old.spki) == (signer.holder, *signer.public.parts)
                if not old.in_force or not same:
                    raise RuleBroken("trustees", "A key comes back that is in force no more, or changed.")
            elif ref_ in named:
                if (named[ref_].holder, named[ref_].public) != (signer.holder, signer.public):
                    raise RuleBroken("trustees", "The key of a successor is listed otherwise than before.")
            elif facts.state(ref_) is not None:
                raise RuleBroken("form", "The name of a key (its ref) is used a second time.")
            else:
                check_unused(signer.public.spki, used)
        if not known.keys().isdisjoint(self._successors()):
            raise RuleBroken("trustees", "A successor has a key that is, or was, a trustee's.")
        for paper in self.recovery.keys:
            check_unused(paper.spki, foreign)
        return self.fresh(before)

    def effects(self, facts: Facts) -> Effects:
        before = trustees_of(facts, self.campaign)
        fresh = self._check_keys(facts, before)
        members = tuple(m.trustee for m in self.trustees)
        old = before.keys if before else ()
        keys = (
            *(leaving(key, self._keys().keys(), members, facts.size) for key in old),
            *(
                SigningKey(r, s.holder, *s.public.parts, facts.size)
                for r, s in self._keys().items()
                if r in fresh
            ),
        )
        digest = sha256(encode(self)).hexdigest()
        state = Trustees(
            self.ref,
            digest,
            before.first if before else digest,
            members,
            keys,
            self.bands,
            self.change,
            self.origins,
            self.rp_id,
            self.recovery.keys,
            self.recovery.m,
            self.recovery.days,
            self.wait,
            self.succession,
        )
        names = tuple(Put(key, Used("key")) for key in fresh)
        puts = (Put(pot(self.campaign, TRUSTEES), state), Put(self.ref, Used(self.KIND)), *names)
        return Effects(self.recorded, (), puts)


def leaving(key: SigningKey, listed: Set[str], members: Container[str], size: int) -> SigningKey:
    """A key after a new set: out of force if not listed; void altogether if its trustee is one no more.

    So approvals of a removed trustee stay void even if that person comes back.
    """
    until = size if key.in_force and key.key not in listed else key.until
    return key._replace(until=until, void=key.void if key.trustee in members else 0)


def check_form(record: TrusteesSet) -> None:
    """What a set must be in itself. Raises: RuleBroken."""
    successors = record.succession.members if record.succession else ()
    persons = [m.trustee for m in (*record.trustees, *successors)]
    if len(set(persons)) != len(persons):
        raise RuleBroken("trustees", "A trustee is listed twice.")
    listed = [k for m in (*record.trustees, *successors) for k in m.keys]
    paper = [k.spki for k in record.recovery.keys]
    check_distinct([k.key for k in listed], [*(k.spki for k in listed), *paper])
    check_bands(record.bands)
    most = highest_m(record.bands)
    if not most <= record.change <= len(record.trustees):
        raise RuleBroken(
            "trustees",
            "To change the set, as many must sign as for the largest sum, and no more than there are.",
        )
    if record.recovery.m > len(record.recovery.keys):
        raise RuleBroken("trustees", "More recovery keys are needed than there are.")
    if record.succession:
        check_succession(record.succession, most, record.change)


def check_succession(succession: Succession, most: int, change: int) -> None:
    """Enough successors to announce, and to be, with fewer trustees than `most`, a set that can be changed.

    Raises: RuleBroken.
    """
    if succession.m > len(succession.members):
        raise RuleBroken("trustees", "More successors must sign than there are.")
    if len(succession.members) + most <= change:
        raise RuleBroken("trustees", "There are too few successors ever to take over.")


def check_distinct(refs: Iterable[str], spkis: Iterable[str]) -> None:
    """No name and no public key is listed twice: one device is never two persons. Raises: RuleBroken."""
    for listed in (list(refs), list(spkis)):
        if len(set(listed)) != len(listed):
            raise RuleBroken("trustees", "A key is listed twice.")


def check_bands(bands: Iterable[Band]) -> None:
    """Per currency each limit once, and a larger sum never needs fewer. Raises: RuleBroken."""
    by_currency: dict[str, list[Band]] = {}
    for band in bands:
        by_currency.setdefault(band.currency, []).append(band)
    for listed in by_currency.values():
        listed.sort(key=lambda b: (b.upto is None, b.upto or 0))
        for smaller, larger in pairwise(listed):
            if smaller.upto == larger.upto or smaller.m > larger.m:
                raise RuleBroken("trustees", "A larger sum needs at least as many trustees as a smaller one.")
