"""What waits because of the pact, and the way to it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.campaign.queries import current_campaign
from ouna.log import Actor, clock
from ouna.pact import queries, rules
from ouna.pact.models import Commitment
from ouna.parties.desk import NavItem, Wait

#: Who has a room of the pact.
READERS = ("partner", "administrator", "editor", "trustee", "treasurer", "auditor")


def waits(actor: Actor) -> list[Wait]:
    """Commitments that are overdue or to be confirmed; points of the checklist without an answer."""
    if not (actor.has("partner") or actor.has("administrator")):
        return []
    campaign = current_campaign()
    if campaign is None:
        return []
    found, here = [], reverse("pact:desk")
    late = queries.owed_by(actor, campaign).filter(state=Commitment.OPEN, due__lt=clock.today()).count()
    if late:
        text = _("Duties of the pact that are overdue")
        found.append(Wait(text, late, here, urgent=True, action=_("Look")))
    reported = queries.to_confirm(actor, campaign).count()
    if reported:
        text = _("Duties reported as kept: do you confirm it?")
        found.append(Wait(text, reported, here, action=_("Look")))
    if actor.has("partner"):
        unanswered = sum(1 for point in queries.points(campaign) if point.answer == rules.OPEN)
        if unanswered:
            text = _("Points of the checklist without an answer")
            found.append(Wait(text, unanswered, reverse("pact:checklist"), action=_("Answer")))
    return found


def nav(actor: Actor) -> list[NavItem]:
    """The pact's room, for all who work under it."""
    if any(actor.has(role) for role in READERS):
        return [NavItem(_("Pact"), reverse("pact:desk"))]
    return []
