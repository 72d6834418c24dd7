"""Trustees with virtual passkeys: set up, try, sign the list, approve; one on a phone in Arabic.

Chromium takes `http://sign.localhost:PORT` for a secure place and resolves it to this machine by itself.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.browser import site as sites
from tests.browser.test_login import authenticator
from tests.browser.trustees import PASSWORD

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
NAMES = ("Salma", "Idris")
#: What a page of the signing site may weigh, as it comes over the wire.
LARGEST = 40 * 1024
#: How long a page may take: much, since a busy machine is no defect, and only what never comes is waited for.
PATIENCE = 60_000
#: How long a program may take that does what others do, in seconds.
STEP = 300


def surroundings(var: Path, url: str) -> dict[str, str]:
    """The environment of the installation."""
    env = sites.environment(var) | {"DJANGO_SETTINGS_MODULE": "ouna.web.settings", "SITE_URL": url}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "tests"), env["PYTHONPATH"]])
    return env


def step(site: sites.Site, *words: str) -> Any:
    """Something that others do meanwhile, by the real actions."""
    env = surroundings(site.var, site.url)
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.trustees", *words], env=env, capture_output=True, timeout=STEP
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@dataclass
class Trustee:
    """A person, a browser of his own with a passkey in it."""

    tab: Any
    name: str
    wrong: list[str]

    def desk(self, path: str = "") -> None:
        self.tab.goto(f"/desk/trustees/{path}")

    def log_in(self) -> None:
        self.tab.goto("/accounts/login/?lang=en")
        self.tab.get_by_label("E-mail").fill(f"{self.name.lower()}@signing.example")
        self.tab.get_by_label("Password").fill(PASSWORD)
        self.tab.get_by_role("button", name="Log in", exact=True).click()
        self.tab.wait_for_url(re.compile("/desk/"))

    def to_signing(self, ref: str) -> None:
        """From the document on the desk to the signing page."""
        self.desk(f"document/{ref}/")
        self.tab.locator("button[value=sign]").click()
        self.tab.wait_for_url("http://sign.localhost:*/**")
        self.tab.locator(".btn.big").wait_for()

    def sign(self, ref: str) -> None:
        self.to_signing(ref)
        self.tab.locator(".btn.big").click()
        self.tab.locator(".note.good").wait_for()

    def digits(self) -> str:
        """The numbers to compare, as they stand on the page."""
        return " ".join(self.tab.locator(".prints span").all_inner_texts())


def visitor(chromium: Any, **given: Any) -> Any:
    """A page of a browser with nothing in it."""
    context = chromium.new_context(**given)
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def trustee(chromium: Any, site: sites.Site, name: str, **more: Any) -> Trustee:
    """A browser with a virtual authenticator whose owner is always verified."""
    given = {"viewport": {"width": 1280, "height": 900}, "locale": "en", **more}
    tab = visitor(chromium, base_url=site.url, bypass_csp=False, **given)
    wrong: list[str] = []
    tab.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    authenticator(tab)
    made = Trustee(tab, name, wrong)
    made.log_in()
    return made


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sites.Site]:
    """An installation without trustees, built by the real actions and really served."""
    var = tmp_path_factory.mktemp("signing") / "var"
    var.mkdir(mode=0o700)
    port = sites.free_port()
    made = sites.Site(var, f"http://localhost:{port}", None, var / "server.log")  # type: ignore[arg-type]
    step(made, "found")
    with made.log.open("wb") as out:
        words = [*sites.OUNA, "serve", "--port", str(port)]
        env = surroundings(var, made.url)
        made.process = subprocess.Popen(words, env=env, stdout=out, stderr=subprocess.STDOUT)
    assert sites._address(made) == made.url
    yield made
    made.stop()


@pytest.fixture(scope="module")
def signers(chromium: Any, demo: sites.Site) -> Iterator[dict[str, Trustee]]:
    """Two trustees who have set up and tried their keys in the browser and signed the first list."""
    step(demo, "name", *NAMES)
    people = {
        "Salma": trustee(chromium, demo, "Salma"),
        "Idris": trustee(
            chromium, demo, "Idris", viewport={"width": 375, "height": 740}, is_mobile=True, has_touch=True
        ),
    }
    for person in people.values():
        set_up(person)
    ref = step(demo, "propose")
    for person in people.values():
        person.sign(ref)
    assert people["Idris"].tab.locator(".note.good").inner_text().startswith("Signed.")
    yield people
    for person in people.values():
        person.tab.context.close()


@pytest.fixture
def house(signers: dict[str, Trustee]) -> Iterator[dict[str, Trustee]]:
    """The two as every test finds them, whatever came before: at the desk, in English, in light colours, no
    answer tampered with. What goes wrong in their browsers fails the test that does not expect it."""
    for person in signers.values():
        person.tab.unroute_all()
        person.tab.emulate_media(color_scheme="light")
        person.desk("?lang=en")
        person.wrong.clear()
    yield signers
    for person in signers.values():
        assert not person.wrong, person.wrong


def set_up(person: Trustee) -> None:
    """Set up a signing key and try it, beginning at the desk."""
    person.desk("keys/")
    person.tab.locator("button[value=enrol]").click()
    person.tab.wait_for_url("http://sign.localhost:*/**")
    person.tab.get_by_role("heading", name="Set up your signing key").wait_for()
    person.tab.get_by_role("button", name="Set up the key").click()
    person.tab.get_by_role("button", name="Unlock and sign").click()
    person.tab.get_by_text("Your key works.").wait_for()


def passed_on(route: Any) -> Any:
    """What the site answers. Playwright itself resolves no `sign.localhost`; the browser does."""
    asked_for, headers = route.request.url, route.request.headers
    host = re.match(r"http://([^/]+)", asked_for)[1]
    url = asked_for.replace("//sign.localhost", "//127.0.0.1")
    return route.fetch(url=url, headers={**headers, "host": host}, timeout=PATIENCE)


@pytest.fixture
def asked(house: dict[str, Any], demo: sites.Site) -> str:
    """A request that waits."""
    return str(step(demo, "request"))


def test_no_address_holds_a_ticket(chromium, house, demo, asked, request):
    """From a new key to a signature, with reload and going back: what proxies note opens nothing."""
    step(demo, "name", "Rima")
    rima, salma = trustee(chromium, demo, "Rima"), house["Salma"]
    lines: list[str] = []
    tickets: set[str] = set()

    def seen(request: Any) -> None:
        lines.append(request.url.partition("#")[0])
        head = request.all_headers()
        lines.append(head.get("referer", "").partition("#")[0])
        scheme, _, token = head.get("authorization", "").partition(" ")
        if scheme == "Ticket":
            tickets.add(token)

    rima.tab.context.on("requestfinished", seen)
    set_up(rima)
    rima.tab.context.close()
    tab = salma.tab
    tab.context.on("requestfinished", seen)
    request.addfinalizer(lambda: tab.context.remove_listener("requestfinished", seen))
    salma.to_signing(asked)
    held = tab.url.partition("#")[2]
    tab.reload()
    tab.locator(".btn.big").wait_for()
    tab.get_by_role("link", name="Later").click()
    tab.wait_for_url(re.compile("/desk/"))
    tab.go_back()
    tab.locator(".btn.big").click()
    tab.locator(".note.good").wait_for()
    assert step(demo, "approvals", asked) == 1
    # What was signed stands no more in the history, and a reload says where one begins.
    assert "#" not in tab.url
    tab.reload()
    tab.get_by_text("There is nothing to sign here.").wait_for()
    back = tab.get_by_role("link", name="Back to the desk")
    assert back.get_attribute("href") == f"{demo.url}/desk/trustees/"
    assert not salma.wrong
    tab.goto(f"{demo.url.replace('//', '//sign.')}/#{held}")
    tab.get_by_text("This link to sign was used already").wait_for()
    assert back.count() == 1
    # The browser tells of the answer to a ticket that was used.
    salma.wrong.clear()
    assert len(tickets) >= 3 and held in tickets and len(lines) > 40
    assert any(line.endswith("/ticket") for line in lines)
    assert not [line for line in lines if any(token in line for token in tickets)]
    notes = demo.log.read_text(errors="replace")
    assert not [token for token in tickets if token in notes]


def test_the_list_that_both_signed_is_public(house, demo):
    tab = house["Salma"].tab
    tab.goto("/trustees/")
    tab.get_by_text("Trustee 1, engineer").wait_for()
    assert len(tab.locator(".prints").inner_text().split()) == 5
    assert "Salma" not in tab.locator("main").inner_text()


def test_two_approve_one_of_them_on_a_phone_in_arabic(house, asked, demo, chromium):
    salma, idris = house["Salma"], house["Idris"]
    salma.to_signing(asked)
    main = salma.tab.locator("main").inner_text()
    for words in (
        "24,800",
        "twenty-four thousand eight hundred euros",
        "Zaafaran Roofing Yard",
        "GE29 NB00 0000 0101 9049 17",
        "Nobody has signed yet; 2 must.",
        "27,150.00 EUR",
        "Roof of the emergency wing",
    ):
        assert words in main, words
    numbers = salma.digits()
    salma.tab.locator(".btn.big").click()
    salma.tab.locator(".note.good").wait_for()
    assert step(demo, "approvals", asked) == 1
    # Idris reads Arabic; his numbers are the same.
    idris.desk("?lang=ar")
    idris.to_signing(asked)
    assert idris.tab.locator("html").get_attribute("dir") == "rtl"
    said = idris.tab.locator("main").inner_text()
    assert "أربعة وعشرون ألفًا وثمانمئة يورو" in said and "سقف جناح الطوارئ" in said
    assert "وقّع واحد من 2." in said
    assert idris.digits() == numbers
    assert sites.sideways(idris.tab) == 0
    idris.tab.locator(".btn.big").click()
    idris.tab.locator(".note.good").wait_for()
    assert step(demo, "approvals", asked) == 2


def test_by_the_keyboard_alone(house, asked, demo):
    salma = house["Salma"]
    salma.desk(f"document/{asked}/")
    salma.tab.locator("button[value=sign]").focus()
    salma.tab.keyboard.press("Enter")
    salma.tab.wait_for_url("http://sign.localhost:*/**")
    salma.tab.locator("#title").wait_for()
    for _ in range(20):
        salma.tab.keyboard.press("Tab")
        if salma.tab.evaluate("document.activeElement.classList.contains('big')"):
            break
    salma.tab.keyboard.press("Enter")
    salma.tab.locator(".note.good").wait_for()
    assert step(demo, "approvals", asked) == 1


def test_a_refusal_needs_a_reason(house, asked, demo):
    idris = house["Idris"]
    idris.to_signing(asked)
    idris.tab.get_by_role("button", name="Refuse").click()
    idris.tab.get_by_role("button", name="Unlock and refuse").click()
    assert idris.tab.locator("#reason-wrong").inner_text() == "Write a reason first."
    idris.tab.locator("#reason").fill("The second yard is nearer.")
    idris.tab.get_by_role("button", name="Unlock and refuse").click()
    idris.tab.locator(".note.good", has_text="Refused.").wait_for()


def test_other_data_than_the_site_holds_is_shown_up_by_the_second_device(house, asked, demo, chromium):
    """A lying page: the sum is another one on the device that signs, not on the second."""
    salma = house["Salma"]

    def lie(route: Any) -> None:
        if route.request.method != "GET":
            route.continue_()
            return
        answer = passed_on(route)
        given = answer.json()
        body = base64.b64decode(given["document"]).replace(b'"minor":2480000', b'"minor":9480000')
        given["document"] = base64.b64encode(body).decode()
        route.fulfill(response=answer, json=given)

    salma.tab.route(re.compile(r"/ticket$"), lie)
    salma.to_signing(asked)
    assert "94,800" in salma.tab.locator("main").inner_text()
    lied = salma.digits()
    salma.tab.locator(".btn.big").click()
    salma.tab.locator(".note.wrong").wait_for()
    salma.tab.unroute_all()
    salma.desk(f"document/{asked}/")
    salma.tab.locator("button[value=look]").click()
    address = salma.tab.locator("#look a").get_attribute("href")
    second = visitor(chromium, viewport={"width": 375, "height": 740}, locale="ar")
    sent: list[str] = []
    second.on("request", lambda r: sent.append(r.url))
    second.goto(address)
    second.locator(".prints").wait_for()
    true = " ".join(second.locator(".prints span").all_inner_texts())
    assert true != lied
    assert "24,800" in second.locator("main").inner_text()
    # The key is in the part of the address that no server sees.
    assert not any(address.partition(".")[2].split(".")[-1] in url.partition("#")[0] for url in sent)
    second.context.close()
    assert step(demo, "approvals", asked) == 0
    # The browser tells of the signature that the site refused.
    assert salma.wrong
    salma.wrong.clear()


def test_a_payee_that_the_document_does_not_commit_to_is_not_signed(house, asked, demo):
    salma = house["Salma"]

    def lie(route: Any) -> None:
        if route.request.method != "GET":
            route.continue_()
            return
        answer = passed_on(route)
        given = answer.json()
        for opening in given["openings"]:
            if opening["purpose"] == "payee":
                opening["record"]["name"] = "Somebody Else"
        route.fulfill(response=answer, json=given)

    salma.tab.route(re.compile(r"/ticket$"), lie)
    salma.desk(f"document/{asked}/")
    salma.tab.locator("button[value=sign]").click()
    salma.tab.locator(".note.wrong").wait_for()
    assert "Do not sign." in salma.tab.locator("main").inner_text()
    assert salma.tab.locator(".btn.big").count() == 0


def test_the_signing_page_is_small_and_alone(house, asked, demo, chromium):
    salma = house["Salma"]
    sizes: dict[str, int] = {}

    def weigh(answer: Any) -> None:
        sizes[answer.url] = answer.request.sizes()["responseBodySize"]

    salma.to_signing(asked)
    fresh = visitor(chromium)
    fresh.on("requestfinished", lambda request: weigh(request.response()))
    fresh.goto(salma.tab.url)
    fresh.locator(".btn.big").wait_for()
    fresh.wait_for_load_state("networkidle")
    assert len(sizes) >= 8 and 5_000 < sum(sizes.values()) < LARGEST, sizes
    fresh.context.close()
    origin = salma.tab.evaluate("location.origin")
    assert not salma.tab.context.cookies(origin)
    status = "async path => (await fetch(path)).status"
    policy = salma.tab.evaluate("async () => (await fetch('/')).headers.get('content-security-policy')")
    assert "script-src 'self';" in policy and "unsafe" not in policy
    for path in ("/desk/", "/static/ui/ouna.js", "/accounts/login/", "/books/", "/t/short"):
        assert salma.tab.evaluate(status, path) in (404, 422)
    # The browser tells of each.
    salma.wrong.clear()
    for path in ("/sign.mjs", "/look", "/enrol"):
        assert salma.tab.request.get(f"{demo.url}{path}").status == 404


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing(chromium, house, asked, demo, lang, dark):
    salma = house["Salma"]
    salma.desk(f"?lang={lang}")
    salma.tab.emulate_media(color_scheme="dark" if dark else "light")
    salma.to_signing(asked)
    plain = visitor(
        chromium, bypass_csp=True, locale=lang, viewport={"width": 375, "height": 740},
        color_scheme="dark" if dark else "light",
    )  # fmt: skip
    plain.goto(salma.tab.url)
    plain.locator(".btn.big").wait_for()
    assert sites.violations(plain) == []
    assert sites.sideways(plain) == 0
    if folder := os.environ.get("OUNA_SHOTS"):
        for width in (375, 1280):
            plain.set_viewport_size({"width": width, "height": 900})
            plain.screenshot(
                path=f"{folder}/sign-{lang}-{width}-{'dark' if dark else 'light'}.png", full_page=True
            )
    plain.context.close()
