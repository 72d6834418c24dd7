"""Reading what a browser brings when a signing key is set up (WebAuthn level 3, section 7.1).

Of all that it says, the public key, the name of the credential and whether it is kept in several places are
used. Who made the key is neither asked nor kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, CollectedClientData, PublicKeyCredentialRpEntity

from ouna.core.quorum import EDDSA, ES256, RS256, PublicKey
from ouna.core.tlog.encoding import to_base64
from ouna.quorum.errors import CredentialRefused

#: COSE's numbers of the algorithms that the public record knows, in the order in which we ask for them.
ALGORITHMS = {-7: ES256, -8: EDDSA, -257: RS256}
#: Flag of the authenticator data: copies of the key are kept by its maker.
BACKED_UP = 0x10
P256, ED25519 = 1, 6
LONGEST_CREDENTIAL = 1023


class Enrolled(NamedTuple):
    """A new passkey: its public key, its own name for itself, whether copies are kept."""

    key: PublicKey
    credential: bytes
    backed_up: bool


def read_enrolment(response: Mapping[str, Any], *, challenge: bytes, origin: str, rp_id: str) -> Enrolled:
    """The passkey in a browser's answer to `navigator.credentials.create`. Raises: CredentialRefused.

    It must be made on this very origin, for this challenge and RP ID, by a person who was verified.
    """
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=rp_id, name=rp_id), attestation="none", verify_origin=origin.__eq__
    )
    state = {"challenge": websafe_encode(challenge), "user_verification": "required"}
    try:
        client = CollectedClientData(from_websafe(response["clientDataJSON"]))
        attested = AttestationObject(from_websafe(response["attestationObject"]))
        # Foreign JSON goes no further than these two values.
        answer = {
            "id": websafe_encode(attested.auth_data.credential_data.credential_id),
            "rawId": websafe_encode(attested.auth_data.credential_data.credential_id),
            "type": "public-key",
            "response": {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(bytes(attested)),
            },
        }
        data = server.register_complete(state, answer)
        assert data.credential_data is not None
        credential = bytes(data.credential_data.credential_id)
        key = public_key(dict(data.credential_data.public_key))
        key.check()
    except CredentialRefused:
        raise
    except Exception:
        # Fails closed. The library's own words may hold what the key said; the reader needs none of them.
        raise CredentialRefused() from None
    said = json.loads(bytes(client))
    if said.get("crossOrigin", False) is not False or "topOrigin" in said:
        raise CredentialRefused("The key was made inside another site's page.")
    if not 0 < len(credential) <= LONGEST_CREDENTIAL:
        raise CredentialRefused()
    return Enrolled(key, credential, bool(data.flags & BACKED_UP))


def from_websafe(text: Any) -> bytes:
    """Bytes in base64 for addresses, unpadded. Raises: CredentialRefused."""
    if not isinstance(text, str) or len(text) > 20_000:
        raise CredentialRefused()
    return websafe_decode(text)


def public_key(cose: Mapping[int, Any]) -> PublicKey:
    """A COSE key (RFC 9053) as algorithm and SubjectPublicKeyInfo. Raises: CredentialRefused, ValueError."""
    alg = ALGORITHMS.get(cose.get(3, 0))
    loaded: Any
    if alg == ES256 and cose.get(-1) == P256:
        numbers = EllipticCurvePublicNumbers(_int(cose[-2]), _int(cose[-3]), SECP256R1())
        loaded = numbers.public_key()
    elif alg == EDDSA and cose.get(-1) == ED25519:
        loaded = Ed25519PublicKey.from_public_bytes(bytes(cose[-2]))
    elif alg == RS256:
        loaded = RSAPublicNumbers(_int(cose[-2]), _int(cose[-1])).public_key()
    else:
        raise CredentialRefused("The key is of a kind that the public record does not know.")
    der = loaded.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return PublicKey(alg, to_base64(der))


def _int(data: bytes) -> int:
    return int.from_bytes(data, "big")
