"""Periodic work: letters, reminders, promises that end. Each may be stopped and started at any moment."""

from __future__ import annotations

import logging
import smtplib
import socket

from django.core.mail import EmailMessage

from ouna.donations.actions import expire_pledges, forget_promisers, forget_visits, remind_pledges
from ouna.donations.actions.letters import forget_letters, settle_letter, take_letter
from ouna.donations.mail import mail_of
from ouna.donations.models import Letter
from ouna.log import SYSTEM
from ouna.log.background import Task
from ouna.parties.sealed import open_field

logger = logging.getLogger(__name__)

#: Letters sent in one go, so that other periodic work gets its turn.
MOST_AT_ONCE = 100
CHUNK = 500


def send_letters() -> int:
    """Send what is due; returns how many left. A letter leaves at most once, even through a crash."""
    sent = 0
    for _turn in range(MOST_AT_ONCE):
        letter = take_letter(by=SYSTEM)
        if letter is None:
            break
        state = _send(letter)
        settle_letter(by=SYSTEM, letter=letter, state=state)
        sent += state == Letter.State.SENT
    return sent


def _send(letter: Letter) -> str:
    """Send one letter; what became of it. Whatever is not surely refused is not tried again."""
    person = letter.person
    to = open_field(person.ref, "parties_person", "sealed_email", person.ref, person.sealed_email)
    mail = mail_of(letter) if to else None
    if mail is None:
        return Letter.State.DROPPED
    message = EmailMessage(mail.subject, mail.body, to=[to], headers={"Auto-Submitted": "auto-generated"})
    try:
        message.send()
    except (smtplib.SMTPConnectError, ConnectionRefusedError, socket.gaierror):
        # Surely before the server had it. Neither message nor address goes into the log.
        logger.warning("letters: the mail server does not answer")
        return Letter.State.WAITS
    except smtplib.SMTPRecipientsRefused:
        return Letter.State.FAILED
    except (smtplib.SMTPException, OSError) as error:
        logger.error("letters: a letter may have left or not: %s", type(error).__name__)
        return Letter.State.UNSURE
    return Letter.State.SENT


def look_after_pledges() -> None:
    """Remind once, let old promises end, forget who gave nothing."""
    for work in (remind_pledges, expire_pledges, forget_promisers):
        while work(by=SYSTEM) >= CHUNK:
            pass
    forget_visits(by=SYSTEM)
    forget_letters(by=SYSTEM)


TASKS = (
    Task("donations.letters", 20.0, send_letters),
    Task("donations.pledges", 3600.0, look_after_pledges),
)
