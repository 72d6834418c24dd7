"""The page cache: what is kept, for whom, and that a write is seen at once."""

from __future__ import annotations

import gzip
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from ouna.web.pagecache import LIFETIME, MOST_PAGES, PageCache, SqliteVersion

Headers = list[tuple[str, str]]
PUBLIC = ("Cache-Control", "public, no-cache")


class Site:
    """A site that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.headers: Headers = [PUBLIC, ("Content-Type", "text/html"), ("Vary", "Cookie")]
        self.status = "200 OK"
        self.wait: Callable[[], object] = lambda: None

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.asked += 1
        self.wait()
        body = f"{environ['PATH_INFO']} {self.asked} ".encode() + b"x" * 600
        start(self.status, [*self.headers, ("Content-Length", str(len(body)))])
        return [body]


class Cache:
    """A cache in front of such a site, with a version and a clock to turn."""

    def __init__(self) -> None:
        self.site, self.version, self.now = Site(), 1, 0.0
        self.cache = PageCache(self.site, lambda: self.version, lambda: self.now)

    def get(self, path: str = "/", **environ: str) -> tuple[str, dict[str, str], bytes]:
        said: list[Any] = []
        asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "a", **environ}
        body = b"".join(self.cache(asked, lambda status, headers: said.extend([status, dict(headers)])))
        return said[0], said[1], body


@pytest.fixture
def front() -> Cache:
    return Cache()


def test_a_page_is_rendered_once_until_something_is_written(front: Cache) -> None:
    first, second = front.get()[2], front.get()[2]
    assert first == second and front.site.asked == 1
    front.version = 2
    assert front.get()[2] != first and front.site.asked == 2
    assert front.get()[2] == front.get()[2] and front.site.asked == 2


def test_guard_off_a_write_would_not_be_seen(front: Cache) -> None:
    """The twin: without the version an old page would be served."""
    front.cache.version = lambda: 0
    first = front.get()[2]
    front.version = 2
    assert front.get()[2] == first


def test_a_write_while_rendering_makes_the_page_old(front: Cache) -> None:
    def write() -> None:
        front.version += 1

    front.site.wait = write
    front.get()
    front.site.wait = lambda: None
    front.get()
    assert front.site.asked == 2


def test_a_page_lives_for_a_while_only(front: Cache) -> None:
    front.get()
    front.now = LIFETIME - 1
    front.get()
    assert front.site.asked == 1
    front.now = LIFETIME + 1
    front.get()
    assert front.site.asked == 2


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "messages=abc"},
        {"REQUEST_METHOD": "POST"},
        {"HTTP_HX_REQUEST": "true"},
        {"HTTP_ACCEPT": "application/json"},
        {"PATH_INFO": "/desk/"},
        {"PATH_INFO": "/accounts/login/"},
        {"QUERY_STRING": "x" * 201},
    ],
)
def test_what_is_for_one_person_goes_past(front: Cache, environ: dict[str, str]) -> None:
    path = environ.pop("PATH_INFO", "/")
    front.get(path)
    front.get(path, **environ)
    front.get(path, **environ)
    assert front.site.asked == 3
    assert not any(key[2] == path and path != "/" for key in front.cache.pages)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda site: site.headers.append(("Set-Cookie", "csrftoken=x; Path=/")),
        lambda site: site.headers.append(("Set-Cookie", "sessionid=x; Path=/")),
        lambda site: site.headers.remove(PUBLIC),
        lambda site: setattr(site, "status", "404 Not Found"),
        lambda site: setattr(site, "status", "302 Found"),
    ],
)
def test_what_must_not_be_kept_is_not(front: Cache, spoil: Callable[[Site], object]) -> None:
    spoil(front.site)
    assert front.get()[2] != front.get()[2]
    assert not front.cache.pages


def test_languages_hosts_and_questions_are_pages_of_their_own(front: Cache) -> None:
    asked = [
        {},
        {"HTTP_ACCEPT_LANGUAGE": "ar"},
        {"HTTP_HOST": "b"},
        {"QUERY_STRING": "page=2"},
        {"QUERY_STRING": "lang=ar"},
        {"QUERY_STRING": "lang=ar", "HTTP_COOKIE": "lang=ar"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
    ]
    bodies = {front.get(**environ)[2] for environ in asked}
    assert len(bodies) == len(asked)
    # Another browser with the same language is not another page.
    assert front.get(HTTP_ACCEPT_LANGUAGE="ar-TN,ar;q=0.5")[2] == front.get(HTTP_COOKIE="lang=ar")[2]


def test_the_language_cookie_may_be_kept_with_the_page_that_sets_it(front: Cache) -> None:
    front.site.headers.append(("Set-Cookie", "lang=ar; Path=/"))
    assert front.get(QUERY_STRING="lang=ar")[2] == front.get(QUERY_STRING="lang=ar")[2]
    assert front.get(QUERY_STRING="lang=ar")[1]["Set-Cookie"].startswith("lang=ar")


def test_pages_are_sent_compressed_to_those_who_take_it(front: Cache) -> None:
    plain = front.get()
    packed = front.get(HTTP_ACCEPT_ENCODING="br, gzip")
    assert gzip.decompress(packed[2]) == plain[2] and packed[1]["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain[1]
    for _status, headers, body in (plain, packed):
        assert int(headers["Content-Length"]) == len(body) and "Accept-Encoding" in headers["Vary"]
    assert front.get(REQUEST_METHOD="HEAD")[2] == b"" and front.site.asked == 1


def test_memory_is_bounded(front: Cache) -> None:
    for number in range(MOST_PAGES + 50):
        front.get(f"/{number}")
    assert len(front.cache.pages) == MOST_PAGES


def test_after_a_write_one_thread_renders_and_the_others_wait(front: Cache) -> None:
    front.get()
    front.version = 2
    gate, arrived = threading.Event(), threading.Barrier(2, timeout=10)
    front.site.wait = lambda: (arrived.wait(), gate.wait(10))
    threads = [threading.Thread(target=front.get) for _ in range(8)]
    for thread in threads:
        thread.start()
    arrived.wait()
    gate.set()
    for thread in threads:
        thread.join(10)
    assert front.site.asked == 2


def test_a_stream_is_not_taken_into_memory(front: Cache) -> None:
    def endless(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start("200 OK", [PUBLIC])
        return iter([b"a", b"b"])

    front.cache.inner = endless
    assert front.get()[2] == b"ab" and not front.cache.pages


def test_the_database_tells_every_commit_of_anyone(tmp_path: Path) -> None:
    path = str(tmp_path / "d.sqlite3")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE t (x)")
    version = SqliteVersion(path)
    seen = [version()]
    assert version() == seen[0]
    for _ in range(3):
        writer.execute("INSERT INTO t VALUES (1)")
        seen.append(version())
    assert len(set(seen)) == 4
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO t VALUES (2)")
    assert version() == seen[-1]
    writer.execute("ROLLBACK")
    assert version() == seen[-1]
    writer.close()
