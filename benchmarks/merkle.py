"""Merkle log beside the hash calls alone and beside pymerkle, all in one run. Quote the ratios.

usage: merkle.py [SIZES] [ROUNDS]          e.g. merkle.py 1000,10000,100000 3   then   merkle.py 1000000 1

Entries of 200 bytes, published 1,000 at a time. Medians of ROUNDS; the rows of one round run in turn.

limit      hashlib.sha256 over n leaves (201 bytes) and n - 1 nodes (65 bytes), nothing kept
tree       the tree in memory, root after every 1,000
frontier   the compact range the verifier streams through: hashes only
files      what the file system alone takes for publish: the same files, folders and fsyncs, filled with zeros
publish    tree + every tile, partial tile and bundle of every published size + signed checkpoint, fsynced
durable    publish, but every file and its folder fsynced before the checkpoint
pymerkle   SqliteTree.append_entries; it is no dependency of ours. To measure it:
           python -m venv /tmp/peers && /tmp/peers/bin/pip install pymerkle
           PEERS=/tmp/peers/bin/python merkle.py ...

BENCH_TMP names the folder to write in; its file system decides what files and fsyncs cost (/dev/shm: nearly
nothing). On ext4 wait five minutes after deleting many files, or every new file pays for looking past them.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import goals

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from ouna.core.tlog import (
    ENTRIES,
    Checkpoint,
    Frontier,
    Policy,
    Signer,
    TileTree,
    Tree,
    encode_bundle,
    format_proof,
    leaf_hash,
    parse_proof,
    sign,
    tile_path,
    tiles_for,
    verify_consistency,
    verify_inclusion,
    verify_proof,
)

BATCH = 1000
LOG = Signer.from_seed("bench.example/log", bytes(32))
clock = time.perf_counter

PYMERKLE = """
import json, os, random, sys, time
try:
    from pymerkle import SqliteTree
except ImportError:
    print("{}"); sys.exit()
