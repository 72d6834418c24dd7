"""The check in JavaScript beside `ouna verify`, over the same published folders, each as a reader runs it.

    python benchmarks/verify_js.py [--gifts 100000] [--approvals 20000] [--rounds 3]

Goal: at most 5 times the time of `ouna verify`, in Node and in Chromium, where it works in a worker and the
page must stay at hand: no wait above 200 ms. What is not installed is left out and said so. A folder of
gifts, and one of approvals by five trustees (passkeys and keys in a file), are made once; rounds alternate,
the median counts. Times are those of a clock on the wall, with the start of each program. Exit status: 0
reached (or nothing to measure with), 1 missed.
"""

from __future__ import annotations

import argparse
import functools
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "verify"))

from books import SIGNER, write_files

import approvals as of_approvals
import goals
import verify as of_gifts
from ouna.verify.program import NAME, program

GOAL, MOST_WAIT = 5.0, 200
KEY = SIGNER.verifier.vkey
NODE = shutil.which("node")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
#: Tells how long the page was ever away: the longest wait between two looks, ten milliseconds apart.
WATCH = """
let last = performance.now();
window.away = 0;
setInterval(() => {
  const now = performance.now();
  window.away = Math.max(window.away, now - last);
  last = now;
}, 10);
"""
PAGE = f'<!doctype html><p>…</p><script src="{NAME}" data-log="./" data-key="{KEY}"></script>'


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def run(*command: str) -> float:
    """Seconds of a program that must say that all holds."""
    return timed(lambda: subprocess.run(command, check=True, capture_output=True))


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        return None


class Server(ThreadingHTTPServer):
    request_queue_size = 128  # as servers have it; the five of the library make readers wait for seconds


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = Server(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium, None without it or without Playwright."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None  # type: ignore[assignment]
    if sync_playwright is None or CHROMIUM is None:
        print("Left out: Chromium or Playwright is not installed (apt install chromium, make setup).")
        yield None
        return
    with sync_playwright() as running:
        yield running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


def in_chromium(chromium: Any, address: str) -> tuple[float, float]:
    """Seconds until the page says that all holds, and for how many milliseconds it was ever away."""
    page = chromium.new_context().new_page()
    page.add_init_script(WATCH)
    page.set_default_timeout(600_000)
    began = time.perf_counter()
    page.goto(address + "page.html")
    page.locator("pre", has_text="The books hold.").wait_for()
    seconds = time.perf_counter() - began
    away = float(page.evaluate("window.away"))
    page.context.close()
    return seconds, away


def measure(name: str, folder: Path, rounds: int, chromium: Any) -> bool:
    """Print the times over one folder; whether the goals are met."""
    (folder / NAME).write_bytes(program())
    (folder / "page.html").write_text(PAGE)
    times: dict[str, list[float]] = {"ouna verify": [], "Node": [], "Chromium": []}
    away = 0.0
    with served(folder) as address:
        for _ in range(rounds):
            command = (sys.executable, "-m", "ouna.verify", address, "--key", KEY, "--json")
            times["ouna verify"].append(run(*command))
            if NODE:
                times["Node"].append(run(NODE, str(folder / NAME), address, "--key", KEY))
            if chromium:
                seconds, wait = in_chromium(chromium, address)
                times["Chromium"].append(seconds)
                away = max(away, wait)
    middle = {way: statistics.median(all_) for way, all_ in times.items() if all_}
    least = middle.pop("ouna verify")
    print(f"{name:20} {'ouna verify':12} {least:7.2f} s")
    for way, seconds in middle.items():
        print(f"{name:20} {way:12} {seconds:7.2f} s  {seconds / least:5.2f} times")
    met = True
    for way, seconds in middle.items():
        met &= goals.at_most(f"{name}: {way}, times `ouna verify`", seconds / least, GOAL)
    if chromium:
        met &= goals.at_most(f"{name}: the page was away, milliseconds", away, MOST_WAIT)
    return met


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--gifts", type=int, default=100_000)
    parser.add_argument("--approvals", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if NODE is None:
        print("Left out: Node.js is not installed (apt install nodejs).")
    met = True
    with tempfile.TemporaryDirectory() as name, browser() as chromium:
        if NODE is None and chromium is None:
            return
        gifts, approvals = Path(name) / "gifts", Path(name) / "approvals"
        if given.gifts:
            of_gifts.make(given.gifts, gifts)
            met &= measure(f"{given.gifts:,} pages", gifts, given.rounds, chromium)
        if given.approvals:
            write_files(approvals, of_approvals.made(given.approvals)[0].files())
            met &= measure(f"{given.approvals:,} approvals", approvals, given.rounds, chromium)
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
