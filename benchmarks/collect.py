"""Run every benchmark and write what it says to docs/speed.md: `make bench`.

usage: python benchmarks/collect.py [--small | --full] [--peers FOLDER] [--out FILE] [NAME...]

Sizes: `--small` shows in a few minutes that all of them run, its numbers mean little and go to standard
output unless `--out` names a file; without an option they take about half an hour on two free processors;
`--full` takes hours. With names only these are measured; the other sections of the page stay as they are.

Each benchmark prints a line for each ratio with its goal (`goals.py`). One that cannot run (a peer is not
there, it failed) is named as such. Beside each stands how much of the processors other programs took
meanwhile: on a busy machine a ratio still compares two things measured in turn, but less well.

The peers are no dependencies of ours. They live in FOLDER, by default /tmp/ouna-peers:

    cd /tmp/ouna-peers && for name in money weasyprint nomenklatura; do python3 -m venv $name; done
    money/bin/pip install camt053 mt-940 lxml pymerkle django-hordak 'psycopg[binary]'
    weasyprint/bin/pip install weasyprint
    nomenklatura/bin/pip install nomenklatura

PostgreSQL is used where it answers at 127.0.0.1; wrk, nginx, Node.js and Chromium where they are installed.
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
from typing import NamedTuple

from goals import LINE

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "speed.md"
PEERS = Path("/tmp/ouna-peers")


@dataclass(frozen=True)
class Benchmark:
    """What is measured, beside which peer's environment, with which arguments in each size."""

    what: str
    peer: str
    usual: str
    full: str
    small: str


BENCHMARKS = {
    "approvals": Benchmark(
        "Checking the trustees' signatures", "", "--count 30000", "", "--count 200 --rounds 1"
    ),
    "bank": Benchmark("Reading bank files", "money", "30000 3", "", "2000 1"),
    "ledger": Benchmark("Recording gifts", "money", "5000 2", "", "500 1"),
    "merkle": Benchmark(
        "The tree of the public record", "money", "1000,10000,100000 1", "1000,10000,100000 3", "1000 1"
    ),
    "pipeline": Benchmark("From the bank's file to booked lines", "money", "1000,10000 2", "", "300,600 1"),
    "receipts": Benchmark("Receipts as PDF", "weasyprint", "--count 60", "", "--count 6 --rounds 1"),
    "screening": Benchmark("Comparing names with lists", "nomenklatura", "50000 500", "--night", "2000 50"),
    "verify": Benchmark("The check of the whole record", "", "10000,100000 3", "", "1000 1"),
    "verify_js": Benchmark(
        "The same check in JavaScript", "", "--gifts 100000 --approvals 10000 --rounds 2", "",
        "--gifts 1000 --approvals 0 --rounds 1",
    ),
    "web": Benchmark("Pages", "", "2 8", "", "1 2"),
}  # fmt: skip
#: Seconds after which a benchmark is given up.
LONGEST = 3 * 3600
#: What stands where a benchmark has no figures.
NOT_YET = "Not measured yet."
#: Above this part of the processors taken by others a machine is called busy.
BUSY = 0.15


@dataclass(frozen=True)
class Run:
    """What one benchmark said. `failed`: why it did not come to its end."""

    name: str
    command: str
    output: str
    seconds: float
    failed: str = ""
    #: The part of the processors' time that other programs took; the database server is one of them.
    others: float = 0.0


class Goal(NamedTuple):
    """One line of a benchmark: what, the value, `at most` or `at least`, the goal, `met` or `MISSED`."""

    what: str
    value: str
    kind: str
    goal: str
    met: str


def goals_of(output: str) -> list[Goal]:
    """What the benchmark says beside its goals."""
    return [Goal(*found) for found in LINE.findall(output)]


