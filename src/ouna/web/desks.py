"""The desks, put together from the `desk.py` of every app."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.log import Actor
from ouna.parties.desk import NavItem, News, Wait
from ouna.parties.roles import ROLE_NAMES


@lru_cache(maxsize=8)
def modules(name: str) -> tuple[ModuleType, ...]:
    """The module of that name of every app of ours that has one, in the order of the settings."""
    apps = [app for app in settings.INSTALLED_APPS if app.startswith("ouna.")]
    return tuple(importlib.import_module(f"{app}.{name}") for app in apps if find_spec(f"{app}.{name}"))


def _gather(function: str) -> Iterator[Callable[..., Any]]:
    for module in modules("desk"):
        if hasattr(module, function):
            yield getattr(module, function)


def waits(actor: Actor) -> list[Wait]:
    """What waits for the actor: what is late first, then in the order of the apps."""
    found = [wait for ask in _gather("waits") for wait in ask(actor) if wait.count]
    return sorted(found, key=lambda wait: not wait.urgent)


def news(actor: Actor, since: datetime) -> list[News]:
    """What came since the last visit, newest first where the time is known."""
    found: list[News] = [item for ask in _gather("news") for item in ask(actor, since)]
    return sorted(found, key=lambda item: item.at or since, reverse=True)


def nav(actor: Actor) -> list[NavItem]:
    """The menu of a desk: its start, then what each app adds for the actor's roles."""
    items = [NavItem(_("Desk"), reverse("web:desk"))]
    seen = {items[0].url}
    for ask in _gather("nav"):
        for item in ask(actor):
            if item.url not in seen:
                items.append(item)
                seen.add(item.url)
    return items


def role_names(actor: Actor) -> list[str]:
    """The actor's roles in words, each once."""
    held = {role for role, _section in actor.roles}
    return [str(label) for role, label in ROLE_NAMES.items() if role in held]
