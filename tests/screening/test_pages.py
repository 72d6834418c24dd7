"""The checkers' desk: lists brought in, a match decided by two who do not see each other's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.screening.conftest import DEMO_LIST, PAYEE, SUBJECT

from ouna.core.screening.values import _TEXTS as CORE_TEXTS
from ouna.core.screening.values import Reason
from ouna.log import SYSTEM
from ouna.screening.actions import check_name
from ouna.screening.models import Hit, Limits, NameList
from ouna.screening.words import _sentences, said


@pytest.fixture
def clients(person: Callable[..., Any]) -> list[Client]:
    """Two checkers at their desks."""
    found = []
    for name in ("Hanneke", "Ama"):
        client = Client()
        client.force_login(person("checker", name=name))
        found.append(client)
    return found


def upload(text: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("list.csv", text.encode(), "text/csv")}


def test_a_list_is_looked_at_before_it_is_used(clients: list[Client], campaign: Any) -> None:
    one = clients[0]
    assert "nothing can be paid" in one.get(reverse("screening:desk")).content.decode()
    answer = one.post(reverse("screening:lists"), upload(DEMO_LIST))
    row = NameList.objects.get()
    assert answer.status_code == 302 and row.state == "waiting"
    page = one.get(answer.url).content.decode()
    assert "Quince demo list" in page and "Use this list" in page
    one.post(answer.url, {"use": "1"})
    row.refresh_from_db()
    assert row.state == "current"
    older = one.post(reverse("screening:lists"), upload(DEMO_LIST.replace("2026-11-17", "2026-11-01")))
    refused = one.post(older.url, {"use": "1"})
    assert refused.status_code == 422 and "later date" in refused.content.decode()


def test_a_list_that_lost_many_entries_says_so(clients: list[Client], campaign: Any) -> None:
    rows = "".join(f"X-{n},Somebody Invented{n},person,,,,\n" for n in range(40))
    answer = clients[0].post(reverse("screening:lists"), upload(DEMO_LIST + rows))
    clients[0].post(answer.url, {"use": "1"})
    again = clients[0].post(reverse("screening:lists"), upload(DEMO_LIST.replace("11-17", "11-18")))
    assert "Many entries are gone" in clients[0].get(again.url).content.decode()


def test_no_list_is_refused_with_a_next_step(clients: list[Client], campaign: Any) -> None:
    answer = clients[0].post(reverse("screening:lists"), upload("only,words\n1,2\n"))
    assert answer.status_code == 422 and "none of the lists" in answer.content.decode()
    assert not NameList.objects.exists()


def test_the_match_shows_both_sides_and_two_decide_blind(
    clients: list[Client], load: Any, campaign: Any
) -> None:
    load()
    check_name(by=SYSTEM, subject=SUBJECT, who=PAYEE)
    hit = Hit.objects.get()
    where = reverse("screening:hit", args=[hit.ref])
    page = clients[0].get(where).content.decode()
    assert "What speaks for it" in page and "What speaks against it" in page
    assert "are 1 letter apart" in page and "The order of the names is turned" in page
    short = clients[0].post(where, {"verdict": "other_person", "reason": "no"})
    assert short.status_code == 422
    mine = {"verdict": "other_person", "reason": "The owner was born 36 years later."}
    assert clients[0].post(where, mine).status_code == 302
    seen = clients[1].get(where).content.decode()
    assert "36 years later" not in seen and "Another checker has decided" in seen
    theirs = {"verdict": "other_person", "reason": "Talmira is another country."}
    assert clients[1].post(where, theirs).status_code == 302
    hit.refresh_from_db()
    assert hit.state == "clear"
    assert "36 years later" in clients[1].get(where).content.decode()


def test_an_auditor_reads_and_cannot_decide(person: Any, load: Any, campaign: Any) -> None:
    load()
    check_name(by=SYSTEM, subject=SUBJECT, who=PAYEE)
    hit, client = Hit.objects.get(), Client()
    client.force_login(person("auditor"))
    where = reverse("screening:hit", args=[hit.ref])
    assert "Keep my decision" not in client.get(where).content.decode()
    client.post(where, {"verdict": "other_person", "reason": "The owner was born 36 years later."})
    assert not hit.decisions.exists()


def test_a_tried_name_is_not_kept(clients: list[Client], load: Any, campaign: Any) -> None:
    load()
    answer = clients[0].post(reverse("screening:try"), {"name": "Marzoban Krapfenshtain", "born": "1987"})
    assert "Born 36 years later than listed." in answer.content.decode()
    assert not Hit.objects.exists()


def test_the_administrator_sets_limits_within_reason(person: Any, campaign: Any) -> None:
    client = Client()
    client.force_login(person("administrator"))
    where = reverse("screening:limits")
    asked = {"list_days": "400", "check_days": "30", "above": ""}
    assert client.post(where, asked).status_code == 422
    client.post(where, {"list_days": "10", "check_days": "20", "above": "EUR 10000.00"})
    row = Limits.objects.get()
    assert (row.list_days, row.check_days, row.above) == (10, 20, {"EUR": 1000000})


def test_every_fact_of_the_core_has_its_sentence_in_both_languages() -> None:
    told = {**_sentences(), "part_letter": "", "part_letters": "", "born_differs": ""}
    assert set(told) == set(CORE_TEXTS)
    says = dict.fromkeys(["name", "mine", "theirs", "script", "year", "country"], "Marzuban") | {
        "letters": "2",
        "years": "36",
        "way": "later",
    }
    for code in CORE_TEXTS:
        reason = Reason(code, tuple(says.items()))
        with translation.override("en"):
            english = said(reason)
        with translation.override("ar"):
            arabic = said(reason)
        assert english and english != arabic, code


def test_what_a_name_holds_is_never_markup() -> None:
    told = said(Reason("name_equal", (("name", "<script>alert(1)</script>"),)))
    assert "<script>" not in told
