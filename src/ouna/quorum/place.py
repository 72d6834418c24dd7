"""Where people sign: a host of its own, so that no page of the site can ask a signing key for anything."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings


def sign_url() -> str:
    """The signing site's address without a last slash: SIGN_URL, else `sign.` before the site's host."""
    if settings.SIGN_URL:
        return str(settings.SIGN_URL).rstrip("/")
    site = urlsplit(settings.SITE_URL)
    port = f":{site.port}" if site.port else ""
    return f"{site.scheme}://sign.{site.hostname}{port}"


def desk_url() -> str:
    """The trustees' desk, where every signing begins."""
    return f"{settings.SITE_URL.rstrip('/')}/desk/trustees/"


def rp_id() -> str:
    """The name to which signing keys are bound: the host of the signing site."""
    return urlsplit(sign_url()).hostname or ""