def busy() -> tuple[float, float]:
    """Seconds that all processors have worked since they were started, and our finished children."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    # user, nice, system, idle, waiting, interrupts (two kinds), taken by the host; guests stand in `user`.
    worked = sum(int(fields[n]) for n in (0, 1, 2, 5, 6, 7)) / os.sysconf("SC_CLK_TCK")
    times = os.times()
    return worked, times.children_user + times.children_system


def run(name: str, arguments: str, peers: Path = PEERS, longest: float = LONGEST) -> Run:
    """Run one benchmark; what it says on standard output counts."""
    command = [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), *arguments.split()]
    said = f".venv/bin/python benchmarks/{name}.py {arguments}".strip()
    env, peer = dict(os.environ), BENCHMARKS[name].peer
    if peer:
        env["PEERS"] = str(peers / peer / "bin" / "python")
        said = f"PEERS={peer}/bin/python {said}"
    started, (all_before, ours_before) = time.monotonic(), busy()
    try:
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=longest)
    except subprocess.TimeoutExpired:
        return Run(name, said, "", time.monotonic() - started, "it took too long")
    seconds, (all_after, ours_after) = time.monotonic() - started, busy()
    there = seconds * (os.cpu_count() or 1)
    others = max(0.0, (all_after - all_before) - (ours_after - ours_before)) / there
    failed = "" if not done.returncode or goals_of(done.stdout) else f"it ended with {done.returncode}"
    return Run(name, said, done.stdout, seconds, failed, others)


HEAD = """# Speed

Ratios measured beside a limit or a peer in the same run, each with its goal; single seconds depend on the
machine. Written by `make bench`; [why some goals are missed](decisions/0022-speed-given-up.md).
Where a section says that the machine was busy, what it missed may be the others' doing, and what it reached
may be luck: on a quiet one `python benchmarks/collect.py NAME` measures that section anew.

"""


def section(one: Run, *, small: bool) -> str:
    """What one benchmark came to."""
    day = datetime.now(UTC).date().isoformat()
    text, goals = f"## {BENCHMARKS[one.name].what}\n\n", goals_of(one.output)
    text += f"Measured {day}, Python {platform.python_version()}, {os.cpu_count()} processors, "
    text += f"{platform.machine()}; other programs took {one.others:.0%} of them"
    text += ": measured on a busy machine." if one.others > BUSY else "."
    text += " A quick run: the numbers mean little.\n\n" if small else "\n\n"
    if one.failed or not goals:
        text += f"Not measured: {one.failed or 'it named no goal'}.\n\n"
    if goals:
        text += "| What | Measured | Goal | |\n|---|---:|---:|---|\n"
        for one_goal in goals:
            end = "reached" if one_goal.met == "met" else "**missed**"
            text += f"| {one_goal.what} | {one_goal.value} | {one_goal.kind} {one_goal.goal} | {end} |\n"
        text += "\n"
    text += f"```sh\n{one.command}\n```\n"
    if one.output.strip():
        text += f"\n```text\n{one.output.strip()}\n```\n"
    return text


def standing(page: str) -> dict[str, str]:
    """The sections of a page as it stands, by the name of the benchmark."""
    names = {benchmark.what: name for name, benchmark in BENCHMARKS.items()}
    parts = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    return {names[what]: f"## {part}" for part in parts if (what := part.split("\n", 1)[0]) in names}


def render(runs: list[Run], *, small: bool, before: str = "") -> str:
    """The page: what was measured now, and what stood on the page `before` and was not."""
    found = {name: part.rstrip() + "\n" for name, part in standing(before).items()}
    found |= {one.name: section(one, small=small) for one in runs}
    for name, benchmark in BENCHMARKS.items():
        command = f".venv/bin/python benchmarks/collect.py {name}"
        found.setdefault(name, f"## {benchmark.what}\n\n{NOT_YET}\n\n```sh\n{command}\n```\n")
    return HEAD + "\n".join(found[name] for name in BENCHMARKS)


def main() -> int:
    """Run them all, or those named, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--small", dest="size", action="store_const", const="small", default="usual")
    sizes.add_argument("--full", dest="size", action="store_const", const="full")
    parser.add_argument("--peers", type=Path, default=PEERS)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    names, small = given.names or list(BENCHMARKS), given.size == "small"
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    out, failed = given.out or (None if small else PAGE), False
    for name in names:
        one = run(name, getattr(BENCHMARKS[name], given.size), given.peers, 300 if small else LONGEST)
        told = one.failed or f"{len(goals_of(one.output))} lines with goals"
        print(f"  {name:10} {one.seconds:7.0f} s  {told}", file=sys.stderr, flush=True)
        failed |= bool(one.failed)
        # After each: a run that is broken off loses nothing.
        before = out.read_text(encoding="utf-8") if out and out.exists() else ""
        page = render([one], small=small, before=before)
        if out:
            out.write_text(page, encoding="utf-8")
        else:
            print(section(one, small=small))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
