"""Reminders of commitments whose day is over."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from ouna.pact.models import Commitment
from ouna.parties.models import Role, User

log = logging.getLogger("ouna.pact")


def people_of(commitment: Commitment) -> list[User]:
    """Who is reminded: the partner's people, or the coalition's office."""
    partners = commitment.owner_id == commitment.campaign.partner_id
    role = Role.PARTNER if partners else Role.ADMINISTRATOR
    return list(User.objects.filter(roles__role=role, is_active=True).distinct())


def remind(commitment: Commitment) -> int:
    """Write to those who owe it, each in his language; how many mails the server took."""
    return sum(_send(user, commitment) for user in people_of(commitment))


def _send(user: User, commitment: Commitment) -> bool:
    lang = user.lang or settings.LANGUAGE_CODE
    with translation.override(lang):
        words = {
            "name": user.name,
            "text": commitment.texts.best(lang)[1],
            "due": commitment.due,
            "site": settings.SITE_URL.rstrip("/"),
        }
        text = render_to_string("pact/mail/overdue.txt", words)
        subject = _("A duty of the pact is overdue")
    try:
        return bool(send_mail(subject, text, None, [user.email]))
    except OSError:
        log.warning("A reminder could not be sent: the mail server did not take it.")
        return False
