"""Before the opening the public reads that nothing is open yet; who writes the campaign sees a preview."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.web.conftest import small_world

from ouna.campaign.models import Campaign

SECRET = ("A house with many doors", "ninety doors")


@pytest.fixture
def draft(published: small_world.World) -> Campaign:
    campaign: Campaign = published.campaign
    for field, text in zip(("title", "summary"), SECRET, strict=True):
        setattr(campaign, field, {"en": {"text": text, "state": "human", "of": ""}})
    campaign.state, campaign.opened_on = Campaign.DRAFT, None
    campaign.goal_minor = 7_654_321_00
    campaign.save()
    return campaign


def hidden(campaign: Campaign, text: str) -> bool:
    told = (*SECRET, "7,654,321", campaign.partner.names.best("en")[1])
    return not any(word in text for word in told)


@pytest.mark.parametrize("page", ["/", "/campaign/", "/give/", "/books/verify/"])
def test_the_public_sees_the_coalition_s_name_alone(client: Client, draft: Campaign, page: str) -> None:
    answer = client.get(page)
    text = answer.content.decode()
    assert hidden(draft, text), page
    assert draft.coalition.names.best("en")[1] in text
    assert page == "/books/verify/" or "Not open yet" in text
    assert page == "/books/verify/" or "لم تُفتح بعد" in client.get(page, {"lang": "ar"}).content.decode()


@pytest.mark.parametrize(("role", "sees"), [("administrator", True), ("editor", True), ("auditor", False)])
@pytest.mark.parametrize("page", ["/", "/campaign/"])
def test_who_writes_it_sees_a_preview_marked_so(
    client: Client, draft: Campaign, person, role: str, sees: bool, page: str
) -> None:
    client.force_login(person(role))
    answer = client.get(page)
    text = answer.content.decode()
    assert (SECRET[0] in text) is sees and ("Preview: not open yet" in text) is sees
    assert not sees or answer["Cache-Control"] == "private, no-store"


def test_open_it_is_for_everyone(client: Client, draft: Campaign) -> None:
    Campaign.objects.filter(pk=draft.pk).update(state=Campaign.OPEN, opened_on="2026-11-20")
    assert SECRET[0] in client.get("/").content.decode()
    assert "Preview" not in client.get("/").content.decode()
