"""Texts in several languages, the frame, the opening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from ouna.campaign import actions
from ouna.campaign.errors import CampaignOpenAlready, CheckedByPartner, TextMissing, UnknownText
from ouna.campaign.models import Campaign
from ouna.campaign.queries import current_campaign, unchecked_texts, untranslated
from ouna.core.book import Campaign as BookCampaign
from ouna.core.values import Money, TextRefused, Translated
from ouna.log import SYSTEM, queries, text_of
from ouna.log.models import Entry, JournalFact
from ouna.parties.errors import NotPermitted

Make = Callable[..., Any]


def edit(campaign: Campaign, by: Any = SYSTEM, **wish: str) -> None:
    actions.edit_campaign_text(by=by, campaign=campaign, **wish)


def test_a_changed_source_leaves_its_translation_behind(campaign: Campaign) -> None:
    assert untranslated(campaign) == {"ar": 1}  # the first paragraph has none yet
    edit(campaign, field="title", lang="en", text="Two schools for Lindow")
    assert campaign.titles.is_stale("ar") and untranslated(campaign) == {"ar": 2}
    edit(campaign, field="title", lang="ar", text="مدرستان للندو")
    edit(campaign, field="summary", lang="ar", text="فقدت المدرسة سقفها.", state="machine")
    assert untranslated(campaign) == {}


def test_the_same_text_again_changes_nothing(campaign: Campaign) -> None:
    facts = JournalFact.objects.count()
    edit(campaign, field="title", lang="en", text="A school for Lindow")
    edit(campaign, field="title", lang="ar", text="مدرسة لندو")
    assert JournalFact.objects.count() == facts


def test_only_the_partner_says_checked(campaign: Campaign, actor: Make) -> None:
    wish = {"field": "title", "lang": "ar", "text": "مدرسة لندو", "state": "checked"}
    for role in ("administrator", "treasurer", "auditor"):
        with pytest.raises(CheckedByPartner):
            edit(campaign, actor(role), **wish)
    edit(campaign, actor("partner"), **wish)
    assert unchecked_texts(campaign, "ar") == []


def test_the_partner_confirms_what_was_read_not_what_came_since(campaign: Campaign, actor: Make) -> None:
    edit(campaign, field="title", lang="ar", text="نص آخر")
    edit(campaign, actor("partner"), field="title", lang="ar", text="مدرسة لندو", state="checked")
    assert campaign.title["ar"] | {"of": ""} == {"text": "نص آخر", "state": "human", "of": ""}


@pytest.mark.parametrize("role", ["treasurer", "auditor", "partner"])
def test_who_may_not_write(campaign: Campaign, actor: Make, role: str) -> None:
    with pytest.raises(NotPermitted):
        edit(campaign, actor(role), field="title", lang="en", text="Mine")


def test_refused_texts(campaign: Campaign) -> None:
    with pytest.raises(UnknownText):
        edit(campaign, field="goal_minor", lang="en", text="1")
    with pytest.raises(TextRefused):
        edit(campaign, field="title", lang="en", text="abc\u202edef")
    with pytest.raises(TextMissing):
        edit(campaign, field="title", lang="en", text="")
    assert campaign.title["en"]["text"] == "A school for Lindow"


def test_a_translation_can_be_taken_away(campaign: Campaign) -> None:
    edit(campaign, field="title", lang="ar", text="")
    assert "ar" not in campaign.title


# The frame ----------------------------------------------------------------------------------------


def test_the_opening_stands_in_the_record(campaign: Campaign) -> None:
    state = queries.state_of(campaign.ref)
    assert isinstance(state, BookCampaign)
    assert (state.goal_minor, state.goal_currency, state.currencies) == (500_000, "EUR", ("EUR", "CHF"))
    assert state.fee_limit("EUR") == 5_000 and state.fee_limit("CHF") == 0
    entry = Entry.objects.get(ref=campaign.ref)
    assert b"Lindow" not in bytes(entry.data)
    kept = text_of(__import__("json").loads(bytes(entry.data))["text"])
    assert kept and kept["title"]["en"]["text"] == "A school for Lindow"


def test_after_the_opening_the_frame_stays(campaign: Campaign) -> None:
    with pytest.raises(CampaignOpenAlready):
        actions.edit_campaign_frame(
            by=SYSTEM, campaign=campaign, goal=Money(1, "EUR"), currencies=[], fee_limits={}
        )
    with pytest.raises(CampaignOpenAlready):
        actions.open_campaign(by=SYSTEM, campaign=campaign)
    campaign.refresh_from_db()
    assert campaign.goal == Money(500_000, "EUR")


def draft(campaign: Campaign, title: Translated) -> Campaign:
    return actions.draft_campaign(
        by=SYSTEM,
        slug="second",
        coalition=campaign.coalition,
        partner=campaign.partner,
        title=title,
        summary=Translated({}),
        goal=Money(1_000, "EUR"),
    )


def test_nothing_opens_without_its_texts(campaign: Campaign) -> None:
    with pytest.raises(TextMissing):
        actions.open_campaign(by=SYSTEM, campaign=draft(campaign, Translated.source("en", "A")))


def test_the_open_campaign_is_the_one_shown(campaign: Campaign) -> None:
    draft(campaign, Translated.source("en", "A"))
    assert current_campaign() == campaign


@pytest.mark.parametrize(
    "wrong", [{"goal_minor": 0}, {"state": "open", "opened_on": None}, {"state": "else"}]
)
def test_the_database_refuses_what_is_never_true(campaign: Campaign, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(**wrong)


# Pages --------------------------------------------------------------------------------------------


def test_the_editor_shows_both_languages_and_saves(campaign: Campaign, person: Make, client: Client) -> None:
    client.force_login(person("administrator"))
    text = client.get("/desk/admin/campaign/texts/ar/").content.decode()
    assert "A school for Lindow" in text and "مدرسة لندو" in text
    data = {"title": "مدرسة في لندو", "summary": "نص", "body": "", "place": "", "state": "human"}
    assert client.post("/desk/admin/campaign/texts/ar/", data).status_code == 302
    campaign.refresh_from_db()
    assert campaign.title["ar"]["text"] == "مدرسة في لندو"
    assert client.get("/desk/admin/campaign/texts/xx/").status_code == 404


def test_the_partner_confirms_on_his_page(campaign: Campaign, person: Make, client: Client) -> None:
    client.force_login(person("partner"))
    assert "مدرسة لندو" in client.get("/desk/partner/texts/").content.decode()
    client.post("/desk/partner/texts/", {"field": "title", "text": "مدرسة لندو"})
    campaign.refresh_from_db()
    assert campaign.title["ar"]["state"] == "checked"


def test_a_draft_is_framed_and_opened_at_the_desk(campaign: Campaign, person: Make, client: Client) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(state="draft", opened_on=None)
    client.force_login(person("administrator"))
    wrong = {"frame": "1", "goal": "12.345", "currency": "EUR", "currencies": "EUR XXX", "fee_limits": "a"}
    text = client.post("/desk/admin/campaign/", wrong).content.decode()
    assert "XXX" in text and 'aria-invalid="true"' in text
    right = {
        "frame": "1",
        "goal": "7 000.50",
        "currency": "EUR",
        "currencies": "eur, tnd",
        "fee_limits": "TND 10.500",
    }
    assert client.post("/desk/admin/campaign/", right).status_code == 302
    campaign.refresh_from_db()
    assert campaign.goal == Money(700_050, "EUR") and campaign.fee_limits == {"TND": 10_500}
