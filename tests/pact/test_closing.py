"""The end of a campaign: proposed by the partner, signed by the trustees, said on every page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from ouna.campaign import checks
from ouna.campaign import rules as campaign_rules
from ouna.campaign.actions import note_closing
from ouna.campaign.errors import CampaignClosed
from ouna.campaign.matters import matters
from ouna.campaign.models import Campaign
from ouna.campaign.queries import closing_of, recorded_end
from ouna.core.book import RuleBroken
from ouna.core.values import TextRefused
from ouna.log import SYSTEM
from ouna.log import queries as log
from ouna.log.models import Entry
from ouna.pact import queries, rules
from ouna.pact.actions import ask_gate, begin_agreement, propose_closing, withdraw_closing
from ouna.pact.errors import ClosingChanged, ClosingIncomplete, ClosingWaits
from ouna.parties.errors import NotPermitted
from ouna.quorum import offers
from ouna.quorum.actions import pause
from ouna.quorum.models import Document

REST = {"en": "The rest goes to the Two Springs Hospital.", "ar": "يذهب الباقي إلى مستشفى النبعين."}


@pytest.fixture
def proposed(appointed: Any, partner: Any) -> Document:
    """The end, before the trustees."""
    document = propose_closing(by=partner, campaign=appointed.campaign, rest=REST)
    appointed.seal()
    return document


def close(house: Any, document: Document) -> Campaign:
    """Four of five sign: as many as change their list."""
    for one in house.trustees[:4]:
        one.sign(document)
    return Campaign.objects.get(pk=house.campaign.pk)


@pytest.fixture
def ended(appointed: Any, proposed: Document) -> Campaign:
    """The closed campaign."""
    return close(appointed, proposed)


def test_the_partner_alone_proposes_it(
    appointed: Any, admin: Any, partner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for by in (admin, SYSTEM, appointed.trustees[0].actor):
        with pytest.raises(NotPermitted):
            propose_closing(by=by, campaign=appointed.campaign, rest=REST)
    monkeypatch.setattr(rules, "check_proposes_end", lambda is_partner: None)
    assert propose_closing(by=admin, campaign=appointed.campaign, rest=REST), "twin"


@pytest.mark.parametrize("rest", [{}, {"en": "Only here."}, {**REST, "ar": " "}, {**REST, "de": "Mehr."}])
def test_where_the_rest_goes_is_said_in_every_language_and_no_other(
    appointed: Any, partner: Any, rest: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ClosingIncomplete):
        propose_closing(by=partner, campaign=appointed.campaign, rest=rest)
    monkeypatch.setattr(rules, "check_rest", lambda rest, languages: None)
    whole = {**REST, **rest}
    assert propose_closing(by=partner, campaign=appointed.campaign, rest=whole), "twin"


def test_without_trustees_nobody_could_sign_it(house: Any, partner: Any) -> None:
    with pytest.raises(ClosingIncomplete, match="no trustees yet"):
        propose_closing(by=partner, campaign=house.campaign, rest=REST)


def test_a_text_that_hides_something_is_refused(appointed: Any, partner: Any) -> None:
    with pytest.raises(TextRefused):
        propose_closing(by=partner, campaign=appointed.campaign, rest={**REST, "en": "abc\u202edef"})


def test_as_many_sign_as_change_the_list(appointed: Any, proposed: Document) -> None:
    for one in appointed.trustees[:3]:
        one.sign(proposed)
        assert recorded_end(appointed.campaign) is None
        assert Campaign.objects.get().closed_on is None
    appointed.trustees[3].sign(proposed)
    campaign = Campaign.objects.get()
    assert recorded_end(campaign) == campaign.closed_on is not None
    closing = closing_of(campaign)
    assert closing is not None and closing.rest.best("ar")[1] == REST["ar"]
    assert Entry.objects.get(kind="campaign.closed").ref == proposed.ref
    assert not list(checks.checks())


def test_one_proposal_at_a_time_and_the_partner_takes_it_back(
    appointed: Any, proposed: Document, partner: Any, admin: Any
) -> None:
    with pytest.raises(ClosingWaits):
        propose_closing(by=partner, campaign=appointed.campaign, rest=REST)
    with pytest.raises(NotPermitted):
        withdraw_closing(by=admin, campaign=appointed.campaign)
    withdraw_closing(by=partner, campaign=appointed.campaign)
    withdraw_closing(by=partner, campaign=appointed.campaign)
    assert queries.waiting_closing(appointed.campaign) is None
    assert propose_closing(by=partner, campaign=appointed.campaign, rest=REST).pk != proposed.pk


def test_what_was_not_read_is_not_proposed(appointed: Any, partner: Any) -> None:
    read = queries.closing_fingerprint(appointed.campaign, REST)
    with pytest.raises(ClosingChanged):
        propose_closing(by=partner, campaign=appointed.campaign, rest={**REST, "en": "To me."}, read=read)
    assert propose_closing(by=partner, campaign=appointed.campaign, rest=REST, read=read)


def test_after_the_end_nothing_new_is_put_before_the_trustees(
    appointed: Any, ended: Campaign, partner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = (
        lambda: propose_closing(by=partner, campaign=ended, rest=REST),
        lambda: begin_agreement(by=partner, campaign=ended, languages=["en"]),
        lambda: ask_gate(by=partner, campaign=ended, to_open=True),
        lambda: appointed.propose(),
    )
    for attempt in attempts:
        with pytest.raises(CampaignClosed):
            attempt()
    monkeypatch.setattr(campaign_rules, "check_running", lambda is_closed: None)
    assert attempts[1]() and attempts[3](), "twin: without the rule they would be"
    again = attempts[0]()
    appointed.seal()
    with pytest.raises(RuleBroken, match="closed"):
        close(appointed, again)


def test_payments_on_their_way_can_still_be_stopped(appointed: Any, ended: Campaign) -> None:
    document = pause(by=appointed.trustees[0].actor, campaign=ended)
    appointed.seal()
    appointed.trustees[0].sign(document)
    assert queries.paused_since(ended)


def test_what_could_only_be_signed_in_vain_waits_no_more(appointed: Any, partner: Any) -> None:
    request = appointed.request()
    again = appointed.propose()
    stop = pause(by=appointed.trustees[0].actor, campaign=appointed.campaign)
    document = propose_closing(by=partner, campaign=appointed.campaign, rest=REST)
    appointed.seal()
    close(appointed, document)
    states = dict(Document.objects.values_list("ref", "state"))
    assert states[request.ref] == states[again.ref] == Document.VOID
    assert states[stop.ref] == Document.OPEN and states[document.ref] == Document.RECORDED


def test_the_record_closes_it_and_nobody_else(appointed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotPermitted):
        note_closing(by=SYSTEM, campaign=appointed.campaign, text="ab" * 32)
    assert Campaign.objects.get().closed_on is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.update(closed_on="2026-11-20")
    Campaign.objects.update(closed_on="2026-11-20", closing="ab" * 32)
    assert [f.where for f in checks.checks()] == [appointed.campaign.ref], "a row that was altered is found"


def test_other_words_in_the_table_are_found(ended: Campaign) -> None:
    assert not list(checks.checks())
    Campaign.objects.update(closing="cd" * 32)
    assert "differs from the text" in next(iter(checks.checks())).what


def test_a_withdrawn_text_is_shown_as_missing(ended: Campaign, client: Any) -> None:
    from ouna.log.models import Text

    Text.objects.filter(hash=ended.closing).update(withdrawn=True, data="", salt="")
    closing = closing_of(ended)
    assert closing is not None and closing.rest.data == {}
    page = client.get(reverse("web:campaign")).content.decode()
    assert "was closed on" in page and "Where the rest goes:" not in page


# Pages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "said"), [("en", REST["en"]), ("ar", REST["ar"])])
def test_every_public_page_says_it(ended: Campaign, client: Any, lang: str, said: str) -> None:
    for name in ("web:home", "web:campaign", "web:books", "pact:page", "donations:give"):
        page = client.get(reverse(name), headers={"accept-language": lang})
        assert page.status_code == 200 and said in page.content.decode(), name
    assert 'name="preset"' not in client.get(reverse("donations:give")).content.decode()
    assert reverse("donations:give") not in client.get(reverse("web:home")).content.decode()


def test_a_campaign_that_runs_says_nothing_of_an_end(appointed: Any, client: Any) -> None:
    for name in ("web:home", "web:campaign", "web:books", "pact:page"):
        assert "was closed on" not in client.get(reverse(name)).content.decode()


def desk(client: Any, person: Any, *roles: str) -> Any:
    client.force_login(person(*roles))
    return client


def test_the_partner_looks_at_what_is_open_and_proposes(appointed: Any, client: Any, person: Any) -> None:
    appointed.request()
    desk(client, person, "partner")
    here = reverse("pact:closing")
    assert here in client.get(reverse("pact:desk")).content.decode()
    assert client.get(here).status_code == 200
    look = client.post(here, {**REST, "look": "1"}).content.decode()
    assert REST["en"] in look and "Put it before the trustees" in look
    read = look.split('name="read" value="')[1].split('"')[0]
    assert client.post(here, {**REST, "sure": "1", "read": "other"}).status_code == 422
    assert client.post(here, {"en": "Only here", "look": "1"}).status_code == 422
    assert client.post(here, {"nonsense": "1"}).status_code == 404
    assert client.post(here, {**REST, "sure": "1", "read": read}).status_code == 302
    page = client.get(here).content.decode()
    assert "It is before the trustees" in page and "Take it back" in page
    assert client.post(here, {"back": "1"}).status_code == 302
    assert queries.waiting_closing(appointed.campaign) is None


def test_others_read_it_and_cannot_propose(appointed: Any, client: Any, person: Any) -> None:
    desk(client, person, "auditor")
    here = reverse("pact:closing")
    assert 'name="look"' not in client.get(here).content.decode()
    read = queries.closing_fingerprint(appointed.campaign, REST)
    assert client.post(here, {**REST, "sure": "1", "read": read}).status_code == 422
    desk(client, person, "treasurer")
    assert client.get(here).status_code == 403


def test_the_pacts_own_words_are_where_it_begins(
    appointed: Any, written: Any, officers: Any, partner: Any, client: Any, person: Any
) -> None:
    from ouna.pact.actions import put_to_signers

    document = put_to_signers(by=partner, agreement=written)
    appointed.seal()
    for one in officers:
        one.sign(document)
    for one in appointed.trustees[:4]:
        one.sign(document)
    assert queries.rest_in_pact(appointed.campaign)["en"] == "The rest stays."
    desk(client, person, "partner")
    assert "The rest stays." in client.get(reverse("pact:closing")).content.decode()


def test_whoever_signs_it_is_told_what_is_open(appointed: Any, proposed: Document, partner: Any) -> None:
    from ouna.core.values import Translated
    from ouna.pact.actions import add_commitment

    add_commitment(
        by=partner,
        campaign=appointed.campaign,
        owner=appointed.campaign.coalition,
        text=Translated.source("en", "Two lorries"),
        due=appointed.campaign.opened_on + timedelta(days=9),
    )
    assert [m.count for m in matters(appointed.campaign)] == [1]
    lines = offers.told(bytes(proposed.body), "en", proposed)["lines"]
    assert ["Duties of the pact that are not kept yet", "1"] in lines
    assert any("Nothing more can be ordered" in value for _label, value in lines)
    assert offers.told(bytes(proposed.body), "ar", proposed)["lines"][0][1] != lines[0][1]
    assert log.state_of(proposed.ref) is None
