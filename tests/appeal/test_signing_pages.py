"""The pages of signing: a form without an account, links that do nothing by being opened, list and desk."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.appeal.signing_fixtures import Signing, link_of
from tests.appeal.signing_fixtures import signing as signing

from ouna.appeal import links
from ouna.appeal.actions.signing import VISITOR
from ouna.appeal.actions.withdrawing import withdraw
from ouna.appeal.models import Link, Signatory, Supporter
from ouna.appeal.tasks import send_signing_letters
from ouna.core.values import Translated
from ouna.log.models import Opening
from ouna.parties.models import Person

FORM = {
    "name": "عونة الحجر الطيّب",
    "language": "ar",
    "name_en": "Good Stone ʿOuna",
    "kind": "neighbours",
    "country": "TN",
    "website": "https://stone.example",
    "officer": "Rosa Rosmarin",
    "function": "chair",
    "email": "rosa@stone.example",
}


def test_a_stranger_signs_in_arabic_and_is_found(
    signing: Signing, mailoutbox: list[Any], person: Callable[..., Any]
) -> None:
    client = Client(headers={"accept-language": "ar"})
    page = client.get(reverse("appeal:sign"))
    assert page.status_code == 200 and 'dir="rtl"' in page.content.decode()
    checked = client.post(reverse("appeal:sign"), FORM)
    assert checked.status_code == 200 and "Rosa Rosmarin" in checked.content.decode()
    assert not Signatory.objects.exists()
    back = client.post(reverse("appeal:sign"), {**FORM, "change": "1"})
    assert back.status_code == 200 and 'value="Rosa Rosmarin"' in back.content.decode()
    assert client.post(reverse("appeal:sign"), {**FORM, "sign": "1"}).status_code == 302
    send_signing_letters()
    address = "/appeal/link/" + mailoutbox[0].body.split("/appeal/link/")[1].split()[0]
    # A program that looks at the links of a mail proves nothing.
    assert client.get(address).status_code == 200
    assert Signatory.objects.get().state == "applied"
    assert client.post(address, {"prove": "1"}).status_code == 200
    assert Signatory.objects.get().state == "proved"
    assert "عونة" not in client.get(reverse("appeal:signatories")).content.decode()

    desk = Client()
    desk.force_login(person("editor"))
    made = Signatory.objects.get()
    shown = desk.get(reverse("appeal:application", args=[made.ref])).content.decode()
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    assert "Rosa Rosmarin" in shown
    done = desk.post(reverse("appeal:application", args=[made.ref]), {"approve": "1", "seen": seen})
    assert done.status_code == 302
    for words in ("عونة", "الحجر", "stone", "Hajar", "OUNA"):
        found = client.get(reverse("appeal:signatories"), {"q": words}).content.decode()
        assert "عونة" in found, words
    for q in ("zzz", "«»", "'"):
        assert "عونة" not in client.get(reverse("appeal:signatories"), {"q": q}).content.decode()
    one = client.get(reverse("appeal:signatory", args=[made.ref])).content.decode()
    assert "عونة" in one and "Rosmarin" not in one and "rosa@" not in one


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "!!!"), ("name", "Pear\u202etree"), ("email", "x"), ("country", "QQ"),
     ("website", "ftp://x.example"), ("website", "https://u:p@x.example"), ("officer", ""), ("kind", "club")],
)  # fmt: skip
def test_a_form_that_lacks_something_says_so(signing: Signing, field: str, value: str) -> None:
    answer = Client().post(reverse("appeal:sign"), {**FORM, field: value, "sign": "1"})
    assert answer.status_code == 422 and not Signatory.objects.exists()


def test_a_program_that_fills_in_everything_is_kept_nowhere(signing: Signing) -> None:
    answer = Client().post(reverse("appeal:sign"), {**FORM, "nickname": "x", "sign": "1"})
    assert answer.status_code == 302 and not Signatory.objects.exists()


def test_a_flood_from_one_address_ends(signing: Signing) -> None:
    codes = []
    for number in range(7):
        form = {**FORM, "email": f"n{number}@stone.example", "sign": "1"}
        codes.append(Client(REMOTE_ADDR="198.51.100.9").post(reverse("appeal:sign"), form).status_code)
    assert codes == [302] * 5 + [429] * 2


def test_no_draft_and_no_other_link_opens_a_page(signing: Signing, campaign: Any) -> None:
    client = Client()
    made = signing.applied()
    assert client.get(reverse("appeal:signatory", args=[made.ref])).status_code == 404
    assert client.get(reverse("appeal:signatory_proof", args=[made.ref])).status_code == 404
    for path in ("signatories_csv", "signatories_json", "embedded", "signatories"):
        answer = client.get(reverse(f"appeal:{path}"))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Pear Tree" not in body, path
    assert client.get(reverse("appeal:link", args=["A" * 40])).status_code == 422


def test_a_withdrawal_is_two_presses_and_stays_visible(signing: Signing) -> None:
    made, client = signing.live(), Client()
    link = link_of(made, Link.PROVE)
    assert client.get(reverse("appeal:link", args=[links.token_of(link)])).status_code == 422
    client.post(reverse("appeal:again"), {"email": "rosa@peartree.example"})
    path = reverse("appeal:link", args=[links.token_of(link_of(made, Link.MANAGE))])
    assert client.get(path + "?withdraw=1").status_code == 200
    assert client.post(path, {"withdraw": "1"}).status_code == 200
    listed = client.get(reverse("appeal:signatories")).content.decode()
    assert "Pear Tree" in listed and "withdrew" in listed


def test_exports_hold_no_formula_and_no_officer(signing: Signing) -> None:
    signing.own(1, "=cmd|' /C calc'!A0")
    signing.own(2, "+49 Neighbours", short="@home")
    body = b"".join(Client().get(reverse("appeal:signatories_csv")).streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    assert len(rows) == 3 and not [c for row in rows[1:] for c in row if c[:1] in "=+@-" and c]
    told = json.loads(Client().get(reverse("appeal:signatories_json")).content)
    assert told["organisations"] == 2 and "Rosmarin" not in json.dumps(told) + body


def test_the_embedded_list_may_stand_in_a_frame_and_nothing_else(signing: Signing) -> None:
    signing.live()
    framed = Client().get(reverse("appeal:embedded"))
    assert "frame-ancestors *" in framed["Content-Security-Policy"] and "X-Frame-Options" not in framed
    assert b"<form" not in framed.content
    other = Client().get(reverse("appeal:signatories"))
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_a_person_counts_after_the_answer_and_is_forgotten(signing: Signing, mailoutbox: list[Any]) -> None:
    client = Client()
    for _ in range(2):
        client.post(reverse("appeal:support"), {"email": "Karl@posteo.de", "country": "DE"})
    assert Supporter.objects.get().state == "waits"
    token = links.token_of(Link.objects.order_by("-pk")[0])
    client.post(reverse("appeal:link", args=[token]), {"support": "1"})
    assert Supporter.objects.get().state == "counted"
    client.post(reverse("appeal:support"), {"email": "karl@posteo.de"})
    assert Supporter.objects.count() == 1
    send_signing_letters()
    from ouna.appeal.actions.supporting import forget_addresses
    from ouna.log import SYSTEM

    Link.objects.update(used_at="2026-11-20T12:00:00Z")
    assert forget_addresses(by=SYSTEM) == 1
    kept = Supporter.objects.get()
    assert bytes(kept.sealed_email) == b"" and kept.person is None and kept.state == "counted"


def test_officers_are_erased_and_the_name_stays(signing: Signing) -> None:
    from datetime import timedelta

    from tests.conftest import NOON

    from ouna.appeal.actions.supporting import forget_officers
    from ouna.log import SYSTEM
    from ouna.log.clock import fixed

    made, never = signing.live(), signing.applied("Never Proved", email="n@posteo.de", website="")
    client = Client()
    client.post(reverse("appeal:again"), {"email": "rosa@peartree.example"})
    link = link_of(made, Link.MANAGE)
    withdraw(by=VISITOR, link=link)
    with fixed(NOON + timedelta(days=40)):
        assert forget_officers(by=SYSTEM) == 2
        assert forget_officers(by=SYSTEM) == 0
    made.refresh_from_db()
    assert made.officer is None and bytes(made.sealed_email) == b"" and made.email_key == ""
    assert not Signatory.objects.filter(pk=never.pk).exists()
    assert not Person.objects.filter(erased_on=None).exists() and not Opening.objects.exists()
    assert "Pear Tree" in client.get(reverse("appeal:signatories")).content.decode()


def test_the_desk_marks_duplicates_and_look_alikes(signing: Signing, person: Callable[..., Any]) -> None:
    jug = Translated.source("uk", "Толока «Мідний Глечик»").with_text("en", "Copper Jug Toloka")
    signing.own(1, names=jug, countries=("UA",))
    signing.own(2, "Blaue Schaufel e. V.", countries=("DE",))
    signing.proved(
        "Toloka Midnyi Hlechyk", countries=("UA",), website="https://m.example", email="a@m.example"
    )
    signing.proved("Bl\u0430ue Schaufel e. V.", website="https://b.example", email="a@b.example")
    client = Client()
    client.force_login(person("editor"))
    page = client.get(reverse("appeal:applications")).content.decode()
    assert "perhaps there already" in page and "letters that deceive" in page


def test_seven_queries_whatever_there_is(signing: Signing, django_assert_max_num_queries: Any) -> None:
    for number in range(3):
        signing.own(number)
    client = Client()
    client.get(reverse("appeal:signatories"))
    with django_assert_max_num_queries(9):
        client.get(reverse("appeal:signatories"), {"q": "grove", "country": "DE", "kind": "neighbours"})
