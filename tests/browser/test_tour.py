"""The tour of the demo in its eight steps, to the cent, as a visitor with a browser walks it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from tests.browser.people import be

pytestmark = pytest.mark.browser

GERMANY = "germany.xml"
#: How long a fact may wait until it is locked in.
LOCKED_IN = 5_000
#: Ask an address again and again until it has `words`, or as a sealed summary counts more than `size`; whether that was in time.
IN_TIME = """async ([address, limit, words, size]) => {
  for (const end = Date.now() + limit; Date.now() < end; await new Promise(r => setTimeout(r, 50))) {
    const text = await (await fetch(address, {cache: "no-store"})).text();
    if (words ? text.includes(words) : Number(text.split("\\n")[1]) > size) return true;
  }
  return false;
}"""


def received(tab: Any, expect: Any, sum_: str) -> None:
    """The first page says this sum, isolated as a number."""
    tab.goto("/")
    expect(tab.locator(".state p").first).to_contain_text(sum_)


def pages_of(tab: Any) -> int:
    """The number of pages that are locked in."""
    return int(tab.context.request.get("/log/checkpoint").text().split("\n")[1])


def tick(tab: Any, expect: Any, key: str) -> None:
    """The tour shows this step as done."""
    tab.goto("/demo/")
    expect(tab.locator(f"li#{key}")).not_to_have_class(re.compile("todo"))


def give_fifty(tab: Any, expect: Any) -> str:
    """Promise 50.00 EUR to Germany for the roof; the payment reference of the slip."""
    tab.goto("/demo/")
    tab.locator("li#give a.btn").click()
    tab.get_by_label("Your country").select_option(label="Germany (EUR), gives tax receipts")
    tab.get_by_role("radio", name="Walls and roof").check()
    tab.get_by_role("radio", name="50", exact=True).check()
    tab.get_by_role("button", name="Show me where to transfer").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Transfer this from your bank")
    expect(tab.locator(".slip")).to_contain_text("DE89 3704 0044 0532 0130 00")
    return tab.locator(".slip [data-copy^=RF]").get_attribute("data-copy")


def the_file(tab: Any) -> bytes:
    """Let a night pass at the bank, then take the day's bank file."""
    tab.goto("/demo/")
    tab.locator("li#night form button").click()
    tab.wait_for_url("**/demo/#night")
    with tab.expect_download() as waiting:
        tab.get_by_role("link", name=GERMANY).click()
    return waiting.value.path().read_bytes()


def drop(tab: Any, expect: Any, raw: bytes, name: str = GERMANY) -> None:
    """Drop a bank file on the treasurer's desk, look at it, import it."""
    tab.goto("/desk/treasury/statements/")
    tab.locator("input[type=file]").set_input_files([{"name": name, "mimeType": "text/xml", "buffer": raw}])
    tab.get_by_role("button", name="Read the files").click()
    tab.wait_for_url("**/preview/")
    tab.get_by_role("button", name=re.compile("^Import (?!nothing)")).click()
    expect(tab.get_by_role("heading", level=1, name="Imported")).to_be_visible()


