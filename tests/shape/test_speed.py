"""The page of speed is collected from what the benchmarks say."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def collect():
    spec = importlib.util.spec_from_file_location("collect", ROOT / "benchmarks" / "collect.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["collect"] = module
    spec.loader.exec_module(module)
    return module


SAID = """SQLite
  bulk, times raw: 2.31 (at most 4)
  publish, times the limit: 4.20 (goal <= 4): MISSED
met      1.20 x slower than bare iterparse, at most 2.5
missed: nothing
  only a number 12.0
"""


def test_every_benchmark_is_collected() -> None:
    """Those that measure; the fuzzer counts and the collector collects."""
    there = {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - {"collect", "fuzz_bank"}
    assert there == set(collect().BENCHMARKS)
    for name in there:
        assert collect().GOAL.search((ROOT / "benchmarks" / f"{name}.py").read_text()), name


def test_lines_with_goals_are_told_and_what_was_missed_stands_out() -> None:
    module = collect()
    goals = module.goals_of(SAID)
    assert len(goals) == 4 and not any("only a number" in line for line in goals)
    assert [module.missed(line) for line in goals] == [False, True, False, False]
    page = module.render([module.Run("bank", "cmd", SAID, 1.0)], small=False)
    assert re.search(r"Measured \d{4}-\d\d-\d\d, Python", page)
    assert page.count("**missed**") == 1 and page.count("reached") == 3 and "12.0" in page


def test_what_could_not_run_is_said() -> None:
    module = collect()
    page = module.render([module.Run("web", "cmd", "", 1.0, "it ended with 1")], small=True)
    assert "Not measured: it ended with 1." in page and "mean little" in page
