"""What people do on the demo: be somebody, give, take the bank's file, drop it on the desk."""

from __future__ import annotations

import re
from typing import Any

GERMANY = "germany.xml"
#: Milliseconds a fact may wait until it is locked in.
LOCKED_IN = 5_000
#: Asks an address again and again until it has `words`, or, being a sealed summary, counts more than `size`.
ASK = """async ([address, limit, words, size]) => {
  for (const end = Date.now() + limit; Date.now() < end; await new Promise(r => setTimeout(r, 50))) {
    const text = await (await fetch(address, {cache: "no-store"})).text();
    if (words ? text.includes(words) : Number(text.split("\\n")[1]) > size) return true;
  }
  return false;
}"""


def be(tab: Any, key: str) -> None:
    """Log in as one of the players with one click."""
    tab.goto("/demo/")
    tab.locator(f"form[action='/demo/be/{key}/'] button").click()
    tab.wait_for_url("**/desk/")


def pages_of(tab: Any) -> int:
    """The number of pages that are locked in."""
    return int(tab.context.request.get("/log/checkpoint").text().split("\n")[1])


def in_time(tab: Any, address: str, words: str = "", size: int = 0) -> bool:
    """Whether, within five seconds, `address` has these words, or counts more pages than `size`."""
    return bool(tab.evaluate(ASK, [address, LOCKED_IN, words, size]))


def give_fifty(tab: Any, expect: Any) -> str:
    """Promise 50.00 EUR to Germany for the roof; the payment reference of the slip."""
    tab.goto("/give/")
    tab.get_by_label("Your country").select_option(label="Germany (EUR), gives tax receipts")
    tab.get_by_role("radio", name="Walls and roof").check()
    tab.get_by_role("radio", name="50", exact=True).check()
    tab.get_by_role("button", name="Show me where to transfer").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Transfer this from your bank")
    expect(tab.locator(".slip")).to_contain_text("DE89 3704 0044 0532 0130 00")
    return str(tab.locator(".slip [data-copy^=RF]").get_attribute("data-copy"))


def night(tab: Any) -> bytes:
    """Let a night pass at the bank, then take the German bank file of the day."""
    tab.goto("/demo/")
    tab.locator("li#night form button").click()
    tab.wait_for_url("**/demo/#night")
    with tab.expect_download() as waiting:
        tab.get_by_role("link", name=GERMANY).click()
    return bytes(waiting.value.path().read_bytes())


def drop(tab: Any, raw: bytes, name: str = GERMANY) -> bytes:
    """Drop a bank file on the treasurer's desk, look at it, import it; the file again."""
    show(tab, raw, name)
    tab.get_by_role("button", name=re.compile("^Import (?!nothing)")).click()
    tab.get_by_role("heading", level=1, name="Imported").wait_for()
    return raw


def show(tab: Any, raw: bytes, name: str) -> None:
    """Drop a bank file on the treasurer's desk and look at what it would do."""
    tab.goto("/desk/treasury/statements/")
    tab.locator("input[type=file]").set_input_files([{"name": name, "mimeType": "text/xml", "buffer": raw}])
    tab.get_by_role("button", name="Read the files").click()
    tab.wait_for_url("**/preview/")
