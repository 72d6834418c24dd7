"""Fuzz the bank readers: N damaged files a format. 0 crashes, 0 silent losses.

usage: python benchmarks/fuzz_bank.py [COUNT=20000] [SEED=1]
The mutations and the judge are those of tests/core/bank/bank_fuzz.py.
"""

from __future__ import annotations

import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "core" / "bank"))

import bank_fuzz


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    warnings.simplefilter("error")
    for kind in bank_fuzz.SAMPLES:
        start = time.perf_counter()
        outcome = bank_fuzz.run(kind, count, seed)
        print(f"{kind:6} {count} mutants: {outcome['refused']} refused, {outcome['read']} read, 0 crashes, "
              f"0 silent losses, {time.perf_counter() - start:.0f} s", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
