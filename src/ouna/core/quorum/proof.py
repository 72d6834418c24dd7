"""Whether a signature is its key's over a statement: WebAuthn level 3, section 7.2, as far as a stored
assertion can be judged; or Ed25519 over the statement itself.

ECDSA is malleable: whoever has one signature can make a second over the same statement. So nothing here or
above compares signatures; what counts is trustee and key.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, NoReturn

from ouna.core.quorum.errors import KeyInvalid, SignatureRefused
from ouna.core.quorum.keys import ALGORITHMS, FILE_KEY, PublicKey
from ouna.core.quorum.statement import Statement
from ouna.core.tlog.encoding import from_base64, to_base64

#: Longest parts of a proof, in bytes before base64.
MAX_AUTHENTICATOR_DATA, MAX_CLIENT_DATA, MAX_SIGNATURE = 1024, 2048, 512
#: How many objects and lists client data may open; browsers open one or two. No parser's own limit, which
#: lies elsewhere in each, may decide whether a signature counts.
MAX_OPENED = 64
#: Flags of the authenticator data: somebody was there, and it was the key's owner.
USER_PRESENT, USER_VERIFIED = 0x01, 0x04
_SHORTEST = 37


@dataclass(frozen=True, slots=True)
class Proof:
    """A signature as the entry keeps it; a file key has no authenticator and no client data."""

    alg: str
    signature: bytes
    authenticator_data: bytes = b""
    client_data_json: bytes = b""

    def as_data(self) -> dict[str, str]:
        """As JSON, bytes in standard base64."""
        data = {"alg": self.alg, "signature": to_base64(self.signature)}
        if self.alg != FILE_KEY:
            data["authenticator_data"] = to_base64(self.authenticator_data)
            data["client_data_json"] = to_base64(self.client_data_json)
        return data


def check_signature(
    statement: Statement, proof: Proof, key: PublicKey, *, origins: Collection[str], rp_id: str
) -> None:
    """The proof is `key`'s signature over the statement, made on one of the origins.

    Raises: SignatureRefused.
    """
    if key.alg not in ALGORITHMS or proof.alg != key.alg:
        raise SignatureRefused("The signature is of another kind than its key.")
    preimage = statement.preimage()
    if key.alg == FILE_KEY:
        if proof.authenticator_data or proof.client_data_json:
            raise SignatureRefused("A key kept in a file signs without a browser.")
        _check_fits(key, proof.signature, preimage)
        return
    _check_client(proof.client_data_json, sha256(preimage).digest(), origins)
    _check_authenticator(proof.authenticator_data, rp_id)
    signed = proof.authenticator_data + sha256(proof.client_data_json).digest()
    _check_fits(key, proof.signature, signed)


def _check_fits(key: PublicKey, signature: bytes, message: bytes) -> None:
    try:
        fits = key.fits(signature, message)
    except KeyInvalid as invalid:
        raise SignatureRefused(str(invalid)) from None
    if not fits:
        raise SignatureRefused("The signature does not fit the statement and the key.")


def _check_client(data: bytes, challenge: bytes, origins: Collection[str]) -> None:
    """What the browser says about where and what was signed; members beyond these are left alone."""
    client = _client_data(data)
    if client.get("type") != "webauthn.get":
        raise SignatureRefused("The signature was not made for signing in the way of WebAuthn.")
    if client.get("challenge") != urlsafe_b64encode(challenge).rstrip(b"=").decode():
        raise SignatureRefused("The signature is over another statement.")
    # Exactly, never by suffix: `evil.sign.example` is not `sign.example`.
    if client.get("origin") not in tuple(origins):
        raise SignatureRefused("The signature was made on another page than the signing page.")
    if client.get("crossOrigin", False) is not False or "topOrigin" in client:
        raise SignatureRefused("The signature was made inside another site's page.")


def _no_constant(_name: str) -> NoReturn:
    raise ValueError


_decode = json.JSONDecoder(parse_constant=_no_constant).decode


def _client_data(data: bytes) -> dict[str, Any]:
    """Strict JSON in UTF-8 without byte order mark; of a repeated member the last counts, as in browsers."""
    small = len(data) <= MAX_CLIENT_DATA and data.count(b"{") + data.count(b"[") <= MAX_OPENED
    try:
        client = _decode(data.decode()) if small else None
    except ValueError:
        client = None
    if not isinstance(client, dict):
        raise SignatureRefused("What the browser said about the signature cannot be read.")
    return client


@lru_cache(maxsize=256)
def _rp_hash(rp_id: str) -> bytes:
    return sha256(rp_id.encode()).digest()


def _check_authenticator(data: bytes, rp_id: str) -> None:
    if not _SHORTEST <= len(data) <= MAX_AUTHENTICATOR_DATA:
        raise SignatureRefused("What the key said about the signature cannot be read.")
    if data[:32] != _rp_hash(rp_id):
        raise SignatureRefused("The signature was made for another site.")
    flags = data[32]
    if not flags & USER_PRESENT:
        raise SignatureRefused("Nobody was present at the signing.")
    if not flags & USER_VERIFIED:
        raise SignatureRefused("The key did not make sure that its owner signs.")


def proof_of(data: Any) -> Proof:
    """The proof in parsed JSON (without the name of its key). Raises: SignatureRefused."""
    alg = data.get("alg") if isinstance(data, dict) else None
    if not isinstance(alg, str) or alg not in ALGORITHMS:
        raise SignatureRefused("A proof names one of the four algorithms.")
    limits = _LIMITS if data["alg"] != FILE_KEY else _FILE_LIMITS
    if set(data) != {"alg", *limits}:
        raise SignatureRefused("A proof has other members than it must have.")
    return Proof(data["alg"], **{name: _bytes(data[name], most) for name, most in limits.items()})


_FILE_LIMITS = {"signature": MAX_SIGNATURE}
_LIMITS = {
    **_FILE_LIMITS,
    "authenticator_data": MAX_AUTHENTICATOR_DATA,
    "client_data_json": MAX_CLIENT_DATA,
}


def _bytes(value: Any, most: int) -> bytes:
    data = from_base64(value) if isinstance(value, str) else None
    if not data or len(data) > most:
        raise SignatureRefused("A proof's bytes are not standard base64, or too many.")
    return data
