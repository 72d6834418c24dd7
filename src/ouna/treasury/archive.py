"""The archive: raw bank files as they came, encrypted, under their hash. Written once, never changed.

A file that was dropped and never imported is removed after a while (`retention.py`); an imported one stays.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from django.conf import settings

from ouna.core.errors import Broken
from ouna.log.sealing import NONCE, cipher_for, ciphers_of, encrypt


class ArchiveDamaged(Broken):
    """An archived bank file is missing or was altered."""

    code = "archive_damaged"
    next_step = "Restore the archive folder from its backup."


def subject_of_files() -> str:
    """Whose key encrypts the archive; erased as a whole when the accounting law allows."""
    return "archive:bank-files"


def _path(sha256: str) -> Path:
    return Path(settings.VAR) / "archive" / sha256[:2] / sha256


def put_file(sha256: str, raw: bytes) -> None:
    """Store the bytes; call inside an action, before the row that names them. Storing again is harmless."""
    path = _path(sha256)
    if path.exists():
        # Dropped again: it waits from now on.
        os.utime(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    sealed = encrypt(cipher_for(subject_of_files()), raw, f"archive\n{sha256}".encode())
    temporary = path.with_suffix(".part")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)


def old_files(before: datetime) -> Iterator[str]:
    """Hashes of the files that nobody has put here since that moment."""
    for path in sorted((Path(settings.VAR) / "archive").glob("??/*")):
        if len(path.name) == 64 and path.stat().st_mtime < before.timestamp():
            yield path.name


def drop_file(sha256: str) -> None:
    """Remove a file that no statement names; call inside an action, under the book lock."""
    _path(sha256).unlink(missing_ok=True)


#: The bytes of files that a rehearsal imports, by their hash: they are never put into the archive.
_tried: ContextVar[Mapping[str, bytes]] = ContextVar("tried", default=MappingProxyType({}))


@contextmanager
def holding(files: Mapping[str, bytes]) -> Iterator[None]:
    """Give out these files as if they were in the archive, as long as a rehearsal lasts."""
    token = _tried.set(files)
    try:
        yield
    finally:
        _tried.reset(token)


def get_file(sha256: str) -> bytes:
    """The bytes as they came. Raises: ArchiveDamaged."""
    if sha256 in _tried.get():
        return _tried.get()[sha256]
    cipher = ciphers_of([subject_of_files()]).get(subject_of_files())
    try:
        sealed = _path(sha256).read_bytes()
        assert cipher is not None
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], f"archive\n{sha256}".encode())
    except Exception:  # every failure means the same: the bytes cannot be trusted
        raise ArchiveDamaged() from None
