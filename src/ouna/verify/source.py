"""Where published books are read from: a folder, or an address (http, https). Sizes and times are bounded."""

from __future__ import annotations

import http.client
import os
import stat
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Protocol

from ouna.verify.errors import BadRequest, NotThere, TooLarge, Unreadable

#: Seconds to wait for the other side, and for one file as a whole.
WAIT, LONGEST_WAIT = 20.0, 120.0
_CHUNK = 65_536


class Source(Protocol):
    """Files of one published book by their path below its folder."""

    def read(self, path: str, limit: int) -> bytes:
        """The file's bytes. Raises: NotThere, TooLarge (more than `limit`), Unreadable."""

    def listing(self) -> dict[str, bool] | None:
        """Every path there is, with whether it is a plain file; None where one cannot know.

        A folder without anything in it is a path too, ending in a slash.
        """


class Folder:
    """A folder on this machine. Symbolic links are never followed."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise Unreadable("There is no such folder.")
        self._root = root

    def read(self, path: str, limit: int) -> bytes:
        try:
            handle = os.open(self._root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except (FileNotFoundError, NotADirectoryError):
            raise NotThere() from None
        except OSError:
            if (self._root / path).is_symlink():
                # Reported as such with the listing; what it points to is no part of the book.
                raise NotThere() from None
            raise Unreadable("A file of the folder cannot be opened.") from None
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise NotThere()
            try:
                data = file.read(limit + 1)
            except OSError:
                raise Unreadable("A file of the folder cannot be read.") from None
        if len(data) > limit:
            raise TooLarge()
        return data

    def listing(self) -> dict[str, bool] | None:
        found: dict[str, bool] = {}

        def fail(error: OSError) -> None:
            raise Unreadable("A part of the folder cannot be listed.") from None

        for place, folders, files in os.walk(self._root, onerror=fail):
            for name in files + [f for f in folders if (Path(place) / f).is_symlink()]:
                path = Path(place) / name
                found[path.relative_to(self._root).as_posix()] = stat.S_ISREG(path.lstat().st_mode)
            if not files and not folders and Path(place) != self._root:
                found[f"{Path(place).relative_to(self._root).as_posix()}/"] = False
        return found


class _OnlyWeb(urllib.request.HTTPRedirectHandler):
    """Follows only to http and https, and never from https back to http."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        scheme = urllib.parse.urlsplit(newurl).scheme
        if scheme != "https" and (scheme != "http" or urllib.parse.urlsplit(req.full_url).scheme == "https"):
            raise Unreadable("The address leads on to one that is not read.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Web:
    """Books at an address. Only http and https; a redirect to anything else is refused."""

    def __init__(self, url: str) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise BadRequest("An address starts with http:// or https:// and has no query.")
        self._base = url.rstrip("/") + "/"
        # Built by hand: urllib's own opener also reads files and FTP.
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
            _OnlyWeb(),
        ):
            self._opener.add_handler(handler)

    def read(self, path: str, limit: int) -> bytes:
        end = time.monotonic() + LONGEST_WAIT
        request = urllib.request.Request(self._base + path, headers={"Accept-Encoding": "identity"})  # noqa: S310
        try:
            with self._opener.open(request, timeout=WAIT) as answer:
                if answer.status != 200:
                    raise Unreadable("The address answered something else than the file.")
                return _read_all(answer, limit, end)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410):
                raise NotThere() from None
            raise Unreadable(f"The address answered with status {error.code}.") from None
        except (OSError, http.client.HTTPException, ValueError):
            raise Unreadable("The address cannot be reached, or broke off.") from None

    def listing(self) -> dict[str, bool] | None:
        return None


def _read_all(answer: http.client.HTTPResponse, limit: int, end: float) -> bytes:
    parts, size = [], 0
    while part := answer.read1(_CHUNK):
        size += len(part)
        parts.append(part)
        if size > limit:
            raise TooLarge()
        if time.monotonic() > end:
            raise Unreadable("The address answers too slowly.")
    if answer.length:
        raise Unreadable("The address broke off in the middle of a file.")
    return b"".join(parts)


def source_of(place: str) -> Source:
    """The source a person named: an address if it looks like one, else a folder."""
    if "://" in place:
        return Web(place)
    return Folder(Path(place))
