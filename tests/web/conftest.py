"""A campaign with accounts, purposes and a few gifts, under a standing clock."""

from __future__ import annotations

from typing import Any

import pytest

from funds import world as small_world
from ouna.donations.actions import receive_gift
from ouna.log.sequencer import run_once


@pytest.fixture
def world(db: None, clock: Any) -> small_world.World:
    return small_world.build()


def give(world: small_world.World, count: int, minor: int = 1_000) -> None:
    """`count` gifts into the German account, each of as many cents."""
    for _ in range(count):
        line = small_world.line(world.germany, minor)
        receive_gift(by=small_world.ANNA, line=line, fund=world.walls)


@pytest.fixture
def published(world: small_world.World) -> small_world.World:
    """The same with three gifts, locked in and published."""
    give(world, 3)
    run_once()
    return world
