"""What waits at the desks: payments to order, proof to add, bank lines that do not fit."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.campaign.queries import current_campaign
from ouna.log import Actor
from ouna.parties.desk import NavItem, Wait
from ouna.spending import rules
from ouna.spending.models import Request
from ouna.spending.queries.reading import open_alarms
from ouna.spending.queries.standing import can_be_ordered, recorded, stands


def waits(actor: Actor) -> list[Wait]:
    """For treasurers what is approved, for the partner what lacks proof, for both and the trustees what was
    stopped."""
    campaign = current_campaign()
    pays, shows, signs = actor.has("treasurer"), actor.has("partner"), actor.has("trustee")
    if campaign is None or not (pays or shows or signs or any(actor.has(role) for role in rules.ASKS)):
        return []
    found = []
    if pays or shows or signs:
        rows = stands(list(recorded(campaign)))
        if pays:
            ready = [s for s in rows if can_be_ordered(s)]
            late = sum(1 for s in ready if s.late)
            url = reverse("spending:payments")
            text = _("Approved payments that wait to be sent")
            found.append(Wait(text, len(ready), url, urgent=late > 0, action=_("Look")))
        if shows:
            lacking = sum(len(s.unproven) for s in rows)
            url = reverse("spending:requests")
            found.append(Wait(_("Payments without proof of use"), lacking, url, action=_("Add it")))
        if shows or signs:
            alarms = len(open_alarms(campaign))
            text = _("Bank lines that do not fit their order")
            url = reverse("spending:requests")
            found.append(Wait(text, alarms, url, urgent=True, action=_("Look into it")))
    drafts = Request.objects.filter(campaign=campaign, state=Request.DRAFT, made_by=actor.ref).count()
    found.append(Wait(_("Requests you have begun"), drafts, reverse("spending:requests"), action=_("Go on")))
    return found


def nav(actor: Actor) -> list[NavItem]:
    """Requests for all who may read them, payments for those who pay or audit."""
    items = []
    if any(actor.has(role) for role in rules.READS):
        items.append(NavItem(_("Requests"), reverse("spending:requests")))
    if actor.has("treasurer") or actor.has("auditor"):
        items.append(NavItem(_("Payments"), reverse("spending:payments")))
    return items
