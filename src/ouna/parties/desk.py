"""What each desk starts with, and what waits for the administrator.

Every app's `desk.py` offers the same functions, found by name: `waits(actor) -> list[Wait]`,
`news(actor, since) -> list[News]` and `nav(actor) -> list[NavItem]`; each may be absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.log import Actor
from ouna.parties import queries


@dataclass(frozen=True)
class Wait:
    """Something that waits for the actor: how many, what, where, and whether it is late."""

    text: str
    count: int
    url: str
    urgent: bool = False
    detail: str = ""
    action: str = ""


@dataclass(frozen=True)
class News:
    """Something that came since the last visit: what, and where to see it."""

    text: str
    url: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class NavItem:
    """One entry of a desk's menu; `waits` is shown beside it."""

    label: str
    url: str
    waits: int = 0


def waits(actor: Actor) -> list[Wait]:
    """Invitations nobody has answered, sections nobody looks after."""
    if not actor.has("administrator"):
        return []
    found = []
    invited, lonely = queries.unanswered_invitations(), queries.sections_without_treasurer()
    if invited:
        text = _("Invitations not answered yet")
        found.append(Wait(text, invited, reverse("parties:people"), action=_("Look")))
    if lonely:
        text = _("Sections without a treasurer")
        found.append(Wait(text, lonely, reverse("parties:people"), action=_("Give the role")))
    return found


def nav(actor: Actor) -> list[NavItem]:
    """The administrator's rooms."""
    if not actor.has("administrator"):
        return [NavItem(_("Personal data"), reverse("parties:data"))] if actor.has("auditor") else []
    return [NavItem(_("People"), reverse("parties:people"))]
