"""How many trustees must sign: m by the size of the sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Band(NamedTuple):
    """Sums of `currency` up to and with `upto` minor units (None: without end) need `m` trustees."""

    currency: str
    m: int
    upto: int | None = None


def m_for(bands: Sequence[Band], currency: str, minor: int) -> int:
    """The m of the smallest band that holds the sum.

    What no band holds (a currency without bands, a sum above its last) needs the highest m of all.
    """
    holding = [b for b in bands if b.currency == currency and (b.upto is None or minor <= b.upto)]
    if not holding:
        return highest_m(bands)
    return min(holding, key=lambda b: (b.upto is None, b.upto or 0)).m


def highest_m(bands: Iterable[Band], currency: str | None = None) -> int:
    """The highest m of all bands; of one currency's, if it has any, where one is given."""
    listed = list(bands)
    own = [b.m for b in listed if b.currency == currency]
    return max(own or [b.m for b in listed])
