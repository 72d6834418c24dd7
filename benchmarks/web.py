"""Pages a second and queries a page, with the demo's 1,455 gifts and with 100,000; two worker processes.

    python benchmarks/web.py [seconds] [connections]        e.g. 3 16

wrk (Debian: apt install wrk) drives each page for a few seconds over loopback and shares the processors with
the server: compare rows of one run. The floor is nginx where it is installed, else gunicorn answering the
same bytes from memory. Peers, each in an environment of its own, are named by the environment:
    python -m venv wagtail; wagtail/bin/pip install wagtail gunicorn;           WAGTAIL=wagtail
    python -m venv pretix; pretix/bin/pip install pretix gunicorn;              PRETIX_URL=http://127.0.0.1:8001/o/e/
(pretix wants a database that is migrated and an event in it: serve one with `gunicorn -w 2 pretix.wsgi`).
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import goals

BIN = Path(sys.executable).parent
OUNA = [sys.executable, "-c", "from ouna.cli import main; main()"]
GIFTS = 100_000
#: A cookie that the page cache cannot know: the page is rendered.
UNCACHED = "Cookie: messages=x"

COUNT = """
import django; django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
client = Client(HTTP_HOST="localhost")
for page in ("/", "/books/", "/books/entries/", "/give/"):
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    print(page, len(asked))
"""

FLOOR = """
BODY = open({path!r}, "rb").read()
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(BODY)))])
    return [BODY]
"""

WAGTAIL_MODELS = """
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page
class HomePage(Page):
    body = StreamField([("heading", blocks.CharBlock()), ("text", blocks.RichTextBlock())], null=True)
"""
WAGTAIL_TEMPLATE = """{% extends "base.html" %}{% load wagtailcore_tags %}
{% block content %}<h1>{{ page.title }}</h1>
{% for block in page.body %}<section>{% include_block block %}</section>{% endfor %}{% endblock %}
"""
WAGTAIL_FILL = """
import json
from home.models import HomePage
text = "<p>" + "Rebuilding together, house by house, with those who will live in them. " * 19 + "</p>"
page = HomePage.objects.get()
page.body = json.dumps([b for i in range(12) for b in (
    {"type": "heading", "value": f"Part {i}"}, {"type": "text", "value": text})])
page.save_revision().publish()
"""


def environment(var: Path) -> dict[str, str]:
    """Settings of an installation in `var`."""
    return os.environ | {
        "OUNA_VAR": str(var),
        "OUNA_DEMO": "1",
        "OUNA_HASHED_STATIC": "1",
        "DJANGO_SETTINGS_MODULE": "ouna.web.settings",
    }


def port() -> int:
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(command: list[str], at: int, path: str = "/", **more: object) -> Iterator[str]:
    """Run a server until the block ends; its address, as soon as it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    try:
        for _turn in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{at}{path}", timeout=10).close()
                break
            except OSError:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.1)
                    raise SystemExit(f"{command[0]} ended before it answered.") from None
        yield f"http://127.0.0.1:{at}"
    finally:
        process.terminate()
        process.wait(20)


def drive(url: str, seconds: int, connections: int, *headers: str) -> tuple[float, float]:
    """(requests a second, milliseconds of the 99th percentile); every answer is a 200."""
    for span in (seconds, 5 * seconds):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{span}s", "--timeout", "20s", "--latency"]
        command += [part for header in headers for part in ("-H", header)]
        said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in said or "Socket errors" in said:
            raise SystemExit(f"{url}: {said}")
        # On a busy machine a slow page may need longer for its first answer.
        if " 0 requests in" not in said:
            break
    else:
        raise SystemExit(f"{url} never answered: {said}")
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    factor = {"us": 0.001, "ms": 1.0, "s": 1000.0}[slow[2]]
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), float(slow[1]) * factor


