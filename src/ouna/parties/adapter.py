"""How log-in behaves here: no public sign-up, and everyone arrives at the desk in his own language."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator's invitation alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        lang = getattr(request.user, "lang", "")
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if lang in LANGUAGES and not chosen:
            return f"{settings.LOGIN_REDIRECT_URL}?lang={lang}"
        return settings.LOGIN_REDIRECT_URL
