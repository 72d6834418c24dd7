"""How log-in behaves here: no public sign-up, and everyone arrives at the desk in his own language."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ouna.parties.models import User

LANGUAGES = frozenset(settings.DESK_LANGUAGES)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator's invitation alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: User, **given: Any) -> HttpResponseBase:
        """Wherever the log-in leads, the pages from there on are in the account's language.

        A language chosen by hand stands in its cookie and is left; ours goes when the browser is closed.
        """
        response: HttpResponseBase = super().post_login(request, user, **given)
        if user.lang in LANGUAGES and not request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.lang,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response
