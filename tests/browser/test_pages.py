"""Every page that each kind of visitor can reach: accessible in every face, fit for a phone, no error."""

from __future__ import annotations

from typing import Any

import pytest
from tests.browser.crawl import pages
from tests.browser.people import be
from tests.browser.site import TAGS, sideways, violations
from tests.shape.routes import ROUTES

pytestmark = pytest.mark.browser

PUBLIC = (
    "/",
    "/demo/",
    "/books/entries/?what=gifts",
    "/find/",
    "/receipt/check/",
    "/campaign/",
    "/accounts/login/",
)
#: What anyone may open and is no page.
FILES = {
    "appeal:paper",
    "appeal:signatories_csv",
    "appeal:signatories_json",
    "appeal:signatory_proof",
    "web:entries_csv",
    "web:entry_proof",
    "web:published",
    "web:download",
    "web:check_file",
    "web:accounts_json",
    "web:robots",
    "web:favicon",
    "web:manifest",
    "donations:poster",
    "donations:receipt_pdf",
    "donations:receipt_proof",
    "spending:paper",
}
#: Pages behind a form or a private link, and the gallery: other tests open them.
ELSEWHERE = {
    "ui:components",
    "appeal:link",
    "appeal:sent",
    "parties:invited",
    "donations:pledge",
    "donations:slip",
    "donations:qr_png",
    "donations:qr_svg",
}
COLOURS = ["color-contrast", "link-in-text-block"]
SHOWN = [
    *COLOURS,
    "scrollable-region-focusable",
    "empty-heading",
    "heading-order",
    "button-name",
]
#: What is folded away is looked at too; axe-core takes it for shown in any case.
OPEN = "document.querySelectorAll('details:not(.menu)').forEach(d => { d.open = true })"
ROLES = {
    "ottilie": "treasurer",
    "rui": "auditor",
    "priya": "administrator",
    "salma": "partner",
    "layla": "planner",
    "idris": "trustee",
    "hanneke": "checker",
    "eleni": "editor",
}


def faces(tab: Any, address: str) -> list[Any]:
    """What is wrong with one page at two widths, light and dark, without loading it again."""
    wrong: list[Any] = []
    tab.evaluate(OPEN)
    tab.emulate_media(color_scheme="light")
    for width in (1280, 375):
        tab.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            # Only colours differ in the dark; only what is shown, and how, differs on a phone.
            rules = TAGS if (width, scheme) == (1280, "light") else SHOWN if scheme == "light" else COLOURS
            found = violations(tab, rules)
            wrong += [(address, width, scheme, *v) for v in found]
        if sideways(tab) > 0:
            wrong.append((address, width, "wider than the window", sideways(tab)))
    return wrong


def look(tab: Any, addresses: list[str]) -> str:
    """Open each page and collect what is wrong, a line for each fault."""
    wrong: list[Any] = []
    for address in addresses:
        answer = tab.goto(address)
        assert answer.status == 200, address
        wrong += faces(tab, address)
    return "\n".join(map(str, wrong))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_public_pages_are_for_everyone(visit, demo, lang):
    tab = visit(lang=lang, bypass_csp=True)
    receipt = tab.context.request.get(f"{demo.url}/demo/go/receipt/").url.removeprefix(demo.url)
    found = pages(tab, demo.url, *PUBLIC, receipt)
    missing = (
        {name for name, roles in ROUTES.items() if roles == ("anyone",)} - set(found) - FILES - ELSEWHERE
    )
    assert missing == set()
    assert look(tab, list(found.values())) == ""


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("key", list(ROLES))
def test_desks_are_for_everyone(visit, demo, key, lang):
    tab = visit(lang=lang, bypass_csp=True)
    be(tab, key)
    found = pages(tab, demo.url, "/desk/", within="/desk/")
    assert "web:desk" in found
    assert look(tab, list(found.values())) == ""
