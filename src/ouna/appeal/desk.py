"""What the appeal and its signing have waiting for whom, and the way there."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.appeal import texts_desk
from ouna.appeal.models import SigningLetter
from ouna.appeal.queries.signatories import waiting
from ouna.campaign.queries import current_campaign
from ouna.log import Actor
from ouna.parties.desk import NavItem, Wait


def waits(actor: Actor) -> list[Wait]:
    """For editors: proved applications; for the administrator: letters that did not surely leave; what waits
    because of the texts."""
    found = texts_desk.waits(actor)
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
    """The text for those who work on it; signatories for editors and auditors."""
    found = texts_desk.nav(actor)
    if not (actor.has("editor") or actor.has("auditor")):
        return found
    return [*found, NavItem(_("Signatories"), reverse("appeal:applications"))]
