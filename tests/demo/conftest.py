"""The demo, built for D by the actions that people use, in a folder of its own."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, date, datetime, time

import pytest

D = date(2026, 11, 20)


@pytest.fixture
def built_on(transactional_db, settings, tmp_path):
    """Builds the demo for a day, and lets it be noon of a day."""
    from ouna.demo.builder import build
    from ouna.log import clock
    from ouna.screening.index import forget_index

    settings.VAR = tmp_path
    settings.STATIC_ROOT = tmp_path
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["ouna.demo.hashers.DemoPasswordHasher"]
    forget_index()
    with ExitStack() as until_done:

        def make(d: date, today: date) -> None:
            build(d)
            until_done.enter_context(clock.fixed(datetime.combine(today, time(12), UTC)))

        yield make
    forget_index()


@pytest.fixture
def built(built_on, tmp_path):
    built_on(D, D)
    return tmp_path
