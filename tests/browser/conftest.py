"""Debian's Chromium, driven by Playwright, against a served site. Skipped, saying so, without them.

Nothing here outlives the package: while Playwright runs, Django refuses its database in the same thread.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser import site as sites

#: Books for the check in the browser lie with the verifier's tests.
sys.path.append(str(Path(__file__).parents[1] / "verify"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
#: No process of its own for drawing, no talk with anybody but the site.
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """One browser for all tests of this package."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Skipped: Playwright is not installed (pip install playwright)."
    )
    if CHROMIUM is None:
        pytest.skip("Skipped: Chromium is not installed (apt install chromium).")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=ARGS)
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


@pytest.fixture(scope="package")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One demo, built once, by whichever worker of pytest-xdist comes first; tests serve copies of it."""
    base = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    with (base / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = base / "demo-built"
        if not done.exists():
            sites.build(base / "demo-var")
            done.touch()
    return base / "demo-var"


@pytest.fixture(scope="module")
def demo(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sites.Site]:
    """The demo, served to the tests of one module: what one module writes, no other sees."""
    site = sites.serve(built_demo, tmp_path_factory.mktemp("served") / "var")
    yield site
    site.stop()


Opener = Callable[..., Any]


@pytest.fixture
def visit(chromium: Any, demo: sites.Site) -> Iterator[Opener]:
    """A maker of visitors: `visit(lang="ar", width=375, dark=True, script=False)` gives a page of the demo.

    What no page may do (errors, refused scripts and styles, requests to others) fails the test at its end.
    """
    contexts: list[Any] = []
    wrong: list[list[str]] = []

    def open_page(
        *, lang: str = "en", width: int = 1280, dark: bool = False, script: bool = True, **more: Any
    ) -> Any:
        context = chromium.new_context(
            base_url=demo.url,
            viewport={"width": width, "height": 900},
            locale=lang,
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            **more,
        )
        context.set_default_timeout(8_000)
        contexts.append(context)
        tab = context.new_page()
        wrong.append(sites.watch(tab, demo.url))
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert not any(wrong), wrong
