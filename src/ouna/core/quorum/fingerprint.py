"""A hash as people compare it: over the telephone, on a second device, on paper."""

from __future__ import annotations

GROUPS, DIGITS = 5, 4


def fingerprint(digest: str) -> tuple[str, ...]:
    """Five groups of four decimal digits: the hash's first 16 bytes as a number, modulo 10^20.

    20 digits are 66 bits: enough against an accident and against whoever must answer while one listens; a
    machine compares the whole hash.
    """
    number = int(digest[:32], 16) % 10 ** (GROUPS * DIGITS)
    digits = f"{number:0{GROUPS * DIGITS}d}"
    return tuple(digits[at : at + DIGITS] for at in range(0, GROUPS * DIGITS, DIGITS))
