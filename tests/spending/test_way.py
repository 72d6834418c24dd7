"""What everyone reads of a payment's way: why it came back, why it never left, and cash as cash."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client
from django.utils import translation

from ouna.core.values import Money
from ouna.funds import reasons
from ouna.funds.reasons import CONFIDENTIAL, REASONS, public_reason, reason_words
from ouna.spending import actions
from ouna.spending.errors import RequestIncomplete
from ouna.spending.models import Order, Request
from spending.world import OTTILIE, ROOFER, SALMA, World, small_world

pytestmark = pytest.mark.django_db
#: What the bank's line says beside its code, and nobody may read in public.
SECRET = ("BG80BNBG96611020345678", "BG80 BNBG", "Zaafaran", "زعفران", "Salma", "Ottilie", "counter 4")


def public_page(request: Request, lang: str = "en") -> str:
    answer = Client(headers={"accept-language": lang}).get(f"/spending/{request.ref}/")
    assert answer.status_code == 200
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))
    assert not [told for told in SECRET if told in text]
    return text


def sent_back(world: World, code: str, minor: int = 100_000) -> Request:
    request = world.approve(world.ask(100_000), 0, 1)
    payment = world.paid(world.order(request))
    line = small_world.line(world.germany, minor, returned=code)
    actions.book_returned(by=OTTILIE, line=line, payment=payment)
    return request


@pytest.fixture
def cash(world: World) -> Order:
    request = world.approve(world.ask(60_000, payees=(replace(ROOFER, account=""),)), 0, 1)
    return world.order(request, way="cash", giver="Ottilie Fenchel")


def test_a_returned_payment_says_why_how_much_and_when(world: World) -> None:
    page = public_page(request := sent_back(world, "AC01"))
    assert "The bank sent it back 1,000.00 EUR : the account number is wrong (AC01) 20 November 2026" in page
    assert "Proof of use to come" not in page
    arabic = public_page(request, "ar")
    assert "AC01" in arabic and "رقم الحساب" in arabic and "the account number" not in arabic


def test_a_part_that_came_back_is_told_as_a_part(world: World) -> None:
    page = public_page(sent_back(world, "AM09", 40_000))
    assert "The bank sent a part of it back 400.00 EUR" in page and "(AM09)" in page
    assert "Proof of use to come" in page


@pytest.mark.parametrize("code", [*sorted(CONFIDENTIAL), "Konto von M. Summaq gesperrt", "XX99", ""])
def test_what_tells_of_a_person_or_a_suspicion_is_not_public(world: World, code: str, monkeypatch) -> None:
    request = sent_back(world, code)
    page = public_page(request)
    assert "The bank sent it back 1,000.00 EUR 20 November 2026" in page
    assert not code or code not in page
    # Twin: without the list it would be told.
    monkeypatch.setattr(reasons, "CONFIDENTIAL", frozenset())
    assert (code in public_page(request)) == (code in CONFIDENTIAL or not code)


def test_a_payment_that_never_left_says_so_with_the_banks_code(world: World) -> None:
    request = world.approve(world.ask(100_000), 0, 1)
    actions.mark_failed(by=OTTILIE, order=world.order(request), reason="counter 4", code="AC04")
    page = public_page(request)
    assert "The bank never sent it 1,000.00 EUR : the account is closed (AC04) 20 November 2026" in page
    assert "الحساب مغلق" in public_page(request, "ar")


def test_only_a_code_of_the_list_is_taken(world: World) -> None:
    order = world.order(world.approve(world.ask(100_000), 0, 1))
    for code in ("ZZ00", "ac01", "Dr Summaq"):
        with pytest.raises(RequestIncomplete, match="reason code"):
            actions.mark_failed(by=OTTILIE, order=order, code=code)
    assert Order.objects.get().failed_on is None


def test_cash_is_never_ordered_at_a_bank_and_tells_its_counts(cash: Order) -> None:
    request = cash.request
    page = public_page(request)
    assert "ordered in cash" in page and "Ordered in cash 600.00 EUR" in page
    assert "Not counted by anybody yet" in page
    actions.count_cash(by=OTTILIE, order=cash, money=Money(60_000, "EUR"))
    assert "Not counted by a second person yet" in public_page(request)
    actions.count_cash(by=SALMA, order=cash, money=Money(60_000, "EUR"))
    page = public_page(request)
    assert "Counted by one person 600.00 EUR 20 November 2026" in page
    assert "Counted by a second person 600.00 EUR 20 November 2026" in page
    assert "at the bank" not in page and "Not counted" not in page
    arabic = public_page(request, "ar")
    assert "Counted" not in arabic and "لدى المصرف" not in arabic


def test_cash_that_left_the_account_is_told_as_such(world: World, cash: Order) -> None:
    world.paid(cash)
    page = public_page(cash.request)
    assert "Taken from our account 600.00 EUR" in page and "Not counted by anybody yet" in page
    assert "at the bank" not in page


def test_cash_that_was_not_handed_over_is_not_the_banks(cash: Order) -> None:
    actions.mark_failed(by=OTTILIE, order=cash)
    page = public_page(cash.request)
    assert "The cash was not handed over 600.00 EUR 20 November 2026" in page
    assert "Not counted" not in page and "bank never" not in page


def test_every_reason_is_said_in_arabic() -> None:
    with translation.override("ar"):
        told = {code: reason_words(code) for code in REASONS}
    assert not [code for code, text in told.items() if re.search("[a-z]", text)]
    assert public_reason("ZZ99") == "" and reason_words("ZZ99") == "ZZ99"
