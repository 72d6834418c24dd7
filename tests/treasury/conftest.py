"""A fixed clock and a small world with one treasurer of everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from funds import world as small_world
from ouna.log import SYSTEM, clock
from ouna.parties.actions import add_user, give_role
from treasury import ordered


@pytest.fixture(autouse=True)
def _surroundings(settings, tmp_path) -> Iterator[None]:
    settings.STATIC_ROOT = tmp_path
    settings.VAR = tmp_path
    with clock.fixed(small_world.NOW):
        yield


@pytest.fixture
def world(db) -> small_world.World:
    return small_world.build()


@pytest.fixture
def partner(world) -> ordered.Partner:
    """Five trustees, and money for the walls on the German account."""
    return ordered.appoint(world)


@pytest.fixture
def people(world) -> dict[str, object]:
    """Logged-in browsers: a treasurer of Germany, one of Tunisia, an auditor, an administrator, an editor."""
    held = {
        "german": ("treasurer", world.germany.section),
        "tunisian": ("treasurer", world.tunisia.section),
        "auditor": ("auditor", None),
        "administrator": ("administrator", None),
        "editor": ("editor", None),
    }
    found: dict[str, object] = {}
    for key, (role, section) in held.items():
        user = add_user(by=SYSTEM, email=f"{key}@example.org", name=key.title())
        give_role(by=SYSTEM, user=user, role=role, section=section)
        found[key] = Client()
        found[key].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return found
