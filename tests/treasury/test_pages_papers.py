"""Statements typed from paper: they add up, and a second person of any section confirms them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from funds.world import TODAY
from ouna.funds.models import BankLine
from ouna.log.queries import balance
from ouna.treasury.models import PaperStatement
from treasury.test_pages import text_of

pytestmark = pytest.mark.django_db


def typed(world, **changes) -> dict[str, str]:
    day = TODAY.isoformat()
    given = {
        "account": world.tunisia.ref,
        "first_day": day,
        "last_day": day,
        "opening": "0",
        "closing": "14.500",
        "line-TOTAL_FORMS": "3",
        "line-INITIAL_FORMS": "0",
        "line-0-day": day,
        "line-0-amount": "15.000",
        "line-0-name": "Amina",
        "line-0-text": "pour les enfants",
        "line-2-day": day,
        "line-2-amount": "-0,5",
        "line-2-text": "frais de tenue",
    }
    return {**given, **changes}


def type_it(world, people, **changes):
    return people["tunisian"].post(reverse("treasury:paper_new"), typed(world, **changes), follow=True)


def test_a_typed_statement_waits_and_the_page_offers_whom_to_ask(world, people):
    page = text_of(type_it(world, people))
    paper = PaperStatement.objects.get()
    assert (paper.state, BankLine.objects.count()) == ("typed", 0)
    assert "Whom to ask" in page
    assert "German" in page
    assert "Section DE" in page


def test_what_is_missing_is_shown_until_it_adds_up(world, people):
    response = type_it(world, people, closing="15.400")
    assert response.status_code == 422
    page = text_of(response)
    assert "It does not add up yet." in page
    assert "0.900" in page
    assert not PaperStatement.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"line-0-amount": "15.0001"}, "decimals"),
        ({"line-0-day": ""}, "The day is missing"),
        ({"line-0-amount": ""}, "The amount is missing"),
        ({"line-0-day": "2026-01-01"}, "outside"),
        ({"last_day": "2027-01-01"}, "not come yet"),
        ({"first_day": "2026-11-21"}, "before the first"),
        ({"line-0-name": "a\u202eb"}, "invisible"),
        ({"account": "acct_none"}, "valid"),
    ],
)
def test_mistakes_are_named_and_nothing_is_kept(world, people, changes, words):
    response = type_it(world, people, **changes)
    assert response.status_code == 422
    assert words in text_of(response)
    assert not PaperStatement.objects.exists()


def test_more_rows_keep_what_was_typed(world, people):
    page = type_it(world, people, more="1")
    assert page.status_code == 200
    assert b'value="Amina"' in page.content
    assert b'name="line-12-amount"' in page.content


def test_a_second_person_of_another_section_confirms_and_it_is_booked(world, people):
    type_it(world, people)
    paper = PaperStatement.objects.get()
    url = reverse("treasury:paper", args=[paper.ref])
    assert "Amina" in text_of(people["german"].get(url))
    people["german"].post(url, {"do": "confirm"})
    assert PaperStatement.objects.get().state == "typed"
    page = text_of(people["german"].post(url, {"do": "confirm", "compared": "yes"}, follow=True))
    assert "2 lines are in. 1 booked itself." in page
    assert PaperStatement.objects.get().state == "confirmed"
    assert balance(world.tunisia.ref, "TND") == -500
    assert people["german"].get(url).status_code == 404


def test_the_typist_cannot_confirm(world, people):
    type_it(world, people)
    url = reverse("treasury:paper", args=[PaperStatement.objects.get().ref])
    page = text_of(people["tunisian"].post(url, {"do": "confirm", "compared": "yes"}, follow=True))
    assert "Ask another treasurer" in page
    assert not BankLine.objects.exists()


def test_the_auditor_reads_and_changes_nothing(world, people):
    type_it(world, people)
    url = reverse("treasury:paper", args=[PaperStatement.objects.get().ref])
    assert people["auditor"].get(url).status_code == 200
    for post in ({"do": "withdraw"}, {"do": "confirm", "compared": "yes"}):
        people["auditor"].post(url, post)
    assert PaperStatement.objects.get().state == "typed"


def test_it_is_taken_back_by_its_own_section_only(world, people):
    type_it(world, people)
    url = reverse("treasury:paper", args=[PaperStatement.objects.get().ref])
    people["german"].post(url, {"do": "withdraw"})
    assert PaperStatement.objects.get().state == "typed"
    people["tunisian"].post(url, {"do": "withdraw"})
    assert PaperStatement.objects.get().state == "withdrawn"


def test_a_confirmed_statement_of_known_days_is_held_and_decided(world, people):
    for _ in range(2):
        type_it(world, people)
        url = reverse("treasury:paper", args=[PaperStatement.objects.filter(state="typed").get().ref])
        people["german"].post(url, {"do": "confirm", "compared": "yes"})
    assert BankLine.objects.count() == 2
