"""Whose signatures a record wants, how many, and how many are there: for whoever gathers them.

The rule that decides is each kind's own `check`. This says the same before there are enough signatures, when
`check` could only refuse; a test holds the two together for every kind and every number of signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ouna.core.book.errors import FormBroken, RuleBroken
from ouna.core.book.facts import Facts
from ouna.core.book.governing import Pact, Request, Trustees
from ouna.core.book.kinds.campaign import AccountAnnounced, AccountClosed
from ouna.core.book.kinds.government import (
    CampaignClosed,
    FundMoved,
    GateClosed,
    GateOpened,
    PactSigned,
    PaymentsPaused,
    PaymentsResumed,
)
from ouna.core.book.kinds.keys import (
    KeyReplacementAnnounced,
    KeyReplacementStopped,
    KeyRevoked,
    needs_recovery,
)
from ouna.core.book.kinds.ordering import needed
from ouna.core.book.kinds.requests import counts
from ouna.core.book.kinds.signed import (
    Finder,
    Signer,
    by_keys,
    check_all,
    digest_of,
    in_force,
    officer_signer,
    pact_of,
    said,
    trustee_signer,
    trustees_of,
)
from ouna.core.book.kinds.succession import SuccessionAnnounced, SuccessionStopped, successor_signers
from ouna.core.book.kinds.trustees import TrusteesSet
from ouna.core.book.record import KINDS, VERSION, Record
from ouna.core.book.shapes import Signature
from ouna.core.errors import Refused
from ouna.core.quorum import Act
from ouna.core.values import parse_canonical


class Count(NamedTuple):
    """How many have signed, how many must."""

    signed: int
    needed: int

    @property
    def done(self) -> bool:
        return self.signed >= self.needed


class Group(NamedTuple):
    """At least `m` distinct holders of the keys that `find` knows; or, with `keys`, `m` of these very keys.

    `but` is a holder who may sign and does not count.
    """

    find: Finder
    m: int
    keys: frozenset[str] | None = None
    but: str = ""

    def so_far(self, keys: Iterable[str]) -> Count:
        """Of those keys, as far as they may sign."""
        if self.keys is not None:
            return Count(min(len(self.keys.intersection(keys)), self.m), self.m)
        holders = {signer.holder for key in keys if (signer := known(self.find, key))}
        return Count(min(len(holders - {self.but}), self.m), self.m)


def known(find: Finder, key: str) -> Signer | None:
    """Whose key it is; None for one that is not in force."""
    try:
        return find(key)
    except RuleBroken:
        return None


class Wanted(NamedTuple):
    """The ways to enough signatures: each a list of groups that must all be there."""

    ways: tuple[tuple[Group, ...], ...]

    def signer(self, key: str) -> Signer | None:
        """Whose key it is and where it may sign; None if it may not."""
        found = (known(group.find, key) for way in self.ways for group in way)
        return next((signer for signer in found if signer), None)

    def so_far(self, keys: Iterable[str]) -> Count:
        """How far the way is that lacks least."""
        listed = list(keys)
        ways = []
        for way in self.ways:
            counts_ = [group.so_far(listed) for group in way]
            ways.append(Count(sum(c.signed for c in counts_), sum(c.needed for c in counts_)))
        return min(ways, key=lambda c: c.needed - c.signed)


def _trustees(trustees: Trustees | None, m: int, but: str = "") -> Group:
    return Group(lambda key: trustee_signer(trustees, key), m, but=but)


def _coalition(pact: Pact | None, m: int) -> Group:
    return Group(lambda key: officer_signer(pact, key, "coalition"), m)


def _listed(signers: Mapping[str, Signer]) -> Group:
    return Group(by_keys(signers), len(signers), frozenset(signers))


def _for_set(record: TrusteesSet, facts: Facts) -> Wanted:
    before = trustees_of(facts, record.campaign)
    fresh = record.fresh(before)
    groups = [_listed(fresh)] if fresh else []
    if before:
        groups.append(_trustees(before, before.change))
    return Wanted((tuple(groups),))


def _for_replacement(record: KeyReplacementAnnounced, facts: Facts) -> Wanted:
    trustees = in_force(facts, record.campaign)
    new = Signer(record.trustee, record.new.public, trustees.origins, trustees.rp_id)
    fresh = _listed({record.new.key: new})
    if not needs_recovery(trustees):
        return Wanted(((fresh, _trustees(trustees, trustees.most, but=record.trustee)),))
    paper = {k.key: Signer(k.key, k.public, trustees.origins, trustees.rp_id) for k in trustees.recovery}
    return Wanted(((fresh, Group(by_keys(paper), trustees.recovery_m)),))


def _for_succession(record: SuccessionAnnounced, facts: Facts) -> Wanted:
    trustees = in_force(facts, record.campaign)
    m = trustees.succession.m if trustees.succession else len(trustees.members)
    # The trustees who are left may sign besides.
    return Wanted(((Group(by_keys(successor_signers(trustees)), m), _trustees(trustees, 0)),))


def _for_revocation(record: KeyRevoked, facts: Facts) -> Wanted:
    trustees = in_force(facts, record.campaign)
    found = trustees.find(record.key)
    owner = found.trustee if found else ""

    def own(key: str) -> Signer | None:
        signer = trustee_signer(trustees, key)
        return signer if signer and signer.holder == owner else None

    return Wanted(((Group(own, 1),), (_trustees(trustees, trustees.most),)))


def _for_pact(record: PactSigned, facts: Facts) -> Wanted:
    before = pact_of(facts, record.campaign)
    listed = {
        key.key: Signer(officer.org, key.public, record.origins, record.rp_id)
        for officer in record.officers
        for key in officer.keys
    }
    groups = [_listed(listed)]
    for side in ("partner", "coalition") if before else ():
        assert before is not None
        theirs = frozenset(o.key for o in before.officers if o.side == side)
        groups.append(Group(_side(before, side), 1, theirs))
    trustees = trustees_of(facts, record.campaign)
    if trustees and not before:
        groups.append(_trustees(trustees, trustees.change))
    return Wanted((tuple(groups),))


def _side(pact: Pact, side: str) -> Finder:
    return lambda key: officer_signer(pact, key, side)


def _for_pause(record: PaymentsPaused, facts: Facts) -> Wanted:
    trustees, pact = trustees_of(facts, record.campaign), pact_of(facts, record.campaign)
    return Wanted(((_trustees(trustees, 1),), (_coalition(pact, 2),)))


def _by_trustees(m: Callable[[Trustees, Any], int]) -> Callable[[Any, Facts], Wanted]:
    def wanted_(record: Any, facts: Facts) -> Wanted:
        trustees = in_force(facts, record.campaign)
        return Wanted(((_trustees(trustees, m(trustees, record)),),))

    return wanted_


def _by_consent(record: Any, facts: Facts) -> Wanted:
    trustees, pact = trustees_of(facts, record.campaign), pact_of(facts, record.campaign)
    groups = (
        *([_trustees(trustees, trustees.most)] if trustees else []),
        *([_coalition(pact, 1)] if pact else []),
    )
    return Wanted((groups,))


_WANTED: dict[type[Record], Callable[[Any, Facts], Wanted]] = {
    TrusteesSet: _for_set,
    KeyReplacementAnnounced: _for_replacement,
    KeyReplacementStopped: _by_trustees(lambda t, _: 1),
    SuccessionAnnounced: _for_succession,
    SuccessionStopped: _by_trustees(lambda t, _: 1),
    KeyRevoked: _for_revocation,
    PactSigned: _for_pact,
    GateOpened: _by_trustees(lambda t, _: t.most),
    GateClosed: _by_trustees(lambda t, _: 1),
    PaymentsPaused: _for_pause,
    PaymentsResumed: _by_trustees(lambda t, _: t.most),
    FundMoved: _by_trustees(lambda t, _: t.most),
    CampaignClosed: _by_trustees(lambda t, _: t.change),
    AccountAnnounced: _by_consent,
    AccountClosed: _by_consent,
}
_ACTS: dict[type[Record], Act] = {
    TrusteesSet: Act.SET_TRUSTEES,
    KeyReplacementAnnounced: Act.ANNOUNCE_REPLACEMENT,
    KeyReplacementStopped: Act.STOP_REPLACEMENT,
    SuccessionAnnounced: Act.ANNOUNCE_SUCCESSION,
    SuccessionStopped: Act.STOP_SUCCESSION,
    KeyRevoked: Act.REVOKE_KEY,
    PactSigned: Act.SIGN_PACT,
    GateOpened: Act.OPEN_GATE,
    GateClosed: Act.CLOSE_GATE,
    PaymentsPaused: Act.PAUSE,
    PaymentsResumed: Act.RESUME,
    FundMoved: Act.MOVE_FUND,
    CampaignClosed: Act.CLOSE_CAMPAIGN,
    AccountAnnounced: Act.ANNOUNCE_ACCOUNT,
    AccountClosed: Act.CLOSE_ACCOUNT,
}
#: The kinds that carry their own signatures.
SIGNED_KINDS = frozenset(cls.KIND for cls in _WANTED)


def act_of(record: Record) -> Act:
    """What a signature of the record does. Raises: KeyError for a kind without signatures of its own."""
    return _ACTS[type(record)]


def wanted(record: Record, facts: Facts) -> Wanted:
    """Whose signatures the record wants, at this place of the book.

    Raises: RuleBroken where there are no trustees yet, KeyError for a kind without signatures.
    """
    return _WANTED[type(record)](record, facts)


def check_one(record: Record, facts: Facts, signature: Signature) -> None:
    """One signature over a stamped record is right, whatever else is still missing. Raises: RuleBroken."""
    found = wanted(record, facts)
    campaign: str = record.campaign  # type: ignore[attr-defined]
    to = said(record, facts, act_of(record), campaign, record.ref, digest_of(record))
    check_all([signature], to, found.signer)


def signed_with(record: Record, signatures: Iterable[Signature]) -> Record:
    """The record with these signatures instead of those it has."""
    return replace(record, signatures=tuple(signatures))  # type: ignore[call-arg]


def approved(request: Request, facts: Facts, day: str, trustees: Trustees) -> Count:
    """How many trustees' approvals of a request count, and how many an order on that day would need."""
    signed = {a.trustee for a in request.approvals if counts(a, facts, request.campaign)}
    return Count(len(signed), needed(request, facts, day, trustees))


def from_document(body: bytes, stamp: str) -> Record:
    """The record whose document the bytes are, stamped and not signed yet. Raises: FormBroken."""
    try:
        data = parse_canonical(body)
    except Refused:
        raise FormBroken("The document is not spelled in the one form the format allows.") from None
    cls = KINDS.get(data.get("kind", "")) if isinstance(data, dict) else None
    if cls not in _WANTED or data.get("v") != VERSION:
        raise FormBroken("The document is of no kind that is signed by itself.")
    given = {name: value for name, value in data.items() if name not in ("v", "kind")}
    if unknown := set(given) - set(cls.FIELDS):
        raise FormBroken(f"The document has a member that its kind does not know: {sorted(unknown)[0]}.")
    fields = {name: cls.FIELDS[name].read(value) for name, value in given.items()}
    try:
        return cls(on=stamp, **{**fields, "signatures": ()})
    except TypeError:
        raise FormBroken("The document lacks a member that its kind has.") from None
