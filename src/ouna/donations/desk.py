"""What giving has waiting for whom."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ouna.donations.models import Letter
from ouna.log import Actor
from ouna.parties.desk import Wait


def waits(actor: Actor) -> list[Wait]:
    """For the administrator: letters of which nobody knows whether they left, or that no server took."""
    if not actor.has("administrator"):
        return []
    stuck = Letter.objects.filter(state__in=[Letter.State.UNSURE, Letter.State.FAILED]).count()
    if not stuck:
        return []
    detail = _(
        "Look at the mail server. They are not sent again by themselves, so that nobody gets one twice."
    )
    return [Wait(text=_("letters did not surely leave"), count=stuck, url="/desk/checks/", detail=detail)]