n, path = int(sys.argv[1]), sys.argv[2]
entries = [i.to_bytes(8, "big") + bytes([i & 255]) * 192 for i in range(n)]
tree = SqliteTree(path)
start = time.perf_counter(); tree.append_entries(entries); append = time.perf_counter() - start
dice = random.Random(1)
start = time.perf_counter()
for _ in range(20): tree.prove_inclusion(dice.randrange(n) + 1)
proof = (time.perf_counter() - start) / 20 * 1e6
print(json.dumps({"append": append, "proof": proof, "root": tree.get_state().hex()}))
tree.close(); os.remove(path)
"""


def make_entries(count: int) -> list[bytes]:
    return [number.to_bytes(8, "big") + bytes([number & 255]) * 192 for number in range(count)]


def batches(entries: list[bytes]):
    return (entries[start : start + BATCH] for start in range(0, len(entries), BATCH))


def limit(entries: list[bytes], folder: Path) -> dict:
    start = clock()
    for entry in entries:
        sha256(b"\0" + entry).digest()
    node = b"\1" + bytes(64)
    for _ in range(len(entries) - 1):
        sha256(node).digest()
    return {"append": clock() - start}


def tree(entries: list[bytes], folder: Path) -> dict:
    start, log = clock(), Tree()
    for part in batches(entries):
        log.extend_entries(part)
        log.root()
    return {"append": clock() - start, "root": log.root().hex()}


def frontier(entries: list[bytes], folder: Path) -> dict:
    start, log = clock(), Frontier()
    for at in range(0, len(entries), 256):
        log.extend_entries(entries[at : at + 256])
    return {"append": clock() - start, "root": log.root().hex()}


def write(path: Path, content: bytes, made: set[Path], sync: bool) -> None:
    if path.parent not in made:
        path.parent.mkdir(parents=True, exist_ok=True)
        made.add(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        os.write(descriptor, content)
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(entries: list[bytes], folder: Path, durable: bool = False) -> dict:
    made: set[Path] = set()
    start, log = clock(), Tree()
    for part in batches(entries):
        old = log.size
        log.extend_entries(part)
        folders = set()
        for tile in tiles_for(old, log.size):
            if tile.level == ENTRIES:
                content = encode_bundle(entries[tile.index * 256 : tile.index * 256 + tile.width])
            else:
                content = log.read_tile(tile.level, tile.index, tile.width)
            path = folder / tile.path
            write(path, content, made, durable)
            folders.add(path.parent)
        if durable:
            for parent in folders:
                sync_folder(parent)
        text = Checkpoint("bench.example/log", log.size, log.root()).format()
        write(folder / "checkpoint.new", sign(text, LOG), made, True)
        (folder / "checkpoint.new").replace(folder / "checkpoint")
        if durable:
            sync_folder(folder)
    return {"append": clock() - start, "root": log.root().hex()}


def files(entries: list[bytes], folder: Path) -> dict:
    made: set[Path] = set()
    start, size = clock(), 0
    for part in batches(entries):
        old, size = size, size + len(part)
        for tile in tiles_for(old, size):
            write(folder / tile.path, bytes(tile.width * (202 if tile.level == ENTRIES else 32)), made, False)
        write(folder / "checkpoint.new", bytes(200), made, True)
        (folder / "checkpoint.new").replace(folder / "checkpoint")
    return {"append": clock() - start}


def durable(entries: list[bytes], folder: Path) -> dict:
    return publish(entries, folder, durable=True)


def pymerkle(entries: list[bytes], folder: Path) -> dict:
    python = os.environ.get("PEERS", sys.executable)
    command = [python, "-c", PYMERKLE, str(len(entries)), str(folder / "pymerkle.db")]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def each(work: Callable[..., object], arguments: list[tuple]) -> float:
    """Median microseconds of a call, over arguments made beforehand."""
    took = []
    for given in arguments:
        start = clock()
        work(*given)
        took.append(clock() - start)
    return statistics.median(took) * 1e6


def proofs(entries: list[bytes], folder: Path) -> dict[str, float]:
    """Microseconds per proof and check at this size; `folder` holds a published log of it."""
    size, dice = len(entries), random.Random(1)
    log = Tree()
    log.extend_entries(entries)
    root = log.root()
    policy = Policy.of_logs([LOG.verifier])
    checkpoint = sign(Checkpoint("bench.example/log", size, root).format(), LOG)
    text, signature = (
        checkpoint.split(b"\n\n")[0] + b"\n",
        LOG.sign_bytes(checkpoint.split(b"\n\n")[0] + b"\n"),
    )

    def read(level: int, index: int, width: int) -> bytes:
        return (folder / tile_path(level, index, width)).read_bytes()

    def cold(index: int) -> None:
        TileTree(size, read).inclusion_proof(index)

    def check_receipt(entry: bytes, data: bytes) -> None:
        verify_proof(parse_proof(data), leaf_hash(entry), policy)

    def check_inclusion(entry: bytes, *rest) -> None:
        verify_inclusion(leaf_hash(entry), *rest)

    places = [dice.randrange(size) for _ in range(1000)]
    warm = TileTree(size, read, keep=1 << 20)
    for index in places:
        warm.inclusion_proof(index)
    proved = [(entries[i], i, size, log.inclusion_proof(i), root) for i in places]
    grown = [(i + 1, log.root(i + 1), size, root, log.consistency_proof(i + 1)) for i in places]
    receipts = [(entries[i], format_proof(i, log.inclusion_proof(i), checkpoint)) for i in places]
    return {
        "inclusion proof, tree": each(log.inclusion_proof, [(i,) for i in places]),
        "inclusion proof, tiles in memory": each(warm.inclusion_proof, [(i,) for i in places]),
        "inclusion proof, tile files cold": each(cold, [(i,) for i in places[:100]]),
        "consistency proof, tree": each(log.consistency_proof, [(i + 1,) for i in places]),
        "consistency proof, tiles in memory": each(warm.consistency_proof, [(i + 1,) for i in places]),
        "verify inclusion": each(check_inclusion, proved),
        "verify consistency": each(verify_consistency, grown),
        "verify receipt file": each(check_receipt, receipts),
        "its signature": each(LOG.verifier.verify, [(text, signature)] * 500),
    }


def in_folder(work: Callable[[list[bytes], Path], dict], entries: list[bytes], scratch: Path) -> dict:
    """Run in a new folder. It stays until the end: ext4 avoids inodes freed a moment ago, and looks
    through all of them at each new file, so that deleting between rows would slow the next rows down."""
    return work(entries, Path(tempfile.mkdtemp(dir=scratch)))


def proofs_of_a_published_log(entries: list[bytes], folder: Path) -> dict:
    publish(entries, folder)
    return proofs(entries, folder)


def measure(count: int, rounds: int, scratch: Path) -> None:
    entries = make_entries(count)
    peers = (limit, tree, frontier, files, publish, durable, pymerkle)
    results: dict[str, list[dict]] = {}
    for _ in range(rounds):
        for peer in peers:
            results.setdefault(peer.__name__, []).append(in_folder(peer, entries, scratch))
    median = {
        name: {key: statistics.median(run[key] for run in runs) for key in runs[0] if key != "root"}
        for name, runs in results.items()
    }
    roots = {run["root"] for runs in results.values() for run in runs if "root" in run}
    print(f"\nn = {count:,}; {len(roots)} distinct root(s) among all rows")
    bare = median["limit"]["append"]
    for name, row in median.items():
        if row:
            took = row["append"]
            print(f"  {name:10}{count / took:12,.0f} entries/s {took / bare:8.2f} x limit")
        else:
            print(f"  {name:10} peer not installed: see the head of this file")
    at = f"{count:,} entries"
    goals.at_most(f"{at}: publish, times the bare hashes", median["publish"]["append"] / bare, 4)
    if median["pymerkle"]:
        gain = median["pymerkle"]["append"] / median["publish"]["append"]
        goals.at_least(f"{at}: publish, times as fast as pymerkle's SqliteTree", gain, 1.5)
    cost = in_folder(proofs_of_a_published_log, entries, scratch)
    for name, value in cost.items():
        print(f"  {name:36}{value:10.1f} us")
    wanted = {
        "inclusion proof, tree": 50,
        "inclusion proof, tiles in memory": 50,
        "consistency proof, tree": 100,
    }
    wanted |= {
        "consistency proof, tiles in memory": 100,
        "inclusion proof, tile files cold": 1000,
        "verify inclusion": 50,
    }
    for name, goal in wanted.items():
        goals.at_most(f"{at}: {name}, microseconds", cost[name], goal)
    alone = cost["verify receipt file"] - cost["its signature"]
    goals.at_most(f"{at}: verify a receipt less its signature, microseconds", alone, 50)
    if median["pymerkle"]:
        gain = median["pymerkle"]["proof"] / cost["inclusion proof, tiles in memory"]
        print(f"  inclusion proof, times as fast as pymerkle's SqliteTree: {gain:,.0f}")


def main() -> None:
    sizes = sys.argv[1] if len(sys.argv) > 1 else "1000,10000,100000"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory(prefix="merkle-", dir=os.environ.get("BENCH_TMP")) as scratch:
        for size in sizes.split(","):
            measure(int(size), rounds, Path(scratch))


if __name__ == "__main__":
    main()
