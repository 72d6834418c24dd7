"""Fixtures of the log's tests."""

from __future__ import annotations

import pytest
from tests.log.support import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """An opened log with a campaign, two purposes and two accounts."""
    return make_world()
