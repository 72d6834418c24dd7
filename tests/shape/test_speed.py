"""The page of speed is collected from what the benchmarks say."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def collect():
    sys.path[:0] = [] if str(ROOT / "benchmarks") in sys.path else [str(ROOT / "benchmarks")]
    spec = importlib.util.spec_from_file_location("collect", ROOT / "benchmarks" / "collect.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["collect"] = module
    spec.loader.exec_module(module)
    return module


SAID = """SQLite
  bulk: 571 gifts/s
goal: bulk, times raw rows: 2.310 (at most 4): met
goal: publish, times the limit: 4.200 (at most 4): MISSED
goal: batch, times as fast as `it`: 1,250.2 (at least 25): met
  only a number 12.0
"""


def test_every_benchmark_is_collected() -> None:
    """Those that measure speed; others count, compare with published data, collect, or tell."""
    others = {"collect", "fuzz_bank", "goals", "screening_names"}
    there = {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - others
    assert there == set(collect().BENCHMARKS)
    for name in there:
        text = (ROOT / "benchmarks" / f"{name}.py").read_text()
        assert "goals.at_most" in text or "goals.at_least" in text, name


def test_lines_with_goals_are_told_and_what_was_missed_stands_out() -> None:
    module = collect()
    goals = module.goals_of(SAID)
    assert [g.met for g in goals] == ["met", "MISSED", "met"] and goals[2].value == "1,250.2"
    page = module.render([module.Run("bank", "cmd", SAID, 1.0)], small=False)
    assert re.search(r"Measured \d{4}-\d\d-\d\d, Python", page)
    assert page.count("**missed**") == 1 and page.count("| reached |") == 2 and "12.0" in page
    assert "measured on a busy machine" not in page


@pytest.mark.parametrize(
    ("value", "most", "least"), [(1.0, True, True), (1.4, False, True), (-3.0, True, False)]
)
def test_what_a_benchmark_says_is_read_back(
    value: float, most: bool, least: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Met or missed is judged by the value, never by words around it."""
    module = collect()
    goals = sys.modules["goals"]
    assert goals.at_most("a share: of it", value, 1.0) is most
    assert goals.at_least("times as fast", value, 1.0) is least
    told = module.goals_of(capsys.readouterr().out)
    assert [(g.kind, g.met == "met") for g in told] == [("at most", most), ("at least", least)]
    assert [float(g.value) for g in told] == [value, value]


def test_how_busy_the_machine_was_is_said() -> None:
    module = collect()
    page = module.render([module.Run("bank", "cmd", SAID, 1.0, others=0.4)], small=False)
    assert "other programs took 40% of them: measured on a busy machine." in page
    worked, ours = module.busy()
    assert worked > 0 and ours >= 0


def test_what_is_measured_alone_leaves_the_rest_of_the_page() -> None:
    module = collect()
    page = module.render(
        [module.Run(name, f"run {name}", SAID, 1.0) for name in ("bank", "web")], small=False
    )
    again = module.render([module.Run("web", "another run", SAID, 1.0)], small=False, before=page)
    assert "run bank" in again and "another run" in again and "run web" not in again
    assert again.count(module.NOT_YET) == len(module.BENCHMARKS) - 2
    assert module.render([], small=False, before=again) == again


def test_the_page_is_what_the_collector_writes() -> None:
    """Each section is of a benchmark that is there, with a day and its command; none is written by hand."""
    module = collect()
    page = module.PAGE.read_text("utf-8")
    assert module.render([], small=False, before=page) == page
    sections = module.standing(page)
    assert sections.keys() == set(module.BENCHMARKS)
    measured = {name for name, text in sections.items() if module.NOT_YET not in text}
    assert {"approvals", "bank", "verify"} <= measured
    for name in measured:
        text = sections[name]
        assert re.search(r"^Measured \d{4}-\d\d-\d\d, .* took \d+% of them", text, re.MULTILINE), name
        assert f"benchmarks/{name}.py" in text and "mean little" not in text, name


def test_what_could_not_run_is_said() -> None:
    module = collect()
    page = module.render([module.Run("web", "cmd", "", 1.0, "it ended with 1")], small=True)
    assert "Not measured: it ended with 1." in page and "mean little" in page