def test_eight_steps_to_the_cent(visit, demo):
    from playwright.sync_api import expect

    tab = visit()
    # 1, 2: the terminal box led here; the first page, and again in Arabic.
    tick(tab, expect, "box")
    received(tab, expect, "199,480.00")
    tab.goto("/demo/")
    tab.locator("li#home a.btn").click()
    expect(tab.locator("html")).to_have_attribute("dir", "rtl")
    expect(tab.locator("h1")).to_have_text("سقفٌ لتلميرا")
    tab.goto("/?lang=en")
    tick(tab, expect, "home")
    # 3
    reference = give_fifty(tab, expect)
    tick(tab, expect, "give")
    # 4
    raw = the_file(tab)
    assert reference.encode() in raw
    be(tab, "ottilie")
    drop(tab, expect, raw)
    expect(tab.locator("main")).to_contain_text("199,803.00")
    tick(tab, expect, "night")
    # 5: three keys; the first is locked in within five seconds.
    tab.goto("/desk/treasury/")
    before = pages_of(tab)
    for total in ("200,003.00", "200,078.00", "200,118.00"):
        expect(tab.locator("form.offer.current")).to_be_focused()
        tab.keyboard.press("Enter")
        expect(tab.locator("main, [role=status]").filter(has_text=total).first).to_be_visible()
    assert tab.evaluate(IN_TIME, ["/log/checkpoint", LOCKED_IN, "", before])
    tick(tab, expect, "keys")
    received(tab, expect, "200,118.00")
    expect(tab.locator(".state")).to_contain_text("40")
    # 6
    tab.goto("/demo/")
    tab.locator("li#receipt a.btn").click()
    tab.wait_for_url("**/receipt/*/")
    find_my_gift(tab, expect)
    tick(tab, expect, "receipt")
    # 7
    tab.locator("li#check a.btn").click()
    expect(tab.get_by_role("status").filter(has_text="Everything holds.")).to_be_visible()
    tick(tab, expect, "check")
    # 8
    tab.locator("li#cheat form button").click()
    page = re.search(r"On page (\d+)", tab.locator("p.lede").inner_text())[1]
    expect(tab.locator(".note.wrong")).to_contain_text(f"Page {page}:")
    tick(tab, expect, "cheat")
    expect(tab.locator("main")).to_contain_text("8 of 8 done")
    assert "Everything holds" not in tab.locator("main").inner_text()


def find_my_gift(tab: Any, expect: Any) -> None:
    """Account, day and amount of the receipt that is shown lead back to it."""
    assert tab.evaluate(IN_TIME, [tab.url, LOCKED_IN, ".tlog-proof", 0])
    tab.reload()
    slip = tab.locator(".slip")
    expect(slip).to_contain_text("locked in")
    text = slip.inner_text()
    number = re.search(r"([\d,]+) of [\d,]+", text)[1].replace(",", "")
    page = f"/books/entries/{number}/"
    day = datetime.strptime(re.search(r"\d+ \w+ 20\d\d", text)[0], "%d %B %Y")
    tab.get_by_role("contentinfo").get_by_role("link", name="Find my gift").click()
    tab.get_by_label("To which account").select_option(label="Germany (EUR)")
    tab.get_by_label("On which day").fill(f"{day:%Y-%m-%d}")
    tab.get_by_label("How much arrived").fill(re.search(r"([\d.]+)\s+EUR", text)[1])
    tab.get_by_role("button", name="Find it").click()
    tab.get_by_role("table").locator(f"a[href='{page}']").click()
    tab.wait_for_url(f"**{page}")
    expect(tab.locator("main")).to_contain_text("Gift")


def test_the_same_file_again_and_the_same_day_as_mt940_book_nothing(visit, demo):
    from playwright.sync_api import expect

    tab = visit()
    be(tab, "ottilie")
    files = demo.var / "demo-files"
    for name in (GERMANY, "germany-same-day.sta"):
        drop(tab, expect, (files / name).read_bytes(), name)
    before = tab.context.request.get("/books/entries.csv").text()
    drop(tab, expect, (files / GERMANY).read_bytes())
    expect(tab.locator("main")).to_contain_text("was imported before")
    assert tab.context.request.get("/books/entries.csv").text() == before


def test_files_that_cannot_be_booked_say_why_and_book_nothing(visit, demo):
    from playwright.sync_api import expect

    tab = visit()
    be(tab, "ottilie")
    before = tab.context.request.get("/books/entries.csv").text()
    for name, said in (("greece-does-not-add-up.xml", "0.90"), ("hostile.xml", "cannot be imported")):
        raw = (demo.var / "demo-files" / name).read_bytes()
        tab.goto("/desk/treasury/statements/")
        tab.locator("input[type=file]").set_input_files(
            [{"name": name, "mimeType": "text/xml", "buffer": raw}]
        )
        tab.get_by_role("button", name="Read the files").click()
        expect(tab.locator("main")).to_contain_text(said)
        expect(tab.locator(".note.wrong").first).to_be_visible()
        tab.get_by_role("button", name="Import nothing").click()
    assert tab.context.request.get("/books/entries.csv").text() == before
