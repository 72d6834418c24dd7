"""The language of a request, and what becomes of an error."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from ouna.core.errors import Broken, OunaError, Refused
from ouna.ui.languages import languages_at

Handler = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger("ouna.web")

LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)


def language_of(wanted: str, cookie: str, accepted: str) -> str:
    """What the address asks for, else what the cookie keeps, else the browser's wish, else the default."""
    if wanted in LANGUAGES:
        return wanted
    if cookie in LANGUAGES:
        return cookie
    for code, _quality in translation.trans_real.parse_accept_lang_header(accepted[:200].lower()):
        base = code.split("-")[0]
        if base in LANGUAGES:
            return base
    return settings.LANGUAGE_CODE


def shown_at(path: str, lang: str) -> str:
    """The language of the page at a path for who wants `lang`: the default where it does not exist in it."""
    return lang if lang in languages_at(path) else settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Every address exists in every language: `?lang=` chooses and is kept in a cookie, without a session."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            wanted = request.GET.get("lang", "")
        except TooManyFieldsSent:
            # No page: templates look at the address again, and would fail the same way.
            return HttpResponseBadRequest("The address holds too many fields.\n", content_type="text/plain")
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        lang = language_of(wanted, cookie, request.headers.get("Accept-Language", ""))
        lang = shown_at(request.path, lang)
        request.LANGUAGE_CODE = lang  # type: ignore[attr-defined]
        with translation.override(lang):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", lang)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if wanted == lang and wanted != cookie:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                wanted,
                max_age=365 * 24 * 3600,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


class AccountPagesMiddleware:
    """The log-in pages of allauth name the host `site`; our templates mean the campaign's site by it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Let the context processor's `site` be seen again."""
        if isinstance(response.context_data, dict):
            response.context_data.pop("site", None)
        return response


#: HTTP status by error code; what is not named here is 422 (we will not) or 503 (we cannot).
STATUS = {
    "not_permitted": 403,
    "not_found": 404,
    "invitation_invalid": 410,
    "too_many": 429,
    "too_large": 413,
}


def status_of(error: OunaError) -> int:
    """The HTTP status that says what happened."""
    return STATUS.get(error.code, 422 if isinstance(error, Refused) else 503)


def wants_json(request: HttpRequest) -> bool:
    """Whether the client asked for JSON rather than for a page."""
    accepted = request.headers.get("Accept", "")
    return "json" in accepted and "text/html" not in accepted


def _plain(value: object) -> object:
    return value if isinstance(value, (int, bool)) or value is None else str(value)


def problem(error: OunaError, status: int) -> JsonResponse:
    """The error as problem details (RFC 9457): type, title, status, detail and the fields of the fact."""
    body: dict[str, object] = {key: _plain(value) for key, value in error.fields.items()}
    body |= {"type": f"urn:ouna:error:{error.code}", "title": str(error), "status": status}
    if error.next_step:
        body["detail"] = str(error.next_step)
    return JsonResponse(body, status=status, content_type="application/problem+json")


class ErrorMiddleware:
    """Turns Refused and Broken into a page, or problem details, with a true status. Other errors stay 500."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django when a view raised."""
        if not isinstance(error, OunaError):
            return None
        status = status_of(error)
        if isinstance(error, Broken):
            # The message of our own errors holds no personal data (core.errors); the path may hold a token.
            log.error("%s: %s", error.code, error)
        response: HttpResponse
        if wants_json(request):
            response = problem(error, status)
        else:
            page = {
                "message": translation.gettext(str(error)),
                "next_step": translation.gettext(str(error.next_step)) if error.next_step else "",
                "status": status,
                "back_url": request.path if request.method == "POST" else "/",
            }
            response = render(request, "ui/refused.html", page, status=status)
        response["Cache-Control"] = "no-store"
        if status in (429, 503):
            response["Retry-After"] = str(error.fields.get("retry_after", 30))
        return response
