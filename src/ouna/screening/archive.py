"""The files of lists as they were loaded, encrypted, under their hash: a decision must be repeatable."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings

from ouna.log.sealing import NONCE, cipher_for, ciphers_of, encrypt
from ouna.screening.errors import ListDamaged

#: Whose key encrypts them. Official lists are public; a coalition's own may not be.
SUBJECT = "archive:name-lists"


def _path(sha256: str) -> Path:
    return Path(settings.VAR) / "lists" / sha256[:2] / sha256


def _place(sha256: str) -> bytes:
    return f"screening.list\n{sha256}".encode()


def put_file(raw: bytes) -> str:
    """Store the bytes; returns their SHA-256 in hex. Call inside an action. Storing again is harmless."""
    sha256 = hashlib.sha256(raw).hexdigest()
    path = _path(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    sealed = encrypt(cipher_for(SUBJECT), raw, _place(sha256))
    temporary = path.with_suffix(".part")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
    return sha256


def get_file(sha256: str) -> bytes:
    """The bytes as they came. Raises: ListDamaged."""
    try:
        sealed = _path(sha256).read_bytes()
        raw = ciphers_of([SUBJECT])[SUBJECT].decrypt(sealed[:NONCE], sealed[NONCE:], _place(sha256))
    except Exception:  # every failure means the same: the bytes cannot be trusted
        raise ListDamaged() from None
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise ListDamaged()
    return raw
