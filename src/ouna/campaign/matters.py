"""What is still open in a campaign: each app's `closing.py` names its own, found by name like `desk.py`.

`matters(campaign) -> list[Matter]`. Nothing here is kept: it is asked anew for whoever proposes the end, and
for each trustee who is to sign it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.conf import settings

from ouna.campaign.models import Campaign
from ouna.core.values import Money


@dataclass(frozen=True)
class Matter:
    """One thing that is still open. `lost`: once the campaign is closed, it cannot be ended any more."""

    text: str
    count: int = 0
    sums: tuple[Money, ...] = ()
    url: str = ""
    lost: bool = False

    @property
    def said(self) -> str:
        """How many, and how much."""
        return " · ".join([*([str(self.count)] if self.count else []), *(str(money) for money in self.sums)])


@lru_cache(maxsize=1)
def _modules() -> tuple[ModuleType, ...]:
    apps = [app for app in settings.INSTALLED_APPS if app.startswith("ouna.")]
    return tuple(import_module(f"{app}.closing") for app in apps if find_spec(f"{app}.closing"))


def matters(campaign: Campaign) -> list[Matter]:
    """All that is open, what cannot be ended later first. What is counted to nothing is left out."""
    found = [matter for matter in _all(campaign) if matter.said]
    return sorted(found, key=lambda matter: not matter.lost)


def _all(campaign: Campaign) -> Iterator[Matter]:
    for module in _modules():
        yield from module.matters(campaign)
