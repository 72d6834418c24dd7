"""Periodic work: the newest confirmed rates are recorded, so that totals are shown with them."""

from __future__ import annotations

from ouna.campaign.models import Campaign
from ouna.campaign.queries import current_campaign
from ouna.funds.actions import use_rates
from ouna.log import SYSTEM
from ouna.log.background import Task


def record_rates() -> None:
    """Record the rates that totals need and that are newer than the recorded ones."""
    campaign = current_campaign()
    if campaign is not None and campaign.state == Campaign.OPEN:
        use_rates(by=SYSTEM, campaign=campaign)


TASKS = (Task("funds.rates", 3600.0, record_rates),)
