"""A folder of its own for keys and books, a fixed clock, and a small world."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from funds import world as small_world
from ouna.log import clock


@pytest.fixture(autouse=True)
def _places(settings, tmp_path: Path) -> Iterator[None]:
    settings.LOG_KEY_FILE = tmp_path / "keys" / "log.key"
    settings.SEALING_KEY_FILE = tmp_path / "keys" / "sealing.key"
    settings.BOOKS_DIR = tmp_path / "books"
    settings.HIGH_WATER_FILE = tmp_path / "high-water" / "note"
    with clock.fixed(small_world.NOW):
        yield


@pytest.fixture
def world(db) -> small_world.World:
    return small_world.build()
