"""Public keys that sign statements: passkeys (ES256, EdDSA, RS256) and Ed25519 keys kept in a file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from ouna.core.quorum.errors import KeyInvalid
from ouna.core.tlog.encoding import from_base64

#: COSE names of passkey algorithms; FILE_KEY signs the preimage itself, without a browser.
ES256, EDDSA, RS256, FILE_KEY = "ES256", "EdDSA", "RS256", "Ed25519"
PASSKEYS = frozenset({ES256, EDDSA, RS256})
ALGORITHMS = PASSKEYS | {FILE_KEY}
#: Sizes of an RSA modulus in bits, and the one exponent. All devices use it; libraries differ about others.
RSA_LEAST, RSA_MOST, RSA_EXPONENT = 2048, 4096, 65537
MAX_SPKI = 1200

Loaded = EllipticCurvePublicKey | Ed25519PublicKey | RSAPublicKey


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An algorithm's name and the key as base64 of its DER SubjectPublicKeyInfo."""

    alg: str
    spki: str

    @property
    def parts(self) -> tuple[str, str]:
        """Algorithm and key."""
        return self.alg, self.spki

    def check(self) -> None:
        """That the key is one of its algorithm, in its only spelling. Raises: KeyInvalid."""
        _load(self.alg, self.spki)

    def fits(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature is this key's over the message. Raises: KeyInvalid."""
        key = _load(self.alg, self.spki)
        try:
            if isinstance(key, EllipticCurvePublicKey):
                key.verify(signature, message, _ECDSA)
            elif isinstance(key, RSAPublicKey):
                key.verify(signature, message, _PADDING, _SHA256)
            else:
                key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


_SHA256 = SHA256()
_ECDSA = ECDSA(_SHA256)
_PADDING = PKCS1v15()


@lru_cache(maxsize=4096)
def _load(alg: str, spki: str) -> Loaded:
    """Kept, since a few keys sign everything and loading costs as much as checking a signature."""
    der = from_base64(spki) if len(spki) <= MAX_SPKI else None
    if der is None:
        raise KeyInvalid("The public key is not standard base64.")
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyInvalid("The public key cannot be read.") from None
    if not _is_of(key, alg) or key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != der:
        raise KeyInvalid("The public key is not one of its algorithm, in its only spelling.")
    return key  # type: ignore[return-value]


#: y of the points of small order on Curve25519's twist of Edwards: anybody's signature fits such a key.
_P = 2**255 - 19
_Y8 = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_SMALL_ORDER = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})


def _is_weak(key: Ed25519PublicKey) -> bool:
    y = int.from_bytes(key.public_bytes_raw(), "little") & (2**255 - 1)
    return y % _P in _SMALL_ORDER


def _is_sound(key: RSAPublicKey) -> bool:
    numbers = key.public_numbers()
    return RSA_LEAST <= key.key_size <= RSA_MOST and numbers.n % 2 == 1 and numbers.e == RSA_EXPONENT


def _is_of(key: object, alg: str) -> bool:
    if alg == ES256:
        return isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)
    if alg == RS256:
        return isinstance(key, RSAPublicKey) and _is_sound(key)
    return alg in (EDDSA, FILE_KEY) and isinstance(key, Ed25519PublicKey) and not _is_weak(key)
