"""The demo, built for D by the actions that people use, in a folder of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

D = date(2026, 11, 20)


@pytest.fixture
def built(transactional_db, settings, tmp_path):
    from ouna.demo.builder import build
    from ouna.log import clock
    from ouna.screening.index import forget_index

    settings.VAR = tmp_path
    settings.STATIC_ROOT = tmp_path
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["ouna.demo.hashers.DemoPasswordHasher"]
    forget_index()
    build(D)
    with clock.fixed(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        yield tmp_path
    forget_index()
