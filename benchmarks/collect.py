"""Run every benchmark and write what it says to docs/speed.md: `make bench`, on an otherwise idle machine.

usage: python benchmarks/collect.py [--small] [--out FILE] [NAME...]

Each benchmark prints one line for each ratio, with its goal: `goal`, `at most`, `at least`, `met` or `MISSED`
stand in it. `--small` shows that all of them run; its numbers mean little and go to standard output unless
`--out` names a file. A benchmark that cannot run (a peer is not there, it failed) is named as such.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "speed.md"
#: name → (what is measured, arguments in full, arguments of a quick run)
BENCHMARKS: dict[str, tuple[str, list[str], list[str]]] = {
    "approvals": ("Checking the trustees' signatures", [], ["--count", "200", "--rounds", "1"]),
    "bank": ("Reading bank files", [], ["2000", "1"]),
    "ledger": ("Recording gifts", [], ["500", "1"]),
    "merkle": ("The tree of the public record", ["1000,10000,100000", "3"], ["1000", "1"]),
    "pipeline": ("From the bank's file to booked lines", [], ["300,600", "1"]),
    "receipts": ("Receipts as PDF", [], ["--count", "6", "--rounds", "1"]),
    "screening": ("Comparing names with lists", [], ["2000", "50"]),
    "verify": ("The check of the whole record", [], ["1000", "1"]),
    "verify_js": (
        "The same check in JavaScript",
        [],
        ["--gifts", "1000", "--approvals", "0", "--rounds", "1"],
    ),
    "web": ("Pages", [], ["1", "2"]),
}
GOAL = re.compile(r"\bgoals?\b|\bat (?:most|least)\b|\bmet\b|\bmissed\b", re.IGNORECASE)
#: Seconds after which a benchmark is given up.
LONGEST = 3 * 3600


@dataclass(frozen=True)
class Run:
    """What one benchmark said. `failed`: why it did not come to its end."""

    name: str
    command: str
    output: str
    seconds: float
    failed: str = ""


def goals_of(output: str) -> list[str]:
    """The lines that name a goal."""
    return [" ".join(line.split()) for line in output.splitlines() if GOAL.search(line)]


def missed(line: str) -> bool:
    """Whether the line says that a goal was missed."""
    said = re.search(r"\bmissed\b(?!: nothing)", line, re.IGNORECASE)
    return said is not None


def run(name: str, arguments: list[str], longest: float = LONGEST) -> Run:
    """Run one benchmark; what it says on standard output counts."""
    command, started = [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), *arguments], time.monotonic()
    said = " ".join([".venv/bin/python", f"benchmarks/{name}.py", *arguments])
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=longest
        )
    except subprocess.TimeoutExpired:
        return Run(name, said, "", time.monotonic() - started, "it took too long")
    failed = "" if not done.returncode or GOAL.search(done.stdout) else f"it ended with {done.returncode}"
    return Run(name, said, done.stdout, time.monotonic() - started, failed)


def render(runs: list[Run], *, small: bool) -> str:
    """The page."""
    day = datetime.now(UTC).date().isoformat()
    text = "# Speed\n\nRatios measured beside a limit or a peer in the same run, each with its goal; single "
    text += "seconds depend on the machine. Written by `make bench`.\n\n"
    text += f"Measured {day}, Python {platform.python_version()}, {os.cpu_count()} processors, "
    text += f"{platform.machine()}.{' A quick run: the numbers mean little.' if small else ''}\n"
    for one in runs:
        text += f"\n## {BENCHMARKS[one.name][0]}\n\n"
        goals = goals_of(one.output)
        if one.failed or not goals:
            text += f"Not measured: {one.failed or 'it named no goal'}.\n\n"
        if goals:
            text += "| Ratio and goal | |\n|---|---|\n"
            cells = [line.replace("|", "\\|") for line in goals]
            text += "".join(f"| {line} | {'**missed**' if missed(line) else 'reached'} |\n" for line in cells)
            text += "\n"
        text += f"```sh\n{one.command}\n```\n"
        if one.output.strip():
            text += f"```text\n{one.output.strip()}\n```\n"
    return text


def main() -> int:
    """Run them all, or those named; write the page when all were measured in full."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    names = given.names or list(BENCHMARKS)
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    runs = []
    for name in names:
        _what, full, small = BENCHMARKS[name]
        done = run(name, small if given.small else full, 300 if given.small else LONGEST)
        runs.append(done)
        told = done.failed or f"{len(goals_of(done.output))} lines with goals"
        print(f"  {name:10} {done.seconds:7.0f} s  {told}", file=sys.stderr, flush=True)
    page = render(runs, small=given.small)
    if given.out:
        given.out.write_text(page, encoding="utf-8")
    elif given.small or given.names:
        print(page)
    else:
        PAGE.write_text(page, encoding="utf-8")
    return 1 if any(one.failed for one in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
