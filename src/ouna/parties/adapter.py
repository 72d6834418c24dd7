"""How log-in behaves here: no public sign-up; passkeys only where their address has a name."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator's invitation alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
