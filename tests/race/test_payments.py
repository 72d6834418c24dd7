"""Two bank lines of one order are booked at once: one of them is its payment, whatever the moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ORDERS = 15
SUM = sum(100 + n for n in range(ORDERS))
SETTINGS = "ouna.web.settings"

pytestmark = pytest.mark.race
Program = Callable[..., dict[str, Any]]


def test_of_two_lines_of_one_order_exactly_one_is_its_payment(
    database: str, tmp_path: Path, program: Program
) -> None:
    told = program(database, tmp_path, SETTINGS, "payment_farm.py", str(ORDERS))
    assert told["errors"] == []
    assert (told["won"], told["lost"]) == (ORDERS, ORDERS)
    assert (told["payments"], told["recorded"], told["spent"]) == (ORDERS, ORDERS, SUM)
    assert told["findings"] == []


def test_without_rule_and_row_both_are(database: str, tmp_path: Path, program: Program) -> None:
    """The twin: the same race pays every order twice."""
    told = program(database, tmp_path, SETTINGS, "payment_farm.py", str(ORDERS), "--unguarded")
    assert told["errors"] == []
    assert (told["won"], told["payments"], told["spent"]) == (2 * ORDERS, 2 * ORDERS, 2 * SUM)
