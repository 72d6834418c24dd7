"""What waits for the checkers, and the way to it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.log import Actor
from ouna.parties.desk import NavItem, Wait
from ouna.screening import queries


def waits(actor: Actor) -> list[Wait]:
    """Possible matches to decide, lists that are missing, old, or wait to be used."""
    if not actor.has("checker"):
        return []
    found = []
    here = reverse("screening:desk")
    if count := queries.waiting_for(actor):
        text = _("Possible matches that wait for your decision")
        found.append(Wait(text, count, here, urgent=True, action=_("Decide")))
    if count := queries.to_confirm(actor):
        text = _("Lists that wait for a second checker")
        found.append(Wait(text, count, reverse("screening:lists"), urgent=True, action=_("Look")))
    if count := queries.lists_waiting():
        text = _("Lists that wait to be used")
        found.append(Wait(text, count, reverse("screening:lists"), action=_("Look")))
    lists, allowed = queries.current_lists(), queries.limits()
    old = [one for one, days in queries.ages(lists) if days > allowed.list_days]
    if not lists or old:
        text = _("Lists too old: nothing can be paid") if lists else _("No list: nothing can be paid")
        found.append(
            Wait(text, max(len(old), 1), reverse("screening:lists"), urgent=True, action=_("Load them"))
        )
    return found


def nav(actor: Actor) -> list[NavItem]:
    """Name checks for checkers and auditors, their limits for the administrator."""
    if actor.has("checker") or actor.has("auditor"):
        waiting = queries.waiting_for(actor) if actor.has("checker") else 0
        return [NavItem(_("Name checks"), reverse("screening:desk"), waiting)]
    if actor.has("administrator"):
        return [NavItem(_("Name checks"), reverse("screening:limits"))]
    return []
