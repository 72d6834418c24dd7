"""Whole import of a bank file: read, recognise, match, post, record, commit; and the same file again.

    python benchmarks/pipeline.py [sizes] [rounds] [--check]         e.g. 1000,10000,100000 1

Goals: at least 1.5 times as fast as the peer's parse alone; an entry costs at most 1.2 times as much in the
largest file as in the smallest; the same file again takes at most 1.2 times its reading.

Entries per second are by the clock; ratios are of CPU seconds (ours, its database's and the peer's), which
other work on the machine changes least. Of several rounds the best counts.

Every round begins with an empty database in a folder of its own. The peer is the package camt053, which
only parses: PEERS=/path/to/venv/bin/python with `pip install camt053` in it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import goals

FIRST = date(2026, 1, 5)
PARSE_WITH_PEER = """
import sys, time
from camt053.parse.statement_parser import parse_document
begin = time.process_time()
parse_document(open(sys.argv[1], encoding="utf-8").read())
print(time.process_time() - begin)
"""


def camt_file(n: int, references: list[str]) -> bytes:
    """A statement of n entries over 90 days, four of five with one of the references."""
    from ouna.demo.files import DemoLine, DemoStatement, camt

    lines = []
    for i in range(n):
        lines.append(
            DemoLine(
                FIRST + timedelta(days=i * 90 // n),
                500 + i % 20_000,
                f"Donor Number{i}",
                "DE02120300000000202051",
                references[i % len(references)] if i % 5 else "",
                "" if i % 5 else f"gift {i}",
                f"E2E{i}",
            )
        )
    statement = DemoStatement.of(
        "DE89370400440532013000", "EUR", 1, (FIRST, FIRST + timedelta(days=90)), 0, lines
    )
    return camt(statement)


@contextmanager
def taking(seconds: dict[str, float], step: str) -> Iterator[None]:
    """Keep how long the block took: by the clock, and in CPU seconds."""
    begin, cpu = time.perf_counter(), time.process_time()
    yield
    seconds[step], seconds[f"{step}_cpu"] = time.perf_counter() - begin, time.process_time() - cpu


def one_round(n: int) -> dict[str, float]:
    """Seconds of each step for n entries; runs in a process of its own."""
    sys.path[:0] = [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1] / "src")]
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from funds import world as small
    from ouna.core.bank import read_file
    from ouna.core.values import Money
    from ouna.donations.actions import make_pledge
    from ouna.funds.models import BankLine
    from ouna.log import SYSTEM
    from ouna.treasury.actions import import_file

    world = small.build()
    references = [
        make_pledge(
            by=SYSTEM,
            campaign=world.campaign,
            account=world.germany,
            fund=world.walls,
            money=Money(5000, "EUR"),
            monthly=True,
        ).reference
        for _ in range(max(20, min(n // 50, 500)))
    ]
    raw = camt_file(n, references)
    seconds = {}
    with taking(seconds, "read"):
        read_file(raw, "a.xml")
    with taking(seconds, "import"):
        report = import_file(by=small.ANNA, name="a.xml", raw=raw)
    assert BankLine.objects.count() == n and report.statements[0].booked == n - -(-n // 5), report
    with taking(seconds, "again"):
        again = import_file(by=small.ANNA, name="a.xml", raw=raw + b" ")
    assert again.statements[0].new == 0 and BankLine.objects.count() == n
    return seconds


def in_process(n: int) -> dict[str, float]:
    """Run a round in a fresh process with an empty folder."""
    folder = tempfile.mkdtemp(prefix="pipeline", dir=os.environ.get("BENCH_TMP"))
    env = {
        **os.environ,
        "OUNA_VAR": folder,
        "OUNA_TESTING": "1",
        "DJANGO_SETTINGS_MODULE": "ouna.web.settings",
    }
    try:
        out = subprocess.run(
            [sys.executable, __file__, "round", str(n)], env=env, check=True, capture_output=True, text=True
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {k: float(v) for k, v in (row.split() for row in out.stdout.strip().splitlines())}


def peer_parse(n: int) -> float | None:
    """CPU seconds the peer needs to parse the same file, None where it is not installed."""
    python = os.environ.get("PEERS")
    if not python:
        return None
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(camt_file(n, ["RF91202600000101"]))
        file.flush()
        out = subprocess.run([python, "-c", PARSE_WITH_PEER, file.name], capture_output=True, text=True)
    return float(out.stdout) if out.returncode == 0 else None


def main() -> None:
    """Print entries per second of each step and the ratios."""
    given = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    sizes = [int(s) for s in (given[0] if given else "1000,10000").split(",")]
    rounds = int(given[1]) if len(given) > 1 else 1
    sys.path[:0] = [str(Path(__file__).parents[1] / "src")]
    per_entry: dict[int, float] = {}
    told: list[tuple[str, float, float, bool]] = []
    print(
        f"{'entries':>8} {'read/s':>9} {'import/s':>9} {'again/s':>9} "
        f"{'import/read':>12} {'again/read':>11}  peer"
    )
    for n in sizes:
        taken = [in_process(n) for _ in range(rounds)]
        step = {k: min(t[k] for t in taken) for k in taken[0]}
        per_entry[n] = step["import_cpu"] / n
        # As often as ours, in the same run; the best of each.
        parsed = [p for p in (peer_parse(n) for _ in range(rounds)) if p]
        ratio = f"{min(parsed) / step['import_cpu']:.2f}x camt053's parse" if parsed else "peer not installed"
        print(
            f"{n:>8} {n / step['read']:>9.0f} {n / step['import']:>9.0f} {n / step['again']:>9.0f} "
            f"{step['import_cpu'] / step['read_cpu']:>12.2f} "
            f"{step['again_cpu'] / step['read_cpu']:>11.2f}  {ratio}"
        )
        if parsed:
            gain = min(parsed) / step["import_cpu"]
            told.append((f"{n:,} entries: import, times as fast as camt053's parse", gain, 1.5, True))
        again = step["again_cpu"] / step["read_cpu"]
        told.append((f"{n:,} entries: the same file again, times reading it", again, 1.2, False))
    growth = per_entry[sizes[-1]] / per_entry[sizes[0]]
    told.append(("cost of an entry, largest file to smallest", growth, 1.2, False))
    met = [
        (goals.at_least if least else goals.at_most)(what, value, goal) for what, value, goal, least in told
    ]
    sys.exit(1 if not all(met) and "--check" in sys.argv else 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["round"]:
        for key, value in one_round(int(sys.argv[2])).items():
            print(key, value)
    else:
        main()
