"""The face is tested without the site around it: no menus from the database."""

from __future__ import annotations

import pytest
from django.test import override_settings
from tests.ui.settings import TEMPLATES


@pytest.fixture(autouse=True)
def only_the_face():
    with override_settings(TEMPLATES=TEMPLATES, ROOT_URLCONF="ouna.ui.urls"):
        yield
