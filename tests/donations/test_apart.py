"""Two accounts of one section have two names wherever people meet them, and each a poster in one language."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from funds.world import ADMIN, World
from ouna.campaign.models import Campaign
from ouna.donations import papers
from ouna.donations.papers import poster_language
from ouna.funds.actions import announce_account
from ouna.funds.models import BankAccount
from ouna.ui import pdf

pytestmark = pytest.mark.django_db
SECOND = "DE02120300000000202051"


@pytest.fixture
def two(world: World) -> tuple[BankAccount, BankAccount]:
    second = announce_account(
        by=ADMIN, campaign=world.campaign, section=world.germany.section, currency="EUR",
        iban=SECOND, holder="Nachbarschaftshilfe Blaue Schaufel",
    )  # fmt: skip
    return BankAccount.objects.get(pk=world.germany.pk), second


def test_alone_an_account_has_its_section_s_name(world: World) -> None:
    assert world.germany.mark == "" and world.germany.names == world.germany.section.names


def test_two_are_told_apart(two: tuple[BankAccount, BankAccount], world: World) -> None:
    names = [account.names.best(lang)[1] for account in two for lang in ("en", "ar")]
    assert len(set(names)) == 4 or len({names[0], names[2]}) == 2
    assert two[0].mark == two[0].iban[-4:] and names[2].endswith("(…2051)")
    assert BankAccount.objects.get(pk=world.switzerland.pk).mark == ""


def test_longer_marks_where_four_digits_are_the_same(two: tuple[BankAccount, BankAccount]) -> None:
    from ouna.funds.actions.announcing import mark_apart

    BankAccount.objects.filter(pk=two[0].pk).update(iban="DE99000000000099992051")
    mark_apart(two[0].section)
    assert {a.mark for a in BankAccount.objects.filter(section=two[0].section)} == {"992051", "202051"}


@pytest.mark.parametrize("page", ["donations:give", "donations:find", "funds:account", "web:books"])
def test_every_public_page_tells_them_apart(
    two: tuple[BankAccount, BankAccount], client: Client, page: str
) -> None:
    shown = client.get(reverse(page)).content.decode()
    for account in two:
        assert f"(…{account.mark})" in shown, account.mark


def test_each_has_its_own_poster(
    two: tuple[BankAccount, BankAccount], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[pdf.Poster] = []
    monkeypatch.setattr(papers.pdf, "poster_pdf", lambda poster: made.append(poster) or b"%PDF-")
    for account in two:
        answer = client.get(reverse("donations:poster", args=[account.ref]))
        assert account.mark in answer["Content-Disposition"]
    assert [poster.iban for poster in made] == [account.iban for account in two]
    assert all(account.ref in poster.address for account, poster in zip(two, made, strict=True))


def told(lang: str, text: str = "A wall") -> dict[str, dict[str, str]]:
    return {lang: {"text": text, "state": "human", "of": ""}}


@pytest.mark.parametrize(
    ("titles", "summaries", "language", "rebuilds"),
    [
        (("de", "en"), ("en",), "de", ""),
        (("de", "en"), ("de", "en"), "de", "A wall"),
        (("en",), ("en",), "en", "A wall"),
        (("en",), ("de",), "en", ""),
    ],
)
def test_a_poster_never_mixes_languages(
    world: World, monkeypatch: pytest.MonkeyPatch, titles, summaries, language: str, rebuilds: str
) -> None:
    from datetime import date

    account = BankAccount.objects.select_related("campaign", "section").get(pk=world.germany.pk)
    account.section.language = "de"
    campaign: Campaign = account.campaign
    campaign.title = {k: v for lang in titles for k, v in told(lang).items()}
    campaign.summary = {k: v for lang in summaries for k, v in told(lang).items()}
    made: list[pdf.Poster] = []
    typeset = papers.pdf.poster_pdf
    monkeypatch.setattr(papers.pdf, "poster_pdf", lambda poster: made.append(poster) or typeset(poster))
    assert papers.poster_of(account, today=date(2026, 11, 20)).startswith(b"%PDF-")
    assert (made[0].language, made[0].rebuilds) == (language, rebuilds)
    assert poster_language(campaign, "de") == language
