"""A hash as people compare it: over the telephone, on another device, on paper. Each use has its own salt."""

from __future__ import annotations

from functools import lru_cache
from hashlib import pbkdf2_hmac

GROUPS, DIGITS = 5, 4
#: Public: they say for what the digits are and how they are made, so that they fit nothing else.
DOCUMENT_SALT = b"ouna.fingerprint.v1"
PARTNER_SALT = b"ouna.partner.v1"
#: A number of PBKDF2's rounds is part of the format: another one gives other digits.
ITERATIONS = 200_000
_BYTES = 16


def document_fingerprint(digest: str) -> tuple[str, ...]:
    """Five groups of four decimal digits of the SHA-256 (64 hex digits) of a document that is to be signed.

    Whoever makes the documents chooses their salts and refs: he looks for two with the same digits among
    some 10^10 tries. So each try is made as dear as 400,000 hashes: PBKDF2-HMAC-SHA256 (RFC 8018, 5.2).
    The cost before and after stands in docs/decisions/. Takes about a tenth of a second, once.
    """
    return _stretched(digest, DOCUMENT_SALT, ITERATIONS)


def partner_fingerprint(digest: str) -> tuple[str, ...]:
    """The same of the SHA-256 (64 hex digits) of a campaign's first set of trustees: who the partner is.

    Whoever writes the record chooses time, order and spelling of the true set's signatures, and all of a
    false set: he too looks for a pair, and long before anybody compares.
    """
    return _stretched(digest, PARTNER_SALT, ITERATIONS)


@lru_cache(maxsize=4096)
def _stretched(digest: str, salt: bytes, iterations: int) -> tuple[str, ...]:
    return _groups(pbkdf2_hmac("sha256", bytes.fromhex(digest), salt, iterations, _BYTES))


def plain_fingerprint(digest: str) -> tuple[str, ...]:
    """The same five groups straight from a hash (64 hex digits): its first 16 bytes modulo 10^20.

    Only for a commitment inside a document, where it tells confidential parts apart: the document's own
    digits cover it. Two commitments with the same ones are found in a second.
    """
    return _groups(bytes.fromhex(digest)[:_BYTES])


def _groups(head: bytes) -> tuple[str, ...]:
    digits = f"{int.from_bytes(head, 'big') % 10 ** (GROUPS * DIGITS):0{GROUPS * DIGITS}d}"
    return tuple(digits[at : at + DIGITS] for at in range(0, GROUPS * DIGITS, DIGITS))
