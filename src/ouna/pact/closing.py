"""What is still open under the pact when a campaign is to be closed."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.campaign.matters import Matter
from ouna.campaign.models import Campaign
from ouna.pact import queries
from ouna.pact.models import Commitment


def matters(campaign: Campaign) -> Iterator[Matter]:
    """Duties that are owed, or reported and not confirmed. They outlive the campaign."""
    owed = queries.commitments(campaign).filter(state__in=[Commitment.OPEN, Commitment.DONE])
    yield Matter(_("Duties of the pact that are not kept yet"), owed.count(), url=reverse("pact:desk"))
