"""The demo as it is really served: `ouna demo` as a process, on a copy of one built installation."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import axe_core_python

OUNA = [sys.executable, "-c", "from ouna.cli import main; main()"]
#: Nothing of the tests' own surroundings reaches the served site.
SPARED = ("OUNA_", "DJANGO_", "DATABASE_URL", "CACHE_URL", "SITE_URL", "SECRET_KEY", "LOG_", "BOOKS_DIR")
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Seconds; many, since a busy machine is no defect, and what fails ends sooner.
START, STOP = 600, 20


def environment(var: Path) -> dict[str, str]:
    """The environment of an installation that keeps everything in `var`."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(SPARED)}
    return own | {"OUNA_VAR": str(var), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}


def run(var: Path, *words: str, expect: int = 0) -> str:
    """Run `ouna …` to its end; what it wrote."""
    done = subprocess.run(
        [*OUNA, *words], env=environment(var), capture_output=True, text=True, timeout=START, check=False
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout


def build(var: Path) -> Path:
    """One demo, built by the command that people use."""
    run(var, "demo", "--no-serve")
    return var


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Site:
    """A served demo. `url` is by name (passkeys need one), the server listens on 127.0.0.1."""

    var: Path
    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        """End the server this object started, and nothing else."""
        self.process.terminate()
        try:
            self.process.wait(STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP)


def serve(built: Path, var: Path) -> Site:
    """Serve a copy of the built demo; returns when it listens."""
    shutil.copytree(built, var)
    log = var / "server.log"
    port = free_port()
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*OUNA, "demo", "--port", str(port)], env=environment(var), stdout=out, stderr=subprocess.STDOUT
        )
    site = Site(var, "", process, log)
    site.url = _address(site)
    return site


def _address(site: Site) -> str:
    """Where the site says it is, as soon as it accepts a connection."""
    for _turn in range(START * 10):
        said = re.search(r"http://localhost:(\d+)", site.log.read_text(errors="replace"))
        try:
            if said:
                socket.create_connection(("127.0.0.1", int(said[1])), timeout=5).close()
                return said[0]
        except ConnectionRefusedError:
            pass
        try:
            site.process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    site.stop()
    raise AssertionError(site.log.read_text(errors="replace"))


def watch(page: Any, host: str) -> list[str]:
    """What must never happen on a page: errors, refusals of the security policy, requests to anybody else."""
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda r: wrong.append(f"{r.url}: {r.failure}") if not _left(r) else None)
    page.on("request", lambda r: wrong.append(f"asked {r.url}") if not _own(r.url, host) else None)
    return wrong


def _left(request: Any) -> bool:
    """Whether the browser itself gave up: a download, or a page left while it loaded."""
    return "ERR_ABORTED" in (request.failure or "")


def _own(url: str, host: str) -> bool:
    return url.startswith((f"{host}/", "data:", "blob:", "about:"))


def sideways(page: Any) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def violations(page: Any, rules: list[str] = TAGS) -> list[Any]:
    """What axe-core finds: rule and places. The policy must be off in this context (`bypass_csp`).

    `rules`: tags of axe, or names of single rules.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    kind = "tag" if rules is TAGS else "rule"
    found = page.evaluate(
        "([type, values]) => axe.run(document, {runOnly: {type, values}, resultTypes: ['violations']})",
        [kind, rules],
    )
    assert found["passes"], "axe-core looked at nothing"
    return [(v["id"], [n["target"] for n in v["nodes"]][:4]) for v in found["violations"]]
