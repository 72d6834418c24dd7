"""The gallery in a real browser: accessible in every face, by keyboard, without script."""

from __future__ import annotations

import mimetypes
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import axe_core_python
import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import sync_playwright

from ouna.ui import views

pytestmark = pytest.mark.browser

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'"
HOST = "http://gallery.test"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def answer(route):
    """Every request is answered here, from the view or from the static files: no server, no network."""
    url = urlsplit(route.request.url)
    if url.path.startswith("/static/"):
        found = finders.find(url.path.removeprefix("/static/"))
        kind = mimetypes.guess_type(url.path)[0] or "application/octet-stream"
        route.fulfill(body=Path(found).read_bytes(), content_type=kind)
        return
    response = views.components(RequestFactory().get(f"{url.path}?{url.query}"))
    headers = {"Content-Security-Policy": CSP}
    route.fulfill(body=response.content, content_type="text/html; charset=utf-8", headers=headers)


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("Skipped: Chromium is not installed (apt install chromium).")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield found
        found.close()


def open_page(browser, *, lang="en", theme="light", width=1280, script=True):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=script, bypass_csp=False
    )
    page = context.new_page()
    page.errors = []
    page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.errors.append(str(e)))
    page.route("**/*", answer)
    page.goto(f"{HOST}/desk/components/?lang={lang}&theme={theme}")
    return page


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_accessible_in_every_face(browser, lang, theme, width):
    page = open_page(browser, lang=lang, theme=theme, width=width)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.evaluate(AXE)
    result = page.evaluate("tags => axe.run(document, {runOnly: tags})", RULES)
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in result["violations"]] == []
    assert len(result["passes"]) > 30
    assert page.errors == []  # among them every refusal of the Content-Security-Policy
    page.context.close()


ITEMS = "Desk Pact Rates Requests Payments Proposals Statements Lines Accounts People Campaign".split()


def top_of_a_desk(browser, lang, width):
    """The frame of a desk with the longest menu, somebody's long name, and the worst of both."""
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    page.route("**/*", answer)
    page.goto(f"{HOST}/desk/components/?lang={lang}")
    desk = {
        "who": "Priya Jeera (\u092a\u094d\u0930\u093f\u092f\u093e)",
        "role": "Administrator, Treasurer",
        "logout_url": "/out/",
        "me_url": "/me/",
        "nav": [{"label": f"{name} book", "url": f"/{name}/"} for name in ITEMS],
    }
    with translation.override(lang):
        text = render_to_string("ui/desk.html", {"desk": desk}, request=RequestFactory().get("/Desk/"))
    header = re.search(r'<header class="top">.*?</header>', text, re.S)[0]
    page.evaluate("html => { document.querySelector('header.top').outerHTML = html }", header)
    return page


@pytest.mark.parametrize("width", [375, 768, 1280])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_way_out_of_a_desk_stands_beside_the_name_above_any_menu(browser, lang, width):
    page = top_of_a_desk(browser, lang, width)

    def lies():
        """Brand, languages, way out and menu: where each lies, top and bottom; whether all fit."""
        boxes = [
            page.locator(f"header {part}").bounding_box() for part in (".brand", "form", ".nav", ".wrap")
        ]
        brand, out, menu, wrap = boxes
        middle = out["y"] + out["height"] / 2
        in_row = brand["y"] <= middle <= brand["y"] + brand["height"]
        return in_row, out["y"] + out["height"] <= menu["y"] + 1, menu["width"] > 0.85 * wrap["width"]

    assert lies() == (True, True, True)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    # In the order of reading, the menu comes last: tabbing goes as the eye does.
    order = page.evaluate("[...document.querySelector('header .wrap').children].map(e => e.localName)")
    assert order == ["a", "details", "div", "form", "nav"]
    if width > 800:
        # Without its row of its own the menu would push the way out off its line.
        page.evaluate("document.querySelector('header .nav').style.inlineSize = 'auto'")
        page.evaluate("document.querySelector('header .brand').after(document.querySelector('header .nav'))")
        assert lies() != (True, True, True)
    page.context.close()


def test_axe_would_see_a_fault(browser):
    page = open_page(browser)
    page.evaluate(AXE)
    page.evaluate("document.querySelector('label[for=id_title]').remove()")
    result = page.evaluate("tags => axe.run(document, {runOnly: tags})", RULES)
    assert "label" in [v["id"] for v in result["violations"]]
    page.context.close()


def test_keyboard_first_stop_skips_to_the_content(browser):
    page = open_page(browser)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.locator(".skip").bounding_box()
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.context.close()


def test_keys_book_the_current_proposal_and_leave_typing_alone(browser):
    page = open_page(browser)
    page.evaluate(
        "window.did = []; document.addEventListener('submit', e => "
        "{ e.preventDefault(); window.did.push(e.submitter.value) })"
    )
    page.locator("form.offer.current").focus()
    page.keyboard.press("o")
    page.keyboard.press("Enter")
    assert page.evaluate("window.did") == ["other", "book"]
    page.locator("#id_title").focus()
    page.keyboard.press("l")
    assert page.evaluate("window.did") == ["other", "book"]
    page.locator("form.offer.current button[value=wait]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("window.did") == ["other", "book", "wait"]
    page.context.close()


def test_a_menu_closes_with_escape_and_elsewhere(browser):
    page = open_page(browser)
    page.locator(".menu summary").click()
    assert page.locator(".menu[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".menu[open]").count() == 0
    page.locator(".menu summary").click()
    page.locator("h1").click()
    assert page.locator(".menu[open]").count() == 0
    page.context.close()


def test_dropped_files_are_named_and_sent_like_chosen_ones(browser):
    page = open_page(browser)
    page.evaluate(
        """() => { const files = new DataTransfer(); files.items.add(new File(['x'], 'a.xml'));
        document.querySelector('[data-drop]').dispatchEvent(
            new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: files})) }"""
    )
    assert page.locator("[data-files]").inner_text() == "a.xml"
    assert page.evaluate("document.querySelector('[data-drop] input').files.length") == 1
    page.context.close()


def test_without_script_nothing_is_promised_that_does_not_work(browser):
    page = open_page(browser, script=False)
    assert page.locator("[data-copy]:visible").count() == 0
    page.locator(".menu summary").click()
    assert page.locator(".menu a[hreflang=ar]").is_visible()
    page.locator("summary", has_text="The wall as a table").click()
    assert page.locator("table", has_text="All purposes").is_visible()
    page.context.close()
    page = open_page(browser)
    assert page.locator("[data-copy]:visible").count() == 3
    page.context.close()


def test_arabic_is_the_mirror_of_english(browser):
    page = open_page(browser, lang="ar")
    brand, menu = page.locator(".brand").bounding_box(), page.locator(".menu").bounding_box()
    assert brand["x"] > menu["x"]
    assert (
        page.locator(".stones").first.evaluate("e => getComputedStyle(e).transform")
        == "matrix(-1, 0, 0, 1, 0, 0)"
    )
    sums = page.locator("#tables td.n")
    rights = {
        round(b["x"] + b["width"]) for b in (sums.nth(i).locator("bdi").bounding_box() for i in (1, 3, 5))
    }
    assert len(rights) == 1  # aligned on their decimals
    page.context.close()
