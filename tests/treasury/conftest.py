"""A fixed clock and a small world with one treasurer of everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from funds import world as small_world
from ouna.log import clock


@pytest.fixture(autouse=True)
def _surroundings(settings, tmp_path) -> Iterator[None]:
    settings.STATIC_ROOT = tmp_path
    settings.VAR = tmp_path
    with clock.fixed(small_world.NOW):
        yield


@pytest.fixture
def world(db) -> small_world.World:
    return small_world.build()
