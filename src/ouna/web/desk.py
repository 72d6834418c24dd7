"""What waits at every desk because of the whole site: findings of checks, rooms of the administrator."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ouna.log import Actor
from ouna.log import queries as log
from ouna.log.models import Entry
from ouna.parties.desk import NavItem, News, Wait


def waits(actor: Actor) -> list[Wait]:
    """A check that found something waits for whoever can mend or judge it."""
    if not (actor.has("administrator") or actor.has("auditor") or actor.has("treasurer")):
        return []
    last = log.last_check()
    if last is None or last.ok:
        return []
    text = _("Findings of the last check of the books")
    return [Wait(text, len(last.findings) or 1, reverse("web:checks"), urgent=True, action=_("Read"))]


def news(actor: Actor, since: datetime) -> list[News]:
    """How much came into the public record; a treasurer hears of the own accounts from the treasury."""
    if not actor.roles or actor.has("treasurer"):
        return []
    pages = Entry.objects.filter(created__gt=since, kind="gift.received").count()
    if not pages:
        return []
    text = ngettext("%(n)s gift was booked", "%(n)s gifts were booked", pages) % {"n": f"{pages:,}"}
    return [News(text, reverse("web:entries") + "?what=gifts")]


def nav(actor: Actor) -> list[NavItem]:
    """Rooms that belong to no single app."""
    items = []
    if actor.has("partner") or actor.has("auditor"):
        items.append(NavItem(_("Received"), reverse("web:partner")))
    if actor.has("administrator"):
        items.append(NavItem(_("Accounts"), reverse("web:accounts")))
    if actor.has("administrator") or actor.has("auditor"):
        items.append(NavItem(_("Settings"), reverse("web:settings")))
    return items
