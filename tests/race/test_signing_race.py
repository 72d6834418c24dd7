"""Trustees who sign at the same moment: exactly one record, and no approval lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DOCUMENTS = 3
NEEDED, TRUSTEES = 3, 5

pytestmark = pytest.mark.race
Program = Callable[..., dict[str, Any]]


def test_five_sign_at_once_and_it_is_one_record(database: str, tmp_path: Path, program: Program) -> None:
    told = program(database, tmp_path, "ouna.web.settings", "signing_farm.py", str(DOCUMENTS))
    assert told["errors"] == []
    assert told["resumed"] == told["closed"] == DOCUMENTS
    # The third signature writes the record; the other two come too late, and are told so.
    assert told["carried"] == DOCUMENTS * NEEDED
    assert told["refused"] == DOCUMENTS * (TRUSTEES - NEEDED)
    assert told["approvals"] == [TRUSTEES] * DOCUMENTS
    assert told["taken"] == DOCUMENTS * (NEEDED + TRUSTEES)


def test_without_the_book_lock_they_meet(database: str, tmp_path: Path, program: Program) -> None:
    """The twin. SQLite's writers exclude each other by themselves; on PostgreSQL the lock alone does."""
    if database.startswith("sqlite"):
        pytest.skip("Skipped: on SQLite the transaction itself is the lock.")
    words = ("signing_farm.py", str(DOCUMENTS), "--no-lock")
    told = program(database, tmp_path, "ouna.web.settings", *words)
    assert told["errors"] or told["approvals"] != [TRUSTEES] * DOCUMENTS
