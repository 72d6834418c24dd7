"""Mails to people who log in."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from ouna.parties.invitations import DAYS, make_token
from ouna.parties.models import User

log = logging.getLogger("ouna.parties")


def invitation_link(user: User) -> str:
    """The address an invited person opens."""
    return settings.SITE_URL.rstrip("/") + reverse("parties:invited", args=[make_token(user)])


def send_invitation(user: User, site_name: str) -> bool:
    """Send the link in the person's language; False if the mail server did not take it."""
    with translation.override(user.lang or settings.LANGUAGE_CODE):
        words = {"user": user, "link": invitation_link(user), "days": DAYS, "site_name": site_name}
        text = render_to_string("parties/mail/invitation.txt", words)
        subject = translation.gettext("Your account at %(site)s") % {"site": site_name}
    try:
        return bool(send_mail(subject, text, None, [user.email]))
    except OSError:
        # The address stays out of the log (no personal data there).
        log.warning("An invitation could not be sent: the mail server did not take it.")
        return False
