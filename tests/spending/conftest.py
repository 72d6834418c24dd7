"""A fixed clock, folders of its own, and a small world with trustees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from funds import world as small_world
from ouna.log import clock
from spending import world as spending_world


@pytest.fixture(autouse=True)
def _surroundings(settings: Any, tmp_path: Any) -> Iterator[None]:
    from ouna.screening.index import forget_index

    settings.STATIC_ROOT = tmp_path
    settings.VAR = tmp_path / "var"
    forget_index()
    with clock.fixed(small_world.NOW):
        yield
    forget_index()


@pytest.fixture
def world(db: None) -> spending_world.World:
    return spending_world.build()
