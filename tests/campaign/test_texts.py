"""Texts in several languages, the frame, the opening."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from ouna.campaign import actions
from ouna.campaign.errors import CampaignOpenAlready, CheckedByPartner, TextMissing, UnknownText
from ouna.campaign.models import Campaign
from ouna.campaign.queries import current_campaign, opening_fingerprint, unchecked_texts, untranslated
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


# The opening --------------------------------------------------------------------------------------


@pytest.fixture
def unopened(campaign: Campaign) -> Campaign:
    """A second campaign that can be opened, while the first one is a draft again."""
    Campaign.objects.filter(pk=campaign.pk).update(state="draft", opened_on=None)
    made = draft(campaign, Translated.source("en", "Two wells").with_text("ar", "بئران"))
    edit(made, field="summary", lang="en", text="For the upper village.")
    made.refresh_from_db()
    return made


DESK = "/desk/admin/campaign/"


def look(client: Client, **headers: str) -> str:
    return client.post(DESK, {"open": "look"}, headers=headers).content.decode()


def read_of(page: str) -> str:
    found = re.search(r'name="read" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def test_what_becomes_public_is_shown_before_the_opening(
    unopened: Campaign, person: Make, client: Client
) -> None:
    actions.edit_campaign_frame(
        by=SYSTEM,
        campaign=unopened,
        goal=Money(700_050, "EUR"),
        currencies=["TND"],
        fee_limits={"EUR": 5_000},
    )
    client.force_login(person("administrator"))
    text = look(client)
    assert "Check your answers" in text and "can never be changed" in text
    for said in ("7,000.50", "EUR TND", "50.00", "0.000", "Two wells", "بئران", "For the upper village."):
        assert said in text, said
    unopened.refresh_from_db()
    assert unopened.state == Campaign.DRAFT and not Entry.objects.filter(ref=unopened.ref).exists()
    assert client.post(DESK, {"open": "yes", "read": read_of(text)}).status_code == 302
    unopened.refresh_from_db()
    assert unopened.state == Campaign.OPEN and Entry.objects.filter(ref=unopened.ref).exists()


def test_one_click_opens_nothing(unopened: Campaign, person: Make, client: Client) -> None:
    client.force_login(person("administrator"))
    assert 'value="yes"' not in client.get(DESK).content.decode()
    for wish in ({"open": "yes"}, {"open": "yes", "read": ""}, {"open": "yes", "read": "0" * 64}):
        assert "Read it once more" in client.post(DESK, wish).content.decode()
    unopened.refresh_from_db()
    assert unopened.state == Campaign.DRAFT


@pytest.mark.parametrize("what", ["goal", "text", "limit"])
def test_nobody_opens_what_he_has_not_read(
    unopened: Campaign, person: Make, client: Client, what: str
) -> None:
    client.force_login(person("administrator"))
    read = read_of(look(client))
    if what == "text":
        edit(unopened, field="summary", lang="en", text="For us.")
    else:
        goal, limits = (999, {}) if what == "goal" else (1_000, {"EUR": 99_999})
        actions.edit_campaign_frame(
            by=SYSTEM, campaign=unopened, goal=Money(goal, "EUR"), currencies=[], fee_limits=limits
        )
    assert "Read it once more" in client.post(DESK, {"open": "yes", "read": read}).content.decode()
    unopened.refresh_from_db()
    assert unopened.state == Campaign.DRAFT
    client.post(DESK, {"open": "yes", "read": read_of(look(client))})
    unopened.refresh_from_db()
    assert unopened.state == Campaign.OPEN


def test_who_may_not_open_is_not_asked_to(unopened: Campaign, person: Make, client: Client) -> None:
    client.force_login(person("editor"))
    assert "Only an administrator" in look(client)
    read = opening_fingerprint(unopened)
    assert "Only an administrator" in client.post(DESK, {"open": "yes", "read": read}).content.decode()
    unopened.refresh_from_db()
    assert unopened.state == Campaign.DRAFT


def test_without_its_texts_the_opening_is_not_even_asked(
    unopened: Campaign, person: Make, client: Client
) -> None:
    Campaign.objects.filter(pk=unopened.pk).update(summary={})
    client.force_login(person("administrator"))
    assert "headline and its first paragraph" in look(client)


def test_the_last_page_before_the_opening_in_arabic_without_script(
    unopened: Campaign, person: Make, client: Client
) -> None:
    client.force_login(person("administrator"))
    text = look(client, **{"Accept-Language": "ar"})
    assert '<html lang="ar" dir="rtl">' in text and "Check your answers" not in text
    assert (
        '<div class="mail" lang="ar" dir="rtl">' in text and '<div class="mail" lang="en" dir="ltr">' in text
    )
    form = text[text.index('name="read"') : text.index("</form>", text.index('name="read"'))]
    # One real button and one link, in the order in which the keyboard meets them.
    assert form.index('<button class="btn" name="open" value="yes">') < form.index(f'href="{DESK}"')
    assert "tabindex" not in form and "onclick" not in form
