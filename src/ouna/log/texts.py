"""Public texts: a salted hash stands in the entry, text and salt lie beside the log and can be withdrawn."""

from __future__ import annotations

import os
from typing import Any

from ouna.core.book.folder import TEXT_PURPOSE, text_hash
from ouna.core.values import canonical, parse_canonical
from ouna.log.models import Text


def put_text(data: dict[str, Any]) -> str:
    """Keep a text; returns its hash (hex) for the record's `text` field. Call inside an action."""
    salt, encoded = os.urandom(32), canonical(data)
    hashed = text_hash(salt, data)
    Text.objects.create(hash=hashed, salt=salt.hex(), data=encoded.decode())
    return hashed


def text_of(hashed: str) -> dict[str, Any] | None:
    """The text of a hash, None if it is unknown or withdrawn."""
    found = Text.objects.filter(hash=hashed, withdrawn=False).first()
    return parse_canonical(found.data.encode()) if found else None


def opening_of(hashed: str) -> dict[str, Any] | None:
    """A text as proof files open it, {purpose, salt, record}; None if it is unknown or withdrawn."""
    found = Text.objects.filter(hash=hashed, withdrawn=False).first()
    if found is None:
        return None
    return {"purpose": TEXT_PURPOSE, "salt": found.salt, "record": parse_canonical(found.data.encode())}


def withdraw_text(hashed: str) -> None:
    """Take a text and its salt away for good, where the law demands it. Call inside an action."""
    Text.objects.filter(hash=hashed).update(withdrawn=True, data="", salt="")
