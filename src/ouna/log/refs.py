"""New refs, of today."""

from __future__ import annotations

import os

from ouna.core.values import Ref, make_ref
from ouna.log import clock


def new_ref(prefix: str) -> Ref:
    """A fresh ref `prefix_…` that sorts by day, holds no finer time and cannot be guessed."""
    return make_ref(prefix, clock.today(), os.urandom(14))
