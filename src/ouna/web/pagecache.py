"""The whole-page cache in front of Django: what anyone may see is rendered once and served until a write.

A page is kept when its response says `Cache-Control: public` and sets no cookie but the language's, and is
served only while the database is unchanged: SQLite's `data_version`, asked on a connection of our own,
changes with every commit of any process; PostgreSQL's next transaction number does the same. So no writer
has to remember to clear anything, and nothing stale is ever shown.
"""

from __future__ import annotations

import gzip
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import parse_cookie

from ouna.web.middleware import language_of

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: Pages kept at most, bytes of one page at most, seconds a page lives at most.
MOST_PAGES, LARGEST_PAGE, LIFETIME = 600, 400_000, 60.0
NEVER = ("/desk/", "/accounts/", "/static/", "/log/")


class SqliteVersion:
    """`PRAGMA data_version` of one open connection: another number after each commit of anyone else."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=0.2)
        self._lock = threading.Lock()

    def __call__(self) -> object:
        with self._lock:
            return self._connection.execute("PRAGMA data_version").fetchone()[0]


def postgres_version() -> object:
    """The next transaction number: it moves with every write of anyone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        return cursor.fetchone()[0]


def version_source() -> Callable[[], object]:
    """How this database tells that nothing was written."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        return SqliteVersion(str(database["NAME"]))
    return postgres_version


@dataclass(frozen=True, slots=True)
class Page:
    """One kept response, plain and compressed; `full` headers belong to `body`, `packed` to `gz`."""

    version: object
    until: float
    status: str
    full: list[tuple[str, str]]
    body: bytes
    packed: list[tuple[str, str]]
    gz: bytes


def _cookies(environ: Environ) -> dict[str, str]:
    """Read as Django reads them: a cookie that only one of the two sees would show a user's page to all."""
    header = environ.get("HTTP_COOKIE", "")
    return parse_cookie(header) if header else {}


def _size(headers: list[tuple[str, str]]) -> int | None:
    """The length of the body, None where it is streamed or too long to hold."""
    for name, value in headers:
        if name.lower() == "content-length":
            return int(value) if int(value) <= LARGEST_PAGE else None
    return None


def _keepable(status: str, headers: list[tuple[str, str]]) -> bool:
    if not status.startswith("200"):
        return False
    kept = any(name.lower() == "cache-control" and "public" in value for name, value in headers)
    own = f"{settings.LANGUAGE_COOKIE_NAME}="
    return kept and all(value.startswith(own) for name, value in headers if name.lower() == "set-cookie")


class PageCache:
    """A WSGI application in front of another. One thread renders an old page anew, the others wait for it."""

    def __init__(
        self,
        inner: Application,
        version: Callable[[], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.inner = inner
        self.version = version
        self.clock = clock
        self.pages: OrderedDict[tuple[str, ...], Page] = OrderedDict()
        self._lock = threading.Lock()
        self._rendering: dict[tuple[str, ...], threading.Lock] = {}

    def key(self, environ: Environ) -> tuple[str, ...] | None:
        """What decides how the page looks; None if this request is not one for everyone."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_HX_REQUEST" in environ:
            return None
        path = environ.get("PATH_INFO", "/")
        if path.startswith(NEVER) or "json" in environ.get("HTTP_ACCEPT", ""):
            return None
        cookies = _cookies(environ)
        if settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies:
            return None
        query = environ.get("QUERY_STRING", "")
        if len(query) > 200:
            return None
        cookie = cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
        lang = language_of("", cookie, environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        host = environ.get("HTTP_HOST", "")
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", environ.get("wsgi.url_scheme", ""))
        # The cookie itself is part of it: whether `?lang=` must set it depends on it.
        return (host, scheme, path, query, lang, cookie if "lang=" in query else "")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = self.key(environ)
        if key is None:
            return self.inner(environ, start_response)
        page = self._kept(key)
        if page is not None:
            return self._answer(page, environ, start_response)
        if key not in self.pages:
            return self._render(key, environ, start_response)
        # Known as a page for everyone: let one thread render what a write made old.
        with self._render_lock(key):
            page = self._kept(key)
            if page is None:
                return self._render(key, environ, start_response)
        return self._answer(page, environ, start_response)

    def _kept(self, key: tuple[str, ...]) -> Page | None:
        page = self.pages.get(key)
        if page is None or page.until < self.clock() or page.version != self.version():
            return None
        return page

    def _render_lock(self, key: tuple[str, ...]) -> threading.Lock:
        with self._lock:
            if len(self._rendering) > 4 * MOST_PAGES:
                self._rendering = {k: lock for k, lock in self._rendering.items() if lock.locked()}
            return self._rendering.setdefault(key, threading.Lock())

    def _render(
        self, key: tuple[str, ...], environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        # Before rendering: a write during it makes the kept page old, never the other way round.
        version = self.version()
        answer: list[Any] = []

        def keep(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            answer[:] = [status, headers]

        asked = {**environ, "REQUEST_METHOD": "GET"}
        asked.pop("HTTP_ACCEPT_ENCODING", None)
        chunks = self.inner(asked, keep)
        status, headers = answer
        if _size(headers) is None:
            # Long or streamed: not for memory.
            start_response(status, headers)
            return chunks
        try:
            body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        page = self._page(version, status, headers, body)
        if _keepable(status, headers):
            self._put(key, page)
        return self._answer(page, environ, start_response)

    def _put(self, key: tuple[str, ...], page: Page) -> None:
        with self._lock:
            self.pages[key] = page
            self.pages.move_to_end(key)
            while len(self.pages) > MOST_PAGES:
                self.pages.popitem(last=False)

    def _page(self, version: object, status: str, headers: list[tuple[str, str]], body: bytes) -> Page:
        bare = [(n, v) for n, v in headers if n.lower() not in ("content-length", "vary")]
        varies = {v.strip() for n, value in headers if n.lower() == "vary" for v in value.split(",")}
        bare.append(("Vary", ", ".join(sorted(varies | {"Accept-Encoding"}))))
        text = any(n.lower() == "content-type" and v.startswith("text/") for n, v in headers)
        encoded = any(n.lower() == "content-encoding" for n, _ in headers)
        # mtime 0: the same page gives the same bytes. The only secret of an anonymous page is the token of
        # its form, which Django masks anew each time (against BREACH).
        gz = gzip.compress(body, 6, mtime=0) if text and not encoded and len(body) > 500 else b""
        return Page(
            version=version,
            until=self.clock() + LIFETIME,
            status=status,
            full=[*bare, ("Content-Length", str(len(body)))],
            body=body,
            packed=[*bare, ("Content-Encoding", "gzip"), ("Content-Length", str(len(gz)))],
            gz=gz,
        )

    def _answer(self, page: Page, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        packed = bool(page.gz) and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        start_response(page.status, list(page.packed if packed else page.full))
        if environ["REQUEST_METHOD"] == "HEAD":
            return [b""]
        return [page.gz if packed else page.body]
