"""Reminders. A mail never holds a link that approves, or anything to sign: it says to open one's desk."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from ouna.log import clock
from ouna.parties.models import User
from ouna.parties.queries import actor_of
from ouna.quorum.models import Signer
from ouna.quorum.queries import waiting_for

log = logging.getLogger("ouna.quorum")

#: A person is reminded no more often than this, and of nothing that is younger.
BETWEEN = timedelta(days=2)
PATIENCE = timedelta(hours=12)


def remind_all() -> None:
    """Write to each person for whom something has waited. Repeatable: who was written to has peace."""
    now = clock.now()
    rows = Signer.objects.select_related("user").filter(user__is_active=True)
    for signer in {row.user_id: row for row in rows}.values():
        if signer.reminded_at is not None and signer.reminded_at > now - BETWEEN:
            continue
        waiting = [w for w in waiting_for(actor_of(signer.user)) if w.document.made_at <= now - PATIENCE]
        if waiting and remind(signer.user, len({w.document.pk for w in waiting})):
            Signer.objects.filter(user=signer.user).update(reminded_at=now)


def remind(user: User, count: int) -> bool:
    """Send one reminder in the person's language; False if the mail server did not take it."""
    with translation.override(user.lang or settings.LANGUAGE_CODE):
        words = {"name": user.name, "count": count, "site": settings.SITE_URL.rstrip("/")}
        text = render_to_string("quorum/mail/reminder.txt", words)
        subject = ngettext("%(n)s decision waits for you", "%(n)s decisions wait for you", count) % {
            "n": count
        }
    try:
        return bool(send_mail(subject, text, None, [user.email]))
    except OSError:
        log.warning("A reminder could not be sent: the mail server did not take it.")
        return False
