"""Every test with a database has keys, high-water note and published folder of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings


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