def grow(var: Path) -> None:
    """Rows of 100,000 gifts, written below everything: what pages read, not a book that could be checked."""
    db = sqlite3.connect(var / "ouna.sqlite3")
    have = db.execute("SELECT count(*) FROM donations_gift").fetchone()[0]
    copies = GIFTS // have
    db.execute(
        "CREATE TEMP TABLE n AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM c WHERE i < ?)"
        " SELECT i FROM c",
        (copies,),
    )
    _copy(db, "funds_bankline", {"ref": "ref||'-'||i", "nth": "nth+1000*i", "open_ref": "''"})
    width = db.execute("SELECT max(id) FROM funds_bankline_old").fetchone()[0]
    _copy(
        db,
        "donations_gift",
        {
            "ref": "ref||'-'||i",
            "code": "id||'-'||i",
            "line_id": f"line_id+{width}*i",
            "pledge_id": "NULL",
            "person_id": "NULL",
        },
    )
    top = db.execute("SELECT max(id) FROM log_entry").fetchone()[0]
    db.execute(
        'INSERT INTO log_entry SELECT id+?*i, ref||"-"||i, kind, "on", "by", data, created FROM log_entry, n'
        " WHERE kind = 'gift.received'",
        (top,),
    )
    db.execute("INSERT INTO log_entrynumber SELECT id, id-1 FROM log_entry WHERE id > ?", (top,))
    db.execute("UPDATE funds_received SET count = count * ?, minor = minor * ?", (copies + 1, copies + 1))
    db.execute("UPDATE log_head SET size = (SELECT max(number)+1 FROM log_entrynumber)")
    db.commit()
    db.execute("ANALYZE")
    db.close()


def _copy(db: sqlite3.Connection, table: str, change: dict[str, str]) -> None:
    """Add the rows of `table` again, once for each row of n, with new ids and some columns changed."""
    db.execute(f"CREATE TEMP TABLE {table}_old AS SELECT * FROM {table}")
    width = db.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
    change = {"id": f"id+{width}*i"} | change
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(f'"{c}"' for c in columns)
    values = ", ".join(change.get(c, f'"{c}"') for c in columns)
    db.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}_old, n")


def floor(tile: Path, folder: Path) -> tuple[str, list[str], int, str]:
    """The name and command of a server that does nothing but send the tile."""
    at = port()
    if nginx := shutil.which("nginx"):
        config = folder / "nginx.conf"
        config.write_text(
            f"daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log stderr; events {{}}\n"
            f"http {{ access_log off; server {{ listen 127.0.0.1:{at}; root {tile.parent}; }} }}\n"
        )
        return "nginx, the tile", [nginx, "-c", str(config)], at, f"/{tile.name}"
    (folder / "floor.py").write_text(FLOOR.format(path=str(tile)))
    command = [
        str(BIN / "gunicorn"),
        "-w2",
        "--threads",
        "8",
        "-b",
        f"127.0.0.1:{at}",
        "--chdir",
        str(folder),
    ]
    return "gunicorn alone, the tile", [*command, "floor:application"], at, "/"


def wagtail(venv: str, folder: Path) -> tuple[list[str], int, dict[str, object]]:
    """A Wagtail site with one page of 24 blocks, served by two workers without debugging."""
    site = folder / "site"
    site.mkdir()
    python = str(Path(venv).resolve() / "bin" / "python")
    cli = str(Path(venv).resolve() / "bin" / "wagtail")
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "bench.settings.bench"}
    subprocess.run([cli, "start", "bench", str(site)], check=True, capture_output=True)
    (site / "bench/settings/bench.py").write_text(
        "from .base import *\nDEBUG = False\nSECRET_KEY = 'x'\nALLOWED_HOSTS = ['*']\n"
        "STORAGES['staticfiles'] = {'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}\n"
    )
    (site / "home/models.py").write_text(WAGTAIL_MODELS)
    (site / "home/templates/home/home_page.html").write_text(WAGTAIL_TEMPLATE)
    for words in (["makemigrations", "home"], ["migrate"], ["shell", "-c", WAGTAIL_FILL]):
        subprocess.run([python, "manage.py", *words], cwd=site, env=env, check=True, capture_output=True)
    at = port()
    command = [python, "-m", "gunicorn", "-w2", "-b", f"127.0.0.1:{at}", "bench.wsgi:application"]
    return command, at, {"cwd": site, "env": env}


