"""How many trustees must sign: m by the size of the sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple


class Band(NamedTuple):
    """Sums of `currency` up to and with `upto` minor units (None: without end) need `m` trustees."""

    currency: str
    m: int
    upto: int | None = None


def m_for(bands: Sequence[Band], sums: Mapping[str, int]) -> int:
    """The least m for sums above zero in several currencies together, each as a part of what m may spend.

    So many trustees suffice if the parts, sum by largest `upto` that needs no more than m, come to one or
    less. Of one currency this is the m of the smallest band that holds the sum. What m has no band for
    needs more; what nobody has a band for (a currency without, a sum above the last) the highest m of all.
    No rates are asked: the bands themselves, which the trustees signed, say what weighs the same.
    """
    for m in sorted({b.m for b in bands}):
        limits = {currency: _largest(bands, currency, m) for currency in sums}
        if 0 not in limits.values():
            parts = (Fraction(minor, limits[c] or 1) for c, minor in sums.items() if limits[c] is not None)
            if sum(parts) <= 1:
                return m
    return highest_m(bands)


def _largest(bands: Iterable[Band], currency: str, m: int) -> int | None:
    """What m trustees may spend in one currency: 0 if nothing, None if without end."""
    uptos = [b.upto for b in bands if b.currency == currency and b.m <= m]
    return None if None in uptos else max((u for u in uptos if u is not None), default=0)


def highest_m(bands: Iterable[Band], currency: str | None = None) -> int:
    """The highest m of all bands; of one currency's, if it has any, where one is given."""
    listed = list(bands)
    own = [b.m for b in listed if b.currency == currency]
    return max(own or [b.m for b in listed])
