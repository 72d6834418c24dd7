"""What waits at the desks because of rates and purposes, and the way to them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.funds.models import Rate
from ouna.log import Actor
from ouna.parties.desk import NavItem, Wait


def waits(actor: Actor) -> list[Wait]:
    """Typed rates that somebody else should confirm."""
    if not (actor.has("treasurer") or actor.has("administrator")):
        return []
    count = Rate.objects.filter(confirmed_by="").exclude(entered_by=actor.ref).count()
    if not count:
        return []
    return [Wait(_("Rates that need a second person"), count, reverse("funds:rates"), action=_("Compare"))]


def nav(actor: Actor) -> list[NavItem]:
    """Rates for those who keep and read the books, purposes for the administrator."""
    items = []
    if any(actor.has(role) for role in ("treasurer", "administrator", "auditor")):
        items.append(NavItem(_("Rates"), reverse("funds:rates")))
    if actor.has("administrator"):
        items.append(NavItem(_("Purposes"), reverse("funds:purposes")))
    return items
