"""Real databases of their own for programs that race, and running such a program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PG = os.environ.get("DATABASE_URL", "")
if not PG.startswith("postgres"):
    PG = "postgres://root@127.0.0.1:5432/postgres" if os.environ.get("OUNA_PG") else ""
LONGEST = 580


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


def run_program(
    database: str, folder: Path, settings: str, name: str, *arguments: str, longest: int = LONGEST
) -> dict[str, Any]:
    """Run a program of this folder with settings of its own and read the JSON it says last.

    `longest`: seconds after which it is given up.
    """
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "OUNA_VAR": str(folder / "var"),
        "OUNA_TESTING": "1",
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}:{ROOT / 'tests'}",
    }
    ran = subprocess.run(
        [sys.executable, str(ROOT / "tests/race" / name), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=longest,
    )
    assert ran.returncode == 0, ran.stderr[-2_000:]
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    print(told)
    return told


@pytest.fixture
def program() -> Any:
    """`run_program`, for tests."""
    return run_program
