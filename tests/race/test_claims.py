"""Two processes want the same bank line: one has it, whatever the moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LINES = 25
SETTINGS = "ouna.web.settings"

pytestmark = pytest.mark.race
Program = Callable[..., dict[str, Any]]


def test_of_two_that_claim_a_line_at_once_exactly_one_has_it(
    database: str, tmp_path: Path, program: Program
) -> None:
    """Both have asked and found it free; the row alone decides."""
    told = program(database, tmp_path, SETTINGS, "claim_farm.py", str(LINES))
    assert told["errors"] == []
    assert (told["won"], told["lost"]) == (LINES, LINES)
    assert told["claims"] == told["claimed"] == LINES


def test_without_the_unique_row_both_have_it(database: str, tmp_path: Path, program: Program) -> None:
    """The twin: the same race without the constraint gives every line away twice."""
    told = program(database, tmp_path, SETTINGS, "claim_farm.py", str(LINES), "--no-unique")
    assert told["errors"] == []
    assert (told["won"], told["claims"], told["claimed"]) == (2 * LINES, 2 * LINES, LINES)


def test_two_treasurers_book_a_line_at_once_and_it_is_one_gift(
    database: str, tmp_path: Path, program: Program
) -> None:
    told = program(database, tmp_path, SETTINGS, "claim_farm.py", str(LINES), "--book")
    assert told["errors"] == []
    assert (told["won"], told["lost"], told["gifts"]) == (LINES, LINES, LINES)
    assert told["balance"] == sum(100 + n for n in range(LINES))
