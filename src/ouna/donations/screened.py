"""Givers whose names are checked against sanctions lists (found by name by `screening.tasks`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Sum

from ouna.core.screening.values import Subject
from ouna.donations.models import Gift
from ouna.donations.queries import donor_of


def subjects(above: Mapping[str, int]) -> Iterator[tuple[str, Subject]]:
    """(ref, name) of who gave at least so many minor units, at once or, where we know the person, in all.

    The ref is the person's, or the account's for givers whom only the bank names: whose erasing forgets both.
    """
    for currency, minor in sorted(above.items()):
        booked = Gift.objects.filter(state=Gift.State.BOOKED, currency=currency)
        large = booked.filter(minor__gte=minor)
        givers = booked.exclude(person=None).values("person").annotate(total=Sum("minor"))
        known = booked.filter(person__in=[row["person"] for row in givers.filter(total__gte=minor)])
        for gift in (large | known).select_related("person", "account").order_by("pk").iterator(500):
            if name := donor_of(gift):
                yield gift.person.ref if gift.person else gift.account.ref, Subject(name)
