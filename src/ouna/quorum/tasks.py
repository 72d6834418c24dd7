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
    """Complete what is due. Repeatable: what is completed, stopped or lapsed is not due."""
    now = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    for campaign in Campaign.objects.filter(state=Campaign.OPEN):
        in_force = queries.set_in_force(campaign)
        for ref, found in queries.replacements(campaign).items():
            if not queries.end_of(found, in_force) and found.due <= now:
                complete_replacement(by=SYSTEM, campaign=campaign, ref=ref)


def forget() -> None:
    """Remove tickets and second-device copies a day after their end."""
    forget_tickets(by=SYSTEM, before=clock.now() - KEPT)


TASKS = (
    Task("quorum.replacements", MINUTE, replacements),
    Task("quorum.reminders", HOUR, remind_all),
    Task("quorum.forget", HOUR, forget),
)
