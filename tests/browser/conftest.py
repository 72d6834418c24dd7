"""Debian's Chromium, driven by Playwright, against a served site. Skipped, saying so, where either is missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests of the session."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Skipped: Playwright is not installed (pip install playwright)."
    )
    if CHROMIUM is None:
        pytest.skip("Skipped: Chromium is not installed (apt install chromium).")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A fresh page with its own cookies; an error in the console or in a script fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    yield tab
    context.close()
    assert not wrong, wrong
