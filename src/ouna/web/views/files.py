"""Plain files: the published folder, the list of accounts, the whole books in one file, robots, manifest."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.funds.queries import open_accounts
from ouna.log import queries as log
from ouna.parties.permissions import public
from ouna.verify.program import NAME
from ouna.web.context import campaign_of_request
from ouna.web.pages import public_page
from ouna.web.tiles import KEPT, TILE

#: Names of the published folder (C2SP tlog-tiles) and how long each may be kept by a browser.
TEXT = re.compile(r"texts/[0-9a-f]{64}\.json")
PLAIN = {"checkpoint": "no-cache", "totals.json": "no-cache", "log.vkey": "max-age=3600", NAME: "no-cache"}


def _kept(name: str) -> str:
    """How long a published file may be kept. Raises: Http404 for any other name."""
    if TILE.fullmatch(name):
        return KEPT
    if TEXT.fullmatch(name):
        # A text may have to be withdrawn: not for ever.
        return "public, max-age=3600"
    if name in PLAIN:
        return f"public, {PLAIN[name]}"
    raise Http404


@public
def published(request: HttpRequest, name: str) -> FileResponse:
    """One file of the published folder, as it lies there; verifiers in other sites may read it, too."""
    kept = _kept(name)
    try:
        file = (Path(settings.BOOKS_DIR) / name).open("rb")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise Http404 from None
    kind = "application/octet-stream"
    if name.endswith(".json"):
        kind = "application/json"
    elif name in PLAIN:
        kind = f"text/{'javascript' if name == NAME else 'plain'}; charset=utf-8"
    response = FileResponse(file, content_type=kind)
    response["Cache-Control"] = kept
    response["Access-Control-Allow-Origin"] = "*"
    return response


class _Pipe:
    """A file without seek that hands over what was written since the last look."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        """What was written since the last time."""
        data, self.parts = b"".join(self.parts), []
        return data


def _zip(folder: Path) -> Iterator[bytes]:
    """The published folder as one file, the checkpoint first: all that follows is at least as new."""
    pipe = _Pipe()
    first = {n: (folder / n).read_bytes() for n in PLAIN if (folder / n).is_file()}
    rest = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name in [*first, *(n for n in rest if TILE.fullmatch(n) or TEXT.fullmatch(n))]:
            # A fixed date: the same books give the same file.
            info = zipfile.ZipInfo(f"books/{name}", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, first.get(name) or (folder / name).read_bytes())
            yield pipe.take()
    yield pipe.take()


@public
def download(request: HttpRequest) -> StreamingHttpResponse:
    """The whole books; `ouna verify` reads the unpacked folder on any computer, without us."""
    folder = Path(settings.BOOKS_DIR)
    if not (folder / "checkpoint").is_file():
        raise Http404
    response = StreamingHttpResponse(_zip(folder), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="books.zip"'
    return response


@public
def accounts_json(request: HttpRequest) -> JsonResponse:
    """All accounts that are ours, for programs: whatever is not in here is not ours."""
    campaign = campaign_of_request(request)
    accounts = open_accounts(campaign) if campaign else []
    newest = log.head()
    body = {
        "version": 1,
        "log": {"origin": settings.LOG_ORIGIN, "size": newest.size if newest else 0, "url": "/log/"},
        "demo": settings.DEMO,
        "accounts": [
            {
                "ref": a.ref,
                "country": a.section.country,
                "currency": a.currency,
                "ids": a.ids,
                "holder": a.holder,
                "announced": a.announced_on.isoformat() if a.announced_on else None,
            }
            for a in accounts
        ],
    }
    response = JsonResponse(body)
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read."""
    lines = ["User-agent: *", "Disallow: /desk/", "Disallow: /accounts/", "Disallow: /give/", ""]
    if settings.DEMO:
        lines = ["User-agent: *", "Disallow: /", ""]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@public
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Old browsers ask for this name."""
    response = HttpResponseRedirect(staticfiles_storage.url("ui/mark.svg"))
    response["Cache-Control"] = "public, max-age=86400"
    return response


@public
def manifest(request: HttpRequest) -> HttpResponse:
    """So that the desk can be put on a phone's first screen."""
    response = public_page(request, "web/manifest.json", {"start": reverse("web:home"), "name": _("Ouna")})
    response["Content-Type"] = "application/manifest+json"
    return response
