"""What the demo's people do every day, so that a demo left running goes on as a campaign does."""

from __future__ import annotations

from django.conf import settings

from ouna.demo import partner, roof, sheet, tour
from ouna.log import clock
from ouna.log.background import Task
from ouna.screening.models import NameList
from ouna.screening.tasks import rescreen

DAY = 24 * 3600.0


def renew_names() -> bool:
    """The two checkers bring the invented list into use as of today, as those of a campaign do each week.

    Repeatable; True if a newer version came into use. Nothing is done before the demo is built.
    """
    if not settings.DEMO or tour.demo_day() is None:
        return False
    used = NameList.objects.filter(name=sheet.LIST_NAME, state=NameList.CURRENT).first()
    if used is None or used.dated is None:
        return False
    if (clock.today() - used.dated).days <= sheet.LIST_AGE:
        return False
    loads, confirms = roof.player("hanneke"), roof.player("ama")
    if loads is None or confirms is None:
        return False
    partner.use_names_of(loads, confirms)
    # A changed list ends all clearances; nobody should have to wait for the hourly run.
    rescreen()
    return True


TASKS = (Task("demo.names", DAY, renew_names),)
