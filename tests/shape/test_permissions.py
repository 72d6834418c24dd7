"""The table of addresses and roles: complete, equal to the marks on the views, and true when tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from tests.shape.routes import ALLAUTH_OPEN, ANYONE, DEMO, MEMBER, ROUTES, SAMPLES, own, routes

from funds import world as small_world

ROLES = (
    "administrator",
    "treasurer",
    "auditor",
    "partner",
    "editor",
    "coordinator",
    "planner",
    "logistician",
    "trustee",
    "checker",
)
#: Of our own views, those that carry no mark because they lie below `parties`.
UNMARKED = {"ui:components"}


def address(name: str, pattern: Any) -> str:
    """An address of the route; whatever its arguments name does not exist."""
    names = list(pattern.pattern.regex.groupindex)
    for kwargs in ({n: SAMPLES[n] for n in names}, dict.fromkeys(names, "A" * 32), {"pk": 1}):
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    raise AssertionError(f"Give routes.SAMPLES a value that {name} takes.")


ALL = dict(routes())


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert set(own()) == set(ROUTES), "Add the row: python -m tests.shape.routes"


@pytest.mark.parametrize("name", [n for n in ROUTES if n not in UNMARKED])
def test_the_row_says_what_the_view_asks_for(name: str) -> None:
    assert name in own(), "The route is gone: take its row out."
    assert set(own()[name].roles) == set(ROUTES[name])


@pytest.fixture
def everyone(person: Callable[..., Any], campaign: Any) -> dict[str, Client]:
    """A client for each role, for someone without a role, and for nobody."""
    clients = {"": Client()}
    for role in (*ROLES, "none"):
        client = clients[role] = Client()
        client.force_login(person(*(() if role == "none" else (role,))))
    return clients


def test_every_address_with_every_role(everyone: dict[str, Client], figure: Callable[..., None]) -> None:
    """Whoever lacks the role gets 403, nobody logged in the log-in page; and no page breaks."""
    tried, wrong = 0, []
    for name, roles in ROUTES.items():
        if name not in ALL:
            continue
        path = address(name, ALL[name])
        # What everyone may see is tried by nobody and by somebody; the rest by every role.
        for role in ("", "none") if roles == ANYONE else everyone:
            client = everyone[role]
            for method in ("get", "post"):
                client.raise_request_exception = False
                response = getattr(client, method)(path)
                tried += 1
                to_login = response.status_code == 302 and response.headers["Location"].startswith(
                    "/accounts/login/"
                )
                if roles == ANYONE:
                    right = not to_login and response.status_code not in (401, 500)
                elif role == "":
                    right = to_login
                elif roles == MEMBER or role in roles:
                    right = not to_login and response.status_code not in (401, 403, 500)
                else:
                    right = response.status_code == 403
                if not right:
                    wrong.append((name, role or "nobody", method, response.status_code))
                # Not `close()`: its signal would drop the connection the test works in (PostgreSQL).
                for closer in response._resource_closers:
                    closer()
    figure(tried, len(wrong))
    assert not wrong
    assert tried >= 4 * len(ROUTES)


def test_pages_of_the_log_in_ask_for_it_unless_named(campaign: Any) -> None:
    client = Client()
    for name, pattern in ALL.items():
        if pattern.callback.__module__.startswith("allauth.") and name not in ALLAUTH_OPEN:
            response = client.get(address(name, pattern))
            assert response.status_code == 302 and "/accounts/login/" in response.headers["Location"], name


def test_the_rooms_of_the_demo_are_shut_elsewhere(campaign: Any, settings: Any) -> None:
    settings.DEMO = False
    client = Client()
    for name in DEMO:
        if name in ALL:
            for method in ("get", "post"):
                assert getattr(client, method)(address(name, ALL[name])).status_code == 404, (name, method)


def test_a_section_is_shut_to_the_treasurer_of_another(person: Callable[..., Any], campaign: Any) -> None:
    """The guard of every section-bound query: own row found, foreign row not there."""
    from ouna.core.values import Translated
    from ouna.log import SYSTEM
    from ouna.parties.actions import add_section
    from ouna.parties.queries import actor_of, sections_of

    made = {
        c: add_section(by=SYSTEM, country=c, name=Translated.source("en", c), currency="EUR")
        for c in ("DE", "NL")
    }
    for role in ROLES:
        bound = role not in ("administrator", "partner", "trustee", "editor", "checker")
        by = actor_of(person(role, section=made["DE"]))
        seen = set(sections_of(by, role).values_list("country", flat=True))
        assert seen == ({"DE"} if bound else {"DE", "NL"}), role
        for other in ROLES:
            if other != role:
                assert not sections_of(by, other).exists()


def test_rows_of_another_section_are_not_there(person: Callable[..., Any], clock: Any, db: None) -> None:
    """A treasurer of Switzerland asks for everything of Germany that has an address of its own."""
    world = small_world.build()
    line = small_world.line(world.germany, 1_000)
    own_line = small_world.line(world.switzerland, 1_000)
    client = Client()
    client.force_login(person("treasurer", section=world.switzerland.section))
    pages = {
        "treasury:line": (line.ref, own_line.ref),
        "treasury:account": (world.germany.ref, world.switzerland.ref),
        "treasury:opening": (world.germany.ref, None),
        "treasury:decide": (line.ref, None),
    }
    for name, (foreign, own_ref) in pages.items():
        for method in (client.get, client.post):
            assert method(reverse(name, args=[foreign])).status_code in (403, 404, 405), (name, "foreign")
        if own_ref:
            assert client.get(reverse(name, args=[own_ref])).status_code == 200, (name, "own")
    for name in ("treasury:lines", "treasury:accounts", "treasury:statements"):
        text = client.get(reverse(name)).content.decode()
        assert world.germany.ref not in text and line.ref not in text, name
