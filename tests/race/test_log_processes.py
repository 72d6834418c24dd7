"""Processes against a real database: killed at any moment, racing, and what happens without the guards.

`OUNA_KILLS=300` for the full figure. PostgreSQL runs when `OUNA_PG=1` and 127.0.0.1:5432 answers, or when
DATABASE_URL names one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("OUNA_KILLS", "20"))
PG = os.environ.get("DATABASE_URL", "")
if not PG.startswith("postgres"):
    PG = "postgres://root@127.0.0.1:5432/postgres" if os.environ.get("OUNA_PG") else ""

pytestmark = pytest.mark.race


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(not PG, reason="no server"))]
)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of its own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ouna.sqlite3'}"
        return
    import psycopg

    name = f"ouna_race_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(PG, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield f"{PG.rsplit('/', 1)[0]}/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def farm(database: str, folder: Path, *arguments: str) -> dict[str, Any]:
    """Run the farm as a program and read what it says."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "OUNA_VAR": str(folder / "var"),
        "DJANGO_SETTINGS_MODULE": "tests.log.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    ran = subprocess.run(
        [sys.executable, str(ROOT / "tests/race/log_farm.py"), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=580,
    )
    assert ran.returncode == 0, ran.stderr[-2_000:]
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    print(told)
    return told


def test_killed_at_any_moment_nothing_acknowledged_is_lost(
    database: str, tmp_path: Path, figure: Callable[..., None]
) -> None:
    told = farm(database, tmp_path, "kill", str(KILLS))
    figure(told["kills"], told["lost"] + sum(map(abs, told["half"])) + told["sizes_signed_twice"])
    assert told["errors"] == [] and told["acknowledged"] >= KILLS
    assert told["lost"] == 0 and told["half"] == [0, 0, 0]
    assert told["size"] == told["entries"] and told["sizes_signed_twice"] == 0
    assert told["findings"] == []


def test_writers_and_sequencers_race_to_one_log(database: str, tmp_path: Path) -> None:
    told = farm(database, tmp_path, "race", "90")
    assert told["errors"] == [] and told["lost"] == 0 and told["half"] == [0, 0, 0]
    assert told["acknowledged"] >= 90 and told["size"] == told["entries"] == told["acknowledged"] + 6
    assert told["sizes_signed_twice"] == 0 and told["findings"] == []


def test_without_the_book_lock_writers_collide(database: str, tmp_path: Path) -> None:
    """The twin: the same race fails, so the lock is what makes it pass."""
    told = farm(database, tmp_path, "race", "300", "--no-lock")
    assert told["errors"], "the race shows nothing: it must fail without the lock"
    assert told["lost"] == 0 and told["half"] == [0, 0, 0]
