"""Check my receipt as one file to keep: page, style and verifier in one, for a computer without a network."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from ouna.parties.permissions import public

NAME = "check-receipt.html"


def _inlined(name: str) -> SafeString:
    """One of our own static files, to stand inside its element as it is."""
    found = finders.find(name)
    assert isinstance(found, str)
    text = Path(found).read_text("utf-8")
    assert "</s" not in text.lower() and "<!--" not in text, f"{name} would end its own element"
    return SafeString(text)


def _source(text: str) -> str:
    """The element's content as a source of the Content-Security-Policy."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@public
@require_safe
def check_file(request: HttpRequest) -> HttpResponse:
    """The file; its own policy lets only this script and style run, and only this record be asked."""
    style, script = _inlined("ui/ouna.css"), _inlined("web/verify.js")
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {_source(script)}",
            f"style-src {_source(style)}",
            "img-src data:",
            f"connect-src {settings.SITE_URL.rstrip('/')}/log/",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    page = {"style": style, "script": script, "policy": policy, "site_url": settings.SITE_URL}
    response = HttpResponse(render_to_string("web/check_file.html", page, request))
    response["Content-Disposition"] = f'attachment; filename="{NAME}"'
    response["Cache-Control"] = "public, no-cache"
    return response
