"""The partner's trustees: the set in force, its keys, their replacement and revocation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import ClassVar

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import Effects, Facts, Needs, Put, ask
from ouna.core.book.governing import NEVER, Replacement, SigningKey, Trustees
from ouna.core.book.kinds.money import pot
from ouna.core.book.kinds.signed import (
    CLOSED,
    SIGNED_FIELDS,
    TRUSTEES,
    AtRecord,
    SignedRecord,
    Signer,
    by_keys,
    check_all,
    check_enough,
    check_running,
    digest_of,
    government_of,
    in_force,
    pact_of,
    said,
    trustee_signer,
    trustees_of,
)
from ouna.core.book.record import HASH, Field, encode, integer, kind, many, optional, ref
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
    }
    text: str
    trustees: tuple[Member, ...]
    bands: tuple[Band, ...]
    change: int
    origins: tuple[str, ...]
    rp_id: str
    recovery: Recovery
    wait: int

    def needs(self) -> Needs:
        needs = SignedRecord.needs(self)
        needs.refs += [pot(self.campaign, CLOSED), *self._keys()]
        return needs

    def _keys(self) -> dict[str, Signer]:
        """All keys listed, with the trustee whose they are."""
        return {
            key.key: Signer(member.trustee, key.public, self.origins, self.rp_id)
            for member in self.trustees
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

    def _check_keys(self, facts: Facts, before: Trustees | None) -> dict[str, Signer]:
        """The keys that are new in this set, after a look that none is used in two ways."""
        known = {k.key: k for k in before.keys} if before else {}
        foreign = coalition_spkis(facts, self.campaign)
        used = frozenset(k.spki for k in known.values()) | foreign
        fresh: dict[str, Signer] = {}
        for ref_, signer in self._keys().items():
            old = known.get(ref_)
            if old is not None:
                same = (old.trustee, old.alg, old.spki) == (signer.holder, *signer.public.parts)
                if not old.in_force or not same:
                    raise RuleBroken("trustees", "A key comes back that is in force no more, or changed.")
                continue
            if facts.state(ref_) is not None:
                raise RuleBroken("form", "The name of a key (its ref) is used a second time.")
            check_unused(signer.public.spki, used)
            fresh[ref_] = signer
        for paper in self.recovery.keys:
            check_unused(paper.spki, foreign)
        return fresh

    def effects(self, facts: Facts) -> Effects:
        before = trustees_of(facts, self.campaign)
        fresh = self._check_keys(facts, before)
        members = tuple(m.trustee for m in self.trustees)
        old = before.keys if before else ()
        keys = (
            *(_after(key, self._keys(), members, facts.size) for key in old),
            *(SigningKey(r, s.holder, *s.public.parts, facts.size) for r, s in fresh.items()),
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
        )
        names = tuple(Put(key, Used("key")) for key in fresh)
        puts = (Put(pot(self.campaign, TRUSTEES), state), Put(self.ref, Used(self.KIND)), *names)
        return Effects(self.recorded, (), puts)


def _after(key: SigningKey, listed: dict[str, Signer], members: tuple[str, ...], size: int) -> SigningKey:
    """A key after a new set: out of force if not listed; void altogether if its trustee is one no more.

    So approvals of a removed trustee stay void even if that person comes back.
    """
    until = size if key.in_force and key.key not in listed else key.until
    return key._replace(until=until, void=key.void if key.trustee in members else 0)


def check_form(record: TrusteesSet) -> None:
    """What a set must be in itself. Raises: RuleBroken."""
    members = [m.trustee for m in record.trustees]
    if len(set(members)) != len(members):
        raise RuleBroken("trustees", "A trustee is listed twice.")
    listed = [k for m in record.trustees for k in m.keys]
    paper = [k.spki for k in record.recovery.keys]
    check_distinct([k.key for k in listed], [*(k.spki for k in listed), *paper])
    check_bands(record.bands)
    most = highest_m(record.bands)
    if not most <= record.change <= len(members):
        raise RuleBroken(
            "trustees",
            "To change the set, as many must sign as for the largest sum, and no more than there are.",
        )
    if record.recovery.m > len(record.recovery.keys):
        raise RuleBroken("trustees", "More recovery keys are needed than there are.")


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

    def needs(self) -> Needs:
        needs = SignedRecord.needs(self)
        needs.refs.append(self.new.key)
        return needs

    def check(self, facts: Facts) -> None:
        trustees = in_force(facts, self.campaign)
        old = trustees.find(self.old)
        if self.trustee not in trustees.members or old is None or old.trustee != self.trustee:
            raise RuleBroken("trustees", "The old key is none of this trustee.")
        self._check_new(facts, trustees)
        fresh = {
            self.new.key: Signer(self.trustee, self.new.public, trustees.origins, trustees.rp_id),
        }
        paper = {
            k.key: Signer(k.key, k.public, trustees.origins, trustees.rp_id)
            for k in (trustees.recovery if needs_recovery(trustees) else ())
        }
        to = said(self, facts, Act.ANNOUNCE_REPLACEMENT, self.campaign, self.ref, digest_of(self))
        new, recovered, signed = check_all(
            self.signatures, to, by_keys(fresh), by_keys(paper), lambda key: trustee_signer(trustees, key)
        )
        if not new:
            raise RuleBroken("trustees", "The new key has not signed.")
        if not recovered:
            check_enough(signed - {self.trustee}, trustees.most)
        elif len(recovered) < trustees.recovery_m:
            raise RuleBroken("trustees", "Too few recovery keys have signed.")

    def _check_new(self, facts: Facts, trustees: Trustees) -> None:
        if facts.state(self.new.key) is not None:
            raise RuleBroken("form", "The name of a key (its ref) is used a second time.")
        check_unused(self.new.spki, trustees.spkis() | coalition_spkis(facts, self.campaign))

    def effects(self, facts: Facts) -> Effects:
        trustees = in_force(facts, self.campaign)
        signed = {s.key for s in self.signatures}
        recovered = not signed.isdisjoint(k.key for k in trustees.recovery)
        wait = timedelta(days=trustees.recovery_days) if recovered else timedelta(hours=trustees.wait)
        due = after(self.on or "", wait)
        state = Replacement(self.campaign, self.trustee, self.old, self.new, due, trustees.digest)
        return Effects(self.recorded, (), (Put(self.ref, state), Put(self.new.key, Used("key"))))


def needs_recovery(trustees: Trustees) -> bool:
    """Whether fewer trustees have a key in force than the largest sum needs: then paper keys may act."""
    return len(trustees.with_key()) < trustees.most


def after(stamp: str, wait: timedelta) -> str:
    """The second that lies so much later; beyond the year 9999 one that never comes."""
    try:
        later = datetime.fromisoformat(stamp.removesuffix("Z")) + wait
    except OverflowError:
        return "9999-12-31T23:59:60Z"
    return f"{later.isoformat()}Z"


def open_replacement(facts: Facts, ref_: str, campaign: str) -> Replacement:
    """A replacement of this campaign that is neither stopped nor completed. Raises: RuleBroken."""
    found = ask(facts, ref_, Replacement, "trustees")
    if found.campaign != campaign:
        raise RuleBroken("trustees", "The replacement is of another campaign.")
    if found.over:
        raise RuleBroken("trustees", "The replacement was stopped, or is completed.")
    return found


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReplacementStopped(SignedRecord):
    """One trustee stops a replacement."""

    KIND: ClassVar[str] = "key.replacement_stopped"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("stop"), **SIGNED_FIELDS, "replacement": ref("repl")}
    replacement: str

    def needs(self) -> Needs:
        needs = SignedRecord.needs(self)
        needs.refs.append(self.replacement)
        return needs

    def check(self, facts: Facts) -> None:
        open_replacement(facts, self.replacement, self.campaign)
        trustees = in_force(facts, self.campaign)
        to = said(self, facts, Act.STOP_REPLACEMENT, self.campaign, self.ref, digest_of(self))
        (signed,) = check_all(self.signatures, to, lambda key: trustee_signer(trustees, key))
        check_enough(signed, 1)

    def effects(self, facts: Facts) -> Effects:
        stopped = replace(ask(facts, self.replacement, Replacement), over="stopped")
        return Effects(self.recorded, (), (Put(self.replacement, stopped), Put(self.ref, Used(self.KIND))))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReplaced(AtRecord):
    """The waiting time is over: the new key is in force, the old one no more."""

    KIND: ClassVar[str] = "key.replaced"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("done"),
        "campaign": ref("camp"),
        "replacement": ref("repl"),
    }
    campaign: str
    replacement: str

    def needs(self) -> Needs:
        return Needs(refs=[self.ref, *government_of(self.campaign), self.replacement])

    def check(self, facts: Facts) -> None:
        found = open_replacement(facts, self.replacement, self.campaign)
        trustees = in_force(facts, self.campaign)
        if (self.on or "") < found.due:
            raise RuleBroken("trustees", "The waiting time of the replacement is not over.")
        if found.under != trustees.digest:
            raise RuleBroken("trustees", "The replacement was announced under an older set of trustees.")
        check_unused(found.new.spki, trustees.spkis() | coalition_spkis(facts, self.campaign))

    def effects(self, facts: Facts) -> Effects:
        found = ask(facts, self.replacement, Replacement)
        trustees = in_force(facts, self.campaign)
        keys = [
            k._replace(until=facts.size) if k.key == found.old and k.in_force else k for k in trustees.keys
        ]
        new = found.new
        keys.append(SigningKey(new.key, found.trustee, new.alg, new.spki, facts.size))
        puts = (
            Put(pot(self.campaign, TRUSTEES), replace(trustees, keys=tuple(keys))),
            Put(self.replacement, replace(found, over="completed")),
            Put(self.ref, Used(self.KIND)),
        )
        return Effects(self.recorded, (), puts)


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

    def check(self, facts: Facts) -> None:
        trustees = in_force(facts, self.campaign)
        found = trustees.find(self.key)
        if found is None:
            raise RuleBroken("trustees", "The key is none of a trustee of this campaign.")
        since = self.compromised_since
        if since is not None and since > facts.size:
            raise RuleBroken("trustees", "The key cannot have been stolen at an entry that is still to come.")
        if not found.in_force and (since is None or NEVER < found.void <= since):
            raise RuleBroken("trustees", "The key is revoked already, from this entry on or an earlier one.")
        to = said(self, facts, Act.REVOKE_KEY, self.campaign, self.ref, digest_of(self))
        (signed,) = check_all(self.signatures, to, lambda key: trustee_signer(trustees, key))
        if found.trustee not in signed:
            check_enough(signed, trustees.most)

    def effects(self, facts: Facts) -> Effects:
        trustees = in_force(facts, self.campaign)
        keys = tuple(self._revoked(k, facts.size) if k.key == self.key else k for k in trustees.keys)
        puts = (
            Put(pot(self.campaign, TRUSTEES), replace(trustees, keys=keys)),
            Put(self.ref, Used(self.KIND)),
        )
        return Effects(self.recorded, (), puts)

    def _revoked(self, key: SigningKey, size: int) -> SigningKey:
        since = [n for n in (key.void, self.compromised_since) if n is not None and n != NEVER]
        return key._replace(until=size if key.in_force else key.until, void=min(since, default=NEVER))
