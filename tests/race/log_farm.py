"""Run as a program: writers and sequencers as processes of their own against one real database.

`log_farm.py kill N` forks a writer and a sequencer N times and kills both with SIGKILL at a random moment;
`log_farm.py race N` lets three writers and two sequencers race until N gifts are written. `--no-lock` takes
the book lock away. Prints one JSON object. The database and folders come from the environment.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from tests.log.support import BY, World, make_world, write, write_many  # noqa: E402

from ouna.log import acting, queries, sequencer  # noqa: E402
from ouna.log.checks import checks  # noqa: E402
from ouna.log.models import BookMove, BookState, Checkpoint, Entry, Opening  # noqa: E402


def child(work, *arguments) -> tuple[int, int]:
    """Fork; the child writes to a pipe what it has had acknowledged. Returns (pid, read end)."""
    connection.close()
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid:
        os.close(theirs)
        return pid, ours
    code = 1
    try:
        os.close(ours)
        random.seed()
        work(theirs, *arguments)
        code = 0
    except BaseException as error:  # told to the parent, who counts it
        os.write(theirs, f"!{type(error).__name__}\n".encode())
    finally:
        os._exit(code)


def writer(pipe: int, world: World, rounds: int) -> None:
    """One gift a transaction, now and then thirty; refs are told once they are committed."""
    for _ in range(rounds):
        if random.random() < 0.2:
            refs = write_many(by=BY, records=[world.gift(random.randint(1, 900)) for _ in range(30)])
        else:
            gift, hidden = world.gift(random.randint(1, 900))
            write(by=BY, records=[(gift, hidden)])
            refs = [gift.ref]
        os.write(pipe, "".join(f"{ref}\n" for ref in refs).encode())
        # A breath, so that the sequencer gets the lock as well.
        select.select([], [], [], random.uniform(0.0, 0.004))


def runner(pipe: int, rounds: int) -> None:
    """Run the sequencer over and over; tell the sizes signed."""
    for _ in range(rounds):
        size = sequencer.run_once()
        os.write(pipe, f"={size}\n".encode())


def drain(pipe: int) -> list[str]:
    """All whole lines that were told."""
    data = b""
    while part := os.read(pipe, 65_536):
        data += part
    os.close(pipe)
    return [line.decode() for line in data.split(b"\n")[:-1]]


def kill(times: int, world: World) -> dict[str, object]:
    acknowledged: list[str] = []
    errors: list[str] = []
    for _ in range(times):
        write_pid, told = child(writer, world, 100_000)
        run_pid, signed = child(runner, 100_000)
        # Wait for the first commit, so that each kill meets a writer at work; then a random while.
        select.select([told], [], [], 20)
        select.select([], [], [], random.uniform(0.0, 0.12))
        for pid in (write_pid, run_pid):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        lines = drain(told) + drain(signed)
        errors += [line for line in lines if line.startswith("!")]
        acknowledged += [line for line in lines if line.startswith("gift_")]
    return {"kills": times * 2, "acknowledged": len(acknowledged), "errors": errors, **result(acknowledged)}


def race(gifts: int, world: World, lock: bool) -> dict[str, object]:
    if not lock:
        acting.take_book_lock = lambda: None
        if connection.vendor == "sqlite":
            connection.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
            connection.close()
    writers = [child(writer, world, gifts // 3) for _ in range(3)]
    runners = [child(runner, 40) for _ in range(2)] if lock else []
    lines = [line for _, pipe in writers + runners for line in drain(pipe)]
    for pid, _ in writers + runners:
        os.waitpid(pid, 0)
    errors = [line for line in lines if line.startswith("!")]
    acknowledged = [line for line in lines if line.startswith("gift_")]
    return {"acknowledged": len(acknowledged), "errors": errors, **result(acknowledged)}


def result(acknowledged: list[str]) -> dict[str, object]:
    """What is in the database and the folder after all that, compared with what was acknowledged."""
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["transaction_mode"] = "IMMEDIATE"
        connection.close()
    refs = set(Entry.objects.filter(kind="gift.received").values_list("ref", flat=True))
    gifts = len(refs)
    half = [
        BookMove.objects.filter(entry__kind="gift.received").count() - 2 * gifts,
        Opening.objects.count() - 2 * gifts,
        BookState.objects.filter(kind="gift").count() - gifts,
    ]
    size = sequencer.run_once()
    heads = list(queries.checkpoints().order_by("size").values_list("size", flat=True))
    return {
        "lost": len(set(acknowledged) - refs),
        "half": half,
        "size": size,
        "entries": Entry.objects.count(),
        "checkpoints": len(heads),
        "sizes_signed_twice": Checkpoint.objects.count() - len(set(heads)),
        "findings": [f"{f.where}: {f.what}" for f in checks()],
    }


def main() -> None:
    call_command("migrate", verbosity=0)
    world = make_world()
    started = time.monotonic()
    what, count = sys.argv[1], int(sys.argv[2])
    lock = "--no-lock" not in sys.argv
    told = kill(count, world) if what == "kill" else race(count, world, lock)
    print(json.dumps({**told, "seconds": round(time.monotonic() - started, 1)}))


main()
