"""Records that carry signatures, and how each signature is judged at its own entry.

A signature is checked once, here; later rules count it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, NamedTuple, Protocol

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import Facts, Needs, ask
from ouna.core.book.governing import Pact, Trustees
from ouna.core.book.kinds.money import pot
from ouna.core.book.kinds.root import LOG
from ouna.core.book.record import STAMPS, Field, Record, ref
from ouna.core.book.shapes import SIGNATURES, Signature
from ouna.core.book.states import Campaign, Log
from ouna.core.quorum import NO_TRUSTEES, Act, PublicKey, SignatureRefused, Statement, check_signature
from ouna.core.values import canonical

#: Names of what the book keeps per campaign.
TRUSTEES, PACT, GATE, PAUSE, CLOSED = "trustees", "pact", "gate", "pause", "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRecord(Record):
    """Base of acts of government: stamped with the second."""

    STAMP: ClassVar[str] = "at"


SIGNED_FIELDS: dict[str, Field] = {"campaign": ref("camp"), "signatures": SIGNATURES}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRecord(AtRecord):
    """Base of acts that carry their signatures. What is signed is the record without these and its stamp."""

    campaign: str
    signatures: tuple[Signature, ...]

    def document(self) -> bytes:
        """The bytes whose SHA-256 the statements name."""
        return document_of(self)

    def needs(self) -> Needs:
        return Needs(refs=[self.ref, *government_of(self.campaign)])


def document_of(record: Record) -> bytes:
    """Canonical JSON of a record without its stamp and its signatures."""
    data = record.as_data()
    return canonical({k: v for k, v in data.items() if k not in STAMPS and k != "signatures"})


def digest_of(record: Record) -> str:
    """The SHA-256 that the statements over a record name, in hex."""
    return sha256(document_of(record)).hexdigest()


def signatures_of(record: Record) -> tuple[Signature, ...]:
    """All signatures that a record carries."""
    one = getattr(record, "signature", None)
    # Of a signature under the appeal, `signature.withdrawn` names the ref.
    return (one,) if isinstance(one, Signature) else getattr(record, "signatures", None) or ()


def government_of(campaign: str) -> list[str]:
    """The refs that the judging of a signature asks for."""
    return [LOG, campaign, pot(campaign, TRUSTEES), pot(campaign, PACT)]


def trustees_of(facts: Facts, campaign: str) -> Trustees | None:
    """The campaign's trustees, None before the first set."""
    state = facts.state(pot(campaign, TRUSTEES))
    return state if isinstance(state, Trustees) else None


def pact_of(facts: Facts, campaign: str) -> Pact | None:
    """The campaign's pact, None before it was signed."""
    state = facts.state(pot(campaign, PACT))
    return state if isinstance(state, Pact) else None


def check_running(facts: Facts, campaign: str) -> None:
    """The campaign is known and not closed. Needs its `closed`. Raises: RuleBroken."""
    ask(facts, campaign, Campaign)
    if facts.state(pot(campaign, CLOSED)) is not None:
        raise RuleBroken("form", "The campaign is closed.")


class Consented(Protocol):
    """A record that carries signatures once there is a government."""

    @property
    def campaign(self) -> str: ...

    @property
    def signatures(self) -> tuple[Signature, ...] | None: ...


class Said(NamedTuple):
    """What a signature must be about, at its place in the book."""

    act: Act
    log: str
    campaign: str
    subject: str
    sha256: str
    trustees: str
    day: str
    size: int


def said(record: Record, facts: Facts, act: Act, campaign: str, subject: str, sha256: str) -> Said:
    """What the signatures of a stamped record must be about."""
    trustees = trustees_of(facts, campaign)
    digest = trustees.digest if trustees else NO_TRUSTEES
    log = ask(facts, LOG, Log).ref
    return Said(act, log, campaign, subject, sha256, digest, record.recorded, facts.size)


#: Each rule about a statement, with the sentence that says how it is broken.
STATEMENT_RULES: dict[str, tuple[Callable[[Statement, Said], bool], str]] = {
    "act": (lambda s, to: s.act == to.act, "The signature is for another act."),
    "log": (lambda s, to: s.log == to.log, "The signature is for another public record."),
    "campaign": (lambda s, to: s.campaign == to.campaign, "The signature is for another campaign."),
    "subject": (lambda s, to: s.subject == to.subject, "The signature is for another matter."),
    "sha256": (lambda s, to: s.sha256 == to.sha256, "The signature is over another document."),
    "trustees": (
        lambda s, to: s.trustees == to.trustees,
        "The signature was made under another set of trustees than the one in force.",
    ),
    "until": (lambda s, to: s.until >= to.day, "The signature has expired."),
    "seen": (
        lambda s, to: s.seen.size <= to.size,
        "The signer cannot have seen more of the public record than there was.",
    ),
}


