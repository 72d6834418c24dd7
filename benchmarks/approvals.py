"""Verifying many approvals offline, beside the bare signature checks of the same approvals.

    python benchmarks/approvals.py [--count 100000] [--rounds 3]

A book with five trustees (ES256, EdDSA, a key in a file) and `count` approvals is made once. Measured are:
reading, judging and taking in these entries, with the comparison of what each signer saw; and, over the
same keys, statements already read, `check_signature`'s bare part: one call of the library per signature.
Rounds alternate, the median counts. Goal: at most 1.5 times. Exit status: 0 reached, 1 missed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "verify"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "core" / "quorum"))

from books import MemorySource, head_over
from government import Governed

import goals
from ouna.core import book
from ouna.core.quorum import FILE_KEY, PublicKey
from ouna.verify.book import no_collector
from ouna.verify.report import Report
from ouna.verify.seen import check_seen
from ouna.verify.stream import Stream

GOAL = 1.5


def made(count: int) -> tuple[Governed, int]:
    """The book, and where its approvals begin."""
    b = Governed(1)
    b.open()
    b.govern()
    requests = [b.add(b.request(1_000)) for _ in range((count + 4) // 5)]
    start, seen = len(b.entries), b.seen()
    records = [b.answer(request, number, "approve", seen=seen) for request in requests for number in range(5)]
    second = b.seconds
    for record in records[:count]:
        b.seconds = second  # all of one second: a day has not enough of them
        b.entries.append(book.encode(b.stamped(record)))
        b.records.append(record)
    return b, start


def bare(b: Governed, start: int) -> list[tuple[PublicKey, bytes, bytes]]:
    """Key, signature and message of each approval."""
    keys = {k.key: k.public for k in b.keys}
    found = []
    for record in b.records[start:]:
        assert isinstance(record, book.RequestApproved)
        proof, statement = record.signature.proof, record.signature.statement
        message = statement.preimage()
        if proof.alg != FILE_KEY:
            message = proof.authenticator_data + sha256(proof.client_data_json).digest()
        found.append((keys[record.signature.key], proof.signature, message))
    return found


def check_bare(listed: list[tuple[PublicKey, bytes, bytes]]) -> float:
    began = time.perf_counter()
    assert all(key.fits(signature, message) for key, signature, message in listed)
    return time.perf_counter() - began


def verify(b: Governed, start: int, source: MemorySource, stream: Stream) -> float:
    replay = book.Replay()
    for entry in b.entries[:start]:
        replay.feed(entry)
    began = time.perf_counter()
    with no_collector():  # as the verifier does
        for entry in b.entries[start:]:
            replay.feed(entry)
    report = Report()
    check_seen(source, stream, replay.seen, report)
    took = time.perf_counter() - began
    assert not replay.findings and not report.findings
    return took


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    b, start = made(given.count)
    source = MemorySource(b.files())
    stream = Stream(source, head_over(b.entries), Report())
    assert stream.run(lambda *_: None, lambda _: None)
    listed = bare(b, start)
    ours, theirs = [], []
    for _ in range(given.rounds):
        theirs.append(check_bare(listed))
        ours.append(verify(b, start, source, stream))
    one, two = statistics.median(ours), statistics.median(theirs)
    each = 1e6 / given.count
    print(f"{given.count} approvals: verified {one:.2f} s ({one * each:.0f} µs each), "
          f"bare signature checks {two:.2f} s ({two * each:.0f} µs each)")  # fmt: skip
    met = goals.at_most("verified, times the bare signature checks", one / two, GOAL)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
