"""Sums as people type them, in any of their spellings. Pure."""

from __future__ import annotations

import re

from ouna.core.values import AmountInvalid, Money

_GROUPED = re.compile(r"[0-9]{1,3}([.,][0-9]{3})+", re.ASCII)


def plain_amount(text: str) -> str:
    """`1,234.50`, `1.234,50`, `12,5` as a plain decimal with a point; what is ambiguous stays as it is.

    One mark alone is a decimal mark, also before three digits (`1.500` of TND has three decimals): a sum
    is never made a thousand times larger by guessing.
    """
    marks = [c for c in text if c in ".,"]
    if not marks:
        return text
    last = marks[-1]
    if len(marks) == 1:
        return text.replace(",", ".")
    if len(set(marks)) == 1:
        return text.replace(last, "") if _GROUPED.fullmatch(text) else text
    whole, _, decimals = text.rpartition(last)
    other = "," if last == "." else "."
    if last in whole or not _GROUPED.fullmatch(whole):
        return text
    return f"{whole.replace(other, '')}.{decimals}"


def read_amount(text: str, currency: str) -> Money:
    """A sum as people type it, with point or comma, in Latin or Arabic digits. Raises: Refused."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text.strip())
    plain = plain.replace("\u066b", ".").replace("\u066c", "")
    for space in " \u00a0\u202f'’":
        plain = plain.replace(space, "")
    plain = plain_amount(plain)
    if re.fullmatch(r"-?[0-9]{13,}(\.[0-9]*)?", plain, re.ASCII):
        raise AmountInvalid("The amount is larger than any that is booked.")
    return Money.parse(plain, currency)
