"""Periodic work: completing what has waited its time, telling of successions, reminding, forgetting."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from ouna.campaign.models import Campaign
from ouna.core.book import RuleBroken
from ouna.log import SYSTEM, clock
from ouna.log.background import Task
from ouna.quorum import queries
from ouna.quorum.actions import complete_replacement, complete_succession, forget_tickets
from ouna.quorum.mail import remind_all
from ouna.quorum.notices import tell

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


def successions() -> None:
    """Tell all whom a succession concerns, and complete what is due.

    Repeatable: what is completed, stopped or lapsed is not due, and who was told is not told again.
    """
    now = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    for campaign in Campaign.objects.filter(state=Campaign.OPEN):
        in_force = queries.set_in_force(campaign)
        for ref, found in queries.successions(campaign).items():
            over = queries.end_of(found, in_force)
            if not over and found.due <= now:
                # Whoever runs at the same moment finds it completed: the record takes it once.
                with suppress(RuleBroken):
                    complete_succession(by=SYSTEM, campaign=campaign, ref=ref)
                found = queries.successions(campaign)[ref]
                in_force = queries.set_in_force(campaign)
                over = queries.end_of(found, in_force)
            tell(campaign, ref, found, over)


def forget() -> None:
    """Remove tickets and second-device copies a day after their end."""
    forget_tickets(by=SYSTEM, before=clock.now() - KEPT)


TASKS = (
    Task("quorum.replacements", MINUTE, replacements),
    Task("quorum.successions", MINUTE, successions),
    Task("quorum.reminders", HOUR, remind_all),
    Task("quorum.forget", HOUR, forget),
)
