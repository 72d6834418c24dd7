"""Mails about a succession: to all trustees at once, whether they are said to be out of reach or not.

None holds a link to sign, or to stop anything: it says where to look and whom to ask.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from ouna.campaign.models import Campaign
from ouna.core.book import AnnouncedSuccession
from ouna.log import SYSTEM, clock
from ouna.quorum import offers, queries
from ouna.quorum.actions.succession import note_told
from ouna.quorum.models import Notice, Signer

log = logging.getLogger("ouna.quorum")

#: While it waits, each is told again after so many days: one mail can be overlooked.
AGAIN = timedelta(days=7)
ANNOUNCED = "announced"
SUBJECTS = {
    ANNOUNCED: lambda: _("Successors want to take the place of trustees"),
    "stopped": lambda: _("The succession was stopped"),
    "completed": lambda: _("Successors have taken the place of trustees"),
    "lapsed": lambda: _("The succession ended with a new list of trustees"),
}


def people_of(campaign: Campaign, found: AnnouncedSuccession) -> list[Signer]:
    """Trustees, successors, and those who are said to be out of reach; each once."""
    in_force = queries.set_in_force(campaign)
    named = in_force.succession.members if in_force and in_force.succession else ()
    refs = {*(in_force.members if in_force else ()), *found.missing, *(m.trustee for m in named)}
    rows = Signer.objects.filter(campaign=campaign, ref__in=refs, user__is_active=True)
    return list(rows.exclude(side=Signer.OFFICER).select_related("user"))


def tell(campaign: Campaign, ref: str, found: AnnouncedSuccession, over: str) -> int:
    """Write to all who were not told yet; how many mails the server took.

    It is noted after the server took it: a second mail does no harm, a missing one could.
    """
    what = over or ANNOUNCED
    told, lately = Notice.objects.filter(about=ref, what=what), clock.now() - AGAIN
    if over and told.filter(at__lte=lately).exists():
        # It is long over: who was named since then need not hear of it.
        return 0
    if not over:
        told = told.filter(at__gt=lately)
    done = set(told.values_list("signer", flat=True))
    sent = 0
    for signer in people_of(campaign, found):
        if signer.pk not in done and _send(campaign, signer, ref, found, what):
            note_told(by=SYSTEM, signer=signer, about=ref, what=what)
            sent += 1
    return sent


def _send(campaign: Campaign, signer: Signer, ref: str, found: AnnouncedSuccession, what: str) -> bool:
    lang = signer.user.lang or settings.LANGUAGE_CODE
    with translation.override(lang):
        rows = Signer.objects.filter(campaign=campaign, ref__in=found.missing)
        words = {
            "name": signer.user.name,
            "what": what,
            "missing": [offers.who(row, lang) for row in rows],
            "due": found.due[:10],
            "site": settings.SITE_URL.rstrip("/"),
        }
        text = render_to_string("quorum/mail/succession.txt", words)
        subject = SUBJECTS[what]()
    try:
        return bool(send_mail(subject, text, None, [signer.user.email]))
    except OSError:
        log.warning("A mail about a succession could not be sent: the mail server did not take it.")
        return False
