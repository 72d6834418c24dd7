"""The treasurer's pages of payments: order and bank line side by side, and what cannot be booked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funds.world import ANNA, TODAY
from funds.world import line as row
from ouna.funds.models import BankLine
from ouna.funds.queries import iban_key
from ouna.parties.models import User
from ouna.parties.queries import actor_of
from ouna.spending.models import Alarm, Payment
from ouna.treasury import desk
from ouna.treasury.actions import add_note, book_as_gift, book_as_return
from ouna.treasury.queries.audit import unconfirmed_returns
from treasury import ordered as made
from treasury.files import xml
from treasury.ordered import MULES, OPENING, THIEF, out, take
from treasury.test_pages import decide, text_of
from treasury.test_pages_files import drop, run

pytestmark = pytest.mark.django_db


def page(browser, line: BankLine, lang: str = "en") -> str:
    return text_of(browser.get(reverse("treasury:line", args=[line.ref]), headers={"accept-language": lang}))


def test_a_proposal_shows_order_title_payee_and_sum_beside_the_line(people, partner):
    order = made.ordered(partner, "Rubble cleared")
    take(out(order, iban=""))
    line = BankLine.objects.get(minor__lt=0)
    shown = page(people["german"], line)
    for said in ("Rubble cleared", "Rubble cleared Yard", "GE29 NB00", order.end_to_end, "Two Mules Haulage"):
        assert said in shown, said
    assert shown.count("900.00") >= 3 and "the bank does not say" in shown
    listed = text_of(people["german"].get(reverse("treasury:proposals")))
    assert "Payment ordered for" in listed and "Rubble cleared Yard" in listed
    assert "Another donor or purpose" not in shown and "A charge of the bank" not in shown


def test_one_key_books_the_payment_and_its_page_says_that_it_cannot_be_undone(people, partner):
    order = made.ordered(partner, "Rubble cleared")
    take(out(order, iban=""))
    line = BankLine.objects.get(minor__lt=0)
    answer = text_of(decide(people["german"], line, do=f"best:payment/{order.ref}", stay="1"))
    assert "booked. Payment ordered for" in answer and Payment.objects.get().order == order
    assert "A payment that left cannot be undone" in answer and "Only undo it" not in answer
    assert "A payment that left, or came back, cannot be undone." in text_of(
        decide(people["german"], line, do="undo")
    )
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"iban": THIEF}, "another account than the trustees signed"),
        ({"minor": 90_001}, "More left the account"),
    ],
    ids=["payee", "amount"],
)
def test_what_is_not_as_ordered_is_loud_and_cannot_be_booked(people, partner, changed, why):
    order = made.ordered(partner)
    take(out(order, **changed))
    line = BankLine.objects.get(minor__lt=0)
    shown = page(people["german"], line)
    assert "Not as ordered: it is not booked." in shown and why in shown and "differs" in shown
    assert (
        'value="best:' not in people["german"].get(reverse("treasury:line", args=[line.ref])).content.decode()
    )
    loud = [w for w in desk.waits(ANNA) if w.urgent]
    assert any("Payments are stopped" in w.text and line.ref in w.url for w in loud)
    listed = text_of(people["german"].get(reverse("treasury:proposals")))
    assert "Not as ordered" in listed and why in listed
    decide(people["german"], line, do=f"best:payment/{order.ref}")
    decide(people["german"], line, do="book", kind="fee")
    decide(people["german"], line, do="book", kind="payment")
    assert not Payment.objects.exists() and BankLine.objects.get(pk=line.pk).state == "waiting"


def test_the_page_is_complete_in_arabic(people, partner):
    order = made.ordered(partner)
    take(out(order, iban=THIEF))
    line = BankLine.objects.get(minor__lt=0)
    shown = page(people["german"], line, "ar")
    assert "يخالف ما أُمر به: لا يُقيَّد." in shown and "حساب آخر" in shown
    for english in ("ordered", "Payee", "Account", "Number", "differs", "waits"):
        assert english not in shown.replace("Two Mules", ""), english
    other = row(partner.world.germany, -100, end_to_end=order.end_to_end)
    refused = people["german"].post(
        reverse("treasury:decide", args=[other.ref]),
        {"do": "book", "kind": "fee"},
        headers={"accept-language": "ar"},
        follow=True,
    )
    assert "سطر المصرف يحمل رقم أمر" in text_of(refused)


def test_before_the_import_the_plan_says_what_each_line_becomes(people, partner):
    one, other, third = (made.ordered(partner) for _ in range(3))
    lines = (out(one), out(other, iban=THIEF), out(third, iban=""))
    shown = text_of(drop(people["german"], ("a.xml", xml(*lines, opening=OPENING, days=(TODAY, TODAY)))))
    for said in ("payment, by itself", "not as ordered: payments stop", "waits for you"):
        assert said in shown, said
    assert not Alarm.objects.exists() and not BankLine.objects.filter(minor__lt=0).exists()


def test_a_whole_file_is_booked_by_one_key(people, partner):
    file = made.file_of(by=ANNA)
    for minor in (40_000, 25_000):
        made.ordered(partner, minor=minor, file=file)
    line = row(partner.world.germany, -65_000)
    assert "A payment file of 2 orders" in page(people["german"], line)
    decide(people["german"], line, do=f"best:batch/{file.ref}", stay="1")
    assert Payment.objects.count() == 2 and BankLine.objects.get(pk=line.pk).state == "split"


def test_a_return_names_its_payment(people, partner):
    payment = made.paid(partner, "Window glass")
    back = row(
        partner.world.germany, 30_000, end_to_end=payment.order.end_to_end, returned="AC01",
        iban_key=iban_key(MULES),
    )  # fmt: skip
    shown = page(people["german"], back)
    assert "The payment for Window glass came back" in shown and "the account number is wrong" in shown
    assert "Another donor or purpose" not in shown
    decide(people["german"], back, do=f"best:payment_return/{payment.order.ref}/{payment.ref}", stay="1")
    assert BankLine.objects.get(pk=back.pk).state == "return"
    assert "Window glass" in page(people["german"], back)


def test_one_payee_is_opened_for_each_proposal_and_nothing_else_is_asked_anew(people, partner):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            people["german"].get(reverse("treasury:proposals"))
        return len(asked)

    def add(count: int) -> None:
        for _ in range(count):
            order = made.ordered(partner)
            row(partner.world.germany, -order.minor, end_to_end=order.end_to_end)

    add(2)
    few = queries()
    add(6)
    assert queries() == few + 6


def test_what_is_ordered_and_not_at_the_bank_yet_stands_at_its_account(people, partner):
    order = made.ordered(partner, "Window glass")
    url = reverse("treasury:account", args=[partner.world.germany.ref])
    shown = text_of(people["german"].get(url))
    assert "Ordered, not at the bank yet" in shown and "Window glass Yard" in shown and "900.00" in shown
    take(out(order))
    assert "Window glass" not in text_of(people["german"].get(url))


def test_bank_and_books_agree_over_payments(people, partner):
    order = made.ordered(partner)
    take(out(order))
    shown = text_of(people["german"].get(reverse("treasury:account", args=[partner.world.germany.ref])))
    assert "19,600.00" in shown and "does not add up" not in shown
    journal = people["auditor"].get(
        reverse("treasury:journal", args=["csv"]), {"first": TODAY.isoformat(), "last": TODAY.isoformat()}
    )
    rows = [r for r in b"".join(journal.streaming_content).decode().splitlines() if "payment.sent" in r]
    assert len(rows) == 2 and all("900.00" in r for r in rows)


def test_the_auditor_hears_of_returns_that_only_a_treasurer_vouches_for(people, partner):
    world = partner.world
    told = book_as_gift(by=ANNA, line=row(world.germany, 500, end_to_end="A1"), fund=world.walls)
    untold = book_as_gift(by=ANNA, line=row(world.germany, 700), fund=world.walls)
    book_as_return(by=ANNA, line=row(world.germany, -500, end_to_end="A1"), gift=told)
    book_as_return(by=ANNA, line=row(world.germany, -700), gift=untold)
    [reversal] = unconfirmed_returns()
    assert reversal.gift == untold
    auditor = actor_of(User.objects.get(email="auditor@example.org"))
    [wait] = [w for w in desk.waits(auditor) if "sum" in w.text]
    assert reversal.ref in wait.detail and people["auditor"].get(wait.url).status_code == 200
    add_note(by=auditor, text="Compared with the bank's letter.", about=reversal.ref)
    assert unconfirmed_returns() == []


def test_the_report_of_an_import_says_at_once_that_payments_are_stopped(people, partner):
    order = made.ordered(partner)
    raw = xml(out(order, iban=THIEF), opening=OPENING, days=(TODAY, TODAY))
    drop(people["german"], ("a.xml", raw))
    shown = text_of(run(people["german"]))
    assert "Not as ordered: payments are stopped." in shown and "another payee" in shown
    line = BankLine.objects.get(minor__lt=0)
    assert reverse("treasury:line", args=[line.ref]) in run_again(people["german"])


def run_again(browser) -> str:
    return browser.get(reverse("treasury:report")).content.decode()
