"""The signing site: another host, another set of addresses, nothing of the rest.

No session, no cookie, no template with a person's name: a fixed page whose script fetches one document by a
one-time ticket. So no fault of any other page can ask a signing key for anything, and the browser binds the
keys to this host (WebAuthn's RP ID).
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import split_domain_port
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext

from ouna.core.errors import OunaError, Refused
from ouna.quorum import place

log = logging.getLogger("ouna.quorum")

URLS = "ouna.quorum.sign_urls"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        # Nothing on the page makes elements from text.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "publickey-credentials-get=(self), publickey-credentials-create=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
YEAR = 31_536_000


class SignHostMiddleware:
    """First of all: what comes to the signing host is answered here and passes nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if split_domain_port(request.get_host())[0] != place.rp_id():
            return self.get_response(request)
        response = answer(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        if response.status_code != 304:
            response.headers["Content-Length"] = str(len(response.content))
        if place.sign_url().startswith("https:"):
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        # Django notes the address of each refusal. No page of ours puts a ticket into one; should anybody do
        # it by hand, a refusal does not use it up, and whoever reads the notes could sign in that name.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response


def answer(request: HttpRequest) -> HttpResponse:
    """The answer to a request at the signing host; whatever goes wrong, nothing is signed."""
    try:
        match = resolve(request.path_info, URLS)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response
    except (Resolver404, Http404):
        return nothing()
    except OunaError as error:
        return problem(request, error)
    except Exception:
        log.exception("A request at the signing site failed.")
        return JsonResponse({"code": "error", "title": "", "detail": ""}, status=500)


def nothing() -> HttpResponse:
    """What an address that is none here says, and where to go on: in both languages, without a script."""
    said = []
    for lang in ("en", "ar"):
        with translation.override(lang):
            said.append(gettext("There is nothing here. Begin the signing at your desk:"))
    text = "\n".join([*said, place.desk_url(), ""])
    return HttpResponse(text, status=404, content_type="text/plain; charset=utf-8")


def problem(request: HttpRequest, error: OunaError) -> JsonResponse:
    """What was refused and what to do next, in the language that the page shows."""
    lang = request.headers.get("Accept-Language", "en")[:2]
    with translation.override("ar" if lang == "ar" else "en"):
        body = {
            "code": error.code,
            "title": gettext(str(error)),
            "detail": gettext(str(error.next_step)) if error.next_step else "",
            "desk": place.desk_url(),
        }
    return JsonResponse(body, status=422 if isinstance(error, Refused) else 503)
