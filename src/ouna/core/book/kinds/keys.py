"""Keys of trustees: the replacement of a lost one, the revocation of a stolen one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import Effects, Facts, Needs, Put, ask
from ouna.core.book.governing import NEVER, Replacement, SigningKey, Trustees
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
from ouna.core.book.kinds.trustees import check_unused, coalition_spkis
from ouna.core.book.record import Field, kind, optional, ref
from ouna.core.book.shapes import COUNT, LISTED_KEY, ListedKey
from ouna.core.book.states import Used
from ouna.core.quorum import Act


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
        check_enough(signed_by(self, facts, Act.STOP_REPLACEMENT), 1)

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
