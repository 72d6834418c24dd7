"""Pages of the pact: what everyone reads, and what the desk asks for a second time."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.pact.conftest import WORDS

from ouna.core.values import Translated
from ouna.pact import queries
from ouna.pact.actions import add_commitment, answer_point, put_to_signers
from ouna.pact.models import Commitment
from ouna.quorum.models import Document

PAGE = "/pact/"


def client_of(user: Any) -> Client:
    made = Client()
    made.force_login(user)
    return made


@pytest.fixture
def partner_client(person: Any) -> Client:
    return client_of(person("partner"))


def read(client: Client, path: str, **more: Any) -> str:
    answer = client.get(path, **more)
    assert answer.status_code == 200, answer.content[-500:]
    return answer.content.decode()


def test_before_anything_is_signed_the_page_says_so(campaign: Any) -> None:
    page = read(Client(), PAGE)
    assert "The pact is not signed yet" in page and "Building start: not yet" in page


def test_the_signed_texts_stand_side_by_side_each_in_its_direction(
    written: Any, officers: Any, partner: Any, appointed: Any
) -> None:
    document = put_to_signers(by=partner, agreement=written)
    assert WORDS["de"][1] not in read(Client(), PAGE), "nothing unsigned is public"
    appointed.seal()
    for one in [*officers, *appointed.trustees[:4]]:
        one.sign(document)
    page = read(Client(), PAGE)
    for lang, way in (("en", "ltr"), ("ar", "rtl"), ("de", "ltr")):
        assert re.search(rf'<article[^>]* lang="{lang}" dir="{way}">\s*<h3>{WORDS[lang][0]}', page)
        assert all(text in page for text in WORDS[lang])
    assert "30 days" in page and "Pear Union" in page and "جمعية لندو" in page
    written.body = {"en": {"text": "Something else.", "state": "human", "of": ""}}
    written.save()
    assert "Something else." not in read(Client(), PAGE), "what was signed is shown, not our table"


def test_notes_and_commitments_that_are_not_public_stay_inside(
    listed: Any, partner: Any, admin: Any, partner_client: Client
) -> None:
    answer_point(by=partner, point=listed.points.get(code="access"), answer="no", note="By the mill")
    answer_point(
        by=partner, point=listed.points.get(code="money"), answer="partly", note="Half", note_public=True
    )
    for words, public in (("Send the tools", True), ("Warn the driver", False)):
        add_commitment(
            by=admin,
            campaign=listed,
            owner=listed.coalition,
            text=Translated.source("en", words),
            due=date(2026, 11, 1),
            public=public,
        )
    page = read(Client(), PAGE)
    assert "Half" in page and "mill" not in page
    assert "Send the tools" in page and "Warn the driver" not in page and "overdue" in page
    inside = read(partner_client, reverse("pact:desk"))
    assert "mill" in inside and "Warn the driver" in inside


def test_the_partner_answers_and_asks_after_a_second_look(listed: Any, partner_client: Client) -> None:
    where = reverse("pact:checklist")
    answers = {f"{p.code}-answer": "yes" for p in queries.points(listed)}
    assert partner_client.post(where, {**answers, "answers": "1"}).status_code == 302
    assert "what they sign" in read(partner_client, reverse("pact:start") + "?ask=open")
    assert not Document.objects.filter(kind="gate.opened").exists()
    assert partner_client.post(reverse("pact:start"), {"ask": "open"}).status_code == 302
    assert Document.objects.filter(kind="gate.opened", state="open").count() == 1
    assert "0 of 3" in re.sub(r"<[^>]+>", "", read(partner_client, reverse("pact:desk")))


def test_an_unready_list_is_refused_with_a_next_step(listed: Any, partner_client: Client) -> None:
    answer = partner_client.post(reverse("pact:start"), {"ask": "open"})
    assert answer.status_code == 422 and "Answer every point" in answer.content.decode()


def test_a_trustee_reaches_the_stop_of_payments(appointed: Any) -> None:
    one = client_of(appointed.trustees[0].signer.user)
    assert "Stop payments" in read(one, reverse("pact:desk"))
    one.post(reverse("pact:start"), {"ask": "stop"})
    assert Document.objects.filter(kind="payments.paused", state="open").count() == 1


def test_a_commitment_is_looked_at_before_it_stands(campaign: Any, partner_client: Client) -> None:
    where = reverse("pact:commitment_new")
    data = {"owner": campaign.coalition.ref, "text": "Send <b>tools</b>", "due": "2026-12-01", "public": "on"}
    look = partner_client.post(where, data)
    assert "Check your answers" in look.content.decode() and "<b>tools" not in look.content.decode()
    assert not Commitment.objects.exists()
    assert partner_client.post(where, {**data, "sure": "1"}).status_code == 302
    row = Commitment.objects.get()
    mine = reverse("pact:commitment", args=[row.ref])
    assert partner_client.post(mine, {"report": "1", "evidence": "x"}).status_code == 302, (
        "the other side may"
    )
    row.refresh_from_db()
    assert row.state == Commitment.DONE
    partner_client.post(mine, {"confirm": "yes"})
    row.refresh_from_db()
    assert row.state == Commitment.KEPT


def test_the_text_is_written_in_each_language_and_looked_at(
    written: Any, officers: Any, partner_client: Client, person: Any
) -> None:
    where = reverse("pact:text", args=["de"])
    assert 'lang="ar" dir="rtl"' in read(partner_client, where + "?beside=ar")
    said = {field: f"Neu {field}" for field in ("title", "body", "succession", "rest")}
    assert partner_client.post(where, said).status_code == 302
    office = client_of(person("administrator"))
    office.post(where, {**said, "rest": "An uns"})
    written.refresh_from_db()
    assert written.rest["de"]["text"] == "Neu rest", "the partner alone"
    look = partner_client.post(reverse("pact:texts"), {"put": "look"}).content.decode()
    found = re.search(r'name="read" value="([0-9a-f]{64})"', look)
    assert found and "Neu body" in look
    blind = partner_client.post(reverse("pact:texts"), {"put": "sure"})
    assert blind.status_code == 422
    assert partner_client.post(reverse("pact:texts"), {"put": "sure", "read": found[1]}).status_code == 302
    assert Document.objects.filter(kind="pact.signed", state="open").count() == 1


def test_the_page_asks_as_often_whatever_there_is(
    written: Any,
    officers: Any,
    partner: Any,
    admin: Any,
    appointed: Any,
    listed: Any,
    django_assert_num_queries: Any,
) -> None:
    document = put_to_signers(by=partner, agreement=written)
    appointed.seal()
    for one in [*officers, *appointed.trustees[:4]]:
        one.sign(document)
    for nth in range(30):
        add_commitment(
            by=admin,
            campaign=listed,
            owner=listed.coalition,
            text=Translated.source("en", f"Tool {nth}"),
            due=date(2026, 12, 1),
            public=True,
        )
    with django_assert_num_queries(11):
        read(Client(), PAGE)
