"""Processes against a real database: killed at any moment, racing, and what happens without the guards.

`OUNA_KILLS=300` for the full figure. PostgreSQL runs when `OUNA_PG=1` and 127.0.0.1:5432 answers, or when
DATABASE_URL names one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

KILLS = int(os.environ.get("OUNA_KILLS", "20"))

#: Settings of the log alone, and the program.
FARM = ("tests.log.settings", "log_farm.py")

pytestmark = pytest.mark.race
Program = Callable[..., dict[str, Any]]


def test_killed_at_any_moment_nothing_acknowledged_is_lost(
    database: str, tmp_path: Path, program: Program, figure: Callable[..., None]
) -> None:
    told = program(database, tmp_path, *FARM, "kill", str(KILLS))
    figure(told["kills"], told["lost"] + sum(map(abs, told["half"])) + told["sizes_signed_twice"])
    assert told["errors"] == [] and told["acknowledged"] >= KILLS
    assert told["lost"] == 0 and told["half"] == [0, 0, 0]
    assert told["size"] == told["entries"] and told["sizes_signed_twice"] == 0
    assert told["findings"] == []


def test_writers_and_sequencers_race_to_one_log(database: str, tmp_path: Path, program: Program) -> None:
    told = program(database, tmp_path, *FARM, "race", "90")
    assert told["errors"] == [] and told["lost"] == 0 and told["half"] == [0, 0, 0]
    assert told["acknowledged"] >= 90 and told["size"] == told["entries"] == told["acknowledged"] + 6
    assert told["sizes_signed_twice"] == 0 and told["findings"] == []


def test_without_the_book_lock_writers_collide(database: str, tmp_path: Path, program: Program) -> None:
    """The twin: the same race fails, so the lock is what makes it pass."""
    told = program(database, tmp_path, *FARM, "race", "300", "--no-lock")
    assert told["errors"], "the race shows nothing: it must fail without the lock"
    assert told["lost"] == 0 and told["half"] == [0, 0, 0]
