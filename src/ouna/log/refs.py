"""New refs, of today."""

from __future__ import annotations

import os

from ouna.core.values import Ref, make_ref
from ouna.log import clock

RANDOM = 14


def new_ref(prefix: str) -> Ref:
    """A fresh ref `prefix_…` that sorts by day, holds no finer time and cannot be guessed."""
    return make_ref(prefix, clock.today(), os.urandom(RANDOM))


def new_refs(prefix: str, count: int) -> list[Ref]:
    """Many fresh refs of one day: the clock and the source of chance are asked once."""
    today, random = clock.today(), os.urandom(RANDOM * count)
    return [make_ref(prefix, today, random[at : at + RANDOM]) for at in range(0, len(random), RANDOM)]
