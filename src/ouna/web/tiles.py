"""Tiles and bundles of the published folder, answered before Django: they are files that never change.

`views.files.published` answers the same; this only spares a reader of many tiles the way through it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: Names of tiles and entry bundles (C2SP tlog-tiles), full and partial.
TILE = re.compile(r"tile/(entries|[0-9]{1,2})/(x[0-9]{3}/)*[0-9]{3}(\.p/[0-9]{1,3})?")
#: How long they may be kept: for ever.
KEPT = "public, max-age=31536000, immutable"
PREFIX = "/log/"


class Tiles:
    """A WSGI application in front of another, for GET of a tile that exists; all else goes on."""

    def __init__(self, inner: Application, folder: Path) -> None:
        self.inner = inner
        self.folder = folder

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] != "GET" or not path.startswith(PREFIX + "tile/"):
            return self.inner(environ, start_response)
        name = path.removeprefix(PREFIX)
        # The whole name must have the form: no dots lead out of the folder.
        if not TILE.fullmatch(name):
            return self.inner(environ, start_response)
        try:
            body = (self.folder / name).read_bytes()
        except OSError:
            return self.inner(environ, start_response)
        headers = [
            ("Content-Type", "application/octet-stream"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", KEPT),
            ("Access-Control-Allow-Origin", "*"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response("200 OK", headers)
        return [body]
