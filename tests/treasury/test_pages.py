"""The treasurer's pages of lines: who sees what, proposals, every decision, and how it is undone."""

from __future__ import annotations

import re
from itertools import product

import pytest
from django.urls import reverse

from funds.world import ANNA, BERT, TODAY, World, line
from ouna.core.book import Replay
from ouna.core.values import Money
from ouna.donations.actions import make_pledge
from ouna.donations.models import Gift
from ouna.funds.actions import confirm_rate, enter_rate
from ouna.funds.models import BankLine, Claim
from ouna.funds.queries import iban_key
from ouna.log import SYSTEM, open_opening
from ouna.log.models import Entry
from ouna.log.queries import balance
from ouna.treasury.actions import (
    book_as_fee,
    book_as_gift,
    book_as_return,
    book_as_transfer_out,
    type_statement,
)
from ouna.treasury.actions.sealing import LineSealer
from ouna.treasury.models import PaperStatement
from ouna.treasury.queries.lines import opened_text, sealing_subject

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    page = re.sub(r"(?s)<(svg|script|style).*?</\1>", " ", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def named(row: BankLine, name: str, text: str = "") -> BankLine:
    """Seal a name and a text into a line, as the import does."""
    sealer = LineSealer(row.account)
    row.counterparty_name = sealer.seal(row.booked_on, row.ref, "counterparty_name", name)
    row.text = sealer.seal(row.booked_on, row.ref, "text", text)
    row.subject = sealing_subject(row.account, row.booked_on)
    row.save()
    return row


def decide(browser, row: BankLine, **post):
    return browser.post(reverse("treasury:decide", args=[row.ref]), post, follow=True)


def replayed() -> Replay:
    replay = Replay()
    for data in Entry.objects.order_by("id").values_list("data", flat=True):
        replay.feed(bytes(data))
    return replay


# Own and foreign ------------------------------------------------------------------------------------


def routes_of(world: World) -> dict[str, str]:
    """Every reading route about one thing of Germany."""
    row = line(world.germany, 1000)
    paper = type_statement(
        by=ANNA,
        account=world.germany,
        first_day=TODAY,
        last_day=TODAY,
        opening_minor=0,
        closing_minor=0,
        lines=[],
    )
    PaperStatement.objects.filter(pk=paper.pk).update(state="withdrawn")
    return {
        "line": reverse("treasury:line", args=[row.ref]),
        "account": reverse("treasury:account", args=[world.germany.ref]),
        "paper": reverse("treasury:paper", args=[paper.ref]),
    }


@pytest.mark.parametrize("who", ["german", "tunisian", "auditor", "administrator", "editor"])
def test_one_thing_of_germany_is_seen_by_its_treasurer_and_the_auditor(world, people, who):
    expected = {"german": 200, "auditor": 200, "tunisian": 404}.get(who, 403)
    for url in routes_of(world).values():
        assert people[who].get(url).status_code == expected, url


LISTS = ("proposals", "lines", "statements", "papers", "accounts", "paper_new", "preview", "run", "report")


@pytest.mark.parametrize(("route", "who"), list(product(LISTS, ["german", "auditor", "editor"])))
def test_lists_open_for_their_roles_only(world, people, route, who):
    reads = route in ("lines", "statements", "papers", "accounts")
    response = people[who].get(reverse(f"treasury:{route}"))
    allowed = who == "german" or (who == "auditor" and reads)
    assert (response.status_code in (200, 302)) == allowed
    if not allowed:
        assert response.status_code == 403


def test_nobody_logged_in_is_sent_to_the_log_in(world, client):
    for route in LISTS:
        assert "/accounts/login" in client.get(reverse(f"treasury:{route}"))["Location"]


def test_lists_of_another_section_show_nothing_of_germany(world, people):
    named(line(world.germany, 123_45), "Secret Giver")
    for route in ("proposals", "lines", "accounts", "statements"):
        page = people["tunisian"].get(reverse(f"treasury:{route}")).content.decode()
        assert "Secret Giver" not in page
        assert "123.45" not in page
        assert "Section DE" not in page
    assert "Secret Giver" in people["german"].get(reverse("treasury:proposals")).content.decode()


@pytest.mark.parametrize("who", ["tunisian", "auditor"])
@pytest.mark.parametrize("act", ["book", "unexplained", "split", "merge", "undo", "wait"])
def test_nobody_but_the_treasurer_of_the_section_decides(world, people, who, act):
    row = line(world.germany, 1000)
    before = Entry.objects.count()
    response = decide(people[who], row, do=act, kind="gift", fund="walls", part1="5")
    assert response.status_code in (403, 404)
    row.refresh_from_db()
    assert (row.state, Entry.objects.count()) == ("waiting", before)


# Proposals ----------------------------------------------------------------------------------------


def best_of(page) -> str:
    return re.search(r'value="(best:[^"]+)"', page.content.decode())[1]


def test_one_key_books_the_proposal_and_says_what_changes(world, people):
    pledge = make_pledge(
        by=SYSTEM,
        campaign=world.campaign,
        account=world.germany,
        fund=world.children,
        money=Money(7_500, "EUR"),
        email="petra@example.org",
        name="Petra Persil",
    )
    row = named(line(world.germany, 7_500), "Persil, Petra")
    page = people["german"].get(reverse("treasury:proposals"))
    shown = text_of(page)
    assert "Received rises to 75.00 EUR" in shown
    assert "The name is that of an open promise." in shown
    after = decide(people["german"], row, do=best_of(page))
    assert "75.00 EUR booked" in text_of(after)
    gift = Gift.objects.get()
    assert (gift.pledge, gift.fund, gift.person) == (pledge, world.children, pledge.person)


def test_the_goal_s_tenth_is_named_when_it_is_passed(world, people):
    book_as_gift(by=ANNA, line=line(world.germany, 19_999_000), fund=world.walls)
    row = line(world.germany, 1_000)
    page = people["german"].get(reverse("treasury:proposals"))
    assert "40 % of the goal reached." in text_of(page)
    assert "40 % of the goal reached." in text_of(decide(people["german"], row, do=best_of(page)))


def test_a_proposal_that_changed_meanwhile_books_nothing(world, people):
    row = line(world.germany, 1000)
    response = decide(people["german"], row, do="best:gift/fund_0")
    assert "changed meanwhile" in text_of(response)
    assert not Gift.objects.exists()


def test_what_is_let_to_wait_stands_last(world, people):
    first, second = named(line(world.germany, 1000), "First"), named(line(world.germany, 2000), "Second")
    page = text_of(decide(people["german"], first, do="wait"))
    assert page.index("Second") < page.index("First")
    assert "Left to wait: 2 of 2" in page
    assert BankLine.objects.filter(state="waiting").count() == 2
    assert second.state == "waiting"


def test_undo_the_last_takes_back_the_last_booking(world, people):
    row, other = line(world.germany, 1000), line(world.germany, 2000)
    decide(people["german"], row, do="book", kind="gift", fund="walls")
    page = people["german"].get(reverse("treasury:proposals"))
    assert 'data-key="U"' in page.content.decode()
    response = decide(people["german"], other, do="undo_last")
    assert "Undone by a correction" in text_of(response)
    row.refresh_from_db()
    assert (row.state, Gift.objects.get().left_minor) == ("unexplained", 0)


def test_proposals_cost_the_same_for_many_lines(world, people, django_assert_max_num_queries):
    for n in range(20):
        named(line(world.germany, 1000 + n), f"Giver {n}")
    with django_assert_max_num_queries(45):
        people["german"].get(reverse("treasury:proposals"))


def test_a_hostile_text_is_shown_as_text(world, people):
    row = named(line(world.germany, 1000), "<script>alert(1)</script>", '"><img src=x onerror=1>')
    for url in (reverse("treasury:proposals"), reverse("treasury:line", args=[row.ref])):
        page = people["german"].get(url).content.decode()
        assert "<script>alert" not in page
        assert "<img" not in page


# Every decision -------------------------------------------------------------------------------------


def test_a_credit_becomes_gift_or_interest(world, people):
    gift, interest = line(world.germany, 1000), line(world.germany, 70)
    decide(people["german"], gift, do="book", kind="gift", fund="children")
    decide(people["german"], interest, do="book", kind="interest")
    assert Gift.objects.get().fund == world.children
    assert BankLine.objects.get(pk=interest.pk).state == "interest"
    assert replayed().close() == []


def test_a_debit_becomes_a_charge_a_transfer_or_a_return(world, people):
    kept = line(world.germany, 5000)
    book_as_gift(by=ANNA, line=kept, fund=world.walls)
    book_as_gift(by=ANNA, line=line(world.germany, 9000), fund=world.free)
    fee, sent, back = line(world.germany, -100), line(world.germany, -500), line(world.germany, -5000)
    decide(people["german"], fee, do="book", kind="fee")
    decide(people["german"], sent, do="book", kind="transfer_out", target=world.switzerland.ref)
    gift = Gift.objects.get(line=kept)
    page = people["german"].get(reverse("treasury:line", args=[back.ref]))
    assert gift.ref in page.content.decode()
    decide(people["german"], back, do="book", kind="return", gift=gift.ref)
    states = dict(BankLine.objects.values_list("pk", "state"))
    assert [states[x.pk] for x in (fee, sent, back)] == ["fee", "transfer", "return"]
    gift.refresh_from_db()
    assert gift.state == "reversed"
    assert "on the way for" in text_of(people["german"].get(reverse("treasury:accounts")))


def test_a_transfer_arrives_and_a_loss_is_borne_by_a_purpose(world, people):
    book_as_gift(by=ANNA, line=line(world.switzerland, 1000), fund=world.free)
    transfer = book_as_transfer_out(by=ANNA, line=line(world.switzerland, -1000), target=world.germany)
    rate = enter_rate(by=ANNA, base="EUR", quote="CHF", value="1.05", on=TODAY, source="table")
    confirm_rate(by=BERT, rate=rate)
    row = line(world.germany, 950)
    page = people["german"].get(reverse("treasury:line", args=[row.ref])).content.decode()
    assert transfer.ref in page
    response = decide(people["german"], row, do="book", kind="transfer_in", transfer=transfer.ref)
    assert (
        "error" in str(list(response.context["messages"]))
        or BankLine.objects.get(pk=row.pk).state == "waiting"
    )
    decide(people["german"], row, do="book", kind="transfer_in", transfer=transfer.ref, fund="free")
    assert BankLine.objects.get(pk=row.pk).state == "transfer"
    assert replayed().close() == []


def test_a_decision_without_its_choice_is_refused(world, people):
    row = line(world.germany, -100)
    for kind in ("return", "transfer_out", "nonsense"):
        response = decide(people["german"], row, do="book", kind=kind)
        assert "Something is missing" in text_of(response)
    assert not Claim.objects.exists()


def test_a_purpose_gift_or_account_of_elsewhere_is_not_found(world, people):
    foreign = line(world.tunisia, 5000)
    book_as_gift(by=ANNA, line=foreign, fund=world.walls)
    row, debit = line(world.germany, 1000), line(world.germany, -5000)
    assert "nothing here" in text_of(decide(people["german"], row, do="book", kind="gift", fund="none"))
    gift = Gift.objects.get()
    assert "nothing here" in text_of(decide(people["german"], debit, do="book", kind="return", gift=gift.ref))
    assert Claim.objects.count() == 1


def test_another_donor_is_found_by_name_and_by_reference(world, people):
    pledge = make_pledge(
        by=SYSTEM,
        campaign=world.campaign,
        account=world.germany,
        fund=world.children,
        money=Money(4_000, "EUR"),
        email="e@example.org",
        name="Estella Estragon",
    )
    row = line(world.germany, 3_000)
    url = reverse("treasury:line", args=[row.ref])
    for wanted in ("estragon", pledge.reference[-6:], pledge.reference):
        assert pledge.ref in people["german"].get(url, {"q": wanted}).content.decode(), wanted
    assert pledge.ref not in people["german"].get(url, {"q": "Nobody Else"}).content.decode()
    decide(people["german"], row, do="book", kind="gift", who=pledge.ref, fund="walls")
    gift = Gift.objects.get()
    assert (gift.person, gift.pledge, gift.fund) == (pledge.person, pledge, world.walls)


def test_split_merge_and_the_sum_left_over(world, people):
    row = line(world.germany, 6000)
    for wrong in ({"part1": "70.00"}, {"part1": "60.00"}, {"part1": "x"}, {"part1": "0"}):
        response = people["german"].post(reverse("treasury:decide", args=[row.ref]), {"do": "split", **wrong})
        assert response.status_code == 422
    decide(people["german"], row, do="split", part1="10.00", part2="20,00")
    assert sorted(row.parts.values_list("minor", flat=True)) == [1000, 2000, 3000]
    assert "one line again" in text_of(decide(people["german"], row, do="merge"))
    assert not row.parts.exists()


def test_a_booked_gift_is_corrected_in_one_step_and_never_unexplained(world, people):
    row = line(world.germany, 1000)
    book_as_gift(by=ANNA, line=row, fund=world.walls)
    response = decide(people["german"], row, do="book", kind="gift", fund="children")
    assert response.status_code == 200
    assert Gift.objects.get(left_minor__gt=0).fund == world.children
    assert BankLine.objects.get(pk=row.pk).state == "gift"
    assert replayed().close() == []


def test_a_correction_that_fails_leaves_the_first_booking(world, people):
    row = line(world.germany, 1000)
    book_as_gift(by=ANNA, line=row, fund=world.walls)
    before = Entry.objects.count()
    decide(people["german"], row, do="book", kind="fee")
    assert Entry.objects.count() == before
    assert Gift.objects.get().left_minor == 1000


def test_a_charge_is_corrected_into_a_return(world, people):
    kept = line(world.germany, 100)
    book_as_gift(by=ANNA, line=kept, fund=world.walls)
    row = line(world.germany, -100)
    book_as_fee(by=ANNA, line=row)
    decide(people["german"], row, do="book", kind="return", gift=Gift.objects.get().ref)
    assert BankLine.objects.get(pk=row.pk).state == "return"
    assert replayed().close() == []


def test_not_explained_stands_first_and_says_that_it_is_public(world, people):
    line(world.germany, 1000)
    row = line(world.germany, 2000)
    decide(people["german"], row, do="unexplained")
    page = text_of(people["german"].get(reverse("treasury:proposals")))
    assert "Not explained, public: 1 of 2" in page
    decide(people["german"], row, do="book", kind="gift", fund="walls")
    assert replayed().close() == []


def test_lines_are_found_by_amount_state_and_day(world, people):
    named(line(world.germany, 12_34), "Here")
    named(line(world.germany, 99_99), "There")
    page = text_of(people["german"].get(reverse("treasury:lines"), {"amount": "12,34"}))
    assert "Here" in page
    assert "There" not in page
    assert "not an amount" in text_of(people["german"].get(reverse("treasury:lines"), {"amount": "x"}))
    assert "No line fits" in text_of(people["german"].get(reverse("treasury:lines"), {"state": "gift"}))
    assert people["german"].get(reverse("treasury:lines"), {"page": "9"}).status_code == 404


def test_a_known_account_number_proposes_the_same_giver(world, people):
    seen = line(world.germany, 1000, iban_key=iban_key("AT611904300234573201"))
    book_as_gift(by=ANNA, line=seen, fund=world.children)
    line(world.germany, 2000, iban_key=seen.iban_key)
    page = text_of(people["german"].get(reverse("treasury:proposals")))
    assert "IBAN seen before" in page
    assert "Children" in page


@pytest.mark.parametrize("route", ["proposals", "lines", "statements", "papers", "accounts", "paper_new"])
def test_pages_run_from_right_to_left_in_arabic(world, people, route):
    line(world.germany, 1000)
    page = people["german"].get(reverse(f"treasury:{route}"), {"lang": "ar"}).content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert 'style="' not in page
    assert "<script>" not in page


def test_the_parts_of_a_split_line_keep_who_sent_it_and_what_he_wrote(world, people):
    """A gift made of a part is its sender's, sealed; his next gift is recognised by his account, too."""
    row = named(
        line(world.germany, 10000, iban_key="k" * 64, reference="R"), "Thymia Thymari", "walls, the rest sun"
    )
    decide(people["german"], row, do="split", part1="40.00")
    parts = list(row.parts.order_by("nth"))
    assert [opened_text(part) for part in parts] == [("Thymia Thymari", "walls, the rest sun")] * 2
    assert [(part.iban_key, part.reference) for part in parts] == [(row.iban_key, "")] * 2
    assert bytes(parts[0].counterparty_name) != bytes(row.counterparty_name)
    page = text_of(people["german"].get(reverse("treasury:line", args=[parts[0].ref])))
    assert "Thymia Thymari" in page and "no name" not in page
    decide(people["german"], parts[0], do="book", kind="gift", fund="walls")
    gift = Gift.objects.get(line=parts[0])
    opened = open_opening(gift.ref, "donor")
    assert opened is not None and opened["name"] == "Thymia Thymari"


def test_a_text_that_names_two_purposes_is_not_booked_by_enter(world, people):
    """The heading asks, as the reason does; a key leads to the choice; nothing is chosen beforehand."""
    row = named(line(world.germany, 10000), "Thymia Thymari", "for both, walls and children")
    response = people["german"].get(reverse("treasury:proposals"))
    page, raw = text_of(response), response.content.decode()
    assert "For which purpose?" in page and "The text names several purposes" in page
    assert "best:" not in raw and 'value="other" data-key="Enter"' in raw
    assert (
        '<option value="">' in people["german"].get(reverse("treasury:line", args=[row.ref])).content.decode()
    )
    decide(people["german"], row, do="book", kind="gift", fund="")
    assert not Gift.objects.exists()
    arabic = people["german"].get(reverse("treasury:proposals"), headers={"accept-language": "ar"})
    assert "لأيّ غرض؟" in text_of(arabic)


def test_the_heading_of_a_proposal_and_its_reason_agree_about_the_name(world, people):
    named(line(world.germany, 10000), "Thymia Thymari", "hello")
    page = text_of(people["german"].get(reverse("treasury:proposals")))
    assert "Thymia Thymari" in page and "The name is the one the bank wrote." in page
    assert "without a name" not in page


def test_a_return_on_the_wrong_gift_is_mended_by_booking_the_right_one_anew(world, people):
    """A return is not undone; the desk says what is possible, and it leaves every sum where it belongs."""
    a, b = line(world.germany, 3500), line(world.germany, 3500)
    named(a, "Anis"), named(b, "Borage")
    wrong = book_as_gift(by=ANNA, line=a, fund=world.walls)
    right = book_as_gift(by=ANNA, line=b, fund=world.children)
    back = line(world.germany, -3500, returned="AC04")
    book_as_return(by=ANNA, line=back, gift=wrong)
    browser = people["german"]
    for language, words in (("en", "stays taken back"), ("ar", "ما استردّه المصرف")):
        url = reverse("treasury:line", args=[back.ref])
        assert words in text_of(browser.get(url, headers={"accept-language": language}))
    assert "book it anew for the giver" in text_of(decide(browser, back, do="undo"))
    assert Claim.objects.get(line=back).by.startswith("rev_")
    decide(browser, b, do="book", kind="gift", fund="walls")
    right.refresh_from_db()
    assert right.left_minor == 0
    sums = {fund: balance(fund.ref, "EUR") for fund in (world.walls, world.children)}
    assert list(sums.values()) == [3500, 0]
    assert balance(world.germany.ref, "EUR") == 3500
    replayed()
