"""The strict text encodings shared by notes, checkpoints and proofs: one spelling for one value."""

from __future__ import annotations

import re
from binascii import a2b_base64, b2a_base64

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


def to_base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648, section 4)."""
    return b2a_base64(data, newline=False).decode("ascii")


def from_base64(text: str) -> bytes | None:
    """The bytes of a base64 text, or None if it is not exactly what `to_base64` writes.

    Python's decoder accepts unused trailing bits that are not zero: two texts for one value. Hence
    the comparison.
    """
    try:
        data = a2b_base64(text, strict_mode=True)
    except ValueError:
        return None
    return data if to_base64(data) == text else None


def from_decimal(text: str) -> int | None:
    """A number from 0 to 2**63 - 1 in ASCII digits without leading zeros, or None."""
    if not _DECIMAL.fullmatch(text) or (value := int(text)) >= 1 << 63:
        return None
    return value


def has_control(text: str) -> bool:
    """Whether an ASCII control character other than newline occurs."""
    return _CONTROL.search(text) is not None
