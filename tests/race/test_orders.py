"""32 processes want to pay the same requests: each is paid once, whatever the moment."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REQUESTS = int(os.environ.get("OUNA_ORDERS", "6"))
EXECUTORS = 32
#: What one request with its 32 attempts may take on a slow machine.
SECONDS_EACH = 5
SETTINGS = "ouna.web.settings"

pytestmark = pytest.mark.race
Program = Callable[..., dict[str, Any]]


def test_of_32_that_order_at_once_each_request_is_ordered_once(
    database: str, tmp_path: Path, program: Program, figure: Any
) -> None:
    told = program(
        database, tmp_path, SETTINGS, "order_farm.py", str(REQUESTS), longest=580 + SECONDS_EACH * REQUESTS
    )
    assert told["errors"] == []
    figure(REQUESTS * EXECUTORS, told["orders"] - told["requests"])
    assert told["won"] == told["orders"] == told["rows"] == told["requests"] == REQUESTS
    assert told["lost"] == REQUESTS * (EXECUTORS - 1)
    assert told["reserved"] == REQUESTS * 100


def test_guard_off_a_request_is_ordered_many_times(database: str, tmp_path: Path, program: Program) -> None:
    """The twin: without the rules that count what is ordered already."""
    told = program(database, tmp_path, SETTINGS, "order_farm.py", "2", "--no-limit")
    assert told["errors"] == []
    assert told["orders"] > told["requests"] == 2
