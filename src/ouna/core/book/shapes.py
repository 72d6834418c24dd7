"""Fields that hold more than one value: objects with named members, signatures, keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from ouna.core.book.errors import FormBroken
from ouna.core.book.record import (
    CODE,
    CURRENCY,
    DAY,
    HASH,
    REF_TAIL,
    Field,
    integer,
    many,
    optional,
    pattern,
    ref,
)
from ouna.core.errors import Refused
from ouna.core.quorum import ALGORITHMS, FILE_KEY, Band, KeyInvalid, Proof, PublicKey, Statement, proof_of
from ouna.core.values import LARGEST

#: What a signature is known by: a trustee's or officer's key, or a recovery key.
KEY = pattern("(?:key|reco)_[0-7][0-9a-hjkmnp-tv-z]{25}", "A ref `key_…` or `reco_…`")


def members(of: Any, **specs: Field) -> Field:
    """An object with exactly these members, as the named tuple `of`; an optional one may be absent."""

    def read(value: Any) -> Any:
        if not isinstance(value, dict) or not set(value) <= set(specs):
            raise FormBroken("An object has members that it must not have.")
        found = {}
        for name, spec in specs.items():
            if name in value:
                found[name] = spec.read(value[name])
            elif not spec.optional:
                raise FormBroken(f"The member `{name}` is missing.")
        return of(**found)

    def write(item: Any) -> dict[str, Any]:
        return {n: s.write(getattr(item, n)) for n, s in specs.items() if getattr(item, n) is not None}

    return Field(read, write)


@dataclass(frozen=True, slots=True)
class Signature:
    """A statement, the key that signed it, and its proof."""

    statement: Statement
    key: str
    proof: Proof


def _signature(value: Any) -> Signature:
    if not isinstance(value, dict) or set(value) != {"statement", "proof"}:
        raise FormBroken("A signature is a statement and a proof.")
    proof = value["proof"]
    if not isinstance(proof, dict) or "key" not in proof:
        raise FormBroken("A proof names its key.")
    try:
        statement = Statement.of(value["statement"])
        rest = proof_of({k: v for k, v in proof.items() if k != "key"})
    except Refused as refused:
        raise FormBroken(str(refused)) from None
    return Signature(statement, KEY.read(proof["key"]), rest)


def _write_signature(signature: Signature) -> dict[str, Any]:
    proof = {"key": signature.key, **signature.proof.as_data()}
    return {"statement": signature.statement.as_data(), "proof": proof}


_BASE64 = "[A-Za-z0-9+/]+={0,2}"
_PARTS = re.compile(
    rf'{{"proof":{{"alg":"([A-Za-z0-9]+)",'
    rf'(?:"authenticator_data":"({_BASE64})","client_data_json":"({_BASE64})",)?'
    rf'"key":"((?:key|reco)_{REF_TAIL})","signature":"({_BASE64})"}},"statement":({{.*}})}}',
    re.ASCII,
).fullmatch


def _spelled_signature(text: str) -> Signature | None:
    """The signature whose canonical JSON this is; None says nothing about it."""
    found = _PARTS(text)
    statement = Statement.spelled(found[6]) if found else None
    if found is None or statement is None:
        return None
    alg, authenticator_data, client_data_json, key, signature, _ = found.groups()
    data = {"alg": alg, "signature": signature}
    if authenticator_data:
        data.update(authenticator_data=authenticator_data, client_data_json=client_data_json)
    try:
        return Signature(statement, key, proof_of(data))
    except Refused:
        return None


SIGNATURE = Field(
    _signature,
    _write_signature,
    wire='({"proof":{"alg"[!-~]*}})',
    spelled=_spelled_signature,
)
SIGNATURES = many(SIGNATURE, least=1, most=40)
ORIGIN = pattern(
    r"https://[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?(:[1-9][0-9]{0,4})?"
    r"|http://([a-z0-9-]{1,63}\.)?localhost(:[1-9][0-9]{0,4})?",
    "An origin as https://name, or http://…localhost",
)
RP_ID = pattern(r"[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?", "A domain name")


class ListedKey(NamedTuple):
    """A public key in a list: its ref, algorithm and SubjectPublicKeyInfo in base64."""

    key: str
    alg: str
    spki: str

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.alg, self.spki)


class RecoveryKey(NamedTuple):
    """A key on paper with the partner: always Ed25519, kept off line."""

    key: str
    spki: str

    @property
    def public(self) -> PublicKey:
        return PublicKey(FILE_KEY, self.spki)


class Member(NamedTuple):
    """A trustee of a set: a ref, a public function, one or more keys."""

    trustee: str
    function: str
    keys: tuple[ListedKey, ...]


class Officer(NamedTuple):
    """Who signs the pact for an organisation of either side."""

    org: str
    side: str
    keys: tuple[ListedKey, ...]


class Recovery(NamedTuple):
    """If too few trustees are left, `m` of these keys replace keys after so many days."""

    keys: tuple[RecoveryKey, ...]
    m: int
    days: int


class Succession(NamedTuple):
    """Who takes the place of trustees who cannot be reached: `m` of `members` announce it, `days` before."""

    members: tuple[Member, ...]
    m: int
    days: int


class Payee(NamedTuple):
    """Commitments to a payee and to its bank details."""

    payee: str
    bank: str


class Standing(NamedTuple):
    """A budget for daily work: at most `each` in a calendar month and `total` in all, to these payees."""

    per: str
    each: int
    total: int
    until: str
    payees: tuple[Payee, ...]


_ALG = pattern("|".join(sorted(ALGORITHMS)), "An algorithm: ES256, EdDSA, RS256 or Ed25519")
_SPKI = pattern(r"[A-Za-z0-9+/]{40,1600}={0,2}", "A public key in base64")


def _checked(of: Field) -> Field:
    """Such a key, which must be one of its algorithm in its only spelling."""

    def read(value: Any) -> Any:
        listed = of.read(value)
        try:
            listed.public.check()
        except KeyInvalid as invalid:
            raise FormBroken(str(invalid)) from None
        return listed

    return Field(read, of.write)


COUNT = integer(0, LARGEST)
LISTED_KEY = _checked(members(ListedKey, key=ref("key"), alg=_ALG, spki=_SPKI))
RECOVERY_KEY = _checked(members(RecoveryKey, key=ref("reco"), spki=_SPKI))
MEMBER = members(Member, trustee=ref("trst"), function=CODE, keys=many(LISTED_KEY, least=1, most=4))
OFFICER = members(
    Officer,
    org=ref("org"),
    side=pattern("partner|coalition", "A side: partner or coalition"),
    keys=many(LISTED_KEY, least=1, most=4),
)
M = integer(1, 40)
BAND = members(Band, currency=CURRENCY, upto=optional(integer(1, LARGEST)), m=M)
RECOVERY = members(Recovery, keys=many(RECOVERY_KEY, least=1, most=9), m=integer(1, 9), days=integer(1, 366))
#: At least a week: whoever can be reached after all has time to stop it.
SUCCESSION = members(Succession, members=many(MEMBER, least=1, most=40), m=M, days=integer(7, 366))
PAYEE = members(Payee, payee=HASH, bank=HASH)
STANDING = members(
    Standing,
    per=pattern("month", "A period: month"),
    each=integer(1, LARGEST),
    total=integer(1, LARGEST),
    until=DAY,
    payees=many(PAYEE, least=1, most=100),
)
