"""What every test has: an installation of its own, a clock that stands, people with roles.

Settings see that tests run and keep everything they write in a temporary folder (`ouna.web.settings`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

pytest_plugins = ("tests.figures",)

# How long an example takes says how busy the machine is, and nothing about the code.
hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("untimed")

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def log_folders(request: pytest.FixtureRequest) -> Iterator[None]:
    """The database is rolled back after a test; what lies beside it must not outlive it either."""
    marker = request.node.get_closest_marker("django_db")
    wanted = {"db", "transactional_db"} & set(request.fixturenames)
    if not django_settings.configured or not (marker or wanted):
        yield
        return
    settings = request.getfixturevalue("settings")
    folder = request.getfixturevalue("tmp_path_factory").mktemp("log")
    settings.LOG_KEY_FILE = folder / "keys" / "log.key"
    settings.SEALING_KEY_FILE = folder / "keys" / "sealing.key"
    settings.HIGH_WATER_FILE = folder / "high-water" / "note"
    settings.BOOKS_DIR = folder / "books"
    if not ("transactional_db" in wanted or (marker and marker.kwargs.get("transaction"))):
        yield
        return
    # Such a test ends with emptying all tables, which the triggers refuse; the migrate signal that follows
    # installs them again.
    request.getfixturevalue("transactional_db")
    yield
    from ouna.log import triggers

    triggers.remove()


@pytest.fixture(autouse=True, scope="session")
def few_rounds() -> Iterator[int]:
    """Digits to compare cost one round here: thousands of documents are signed. Gives the true number, which
    processes take that tests start; with `true_rounds`, so does what is held against them or vectors."""
    from ouna.core.quorum import fingerprint

    true = fingerprint.ITERATIONS
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fingerprint, "ITERATIONS", 1)
        yield true


@pytest.fixture
def true_rounds(few_rounds: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Digits to compare as they really are, with so many rounds."""
    from ouna.core.quorum import fingerprint

    monkeypatch.setattr(fingerprint, "ITERATIONS", few_rounds)
    return few_rounds


@pytest.fixture
def clock() -> Iterator[Any]:
    """The clock stands at noon of 20 November 2026; `clock.set(lambda: …)` moves it."""
    from ouna.log import clock as the_clock

    the_clock.set(lambda: NOON)
    yield the_clock
    the_clock.set(None)


@pytest.fixture
def person(db: None, clock: Any) -> Callable[..., Any]:
    """A maker of users: `person("treasurer", section=section)`, `person()` without a role."""
    from ouna.log import SYSTEM
    from ouna.parties.actions import add_user, give_role

    made: list[Any] = []

    def make(*roles: str, section: Any = None, password: str | None = None, **more: Any) -> Any:
        number = len(made)
        name = more.pop("name", f"{'-'.join(roles) or 'nobody'} {number}")
        user = add_user(by=SYSTEM, email=f"u{number}@pear.example", name=name, password=password, **more)
        for role in roles:
            give_role(by=SYSTEM, user=user, role=role, section=section)
        made.append(user)
        return user

    return make


@pytest.fixture
def actor(person: Callable[..., Any]) -> Callable[..., Any]:
    """A maker of actors, backed by users: `actor("administrator")`."""
    from ouna.parties.queries import actor_of

    return lambda *roles, **more: actor_of(person(*roles, **more))


@pytest.fixture
def campaign(db: None, clock: Any) -> Any:
    """An open campaign of 5,000.00 EUR with a coalition, a partner and texts in English and Arabic."""
    from ouna.campaign.actions import draft_campaign, open_campaign
    from ouna.core.values import Money, Translated
    from ouna.log import SYSTEM
    from ouna.log.actions import open_log
    from ouna.parties.actions import add_organisation

    home = add_organisation(by=SYSTEM, name=Translated.source("en", "Pear Union"), is_coalition=True)
    partner = add_organisation(by=SYSTEM, name=Translated.source("ar", "جمعية لندو"), is_partner=True)
    open_log(by=SYSTEM, coalition=home.ref)
    title = Translated.source("en", "A school for Lindow").with_text("ar", "مدرسة لندو")
    made = draft_campaign(
        by=SYSTEM,
        slug="lindow",
        coalition=home,
        partner=partner,
        title=title,
        summary=Translated.source("en", "The school lost its roof."),
        goal=Money(500_000, "EUR"),
        currencies=["CHF"],
        fee_limits={"EUR": 5_000},
        languages=["en", "ar"],
    )
    open_campaign(by=SYSTEM, campaign=made)
    return made
