"""Keys of signed notes (C2SP signed-note): verifier keys and signers.

Key id = SHA-256(name || "\\n" || type || public key)[:4]. Types: 0x01 signs the text with Ed25519;
0x04 is the timestamped cosignature of C2SP tlog-cosignature, also Ed25519.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ouna.core.tlog.encoding import from_base64, to_base64
from ouna.core.tlog.errors import KeyInvalid, SignatureInvalid

ED25519 = 0x01
COSIGNATURE = 0x04
KEY_SIZE = 32
SIGNATURE_SIZE = 64
MAX_NAME = 255
MAX_TIME = 2**63 - 1
_SIZES = {ED25519: SIGNATURE_SIZE, COSIGNATURE: 8 + SIGNATURE_SIZE}


def is_key_name(name: str) -> bool:
    """A key name is UTF-8 without any Unicode space, control character or plus sign."""
    if not name or len(name) > MAX_NAME:
        return False
    return not any(
        char == "+" or char < " " or char.isspace() or "\ud800" <= char < "\ue000" for char in name
    )


def key_id_of(name: str, key_type: int, public_key: bytes) -> bytes:
    """The 4-byte key id. It only tells keys apart; it is no fingerprint."""
    return sha256(name.encode() + b"\n" + bytes([key_type]) + public_key).digest()[:4]


def cosigned_message(text: bytes, time: int) -> bytes:
    """What a cosigner signs: header, time in seconds since 1970, note text."""
    return b"cosignature/v1\ntime %d\n" % time + text


def _check_key(name: str, key_type: int, key: bytes) -> None:
    if not is_key_name(name):
        raise KeyInvalid("A key name holds no space, plus sign or control character.")
    if key_type not in _SIZES:
        raise KeyInvalid(f"Keys of type 0x{key_type:02x} are not supported.")
    if len(key) != KEY_SIZE:
        raise KeyInvalid(f"An Ed25519 key has {KEY_SIZE} bytes, not {len(key)}.")


def _parse_parts(name: str, key_id: str, encoded: str) -> tuple[int, bytes, str]:
    """Type, key and key id of the parts of a vkey or skey."""
    data = from_base64(encoded)
    if not data:
        raise KeyInvalid("The key is not standard base64.")
    _check_key(name, data[0], data[1:])
    return data[0], data[1:], key_id


@dataclass(frozen=True)
class Verifier:
    """A public key with the name it signs under. Written `name+hex id+base64(type || key)`."""

    name: str
    key_type: int
    public_key: bytes

    def __post_init__(self) -> None:
        _check_key(self.name, self.key_type, self.public_key)

    @classmethod
    def parse(cls, vkey: str) -> Verifier:
        """Read a verifier key; its id must fit name, type and key."""
        parts = vkey.split("+", 2)
        if len(parts) != 3:
            raise KeyInvalid("A verifier key has three parts joined by plus signs.")
        key_type, public_key, key_id = _parse_parts(*parts)
        verifier = cls(parts[0], key_type, public_key)
        if verifier.key_id.hex() != key_id:
            raise KeyInvalid("The key id does not fit name and key.")
        return verifier

    @cached_property
    def key_id(self) -> bytes:
        """4 bytes that, with the name, tell keys apart in signature lines."""
        return key_id_of(self.name, self.key_type, self.public_key)

    @cached_property
    def vkey(self) -> str:
        """The verifier key as text."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.key_type]) + self.public_key)}"

    @cached_property
    def _public(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public_key)

    def verify(self, text: bytes, signature: bytes) -> int | None:
        """Check a signature over note text; returns a cosignature's time, else None.

        Raises SignatureInvalid.
        """
        if len(signature) != _SIZES[self.key_type]:
            raise SignatureInvalid(f"The signature by {self.name} has {len(signature)} bytes.")
        time = None
        if self.key_type == COSIGNATURE:
            time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            if time > MAX_TIME:
                raise SignatureInvalid(f"The cosignature by {self.name} has an impossible time.")
            text = cosigned_message(text, time)
        try:
            self._public.verify(signature, text)
        except InvalidSignature:
            raise SignatureInvalid(f"The signature by {self.name} does not fit the note.") from None
        return time


@dataclass(frozen=True)
class Signer:
    """A private key with the name it signs under. Its seed never shows in `repr`."""

    name: str
    key_type: int
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check_key(self.name, self.key_type, self.seed)

    @classmethod
    def from_seed(cls, name: str, seed: bytes, key_type: int = ED25519) -> Signer:
        """A signer from a 32-byte Ed25519 seed (RFC 8032 private key)."""
        return cls(name, key_type, seed)

    @classmethod
    def parse(cls, skey: str) -> Signer:
        """Read `PRIVATE+KEY+name+hex id+base64(type || seed)`; the id is the public key's."""
        parts = skey.split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise KeyInvalid("A signing key starts with PRIVATE+KEY+ and has three more parts.")
        key_type, seed, key_id = _parse_parts(*parts[2:])
        signer = cls(parts[2], key_type, seed)
        if signer.verifier.key_id.hex() != key_id:
            raise KeyInvalid("The key id does not fit name and key.")
        return signer

    def skey(self) -> str:
        """The signing key as text: a secret."""
        key = to_base64(bytes([self.key_type]) + self.seed)
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{key}"

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self.key_type, self._private.public_key().public_bytes_raw())

    def sign_bytes(self, message: bytes) -> bytes:
        """Ed25519 signature of 64 bytes; deterministic."""
        return self._private.sign(message)
