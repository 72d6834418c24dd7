"""Logging in: by password, and by a passkey that a virtual authenticator keeps."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.browser

#: In the language of who logs in.
DESK = re.compile(r"/desk/(\?lang=\w+)?$")
EMAIL, PASSWORD = "priya@quince.example", "demo"


def by_password(tab: Any, password: str) -> None:
    """Fill in the log-in page and send it."""
    tab.goto("/accounts/login/")
    tab.get_by_label("E-mail").fill(EMAIL)
    tab.get_by_label("Password").fill(password)
    tab.get_by_role("button", name="Log in", exact=True).click()


def authenticator(tab: Any) -> Any:
    """A passkey device inside the browser, whose owner always agrees."""
    session = tab.context.new_cdp_session(tab)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def log_out(tab: Any) -> None:
    """Leave by the button of the desk."""
    tab.goto("/desk/")
    tab.get_by_role("button", name="Log out").click()


def test_log_in_by_password(visit, demo):
    from playwright.sync_api import expect

    tab = visit(width=375)
    tab.goto("/desk/admin/people/")
    assert "/accounts/login/" in tab.url
    by_password(tab, "not the password")
    expect(tab.locator("main .error, main .note.wrong").first).to_be_visible()
    assert "/accounts/login/" in tab.url
    by_password(tab, PASSWORD)
    tab.wait_for_url(DESK)
    expect(tab.locator("header .who")).to_contain_text("Priya Jeera")
    log_out(tab)
    tab.goto("/desk/")
    assert "/accounts/login/" in tab.url


def test_an_invited_person_chooses_a_password_and_gets_in(visit, demo):
    by_priya = visit()
    by_password(by_priya, PASSWORD)
    by_priya.wait_for_url(DESK)
    by_priya.goto("/desk/admin/people/")
    by_priya.get_by_label("Name").fill("Tilda Thymian")
    by_priya.get_by_label("E-mail").fill("tilda@thyme.example")
    by_priya.get_by_role("button", name="Send the invitation").click()
    by_priya.get_by_role("heading", level=1, name="Tilda Thymian").wait_for()
    letters = [path.read_text() for path in (demo.var / "mail").iterdir()]
    (letter,) = [text for text in letters if "tilda@thyme.example" in text]
    token = re.search(r"/invited/\S+", letter)[0]
    invited = visit()
    invited.goto(token)
    invited.get_by_label("Password").fill("a quince on every roof")
    invited.get_by_role("button", name="Open my account").click()
    invited.get_by_role("heading", level=1, name="My account").wait_for()


def test_set_up_a_passkey_and_log_in_with_it(visit, demo):
    """The last one here: from now on Priya's password alone is not enough."""
    from playwright.sync_api import expect

    tab = visit()
    session, device = authenticator(tab)
    by_password(tab, PASSWORD)
    tab.wait_for_url(DESK)
    tab.goto("/desk/me/")
    tab.get_by_role("link", name="Set up or remove").click()
    add_key(tab)
    keys = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert [key["rpId"] for key in keys] == ["localhost"]
    tab.goto("/desk/me/")
    expect(tab.locator("main")).to_contain_text("1 is set up")
    log_out(tab)
    tab.goto("/accounts/login/")
    tab.get_by_role("button", name="Log in with a passkey").click()
    tab.wait_for_url(DESK)
    expect(tab.locator("header .who")).to_contain_text("Priya Jeera")


def add_key(tab: Any) -> None:
    """Add a passkey that logs in by itself on allauth's page."""
    tab.locator("main a[href$='/webauthn/add/']").click()
    # What changes how one logs in asks for the password again.
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Confirm").click()
    tab.wait_for_url("**/webauthn/add/")
    tab.locator("#id_passwordless").check()
    tab.locator("#mfa_webauthn_add").click()
    tab.wait_for_url(lambda url: "/webauthn/add/" not in url)
