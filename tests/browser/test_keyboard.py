"""Giving, and deciding on proposals, by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from tests.browser.people import GERMANY, be, drop

pytestmark = pytest.mark.browser

#: Stops of the Tab key that a page may have before what one looks for.
STOPS = 60


def tab_to(tab: Any, css: str) -> None:
    """Press Tab until the focus is on what `css` names; a stop without a visible mark is a fault."""
    for _stop in range(STOPS):
        tab.keyboard.press("Tab")
        here = tab.evaluate(
            """css => { const el = document.activeElement, style = getComputedStyle(el);
            return [el.matches(css), el.matches(":focus-visible") && style.outlineStyle !== "none",
                    el.tagName + " " + (el.name || el.className)] }""",
            css,
        )
        if here[0]:
            assert here[1], f"nobody sees that the focus is on {here[2]}"
            return
    raise AssertionError(f"no Tab reaches {css}")


def test_give_by_keyboard(visit, demo):
    from playwright.sync_api import expect

    tab = visit()
    tab.goto("/")
    tab_to(tab, "a.btn.give")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/give/")
    tab_to(tab, "#give_account")
    tab.keyboard.press("ArrowDown")
    tab_to(tab, "input[name=fund]")
    tab.keyboard.press("ArrowDown")
    tab_to(tab, "input[name=preset]")
    tab.keyboard.press("ArrowRight")
    tab_to(tab, "input[name=often]")
    tab_to(tab, "button[type=submit].give")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/give/*/")
    slip = tab.locator(".slip")
    expect(slip).to_contain_text("NL91 ABNA 0417 1643 00")
    expect(slip).to_contain_text("Operating theatre")
    expect(slip).to_contain_text("100.00")
    tab_to(tab, ".slip [data-copy^='RF']")
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.keyboard.press("Enter")
    reference = tab.evaluate("document.activeElement.dataset.copy")
    tab.wait_for_function("want => navigator.clipboard.readText().then(t => t === want)", arg=reference)


def test_decide_on_proposals_by_keyboard(visit, demo):
    """L lets wait, Enter books, U undoes, O opens the other choices."""
    from playwright.sync_api import expect

    tab = visit()
    be(tab, "ottilie")
    drop(tab, (demo.var / "demo-files" / GERMANY).read_bytes())
    tab.goto("/desk/treasury/")
    current = tab.locator("form.offer.current")
    heading = tab.get_by_role("heading", level=1)
    expect(current).to_be_focused()
    expect(heading).to_have_text("4 lines wait.")
    first = current.locator(".amt").inner_text()
    tab.keyboard.press("l")
    expect(current.locator(".amt")).not_to_have_text(first)
    expect(heading).to_have_text("4 lines wait.")
    second = current.locator(".amt").inner_text()
    expect(current).to_be_focused()
    tab.keyboard.press("Enter")
    expect(heading).to_have_text("3 lines wait.")
    expect(current).to_be_focused()
    tab.keyboard.press("u")
    # The line that waits again is shown, with every decision.
    expect(heading).to_contain_text(second)
    tab.goto("/desk/treasury/")
    expect(heading).to_have_text("4 lines wait.")
    expect(current).to_be_focused()
    tab.keyboard.press("o")
    tab.wait_for_url("**/desk/treasury/lines/line_*/**")
    tab_to(tab, "main form button, main form input, main form select")
