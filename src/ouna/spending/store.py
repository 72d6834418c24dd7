"""The folder of papers and payment files: sealed bytes, one file each, written once."""

from __future__ import annotations

import os
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from ouna.core.values import check_ref, is_ref
from ouna.log.sealing import NONCE, cipher_for, ciphers_of, encrypt
from ouna.spending.errors import PaperDamaged


def _path(ref: str) -> Path:
    return Path(settings.VAR) / "papers" / check_ref(ref)[-2:] / ref


def _place(ref: str) -> bytes:
    return f"spending.paper\n{ref}".encode()


def put(ref: str, subject: str, data: bytes) -> None:
    """Keep the bytes sealed under the subject's key; call inside an action, before the row that names them.

    If the transaction fails later, a file lies there that no row names: it cannot be read by anything.
    """
    path = _path(ref)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(".part")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(encrypt(cipher_for(subject), data, _place(ref)))
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)


def get(ref: str, subject: str) -> bytes:
    """The bytes. Raises: PaperDamaged when they are gone, altered or erased."""
    try:
        sealed = _path(ref).read_bytes()
        return ciphers_of([subject])[subject].decrypt(sealed[:NONCE], sealed[NONCE:], _place(ref))
    except Exception:  # every failure means the same: there are no bytes to be trusted
        raise PaperDamaged() from None


def kept_before(moment: datetime) -> list[str]:
    """Refs of the files that have lain here since before that moment, in order."""
    paths = (Path(settings.VAR) / "papers").glob("??/*")
    found = [p for p in paths if is_ref(p.name) and p.stat().st_mtime < moment.timestamp()]
    return sorted(path.name for path in found)


def drop(ref: str) -> None:
    """Remove the bytes of a paper that no record names. Call inside an action.

    They go once the transaction is committed: if it fails, its row still names them. If they cannot be
    removed then, no row names them any more, and the daily work removes them later.
    """
    transaction.on_commit(partial(_path(ref).unlink, missing_ok=True), robust=True)
