"""What is still open with requests and payments when a campaign is to be closed."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.campaign.matters import Matter
from ouna.campaign.models import Campaign
from ouna.core.values import Money
from ouna.spending.queries.reading import open_alarms
from ouna.spending.queries.standing import Stand, can_be_ordered, recorded, stands

#: States of requests on which the trustees have not decided.
UNDECIDED = ("waits", "stopped")


def matters(campaign: Campaign) -> Iterator[Matter]:
    """Requests that are not ordered, orders that no bank has executed, payments without proof, alarms.

    What is ordered may still be paid after the end; what is only approved may not.
    """
    rows = stands(list(recorded(campaign)))
    here = reverse("spending:requests")
    approved = [stand for stand in rows if can_be_ordered(stand)]
    waiting = [stand for stand in rows if stand.word in UNDECIDED and stand not in approved]
    paid = [one for stand in rows for one in stand.orders]
    executing = [one for one in paid if one.status == "open"]
    unproven = [one for one in paid if one.stands and not one.proven]
    yield Matter(_("Requests that wait for signatures"), len(waiting), _left(waiting), here, lost=True)
    yield Matter(_("Approved and not ordered"), len(approved), _left(approved), here, lost=True)
    ordered = _sums([one.order.money for one in executing])
    yield Matter(_("Orders that no bank has executed"), len(executing), ordered, here)
    yield Matter(_("Payments without proof of use"), len(unproven), url=here)
    yield Matter(_("Bank lines that do not fit their order"), len(open_alarms(campaign)), url=here)


def _left(rows: list[Stand]) -> tuple[Money, ...]:
    """What may still be ordered of these requests."""
    return _sums([stand.left for stand in rows])


def _sums(parts: list[Money]) -> tuple[Money, ...]:
    """Added up by currency."""
    found: dict[str, int] = {}
    for money in parts:
        found[money.currency] = found.get(money.currency, 0) + money.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(found.items()) if minor)
