"""Successors and the end of a campaign, with virtual passkeys: announced, stopped on a phone, then closed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.browser.test_signing import demo as demo
from tests.browser.test_signing import house as house
from tests.browser.test_signing import set_up, step, trustee
from tests.browser.test_signing import signers as signers

pytestmark = pytest.mark.browser
REST = {"en": "The rest goes to the Two Springs Hospital.", "ar": "يذهب الباقي إلى مستشفى النبعين."}


def signed(person: Any, path: str) -> None:
    """From a page of the desk that has just made a document, on to its signature."""
    person.tab.wait_for_url(re.compile(f"/document/{path}_"))
    person.sign(person.tab.url.rstrip("/").rsplit("/", 1)[1])


@pytest.fixture
def nurses(chromium: Any, demo: Any, house: Any) -> Any:
    """Two successors whom the list of trustees names."""
    step(demo, "follow", "Rayhana", "Yasmin")
    found = [trustee(chromium, demo, name) for name in ("Rayhana", "Yasmin")]
    for one in found:
        set_up(one)
    ref = step(demo, "propose")
    for one in (*house.values(), *found):
        one.sign(ref)
    yield found
    for one in found:
        one.tab.context.close()


def test_successors_announce_a_trustee_stops_it_and_the_campaign_is_closed(
    chromium: Any, demo: Any, house: Any, nurses: Any
) -> None:
    first, second = nurses
    first.desk("succession/")
    first.tab.get_by_label("Trustee 1").check()
    first.tab.locator("button[value=announce]").click()
    first.tab.wait_for_url(re.compile("/document/succ_"))
    ref = first.tab.url.rstrip("/").rsplit("/", 1)[1]
    first.sign(ref)
    second.sign(ref)
    second.tab.goto("/trustees/")
    assert "Said to be out of reach" in second.tab.locator("main").inner_text()

    phone = house["Idris"]
    phone.desk("succession/")
    phone.tab.locator("button[value=stop]").click()
    signed(phone, "stop")
    second.tab.goto("/trustees/")
    told = second.tab.locator("main").inner_text()
    assert "Said to be out of reach" not in told and "stopped by a trustee" in told

    step(demo, "partner", "Layla")
    layla = trustee(chromium, demo, "Layla")
    layla.tab.goto("/desk/pact/closing/")
    for lang, words in REST.items():
        layla.tab.locator(f"textarea[name={lang}]").fill(words)
    layla.tab.locator("button[name=look]").click()
    layla.tab.locator("button[name=sure]").click()
    layla.tab.locator("button[name=back]").wait_for()
    for person in house.values():
        person.desk()
        person.tab.get_by_role("link", name="Close the campaign").first.click()
        signed(person, "end")
    layla.tab.goto("/give/")
    told = layla.tab.locator("main").inner_text()
    assert REST["en"] in told and layla.tab.locator("form[action*=give]").count() == 0
    layla.tab.context.close()
    for person in (*house.values(), *nurses):
        assert not person.wrong, person.wrong
