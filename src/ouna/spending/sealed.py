"""What rows keep sealed: small JSON under the key of the request they belong to."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidTag

from ouna.core.errors import OunaError
from ouna.core.tlog import commit
from ouna.core.values import canonical, parse_canonical
from ouna.log import decrypt_for, encrypt_for
from ouna.log.models import Opening
from ouna.log.sealing import open_rows


def seal_json(subject: str, place: str, data: Any) -> bytes:
    """Encrypt under the subject's key; `place` names table, column and row. Call inside an action."""
    return encrypt_for(subject, canonical(data).decode(), place)


def open_json(subject: str, place: str, blob: bytes) -> Any:
    """The value, None where nothing is kept, it was erased, or it was altered."""
    if not blob:
        return None
    try:
        text = decrypt_for(subject, bytes(blob), place)
        return parse_canonical(text.encode()) if text is not None else None
    except (InvalidTag, OunaError, ValueError):
        return None


def opened(entry_ref: str, purpose: str) -> dict[str, dict[str, Any]]:
    """All that an entry's commitments of one purpose hide: {commitment in hex: what it hides}.

    Each is counted anew from salt and content, so that an altered row is simply not among them.
    """
    rows = [(row, entry_ref) for row in Opening.objects.filter(entry__ref=entry_ref, purpose=purpose)]
    found = (pair for pair in open_rows(rows) if pair)
    return {commit(purpose, salt, canonical(data)).hex(): data for salt, data in found}
