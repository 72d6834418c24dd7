"""The checkers' desk: lists brought in, a match decided by two who do not see each other's words."""

from __future__ import annotations

import re
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


def seen_on(page: str) -> str:
    """What the page of a list says that its reader saw."""
    found = re.search(r'name="seen" value="(\w{64})"', page)
    assert found
    return found[1]


def test_a_list_is_looked_at_before_it_is_used_and_confirmed_by_another(
    clients: list[Client], campaign: Any
) -> None:
    one, two = clients
    assert "nothing can be paid" in one.get(reverse("screening:desk")).content.decode()
    answer = one.post(reverse("screening:lists"), upload(DEMO_LIST))
    row = NameList.objects.get()
    assert answer.status_code == 302 and row.state == "waiting"
    page = one.get(answer.url).content.decode()
    assert "Quince demo list" in page and "Put it forward" in page
    one.post(answer.url, {"propose": "1"})
    row.refresh_from_db()
    assert row.state == "proposed"
    mine, theirs = (client.get(answer.url).content.decode() for client in clients)
    assert "I have compared it" not in mine and "Another checker confirms it" in mine
    assert "You are the second checker" in theirs and "The first list of this name" in theirs
    alone = one.post(answer.url, {"confirm": "1", "seen": seen_on(theirs)})
    assert alone.status_code == 422 and "one person alone changes no list" in alone.content.decode()
    blind = two.post(answer.url, {"confirm": "1"})
    assert blind.status_code == 422 and "not what you saw" in blind.content.decode()
    assert two.post(answer.url, {"confirm": "1", "seen": seen_on(theirs)}).status_code == 302
    row.refresh_from_db()
    assert row.state == "current"
    older = one.post(reverse("screening:lists"), upload(DEMO_LIST.replace("2026-11-17", "2026-11-01")))
    refused = one.post(older.url, {"propose": "1"})
    assert refused.status_code == 422 and "later date" in refused.content.decode()


def test_what_a_list_takes_away_is_shown_and_searched(
    clients: list[Client], load: Any, campaign: Any
) -> None:
    rows = [f"X-{n},Somebody Invented{n},person,,,,\n" for n in range(120)]
    load(DEMO_LIST + "".join(rows))
    less = (
        DEMO_LIST.replace("11-17", "11-18").replace("Marzoban Krapfenshtayn", "").replace(",1951,", ",1987,")
    )
    again = clients[0].post(reverse("screening:lists"), upload(less))
    page = clients[0].get(again.url).content.decode()
    assert "Many entries are gone" in page and "page=3" in page
    found = clients[0].get(again.url, {"q": "krapfen"}).content.decode()
    assert "Marzoban Krapfenshtayn" in found and "Other birth years than before." in found
    assert "Invented7" not in found
    assert "Nothing that changes has these words." in clients[1].get(again.url, {"q": "zzz"}).content.decode()
    few = load(DEMO_LIST.replace("11-17", "11-18") + "".join(rows[1:]), confirm=False)
    page = clients[1].get(reverse("screening:list", args=[few.ref])).content.decode()
    assert "This list takes names away" in page and "Somebody Invented0" in page


def test_a_refusal_has_a_reason_and_its_end_another_person(
    clients: list[Client], load: Any, campaign: Any
) -> None:
    load()
    row = load(DEMO_LIST.replace("11-17", "11-18") + "Q-9,Somebody New,person,,,,\n", confirm=False)
    where = reverse("screening:list", args=[row.ref])
    assert clients[1].post(where, {"refuse": "1", "why": ""}).status_code == 422
    assert clients[1].post(where, {"refuse": "1", "why": "no"}).status_code == 422
    clients[1].post(where, {"refuse": "1", "why": "The publisher shows another fingerprint."})
    row.refresh_from_db()
    assert row.state == "refused"
    page = clients[0].get(where).content.decode()
    assert "The publisher shows another fingerprint." in page and "End what it adds?" in page
    clients[0].post(where, {"withdraw": "1", "why": "It is not the publisher's file."})
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_two_end_a_list_in_use_or_one_keeps_it(clients: list[Client], load: Any, campaign: Any) -> None:
    row = load()
    where, why = reverse("screening:list", args=[row.ref]), "It is no longer published."
    clients[0].post(where, {"withdraw": "1", "why": why})
    assert "Another checker ends it" in clients[0].get(where).content.decode()
    clients[1].post(where, {"stay": "1"})
    assert "End asked for" not in clients[1].get(where).content.decode()
    clients[1].post(where, {"withdraw": "1", "why": why})
    clients[0].post(where, {"withdraw": "1", "why": why})
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_everybody_sees_the_lists_and_nobody_who_loaded_them(
    load: Any, person: Any, campaign: Any, client: Client
) -> None:
    where = reverse("screening:public")
    assert "There is no list" in client.get(where).content.decode()
    row = load()
    late = load(DEMO_LIST.replace("11-17", "11-18") + "Q-9,Somebody New,person,,,,\n", confirm=False)
    page = client.get(where).content.decode()
    for text in ("Quince demo list", "a checker", "a second checker", "waits for a second checker"):
        assert text in page
    for one in (row, late):
        assert one.sha256[:4] in page
    reader = Client()
    reader.force_login(person("auditor"))
    page += reader.get(reverse("screening:list", args=[row.ref])).content.decode()
    assert "a second checker" in page
    assert "Hanneke" not in page and "Ama" not in page and "KRAPFENSTEIN" not in page


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
