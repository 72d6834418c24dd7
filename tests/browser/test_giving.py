"""From a promise to a receipt that proves itself offline; and the same public part without any script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.browser.people import be, drop, give_fifty, in_time, night
from tests.browser.site import run, sideways

pytestmark = pytest.mark.browser

GERMANY = "germany.xml"


def saved(tab: Any, link: str, path: Path) -> Path:
    """The file behind a link, kept as a donor keeps it."""
    with tab.expect_download() as waiting:
        tab.get_by_role("link", name=link, exact=True).click()
    waiting.value.save_as(path)
    return path


def test_from_a_promise_to_a_receipt_that_proves_itself(visit, demo, tmp_path):
    from playwright.sync_api import expect

    donor, treasurer = visit(width=375), visit()
    reference = give_fifty(donor, expect)
    private = donor.url
    be(treasurer, "ottilie")
    assert reference.encode() in drop(treasurer, night(treasurer))
    donor.goto(private)
    expect(donor.get_by_role("heading", level=1)).to_have_text("Your gift has arrived")
    donor.get_by_role("table").get_by_role("link").last.click()
    expect(donor.locator(".slip")).to_contain_text("50.00")
    assert in_time(donor, donor.url, ".tlog-proof")
    donor.reload()
    own = saved(donor, "My proof file", tmp_path / "own.tlog-proof")
    shared = saved(
        donor, "A second proof file for sharing, which names nobody", tmp_path / "shared.tlog-proof"
    )
    key = donor.context.request.get("/log/log.vkey").text().strip()
    for proof in (own, shared):
        run(demo.var, "verify", "--key", key, "--receipt", str(proof))
        run(demo.var, "verify", str(demo.var / "books"), "--receipt", str(proof))
    raw = bytearray(own.read_bytes())
    raw[raw.index(b"extra ") + 40] ^= 1
    own.write_bytes(raw)
    run(demo.var, "verify", "--key", key, "--receipt", str(own), expect=1)


def test_the_whole_public_part_needs_no_script(visit, demo):
    from playwright.sync_api import expect

    tab = visit(script=False, width=375)
    tab.goto("/")
    tab.get_by_role("banner").get_by_role("link", name="Give").click()
    tab.get_by_label("Your country").select_option(label="Switzerland (CHF), gives tax receipts")
    tab.get_by_role("radio", name="Sun and water").check()
    tab.get_by_label("Another amount").fill("12.50")
    tab.get_by_role("radio", name="Each month").check()
    tab.get_by_role("button", name="Show me where to transfer").click()
    expect(tab.locator(".slip")).to_contain_text("CH44 3199 9123 0008 8901 2")
    expect(tab.locator(".slip")).to_contain_text("12.50 CHF")
    expect(tab.locator(".slip svg").first).to_be_visible()
    expect(tab.locator("[data-copy]:visible")).to_have_count(0)
    tab.get_by_text("I changed my mind").click()
    tab.get_by_role("link", name="Withdraw this promise").click()
    tab.get_by_role("button", name="Withdraw it").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("The promise is withdrawn")
    for place, heading in (
        ("/campaign/", "A roof for Talmira"),
        ("/account/", "Is this our account?"),
        ("/find/", "Find my gift"),
        ("/books/", "The books"),
        ("/books/entries/", ""),
        ("/books/verify/", "Check the books"),
        ("/receipt/check/", "Check my receipt"),
    ):
        tab.goto(place)
        expect(tab.get_by_role("heading", level=1)).to_contain_text(heading)
        assert sideways(tab) <= 0, place
    expect(tab.locator("noscript, .note").filter(has_text="runs no scripts").first).to_be_attached()
    tab.goto("/books/entries/?what=gifts")
    tab.locator("main table a").first.click()
    expect(tab).to_have_url(re.compile(r"/books/entries/\d+/$"))


@pytest.mark.parametrize(
    "place", ["/", "/give/?fund=sun", "/books/entries/?what=gifts", "/find/?code=x", "/receipt/check/"]
)
def test_changing_the_language_stays_on_the_page(visit, demo, place):
    from playwright.sync_api import expect

    tab = visit(width=375)
    tab.goto(place)
    tab.locator(".menu summary").click()
    tab.get_by_role("link", name="العربيّة").click()
    expect(tab.locator("html")).to_have_attribute("dir", "rtl")
    path, _, query = place.partition("?")
    assert tab.url.startswith(f"{demo.url}{path}?"), tab.url
    assert query in tab.url
    # It is remembered on other pages too, without an account.
    tab.goto("/account/")
    expect(tab.locator("html")).to_have_attribute("lang", "ar")


def test_an_arabic_desk_stays_arabic_and_on_its_page(visit, demo):
    from playwright.sync_api import expect

    tab = visit()
    be(tab, "ottilie")
    tab.goto("/desk/treasury/lines/?state=gift")
    tab.locator(".menu summary").click()
    tab.get_by_role("link", name="العربيّة").click()
    expect(tab.locator("html")).to_have_attribute("dir", "rtl")
    assert "/desk/treasury/lines/?" in tab.url and "state=gift" in tab.url
