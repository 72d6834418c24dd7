"""Refs: names of things that sort by day, hold no time finer than the day, and cannot be guessed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NewType

from ouna.core.errors import Refused

Ref = NewType("Ref", str)

_EPOCH = date(2020, 1, 1)
#: Crockford's base 32, lower case: digits and letters without i, l, o, u; it sorts like the number.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
#: Two characters at a time: refs are made by the hundred thousand in an import.
_PAIRS = [a + b for a in _ALPHABET for b in _ALPHABET]
_SHIFTS = range(120, -1, -10)
_FORM = re.compile(r"[a-z]{2,8}_[0-7][0-9a-hjkmnp-tv-z]{25}\Z")


class RefInvalid(Refused):
    """This is not a ref: a prefix, an underscore and 26 characters of base 32."""

    code = "ref_invalid"


def make_ref(prefix: str, on: date, random: bytes) -> Ref:
    """`prefix_` + 26 characters = day number since 2020 (16 bits) + 112 bits from `random` (14 bytes)."""
    days = (on - _EPOCH).days
    if not 0 <= days < 2**16 or len(random) != 14:
        raise RefInvalid("A ref needs a day from 2020 on and 14 random bytes.")
    number = days << 112 | int.from_bytes(random, "big")
    return Ref(f"{prefix}_" + "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS]))


def is_ref(text: object, prefix: str | None = None) -> bool:
    """Whether `text` has the form of a ref, of that prefix if one is given."""
    return (
        isinstance(text, str)
        and bool(_FORM.match(text))
        and (prefix is None or text.startswith(prefix + "_"))
    )


def check_ref(text: object, prefix: str | None = None) -> Ref:
    """The text as a Ref. Raises: RefInvalid."""
    if not is_ref(text, prefix):
        raise RefInvalid()
    return Ref(str(text))


def day_of(ref: str) -> date:
    """The day in a ref."""
    number = 0
    for character in check_ref(ref).rsplit("_", 1)[1]:
        number = number << 5 | _ALPHABET.index(character)
    return _EPOCH + timedelta(days=number >> 112)
