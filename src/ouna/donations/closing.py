"""What is still open with the givers when a campaign is to be closed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from ouna.campaign.matters import Matter
from ouna.campaign.models import Campaign
from ouna.core.values import Money
from ouna.donations.models import Pledge


def matters(campaign: Campaign) -> Iterator[Matter]:
    """Promises whose money has not arrived: what arrives later is booked, and stays. One query."""
    rows = Pledge.objects.filter(campaign=campaign, state=Pledge.State.OPEN).order_by("currency")
    sums = list(rows.values_list("currency").annotate(Sum("minor"), Count("pk")))
    yield Matter(
        _("Promises whose money has not arrived"),
        count=sum(count for _currency, _minor, count in sums),
        sums=tuple(Money(minor, currency) for currency, minor, _count in sums),
    )
