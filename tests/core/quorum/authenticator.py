"""Our own software authenticator: passkey assertions (ES256, EdDSA, RS256) and Ed25519 file signatures.

For tests of every part. Keys are made from a seed where the algorithm allows it, so that examples stay as
they are; ECDSA signatures are deterministic (RFC 6979). What a browser or a key would say can be changed in
every part, to make what must be refused.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ouna.core.book import ListedKey, RecoveryKey, Signature
from ouna.core.quorum import EDDSA, ES256, FILE_KEY, RS256, Proof, PublicKey, Statement
from ouna.core.tlog.encoding import to_base64

ORIGIN = "https://sign.books.example"
RP_ID = "sign.books.example"
PRESENT, VERIFIED = 0x01, 0x04
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

PrivateKey = EllipticCurvePrivateKey | Ed25519PrivateKey | rsa.RSAPrivateKey


@lru_cache(maxsize=64)
def _rsa(number: int) -> rsa.RSAPrivateKey:
    """Slow to make, so kept. Not from the seed: no library makes RSA keys from one."""
    return rsa.generate_private_key(65537, 2048)


def private_key(alg: str, seed: int) -> PrivateKey:
    """A key of the algorithm."""
    secret = sha256(f"{alg} {seed}".encode()).digest()
    if alg == ES256:
        return derive_private_key(int.from_bytes(secret, "big") % (ORDER - 1) + 1, SECP256R1())
    if alg == RS256:
        return _rsa(seed)
    return Ed25519PrivateKey.from_private_bytes(secret)


@dataclass(frozen=True)
class Authenticator:
    """One key and the browser beside it. `key` is its ref in the book."""

    key: str
    alg: str
    private: PrivateKey
    origin: str = ORIGIN
    rp_id: str = RP_ID
    flags: int = PRESENT | VERIFIED
    count: int = 0

    @classmethod
    def make(cls, key: str, alg: str = ES256, seed: int = 0) -> Authenticator:
        """A new key under that ref."""
        return cls(key, alg, private_key(alg, seed))

    def but(self, **changed: Any) -> Authenticator:
        """The same with another origin, RP ID, flags, …"""
        return replace(self, **changed)

    @property
    def spki(self) -> str:
        """The public key as base64 of its SubjectPublicKeyInfo."""
        public = self.private.public_key()
        return to_base64(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.alg, self.spki)

    @property
    def listed(self) -> ListedKey:
        """As a set of trustees or a pact lists it."""
        return ListedKey(self.key, self.alg, self.spki)

    @property
    def paper(self) -> RecoveryKey:
        """As a set lists a recovery key."""
        assert self.alg == FILE_KEY
        return RecoveryKey(self.key, self.spki)

    def sign_bytes(self, message: bytes) -> bytes:
        """The bare signature."""
        if isinstance(self.private, EllipticCurvePrivateKey):
            return self.private.sign(message, ECDSA(SHA256(), deterministic_signing=True))
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(message, PKCS1v15(), SHA256())
        return self.private.sign(message)

    def client_data(self, challenge: bytes, /, **more: Any) -> bytes:
        """What a browser says; `more` adds members or replaces them, None leaves one out."""
        said = {
            "type": "webauthn.get",
            "challenge": urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "origin": self.origin,
            "crossOrigin": False,
            **more,
        }
        return json.dumps({k: v for k, v in said.items() if v is not None}).encode()

    def authenticator_data(self) -> bytes:
        """What the key says: for which site, with whom."""
        return sha256(self.rp_id.encode()).digest() + bytes([self.flags]) + self.count.to_bytes(4, "big")

    def prove(self, statement: Statement, /, **client: Any) -> Proof:
        """A file signature for a file key; else a passkey's assertion."""
        if self.alg == FILE_KEY:
            return Proof(self.alg, self.sign_bytes(statement.preimage()))
        data, said = self.authenticator_data(), self.client_data(statement.challenge(), **client)
        return Proof(self.alg, self.sign_bytes(data + sha256(said).digest()), data, said)

    def sign(self, statement: Statement, /, **client: Any) -> Signature:
        """As an entry carries it."""
        return Signature(statement, self.key, self.prove(statement, **client))


__all__ = ["EDDSA", "ES256", "FILE_KEY", "ORIGIN", "RP_ID", "RS256", "Authenticator", "private_key"]
