"""What a trustee reads before signing holds what is confidential too: payee, account, quotes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ouna.core.quorum import Act
from ouna.core.values import Money
from ouna.log import Actor
from ouna.quorum import wording
from ouna.quorum.models import Document
from ouna.quorum.offers import look_of, openings_of
from ouna.screening.actions import decide_hit
from ouna.screening.models import Check, Hit, NameList
from ouna.spending import actions
from ouna.spending.models import Payee
from spending.world import CHECKER, NADIA, ROOFER, World, photo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_text_to_sign_names_payee_account_and_quotes(world: World, lang: str) -> None:
    draft = actions.begin_request(by=NADIA, campaign=world.campaign)
    quote = {"kind": "quote", "amount": Money(2_715_000, "EUR"), "supplier": "Second Yard"}
    actions.add_paper(by=NADIA, request=draft, raw=photo(), **quote)
    wish = world.wish(place="Two Springs")
    read = wish.fingerprint([p.sha256 for p in draft.papers.all()])
    request = actions.record_request(by=NADIA, request=draft, wish=wish, read=read)
    body = bytes(Document.objects.get(ref=request.ref).body)
    text = wording.exact_text(wording.read(body, openings_of(body)), Act.APPROVE, lang, "")
    for part in (ROOFER.latin, ROOFER.name, ROOFER.account, "Second Yard", "Two Springs", wish.title):
        assert part in text, part
    assert "24,800.00" in text and "27,150.00" in text


def test_a_new_request_takes_the_old_one_from_the_signers(world: World) -> None:
    old = world.ask(100_000)
    new = world.ask(90_000, replaces=old)
    states = dict(Document.objects.values_list("ref", "state"))
    assert states == {old.ref: Document.VOID, new.ref: Document.OPEN}
    actions.withdraw_request(by=NADIA, request=new)
    assert Document.objects.get(ref=new.ref).state == Document.VOID


def beside(document: str, lang: str = "en") -> dict[str, Any]:
    """What the signing page's JSON tells beside the document."""
    return look_of(Document.objects.get(ref=document), lang)["told"]


def test_the_signing_page_tells_the_name_check_and_what_remains(world: World) -> None:
    request = world.ask(100_000)
    told = beside(request.ref)
    assert told["lines"] == [["Name check", "no match, list of 17 November 2026"]]
    assert told["fund"] == {"there": 10_000_000, "remain": 9_900_000, "currency": "EUR"}
    assert beside(request.ref, "ar")["lines"] == [
        ["فحص الاسم", "لا تطابق، قائمة 17 تشرين الثاني / نوفمبر 2026"]
    ]


def test_a_possible_match_is_told_until_two_have_decided(world: World) -> None:
    alike = replace(ROOFER, name="Marzuban Krapfenstein", latin="Marzuban von Krapfenstein", kind="person")
    request = world.ask(100_000, payees=(alike,))
    assert beside(request.ref)["lines"] == [["Name check", "possible match: stopped"]]
    hit = Hit.objects.get()
    for person in (CHECKER, Actor("user_second", "Second", CHECKER.roles)):
        decide_hit(by=person, hit=hit, verdict="other_person", reason="Born 1990, a roofer.")
    said = "possible match, cleared by two checkers, list of 17 November 2026"
    assert beside(request.ref)["lines"] == [["Name check", said]]


def test_what_was_not_checked_or_cannot_be_is_never_told_as_clear(world: World) -> None:
    request = world.ask(100_000)
    Check.objects.filter(subject=request.ref).update(fingerprint="0" * 64)
    assert beside(request.ref)["lines"] == [["Name check", "not checked yet"]]
    Payee.objects.update(bank_hash="0" * 64)
    assert beside(request.ref)["lines"][0][1].startswith("stopped: ")
    NameList.objects.all().delete()
    assert beside(request.ref)["lines"][0][1].startswith("stopped: ")