class Signer(NamedTuple):
    """Whose key it is: a trustee, an organisation or a recovery key; and where it may sign."""

    holder: str
    public: PublicKey
    origins: tuple[str, ...]
    rp_id: str


def check_signed(signature: Signature, to: Said, signer: Signer) -> None:
    """The signature says what it must and is its key's. Raises: RuleBroken."""
    for holds, what in STATEMENT_RULES.values():
        if not holds(signature.statement, to):
            raise RuleBroken("trustees", what)
    if signature.statement.trustee != signer.holder:
        raise RuleBroken("trustees", "The key belongs to somebody else than who is said to sign.")
    try:
        check_signature(
            signature.statement,
            signature.proof,
            signer.public,
            origins=signer.origins,
            rp_id=signer.rp_id,
        )
    except SignatureRefused as refused:
        raise RuleBroken("trustees", refused.what) from None


def trustee_signer(trustees: Trustees | None, key: str) -> Signer | None:
    """The trustee whose key it is; None for a key that is none of theirs. Raises: RuleBroken."""
    found = trustees.find(key) if trustees else None
    if trustees is None or found is None:
        return None
    if not found.in_force or found.trustee not in trustees.members:
        raise RuleBroken("trustees", "The key that signed is not in force.")
    return Signer(found.trustee, found.public, trustees.origins, trustees.rp_id)


def officer_signer(pact: Pact | None, key: str, side: str) -> Signer | None:
    """The organisation of that side whose officer's key it is."""
    for officer in pact.officers if pact else ():
        if officer.key == key and officer.side == side:
            assert pact is not None
            return Signer(officer.org, officer.public, pact.origins, pact.rp_id)
    return None


Finder = Callable[[str], Signer | None]


def check_one(signature: Signature, to: Said, *finders: Finder) -> tuple[int, str] | None:
    """Check one signature: which of the `finders` knows its key, and whose it is; None if none does.

    Raises: RuleBroken.
    """
    for at, find in enumerate(finders):
        signer = find(signature.key)
        if signer is not None:
            check_signed(signature, to, signer)
            return at, signer.holder
    return None


def check_all(signatures: Iterable[Signature], to: Said, *finders: Finder) -> tuple[frozenset[str], ...]:
    """Check every signature; returns who signed, one set for each of the `finders`.

    Each key must be known to one of them; the first that knows it counts. Raises: RuleBroken.
    """
    signed: list[set[str]] = [set() for _ in finders]
    seen: set[str] = set()
    for signature in signatures:
        if signature.key in seen:
            raise RuleBroken("trustees", "A key signs twice.")
        seen.add(signature.key)
        found = check_one(signature, to, *finders)
        if found is not None:
            signed[found[0]].add(found[1])
            continue
        raise RuleBroken("trustees", "A signature is by a key that may not sign here.")
    return tuple(frozenset(who) for who in signed)


def by_keys(signers: Mapping[str, Signer]) -> Finder:
    """A finder over listed keys."""
    return signers.get


def check_enough(signed: frozenset[str], m: int) -> None:
    """At least m distinct trustees. Raises: RuleBroken."""
    if len(signed) < m:
        raise RuleBroken("trustees", "Fewer trustees have signed than must.")


def in_force(facts: Facts, campaign: str) -> Trustees:
    """The campaign's trustees. Raises: RuleBroken before the first set."""
    trustees = trustees_of(facts, campaign)
    if trustees is None:
        raise RuleBroken("trustees", "The campaign has no trustees yet.")
    return trustees


def check_consent(record: Consented, facts: Facts, act: Act) -> None:
    """An account is announced or closed with the trustees, once there are any, and, once there is a pact,
    with an organisation of the coalition. Raises: RuleBroken."""
    campaign = record.campaign
    trustees, pact = trustees_of(facts, campaign), pact_of(facts, campaign)
    if not (trustees or pact or record.signatures):
        return
    assert isinstance(record, Record)
    to = said(record, facts, act, campaign, record.ref, digest_of(record))
    signed, organisations = check_all(
        record.signatures or (),
        to,
        lambda key: trustee_signer(trustees, key),
        lambda key: officer_signer(pact, key, "coalition"),
    )
    check_enough(signed, trustees.most if trustees else 0)
    if pact and not organisations:
        raise RuleBroken("trustees", "No organisation of the coalition has signed for its account.")


def signed_by(record: SignedRecord, facts: Facts, act: Act) -> frozenset[str]:
    """The trustees who have signed a record that only trustees sign. Raises: RuleBroken."""
    trustees = in_force(facts, record.campaign)
    to = said(record, facts, act, record.campaign, record.ref, digest_of(record))
    (signed,) = check_all(record.signatures, to, lambda key: trustee_signer(trustees, key))
    return signed
