"""The signing site: fixed files, one document by its ticket, and what a signer brings back."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from ouna.log import clock
from ouna.parties.queries import actor_of
from ouna.quorum import actions, offers, place
from ouna.quorum.actions.keys import options_of
from ouna.quorum.actions.tickets import ticket_of
from ouna.quorum.errors import OtherDocument, TicketSpent
from ouna.quorum.models import Look, Ticket

TYPES = {
    "html": "text/html; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
}
#: The files there are, and in which package each lies.
ASSETS = {
    "sign.html": ("ouna.quorum", "data/sign/sign.html"),
    "look.html": ("ouna.quorum", "data/sign/look.html"),
    "sign.mjs": ("ouna.quorum", "data/sign/sign.mjs"),
    "look.mjs": ("ouna.quorum", "data/sign/look.mjs"),
    "view.mjs": ("ouna.quorum", "data/sign/view.mjs"),
    "reading.mjs": ("ouna.quorum", "data/sign/reading.mjs"),
    "say.mjs": ("ouna.quorum", "data/sign/say.mjs"),
    "words.mjs": ("ouna.quorum", "data/sign/words.json"),
    "sign.css": ("ouna.quorum", "data/sign/sign.css"),
    "ouna.css": ("ouna.ui", "static/ui/ouna.css"),
    "mark.svg": ("ouna.ui", "static/ui/mark.svg"),
}
#: Bytes that a page may bring: a proof has at most a few thousand.
LARGEST = 40_000


class Asset(NamedTuple):
    """A file of the page, plain and packed."""

    plain: bytes
    packed: bytes
    tag: str


@lru_cache(maxsize=16)
def asset_of(name: str) -> Asset:
    """The file of that name. Raises: KeyError."""
    package, path = ASSETS[name]
    plain = files(package).joinpath(path).read_bytes()
    if path.endswith(".json"):
        # JSON is JavaScript, too: as a module it comes packed with the rest and needs no request of its own.
        tight = json.dumps(json.loads(plain), ensure_ascii=False, separators=(",", ":"))
        plain = f"export const words = {tight};\n".encode()
    elif path.endswith(".css"):
        plain = re.sub(rb"/\*.*?\*/\s*", b"", plain, flags=re.DOTALL)
    return Asset(plain, gzip.compress(plain, 9, mtime=0), f'"{sha256(plain).hexdigest()[:32]}"')


def page(request: HttpRequest, name: str) -> HttpResponse:
    """A page: the same bytes for everyone."""
    return asset(request, name)


def asset(request: HttpRequest, name: str) -> HttpResponse:
    """A file of the page; kept by the browser as long as it is the same."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if name not in ASSETS:
        raise Http404
    found = asset_of(name)
    if request.headers.get("If-None-Match") == found.tag:
        response = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(found.packed, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(found.plain)
    response.headers["Content-Type"] = TYPES[name.rpartition(".")[2]]
    response.headers["ETag"] = found.tag
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "no-cache"
    return response


#: How the page names its ticket: addresses are kept by proxies and in notes, this header is not.
SCHEME = "Ticket"


def token_of(request: HttpRequest) -> str:
    """The ticket that the page holds, from the header alone; empty if there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == SCHEME else ""


def ticket(request: HttpRequest) -> HttpResponse:
    """GET: what is to be signed, or what a new key is made from. POST: the signature, or the new key.

    GET without a ticket: where one begins.
    """
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    token = token_of(request)
    if request.method == "GET" and not token:
        return JsonResponse({"desk": place.desk_url()})
    if request.method == "GET":
        found = ticket_of(token)
        if found.what == Ticket.FILE:
            raise TicketSpent()
        if found.what == Ticket.ENROL:
            return JsonResponse({"what": found.what, "lang": found.lang, **options_of(found)})
        return JsonResponse(offers.offer_of(found))
    found, brought = ticket_of(token), _brought(request)
    by = actor_of(found.signer.user)
    if found.what == Ticket.ENROL:
        _, test = actions.enrol_key(by=by, token=token, response=_object(brought, "response"))
        return JsonResponse({"next": test})
    taken = actions.take_signature(
        by=by,
        token=token,
        statement=_object(brought, "statement"),
        proof=_object(brought, "proof"),
        reason=str(brought.get("reason", "")),
    )
    return JsonResponse({"signed": taken.count.signed, "needed": taken.count.needed, "entry": taken.entry})


def _brought(request: HttpRequest) -> dict[str, Any]:
    """The JSON that a page brings. Raises: OtherDocument."""
    try:
        size = int(request.headers.get("Content-Length") or 0)
        found = json.loads(request.body) if 0 < size <= LARGEST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise OtherDocument()
    return found


def _object(brought: dict[str, Any], name: str) -> dict[str, Any]:
    found = brought.get(name)
    if not isinstance(found, dict):
        raise OtherDocument()
    return found


def look(request: HttpRequest, token: str) -> HttpResponse:
    """A document for a second device, as it lies here: encrypted, its key with the reader alone."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    row = Look.objects.filter(token=token, until__gte=clock.now()).first()
    if row is None:
        raise Http404
    return JsonResponse({"sealed": b64encode(bytes(row.sealed)).decode()})
