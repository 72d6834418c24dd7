"""Verifying published books against the least that could be done: json.loads + sha256 of the same entries.

    python benchmarks/verify.py [10000,100000,1000000] [rounds] [--check]

Goals: at most 3 times the least, in CPU seconds, and at most 200 MB at a million entries.

Writes a book of gifts with bank statements to a temporary folder, then verifies it in a process of its
own (the command's own code: files, tree, rules, totals) and prints time, ratio and peak memory.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "verify"))

from books import SIGNER, Book, files_of, write_files

import goals
from ouna.core import book
from ouna.core.tlog import ENTRIES, TILE_WIDTH, TileId, decode_bundle
from ouna.core.values import Money
from ouna.verify.book import Wanted, verify_book
from ouna.verify.source import Folder
from ouna.verify.trust import asked_of

GIFTS_A_DAY = 1_000
ROUND = (500, 1_000, 2_000, 2_500, 5_000, 10_000)


def make(count: int, folder: Path) -> None:
    """The frame, then gifts, four in five of a round sum; every day each account is stated."""
    made = Book(seed=count)
    made.open()
    next_day = GIFTS_A_DAY
    while len(made.entries) < count:
        if len(made.entries) >= next_day:
            next_day += GIFTS_A_DAY
            # At the day's end: what a bank has stated, no later gift may lie in.
            for account in (made.berlin, made.athens, made.zurich, made.tunis):
                made.state_account(account)
            made.today += timedelta(days=1)
        made.entries.append(gift(made))
        made.replay.feed(made.entries[-1])
    assert not made.replay.findings
    write_files(folder, files_of(made.entries[:count], texts=made.texts))


def gift(made: Book) -> bytes:
    """One gift with random commitments: of them only the length matters."""
    rng = made.random
    account = rng.choice((made.berlin, made.athens, made.zurich, made.tunis))
    state = made.replay.facts.state(account)
    assert isinstance(state, book.Account)
    minor = rng.choice(ROUND) if rng.random() < 0.8 else rng.randrange(1, 100_000)
    record = book.GiftReceived(
        ref=made.ref("gift"),
        campaign=made.camp,
        account=account,
        fund=rng.choice((made.free, made.spare, made.walls, made.roof)),
        money=Money(minor, state.currency),
        booked=made.day,
        line=rng.randbytes(32).hex(),
        donor=rng.randbytes(32).hex(),
        on=made.day,
    )
    return book.encode(record)


def least(folder: Path, count: int) -> float:
    """Seconds for json.loads and sha256 of every entry, reading not counted."""
    total = 0.0
    for index in range((count + TILE_WIDTH - 1) // TILE_WIDTH):
        tile = TileId(ENTRIES, index, min(TILE_WIDTH, count - index * TILE_WIDTH))
        entries = decode_bundle((folder / tile.path).read_bytes(), tile.width)
        start = time.process_time()
        for entry in entries:
            json.loads(entry)
            sha256(entry).digest()
        total += time.process_time() - start
    return total


def worker(folder: str) -> None:
    """In a process of its own: verify, and say how long it took (CPU seconds) and the peak of memory."""
    start = time.process_time()
    report = verify_book(Folder(Path(folder)), Wanted(asked=asked_of(None, SIGNER.verifier.vkey)))
    seconds = time.process_time() - start
    assert report.ok and report.size, report.findings[:3]
    limit = least(Path(folder), report.size)
    # Not getrusage: its maximum is inherited from the process that started this one.
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"seconds": seconds, "mb": peak, "size": report.size, "limit": limit}))


def main() -> None:
    given = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    sizes = [int(n) for n in (given[0] if given else "10000,100000,1000000").split(",")]
    rounds = int(given[1]) if len(given) > 1 else 3
    told: list[tuple[str, float, float]] = []
    print("entries     verify s   entries/s   json+sha256 s   ratio   peak MB")
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            make(size, Path(name))
            ratios, seconds, base, memory = [], [], [], []
            for _ in range(rounds):
                done = subprocess.run(
                    [sys.executable, __file__, "--worker", name], check=True, capture_output=True, text=True
                )
                answer = json.loads(done.stdout)
                assert answer["size"] == size
                limit = answer["limit"]
                base.append(limit)
                seconds.append(answer["seconds"])
                memory.append(answer["mb"])
                ratios.append(answer["seconds"] / limit)
            middle = statistics.median(seconds)
            print(
                f"{size:9,}  {middle:9.2f}  {size / middle:10,.0f}  {statistics.median(base):14.2f}"
                f"  {statistics.median(ratios):6.2f}  {max(memory):8.0f}",
                flush=True,
            )
            told.append((f"{size:,} entries: times json.loads and sha256", statistics.median(ratios), 3))
            told.append((f"{size:,} entries: MB at the peak", max(memory), 200))
    met = [goals.at_most(*one) for one in told]
    sys.exit(1 if not all(met) and "--check" in sys.argv else 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(sys.argv[2])
    else:
        main()
