"""What is still open in the purposes when a campaign is to be closed."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouna.campaign.matters import Matter
from ouna.campaign.models import Campaign
from ouna.core.values import Money
from ouna.log import queries as log


def matters(campaign: Campaign) -> Iterator[Matter]:
    """What is in each purpose and not ordered: after the end nothing can be ordered from it. Two queries."""
    funds = list(campaign.funds.all())
    kept = log.balances_of([ref for fund in funds for ref in (fund.ref, f"{fund.ref}:reserved")])
    for fund in funds:
        free = [
            Money(minor - kept.get((f"{of}:reserved", currency), 0), currency)
            for (of, currency), minor in sorted(kept.items())
            if of == fund.ref
        ]
        title = fund.titles.best(get_language() or "en")[1]
        yield Matter(
            _("Money in “%(purpose)s”") % {"purpose": title},
            sums=tuple(money for money in free if money.minor),
            url=reverse("web:home") + "#purposes",
            lost=True,
        )
