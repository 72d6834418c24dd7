"""Dropping bank files: preview, import, report, held statements, tables with their columns, the archive."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from funds.world import ANNA, TODAY, TUNISIAN, World
from ouna.core.values import Money
from ouna.demo.files import DemoStatement, camt
from ouna.donations.actions import make_pledge
from ouna.donations.models import Gift
from ouna.funds.models import BankLine
from ouna.log import SYSTEM
from ouna.treasury.actions import import_file
from ouna.treasury.models import ColumnMapping, Statement, StatementFile
from treasury.files import DAY, line, sta, statement, xml
from treasury.test_pages import text_of

pytestmark = pytest.mark.django_db
CSV = "Datum;Betrag;Name;Zweck\n19.11.2026;12,50;Anna;für die Kinder\n19.11.2026;-1,00;;Gebühr\n".encode()
HOSTILE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Document>&e;</Document>'
)


def drop(browser, *files: tuple[str, bytes]):
    """Upload files and open the preview."""
    uploads = [SimpleUploadedFile(name, raw) for name, raw in files]
    return browser.post(reverse("treasury:upload"), {"files": uploads}, follow=True)


def run(browser):
    """Import what waits, as a browser without script does, and open the report."""
    response = browser.post(reverse("treasury:run"), {"first": "1"}, follow=True)
    for _ in range(50):
        if response.request["PATH_INFO"] == reverse("treasury:report"):
            return response
        response = browser.post(reverse("treasury:run"), follow=True)
    raise AssertionError("the import never ended")


def held_by_sum(world: World, off: int = -90) -> bytes:
    whole = statement(line(1000), line(2000))
    return camt(replace(whole, closing=whole.closing + off))


def test_preview_says_what_will_happen_and_writes_nothing(world, people):
    pledge = make_pledge(
        by=SYSTEM, campaign=world.campaign, account=world.germany, fund=world.walls, money=Money(5000, "EUR")
    )
    raw = xml(
        line(5000, reference=pledge.reference, name="Karl"), line(700, name="Unknown"), line(-100, text="fee")
    )
    page = text_of(drop(people["german"], ("a.xml", raw)))
    for words in ("gift, by itself", "waits for you", "bank charge", "3 lines are new", "+57.00", "adds up"):
        assert words in page, words
    assert not StatementFile.objects.exists()
    assert not BankLine.objects.exists()


def test_import_reports_what_booked_itself_and_what_waits(world, people):
    pledge = make_pledge(
        by=SYSTEM, campaign=world.campaign, account=world.germany, fund=world.walls, money=Money(5000, "EUR")
    )
    drop(people["german"], ("a.xml", xml(line(5000, reference=pledge.reference), line(700))))
    page = text_of(run(people["german"]))
    assert "1 line booked itself 1 wait for you" in page
    assert "Received rises to 50.00 EUR" in page
    assert Gift.objects.count() == 1
    assert "One line waits" in text_of(people["german"].get(reverse("treasury:proposals")))


def batch_file(world: World) -> bytes:
    """A batch of three: two with the reference of a promise, one without."""
    reference = make_pledge(
        by=SYSTEM, campaign=world.campaign, account=world.germany, fund=world.walls, money=Money(5000, "EUR")
    ).reference
    parts = (line(1000, reference=reference), line(2000, reference=reference), line(3000, name="Lale"))
    return xml(line(6000, bank_ref="B", parts=parts), line(700, name="Unknown"))


def test_preview_and_report_count_a_batch_alike(world, people):
    preview = text_of(drop(people["german"], ("a.xml", batch_file(world))))
    assert "2 lines book themselves 2 wait for you 0 known already" in preview
    assert "2 lines are new, of which one is a batch of 3." in preview
    report = text_of(run(people["german"]))
    assert "2 lines booked themselves 2 wait for you 0 known already" in report
    assert "2 lines are new, of which one is a batch of 3. Booked by themselves: 2 ; waiting: 2 ." in report
    assert BankLine.objects.filter(state="waiting").count() == 2


def test_the_preview_counts_every_line_of_a_long_statement(world, people, monkeypatch):
    monkeypatch.setattr("ouna.treasury.views.plans.MOST_LINES", 3)
    page = text_of(drop(people["german"], ("a.xml", xml(*(line(100 + n) for n in range(8))))))
    assert "8 wait for you" in page
    assert "and 5 more lines" in page


def test_details_alone_promise_no_booking(world, people):
    parts = (line(2000, name="A"), line(3000, name="B"))
    details = camt(statement(line(5000, bank_ref="B1", parts=parts)), "054.001.08")
    page = text_of(drop(people["german"], ("details.xml", details)))
    assert "0 lines book themselves 0 wait for you" in page
    assert "no statement of closed days" in page
    assert "a batch of 2" in page
    assert "no statement of closed days" in text_of(run(people["german"]))


def test_several_files_at_once_each_with_its_own_fate(world, people):
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as bundle:
        bundle.writestr("day.sta", sta(line(1000)))
    page = text_of(
        drop(
            people["german"],
            ("same.zip", zipped.getvalue()),
            ("hostile.xml", HOSTILE),
            ("day.xml", xml(line(1000))),
            ("photo.jpg", b"\xff\xd8\xff\xe0JFIF\x00\x01"),
        )
    )
    assert "4 files, nothing booked yet" in page
    assert "DOCTYPE" in page
    report = text_of(run(people["german"]))
    assert BankLine.objects.count() == 1
    assert "1 known" in report
    assert report.count("Not imported") == 2
    rows = list(
        csv.reader(
            io.StringIO(
                b"".join(
                    people["german"].get(reverse("treasury:report") + "?as=csv").streaming_content
                ).decode("utf-8-sig")
            )
        )
    )
    assert {row[0] for row in rows[1:]} == {"hostile.xml", "photo.jpg"}


def test_the_same_bytes_are_listed_once_and_say_that_they_were_here(world, people):
    raw = xml(line(1000))
    drop(people["german"], ("a.xml", raw), ("b.xml", raw))
    run(people["german"])
    page = text_of(drop(people["german"], ("c.xml", raw)))
    assert "One file" in page
    assert "this very file was imported before" in page
    run(people["german"])
    assert BankLine.objects.count() == 1


def test_a_hundred_files_stay_usable(world, people):
    files = [
        (f"{n}.xml", xml(line(100 + n), opening=sum(range(100, 100 + n)), number=n + 1)) for n in range(120)
    ]
    page = drop(people["german"], *files)
    assert "120 files" in text_of(page)
    assert page.content.count(b'id="file') == 20
    run(people["german"])
    assert BankLine.objects.count() == 120


def test_progress_goes_on_by_itself_and_leads_to_the_report(world, people, monkeypatch):
    monkeypatch.setattr("ouna.treasury.views.importing.A_WHILE", 0.0001)
    drop(people["german"], ("a.xml", xml(line(1))), ("b.xml", xml(line(2), opening=1, number=2)))
    first = people["german"].post(reverse("treasury:run"), {"first": "1"})
    assert 'hx-trigger="load"' in first.content.decode()
    assert "1 / 2" in text_of(first)
    second = people["german"].post(reverse("treasury:run"), headers={"HX-Request": "true"})
    assert second["HX-Redirect"] == reverse("treasury:report")


def test_a_file_is_taken_off_and_all_are_forgotten(world, people):
    drop(people["german"], ("a.xml", xml(line(1))), ("b.xml", xml(line(2), opening=1, number=2)))
    page = people["german"].post(reverse("treasury:preview"), {"do": "drop", "nth": "0"}, follow=True)
    assert "One file" in text_of(page)
    people["german"].post(reverse("treasury:preview"), {"do": "clear"})
    assert people["german"].get(reverse("treasury:preview"))["Location"] == reverse("treasury:statements")


def test_nothing_dropped_says_so(world, people):
    assert "Choose at least one file" in text_of(
        people["german"].post(reverse("treasury:upload"), follow=True)
    )


def test_too_large_a_file_is_refused_with_its_name(world, people, settings):
    settings.UPLOAD_LIMIT = 10
    page = text_of(drop(people["german"], ("a.xml", xml(line(1)))))
    assert "a.xml: The file is larger" in page


def test_a_file_of_another_section_is_refused_whole(world, people):
    foreign = camt(DemoStatement.of(TUNISIAN, "TND", 1, (DAY, DAY), 0, [line(1000)]))
    page = text_of(drop(people["german"], ("t.xml", foreign)))
    assert "cannot be imported" in page
    assert "10.00" not in page
    run(people["german"])
    assert not BankLine.objects.exists()


# Tables -------------------------------------------------------------------------------------------


def two_accounts(world, people):
    """Let the German treasurer also look after Switzerland, so that a table must be asked for."""
    world.switzerland.section = world.germany.section
    world.switzerland.save()


def test_a_table_of_the_only_account_is_read_without_asking(world, people):
    page = text_of(drop(people["german"], ("konto.csv", CSV)))
    assert "2 lines are new" in page
    assert "tells no balances" in page
    run(people["german"])
    assert sorted(BankLine.objects.values_list("minor", flat=True)) == [-100, 1250]
    assert ColumnMapping.objects.get().account == world.germany


def test_which_account_a_table_belongs_to_is_asked_and_its_columns_are_remembered(world, people):
    two_accounts(world, people)
    page = drop(people["german"], ("konto.csv", CSV))
    assert 'name="0-account"' in page.content.decode()
    report = text_of(run(people["german"]))
    assert "waits for your answer" in report
    assert not BankLine.objects.exists()
    chosen = {
        "do": "columns",
        "nth": "0",
        "0-account": world.germany.ref,
        "0-booked_on": "0",
        "0-amount": "1",
        "0-name": "2",
        "0-text": "3",
        "0-date_format": "%d.%m.%Y",
        "0-decimal": ",",
        "0-delimiter": ";",
        "0-header_row": "1",
    }
    page = people["german"].post(reverse("treasury:preview"), chosen, follow=True)
    assert "2 lines are new" in text_of(page)
    run(people["german"])
    assert BankLine.objects.filter(account=world.germany).count() == 2
    assert ColumnMapping.objects.get(account=world.germany).mapping["text"] == 3


def remember(world, people, account) -> None:
    chosen = {"do": "columns", "nth": "0", "0-account": account.ref, "0-booked_on": "0", "0-amount": "1"}
    chosen |= {"0-name": "2", "0-text": "3", "0-date_format": "%d.%m.%Y", "0-decimal": ","}
    chosen |= {"0-delimiter": ";", "0-header_row": "1"}
    people["german"].post(reverse("treasury:preview"), chosen, follow=True)
    run(people["german"])


def test_a_table_with_the_same_headings_is_not_asked_about_again(world, people):
    """Headings tell account and columns; the preview says so; other headings are asked about."""
    two_accounts(world, people)
    drop(people["german"], ("konto.csv", CSV))
    remember(world, people, world.germany)
    more = CSV.replace(b"12,50", b"13,50")
    page = text_of(drop(people["german"], ("next.csv", more)))
    assert "was of Section DE EUR last time" in page and "waits for your answer" not in page
    assert "2 wait for you" in page or "1 line is new" in page
    run(people["german"])
    assert BankLine.objects.filter(account=world.germany, minor=1350).exists()
    other = CSV.replace(b"Betrag", b"Summe").replace(b"12,50", b"14,50")
    assert "last time" not in text_of(drop(people["german"], ("other.csv", other)))


def test_headings_that_two_accounts_share_are_asked_about(world, people):
    two_accounts(world, people)
    drop(people["german"], ("konto.csv", CSV))
    remember(world, people, world.germany)
    first = ColumnMapping.objects.get()
    ColumnMapping.objects.create(account=world.switzerland, mapping=first.mapping, headings=first.headings)
    page = drop(people["german"], ("third.csv", CSV.replace(b"12,50", b"19,50")))
    assert "last time" not in text_of(page)
    before = BankLine.objects.count()
    assert "waits for your answer" in text_of(run(people["german"]))
    assert BankLine.objects.count() == before


def test_columns_without_an_amount_are_refused(world, people):
    two_accounts(world, people)
    drop(people["german"], ("konto.csv", CSV))
    post = {"do": "columns", "nth": "0", "0-account": world.germany.ref, "0-booked_on": "0"}
    post |= {"0-date_format": "%d.%m.%Y", "0-decimal": ",", "0-delimiter": ";", "0-header_row": "1"}
    page = text_of(people["german"].post(reverse("treasury:preview"), post, follow=True))
    assert "Choose the column of the amount" in page


def test_a_foreign_account_cannot_be_chosen_for_a_table(world, people):
    two_accounts(world, people)
    drop(people["german"], ("konto.csv", CSV))
    post = {"do": "columns", "nth": "0", "0-account": world.tunisia.ref, "0-booked_on": "0", "0-amount": "1"}
    post |= {"0-date_format": "%d.%m.%Y", "0-decimal": ",", "0-delimiter": ";", "0-header_row": "1"}
    people["german"].post(reverse("treasury:preview"), post)
    run(people["german"])
    assert not BankLine.objects.exists()


# Held ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("off", "word", "listed"), [(-90, "Too much", "too much"), (90, "Missing", "missing")]
)
def test_what_is_missing_is_shown_and_nothing_is_booked(world, people, off, word, listed):
    drop(people["german"], ("a.xml", held_by_sum(world, off)))
    run(people["german"])
    held = Statement.objects.get()
    page = text_of(people["german"].get(reverse("treasury:statement", args=[held.ref])))
    assert word in page and "0.90" in page
    assert f"0.90 EUR\u2069 {listed}" in text_of(people["german"].get(reverse("treasury:statements")))
    assert "This should be the closing" in page
    assert "All its lines are new" not in page
    assert not BankLine.objects.exists()


def test_set_aside_and_dropped_again_it_is_asked_anew(world, people):
    raw = held_by_sum(world)
    drop(people["german"], ("a.xml", raw))
    run(people["german"])
    url = reverse("treasury:statement", args=[Statement.objects.get().ref])
    people["german"].post(url, {"decision": "dropped"})
    assert Statement.objects.get().state == "dropped"
    drop(people["german"], ("a.xml", raw))
    run(people["german"])
    assert Statement.objects.get().state == "held"


def test_a_statement_nobody_can_tell_is_decided_by_the_treasurer(world, people):
    import_file(by=ANNA, name="a", raw=xml(line(1000), line(-1000, text="x", name="B"), opening=0))
    raw = xml(line(1000), line(-1000, text="x", name="B"), opening=0, number=2)
    drop(people["german"], ("b.xml", raw))
    run(people["german"])
    held = Statement.objects.get(state="held")
    url = reverse("treasury:statement", args=[held.ref])
    page = people["german"].get(url)
    assert "What we have of these days" in text_of(page)
    assert people["tunisian"].post(url, {"decision": "new"}).status_code == 404
    people["auditor"].post(url, {"decision": "new"})
    assert Statement.objects.filter(state="held").exists()
    people["german"].post(url, {"decision": "new"})
    assert Statement.objects.get(pk=held.pk).state == "booked"
    assert BankLine.objects.count() == 4


# Missing days and the archive -----------------------------------------------------------------------


def test_missing_days_are_named(world, people):
    early = TODAY - timedelta(days=10)
    import_file(by=ANNA, name="a", raw=xml(line(1000, day=early)))
    import_file(by=ANNA, name="b", raw=xml(line(500, day=DAY), opening=1700, number=3))
    page = text_of(people["german"].get(reverse("treasury:statements")))
    assert "11 to 18 November 2026 , Section DE" in page
    assert "+7.00" in page
    assert "missing" in text_of(people["german"].get(reverse("treasury:accounts")))


def test_the_archive_gives_back_every_byte_to_who_may_see_all_of_it(world, people):
    raw = xml(line(1000))
    import_file(by=ANNA, name="a", raw=raw)
    url = reverse("treasury:raw", args=[Statement.objects.get().ref])
    for who in ("german", "auditor"):
        response = people[who].get(url)
        assert response.content == raw
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "attachment" in response["Content-Disposition"]
    assert people["tunisian"].get(url).status_code == 404


def test_a_file_that_holds_another_section_s_statement_is_not_handed_out(world, people):
    german = camt(statement(line(1000)))
    tunisian = camt(DemoStatement.of(TUNISIAN, "TND", 1, (DAY, DAY), 0, [line(1000)]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as bundle:
        bundle.writestr("a.xml", german)
        bundle.writestr("b.xml", tunisian)
    import_file(by=ANNA, name="a.zip", raw=packed.getvalue())
    url = reverse("treasury:raw", args=[Statement.objects.get(account=world.germany).ref])
    assert people["german"].get(url).status_code == 302
    assert people["auditor"].get(url).status_code == 200


# Money from before ----------------------------------------------------------------------------------


def test_money_from_before_these_books_is_divided_over_purposes(world, people):
    import_file(by=ANNA, name="a", raw=xml(line(1000), opening=240_000))
    assert "Money from before these books" in text_of(people["german"].get(reverse("treasury:proposals")))
    url = reverse("treasury:opening", args=[world.germany.ref])
    wrong = people["german"].post(url, {"walls": "1200.00", "free": "1199.00"})
    assert wrong.status_code == 422
    assert "1.00 EUR are missing" in text_of(wrong)
    people["german"].post(url, {"walls": "1200.00", "free": "1,200.00"})
    assert BankLine.objects.filter(state="before").count() == 2
    assert "Money from before" not in text_of(people["german"].get(reverse("treasury:proposals")))
    assert people["tunisian"].get(url).status_code == 404


def test_bank_and_book_and_the_line_that_explains_the_difference(world, people):
    import_file(by=ANNA, name="a", raw=xml(line(6_610, name="Jar")))
    page = text_of(people["german"].get(reverse("treasury:account", args=[world.germany.ref])))
    assert "explain the difference to the cent" in page
    assert "Jar" in page
