"""Periodic work: letters about signing, asking for confirmation, forgetting. Repeatable at any moment."""

from __future__ import annotations

import logging
import smtplib
import socket

from django.core.mail import EmailMessage

from ouna.appeal.actions.letters import forget_signing_letters, settle_signing_letter, take_signing_letter
from ouna.appeal.actions.supporting import CHUNK, forget_addresses, forget_officers
from ouna.appeal.actions.withdrawing import ask_to_confirm
from ouna.appeal.mail import mail_of
from ouna.appeal.models import SigningLetter
from ouna.appeal.queries.signatories import email_of
from ouna.campaign.models import Campaign
from ouna.log import SYSTEM
from ouna.log.background import Task
from ouna.parties.sealed import open_field

logger = logging.getLogger(__name__)

#: Letters sent in one go, so that other periodic work gets its turn.
MOST_AT_ONCE = 100


def send_signing_letters() -> int:
    """Send what is due; returns how many left. A letter leaves at most once, even through a crash."""
    sent = 0
    for _turn in range(MOST_AT_ONCE):
        letter = take_signing_letter(by=SYSTEM)
        if letter is None:
            break
        state = _send(letter)
        settle_signing_letter(by=SYSTEM, letter=letter, state=state)
        sent += state == SigningLetter.SENT
    return sent


def _address(letter: SigningLetter) -> str:
    if letter.to is not None:
        return email_of(letter.to)
    supporter = letter.supporter
    if supporter is None or supporter.person is None:
        return ""
    ref = supporter.person.ref
    place = ("appeal_supporter", "sealed_email", supporter.ref)
    return open_field(ref, *place, supporter.sealed_email) or ""


def _send(letter: SigningLetter) -> str:
    """Send one letter; what became of it. Whatever is not surely refused is not tried again."""
    to = _address(letter)
    mail = mail_of(letter) if to else None
    if mail is None:
        return SigningLetter.DROPPED
    message = EmailMessage(mail.subject, mail.body, to=[to], headers={"Auto-Submitted": "auto-generated"})
    try:
        message.send()
    except (smtplib.SMTPConnectError, ConnectionRefusedError, socket.gaierror):
        # Surely before the server had it. Neither message nor address goes into the log.
        logger.warning("letters about signing: the mail server does not answer")
        return SigningLetter.WAITS
    except smtplib.SMTPRecipientsRefused:
        return SigningLetter.FAILED
    except (smtplib.SMTPException, OSError) as error:
        logger.error("letters about signing: a letter may have left or not: %s", type(error).__name__)
        return SigningLetter.UNSURE
    return SigningLetter.SENT


def look_after_signatures() -> None:
    """Ask for confirmation of a new version, forget what is not needed any more."""
    for campaign in Campaign.objects.filter(state=Campaign.OPEN, closed_on=None):
        while ask_to_confirm(by=SYSTEM, campaign=campaign) >= CHUNK:
            pass
    forget_addresses(by=SYSTEM)
    forget_officers(by=SYSTEM)
    forget_signing_letters(by=SYSTEM)


TASKS = (
    Task("appeal.letters", 20.0, send_signing_letters),
    Task("appeal.signatures", 3600.0, look_after_signatures),
)
