"""What signing has waiting for whom, and the way to it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.appeal.models import SigningLetter
from ouna.appeal.queries.signatories import waiting
from ouna.campaign.queries import current_campaign
from ouna.log import Actor
from ouna.parties.desk import NavItem, Wait


def waits(actor: Actor) -> list[Wait]:
    """For editors: proved applications; for the administrator: letters that did not surely leave."""
    found = []
    campaign = current_campaign() if actor.has("editor") else None
    if campaign is not None and (count := waiting(campaign)):
        text = _("Organisations that signed and wait for you")
        found.append(Wait(text, count, reverse("appeal:applications"), action=_("Look")))
    if actor.has("administrator"):
        stuck = SigningLetter.objects.filter(state__in=(SigningLetter.UNSURE, SigningLetter.FAILED)).count()
        if stuck:
            text = _("letters about signing did not surely leave")
            found.append(Wait(text, stuck, reverse("web:checks")))
    return found


def nav(actor: Actor) -> list[NavItem]:
    """Signatories for editors and auditors."""
    if not (actor.has("editor") or actor.has("auditor")):
        return []
    return [NavItem(_("Signatories"), reverse("appeal:applications"))]
