"""The desks: what waits, what is new, the partner's figures, the administrator's rooms."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from funds import world as small_world
from ouna.funds.models import BankAccount
from ouna.log.models import CheckRun
from ouna.parties.desk import News, Wait
from ouna.parties.models import User
from ouna.web import desks

Make = Callable[..., Any]


@pytest.fixture
def at_desk(client: Client, person: Make) -> Callable[..., str]:
    """Log in with roles and read a page."""

    def read(path: str, *roles: str) -> str:
        client.force_login(person(*roles))
        response = client.get(path)
        assert response.status_code == 200 and response.headers["Cache-Control"] == "private, no-store"
        return response.content.decode()

    return read


def test_the_desk_gathers_from_every_app_late_things_first(
    monkeypatch: pytest.MonkeyPatch, actor: Make
) -> None:
    one = SimpleNamespace(waits=lambda a: [Wait("slow", 2, "/a/"), Wait("nothing", 0, "/b/")])
    two = SimpleNamespace(
        waits=lambda a: [Wait("late", 1, "/c/", urgent=True)], news=lambda a, s: [News("new")]
    )
    monkeypatch.setattr(desks, "modules", lambda name: (one, two))
    by = actor("treasurer")
    assert [w.text for w in desks.waits(by)] == ["late", "slow"]
    assert [n.text for n in desks.news(by, None)] == ["new"]  # type: ignore[arg-type]


def test_a_finding_waits_for_those_who_can_judge_it(world: Any, actor: Make, clock: Any) -> None:
    CheckRun.objects.create(
        at=clock.now(), ok=False, entries=3, seconds=1, findings=[{"where": "a", "what": "b"}]
    )
    for role, count in (("administrator", 1), ("auditor", 1), ("treasurer", 1), ("partner", 0)):
        found = [w for w in desks.waits(actor(role)) if w.url == "/desk/checks/"]
        assert len(found) == count and all(w.urgent for w in found), role


def test_without_a_role_the_desk_says_whom_to_ask(at_desk: Any, world: Any) -> None:
    text = at_desk("/desk/")
    assert "no role yet" in text and "/desk/admin/" not in text


def test_the_partner_sees_what_was_received_by_purpose_in_arabic(
    at_desk: Any, client: Client, published: small_world.World
) -> None:
    at_desk("/desk/partner/", "partner")
    text = client.get("/desk/partner/?lang=ar").content.decode()
    assert 'dir="rtl"' in text and "الجدران والسقف" in text and "30.00" in text
    rows = client.get("/desk/partner/?as=csv").content.decode("utf-8-sig").splitlines()
    assert rows[1] == "الجدران والسقف,210000.00,0.00,30.00,30.00,EUR" and len(rows) == 4
    assert "30.00" in at_desk("/desk/", "partner")


def test_settings_show_no_secret(at_desk: Any, world: Any, settings: Any) -> None:
    text = at_desk("/desk/admin/settings/", "administrator")
    assert settings.LOG_ORIGIN in text
    assert settings.SECRET_KEY not in text and str(settings.LOG_KEY_FILE) not in text


FORM = {
    "currency": "EUR",
    "iban": "NL91 ABNA 0417 1643 00",
    "holder": "Noaberkring De Lange Ladder",
    "reversal_style": "as_written",
}


def test_an_account_is_announced_after_a_second_look(at_desk: Any, client: Client, world: Any) -> None:
    at_desk("/desk/admin/accounts/", "administrator")
    wish = {**FORM, "section": world.germany.section.ref}
    look = client.post("/desk/admin/accounts/", {**wish, "announce": "look"}).content.decode()
    assert "Is all of this right?" in look and BankAccount.objects.count() == 3
    shown = look[look.index('<dl class="pairs">') : look.index("</dl>")]
    assert "the bank writes the direction of the reversal" in shown and "as_written" not in shown
    edit = client.post("/desk/admin/accounts/", {**wish, "announce": "edit"})
    assert BankAccount.objects.count() == 3 and edit.status_code == 200
    assert client.post("/desk/admin/accounts/", {**wish, "announce": "sure"}).status_code == 302
    made = BankAccount.objects.get(iban="NL91ABNA0417164300")
    assert made.is_open and made.holder == FORM["holder"]
    assert client.post("/desk/admin/accounts/", {"close": made.ref}).status_code == 302
    made.refresh_from_db()
    assert not made.is_open


@pytest.mark.parametrize(("field", "value"), [("iban", "NL91ABNA0417164301"), ("iban", small_world.GERMAN)])
def test_a_wrong_or_taken_number_is_refused_with_its_reason(
    at_desk: Any, client: Client, world: Any, field: str, value: str
) -> None:
    at_desk("/desk/admin/accounts/", "administrator")
    wish = {**FORM, "section": world.germany.section.ref, "announce": "sure", field: value}
    text = client.post("/desk/admin/accounts/", wish).content.decode()
    assert 'role="alert"' in text and BankAccount.objects.count() == 3


def test_sections_and_organisations_are_kept(at_desk: Any, client: Client, world: Any) -> None:
    at_desk("/desk/admin/sections/", "administrator")
    section = {
        "own": "Nederland",
        "own_lang": "nl",
        "country": "nl",
        "currency": "EUR",
        "language": "nl",
        "order": "4",
    }
    # No currency is chosen for whoever overlooks the question.
    page = client.get("/desk/admin/sections/").content.decode()
    currencies = page[page.index('name="currency"') : page.index("</select>", page.index('name="currency"'))]
    assert re.findall(r'value="([A-Z]*)" selected', currencies) == [""]
    assert client.post("/desk/admin/sections/", {**section, "currency": ""}).status_code == 200
    assert client.post("/desk/admin/sections/", section).status_code == 302
    again = client.post("/desk/admin/sections/", section).content.decode()
    assert "has a section already" in again
    member = {
        "own": "შეხვედრა",
        "own_lang": "ka",
        "country": "GE",
        "is_member": "on",
        "order": "1",
        "in_en": "Meeting",
    }
    assert client.post("/desk/admin/organisations/", member).status_code == 302
    assert "შეხვედრა" in Client().get("/").content.decode()
    spoofed = {**member, "own": "abc\u202edef"}
    assert "error" in client.post("/desk/admin/organisations/", spoofed).content.decode()


def test_what_we_hold_is_found_handed_over_and_erased(at_desk: Any, client: Client, world: Any) -> None:
    from ouna.log import SYSTEM
    from ouna.parties.actions import person_for

    donor = person_for(by=SYSTEM, email="d@pear.example", name="Dora")
    at_desk("/desk/admin/data/", "administrator")
    found = client.post("/desk/admin/data/", {"email": "D@pear.example"})
    assert found.headers["Location"] == f"/desk/admin/data/{donor.ref}/"
    assert "Dora" in client.get(f"/desk/admin/data/{donor.ref}/").content.decode()
    assert client.get(f"/desk/admin/data/{donor.ref}/export.json").json()["parties"]["name"] == "Dora"
    client.post(f"/desk/admin/data/{donor.ref}/", {"sure": "yes"})
    text = client.get(f"/desk/admin/data/{donor.ref}/").content.decode()
    assert "Dora" not in text and "Erased on" in text


def test_roles_are_given_and_taken_at_the_desk(
    at_desk: Any, client: Client, person: Make, world: Any
) -> None:
    at_desk("/desk/admin/people/", "administrator")
    user = person()
    page = f"/desk/admin/people/{user.ref}/"
    client.post(page, {"give": "1", "role": "treasurer", "section": world.germany.section.ref})
    assert user.roles.get().section == world.germany.section
    refused = client.post(page, {"give": "1", "role": "administrator"}, follow=True).content.decode()
    assert "neither approve nor send" in refused and user.roles.count() == 1
    client.post(page, {"take": f"treasurer|{world.germany.section.ref}"})
    assert not user.roles.exists()
    client.post(page, {"stop": "1"})
    assert not User.objects.get(pk=user.pk).is_active
