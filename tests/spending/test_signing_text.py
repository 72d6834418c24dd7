"""What a trustee reads before signing holds what is confidential too: payee, account, quotes."""

from __future__ import annotations

import pytest

from ouna.core.quorum import Act
from ouna.core.values import Money
from ouna.quorum import wording
from ouna.quorum.models import Document
from ouna.quorum.offers import openings_of
from ouna.spending import actions
from spending.world import NADIA, ROOFER, World, photo

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
