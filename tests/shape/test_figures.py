"""The figures are counted, not claimed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOLD = "tests/core/tlog/test_tlog_split_view.py::test_the_same_with_real_cosignatures"
EXAMPLES = "tests/core/values/test_values.py::test_text_of_money_reads_back"
PARAMETERS = "tests/core/bank/test_bank_camt.py::test_doctypes_are_refused"
UNNAMED = "tests/core/values/test_values.py::test_exponents_of_iso_4217"


def test_a_run_leaves_what_was_tried(tmp_path: Path) -> None:
    """What a test told, what Hypothesis made, sets of parameters; nothing of a test outside the table."""
    file = tmp_path / "figures.jsonl"
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", TOLD, EXAMPLES, PARAMETERS, UNNAMED],
        env={**os.environ, "OUNA_FIGURES": str(file), "OUNA_EXAMPLES": "7", "OUNA_TESTING": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout[-2000:]
    tried: dict[str, int] = {}
    for line in map(json.loads, file.read_text().splitlines()):
        tried[line["test"]] = tried.get(line["test"], 0) + line["tried"]
        assert line["lost"] == 0
    assert tried == {TOLD: 50, EXAMPLES: 7, PARAMETERS: 8}
