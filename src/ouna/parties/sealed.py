"""Sealed fields: private texts in our own tables, each encrypted under the key of the person it is about.

The place of a value (table, column, row) is authenticated with it: copied into another row it does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from cryptography.exceptions import InvalidTag

from ouna.core.errors import Broken
from ouna.log import decrypt_for, encrypt_for
from ouna.log.keys import sealing_key


class SealBroken(Broken):
    """A confidential field was altered, or copied from elsewhere."""

    code = "seal_broken"
    next_step = "Tell the administrator; nothing of it is shown or used."


def _place(table: str, column: str, row: str) -> str:
    return f"{table}\n{column}\n{row}"


def seal_field(person_ref: str, table: str, column: str, row: str, text: str) -> bytes:
    """The text encrypted for that person and that place; empty stays empty. Call inside an action."""
    return encrypt_for(person_ref, text, _place(table, column, row)) if text else b""


def open_field(person_ref: str, table: str, column: str, row: str, sealed: bytes) -> str | None:
    """The text, empty if there is none, None once the person is erased. Raises: SealBroken."""
    if not sealed:
        return ""
    try:
        return decrypt_for(person_ref, bytes(sealed), _place(table, column, row))
    except InvalidTag:
        raise SealBroken() from None


def fold_email(address: str) -> str:
    """The address as mail systems compare it: NFKC, lower case, no spaces around."""
    return unicodedata.normalize("NFKC", address).strip().lower()


def email_key(address: str) -> str:
    """A keyed fingerprint by which the same address is found again; useless without the sealing key."""
    key = hashlib.sha256(b"parties.email_key\n" + sealing_key()).digest()
    return hmac.new(key, fold_email(address).encode(), hashlib.sha256).hexdigest()
