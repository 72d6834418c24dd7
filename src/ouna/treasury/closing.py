"""What is still open with the banks when a campaign is to be closed."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.campaign.matters import Matter
from ouna.campaign.models import Campaign
from ouna.core.values import Money
from ouna.funds.queries import announced_accounts
from ouna.treasury.queries.accounts import account_rows, in_transit


def matters(campaign: Campaign) -> Iterator[Matter]:
    """Bank lines nobody has decided or explained, statements that do not add up, transfers on their way."""
    accounts = list(announced_accounts(campaign))
    rows, here = account_rows(accounts), reverse("treasury:accounts")
    sums = tuple(Money(row.waiting_minor, row.account.currency) for row in rows if row.waiting_minor)
    yield Matter(_("Bank lines to decide"), sum(row.waiting for row in rows), sums, here)
    yield Matter(_("Bank lines nobody has explained"), sum(row.unexplained for row in rows), url=here)
    yield Matter(_("Statements that do not add up"), sum(row.held for row in rows), url=here)
    moving = in_transit(accounts)
    sums = tuple(Money(row.minor, row.currency) for row in moving)
    yield Matter(_("Transfers between accounts that have not arrived"), len(moving), sums, here)
