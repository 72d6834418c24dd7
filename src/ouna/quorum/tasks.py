"""Periodic work: completing replacements whose waiting time is over, reminding, forgetting old tickets."""

from __future__ import annotations

from datetime import timedelta

from ouna.campaign.models import Campaign
from ouna.log import SYSTEM, clock
from ouna.log.background import Task
from ouna.quorum import queries
from ouna.quorum.actions import complete_replacement, forget_tickets
from ouna.quorum.mail import remind_all

MINUTE = 60.0
HOUR = 60 * MINUTE
KEPT = timedelta(days=1)


def replacements() -> None:
    """Complete what is due. Repeatable: what is completed or stopped is not due."""
    now = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    for campaign in Campaign.objects.filter(state=Campaign.OPEN):
        for ref, found in queries.replacements(campaign).items():
            if not found.over and found.due <= now and _may_complete(campaign, found.trustee):
                complete_replacement(by=SYSTEM, campaign=campaign, ref=ref)


def _may_complete(campaign: Campaign, trustee: str) -> bool:
    """Whether who gets the key is still a trustee: else the replacement stays open, and harmless."""
    found = queries.set_in_force(campaign)
    return found is not None and trustee in found.members


def forget() -> None:
    """Remove tickets and second-device copies a day after their end."""
    forget_tickets(by=SYSTEM, before=clock.now() - KEPT)


TASKS = (
    Task("quorum.replacements", MINUTE, replacements),
    Task("quorum.reminders", HOUR, remind_all),
    Task("quorum.forget", HOUR, forget),
)