def own_rows(var: Path, label: str, seconds: int, connections: int) -> dict[str, float]:
    """Measure our pages on one installation, and print the queries of each."""
    env = environment(var)
    # No page is served here: the plain names of static files will do.
    plain = env | {"OUNA_HASHED_STATIC": "0"}
    said = subprocess.run(
        [sys.executable, "-c", COUNT], env=plain, capture_output=True, text=True, check=True
    ).stdout
    print(f"queries, uncached, {label}: {', '.join(said.split(chr(10))[:-1])}")
    at = port()
    rows: dict[str, float] = {}
    command = [*OUNA, "serve", "--workers", "2", "--threads", "4", "--port", str(at)]
    tile = next((var / "books/tile/0").iterdir()).name
    with serving(command, at, env=env) as base:
        for name, path, headers in (
            ("tile", f"/log/tile/0/{tile}", ()),
            ("home, cached", "/", ("Accept-Encoding: gzip",)),
            ("home, uncached", "/", (UNCACHED,)),
            ("books, cached", "/books/", ("Accept-Encoding: gzip",)),
            ("books, uncached", "/books/", (UNCACHED,)),
            ("entries, uncached", "/books/entries/", (UNCACHED,)),
        ):
            drive(base + path, 1, connections, *headers)
            rate, slow = drive(base + path, seconds, connections, *headers)
            rows[name] = rate
            print(f"{f'{name}, {label}':42}{rate:10,.0f} /s   p99 {slow:7.1f} ms")
    return rows


#: How many times as many requests a second as a peer the cached first page serves.
GOALS = {"Wagtail": 15.0, "pretix": 75.0}


def main(seconds: int = 3, connections: int = 16) -> None:
    """Build, serve, drive, print ratios."""
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt install wrk")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        var = folder / "var"
        subprocess.run([*OUNA, "demo", "--no-serve"], env=environment(var), check=True, capture_output=True)
        tile = next((var / "books/tile/0").iterdir())
        name, command, at, path = floor(tile, folder)
        with serving(command, at, path) as base:
            floor_rate, slow = drive(base + path, seconds, connections)
            print(f"{name:42}{floor_rate:10,.0f} /s   p99 {slow:7.1f} ms")
        small = own_rows(var, "1,455 gifts", seconds, connections)
        grow(var)
        large = own_rows(var, "100,000 gifts", seconds, connections)
        peers = measure_peers(folder, seconds, connections)
    goals.at_most(f"{name}, times as many requests as our tile", floor_rate / small["tile"], 20)
    for page in ("home, uncached", "books, uncached", "entries, uncached"):
        print(f"{page}: 100,000 gifts cost {small[page] / large[page]:.2f}x of 1,455")
    for peer, rate in peers.items():
        print(f"home / {peer}: uncached {small['home, uncached'] / rate:.1f}x")
        ratio = small["home, cached"] / rate
        goals.at_least(f"first page, cached, times as many requests as {peer}", ratio, GOALS[peer])


def measure_peers(folder: Path, seconds: int, connections: int) -> dict[str, float]:
    """Requests a second of each peer that is there; says which are missing."""
    rates: dict[str, float] = {}
    if venv := os.environ.get("WAGTAIL"):
        command, at, more = wagtail(venv, folder)
        with serving(command, at, **more) as base:
            rates["Wagtail"] = peer_row("Wagtail, 24 blocks", base + "/", seconds, connections)
    else:
        print("Wagtail: missing (name its environment in WAGTAIL)")
    if url := os.environ.get("PRETIX_URL"):
        rates["pretix"] = peer_row("pretix, an event", url, seconds, connections)
    else:
        print("pretix: missing (name the address of an event in PRETIX_URL)")
    return rates


def peer_row(name: str, url: str, seconds: int, connections: int) -> float:
    """Measure and print one page of a peer."""
    drive(url, 1, connections)
    rate, slow = drive(url, seconds, connections)
    print(f"{name:42}{rate:10,.1f} /s   p99 {slow:7.1f} ms")
    return rate


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]))
