"""The link in an invitation: signed, valid for a week, spent by the first password."""

from __future__ import annotations

import hashlib

from django.core import signing
from django.utils.crypto import constant_time_compare

from ouna.parties.errors import InvitationInvalid
from ouna.parties.models import User

SALT = "parties.invitation"
DAYS = 7


def _state(user: User) -> str:
    # The stored password changes when the invitation is accepted, the count when the account is stopped.
    return hashlib.sha256(f"{user.password}|{user.is_active}|{user.stops}".encode()).hexdigest()[:20]


def make_token(user: User) -> str:
    """The secret part of an invitation's link."""
    return signing.dumps([user.ref, _state(user)], salt=SALT)


def user_of_token(token: str) -> User:
    """Whom the link invites. Raises: InvitationInvalid."""
    try:
        ref, state = signing.loads(token, salt=SALT, max_age=DAYS * 24 * 3600)
    except (signing.BadSignature, ValueError, TypeError):
        raise InvitationInvalid() from None
    user = User.objects.filter(ref=ref, is_active=True).first()
    if user is None or not constant_time_compare(_state(user), str(state)):
        raise InvitationInvalid()
    return user
