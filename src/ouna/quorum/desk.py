"""What waits at the trustees' desks."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.log import Actor
from ouna.parties.desk import NavItem, Wait
from ouna.quorum import queries


def waits(actor: Actor) -> list[Wait]:
    """Decisions that wait for a signature; a key that is still to be set up."""
    mine = list(queries.signers_of(actor).prefetch_related("keys"))
    if not mine:
        return []
    if not any(key.tested_at for signer in mine for key in signer.keys.all()):
        return [Wait(_("Set up your signing key"), 1, reverse("quorum:keys"), action=_("Set it up"))]
    count = len({w.document.pk for w in queries.waiting_for(actor)})
    return [Wait(_("Decisions that wait for you"), count, reverse("quorum:desk"), action=_("Look"))]


def nav(actor: Actor) -> list[NavItem]:
    """The trustees' room; the administrator's list of signers."""
    items = []
    if queries.signers_of(actor).exists():
        items.append(NavItem(_("Trustees"), reverse("quorum:desk")))
    if actor.has("administrator"):
        items.append(NavItem(_("Signers"), reverse("quorum:signers")))
    return items
