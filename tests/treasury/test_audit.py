"""The auditor: trial balance, journal files that no spreadsheet runs, a repeatable sample, notes."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from funds.world import ANNA, TODAY, line
from ouna.donations.models import Gift
from ouna.log import Actor
from ouna.log.models import JournalFact
from ouna.log.queries import balance
from ouna.log.sequencer import run_once
from ouna.parties.errors import NotPermitted
from ouna.treasury.actions import add_note, book_as_fee, book_as_gift, book_as_transfer_out
from ouna.treasury.models import AuditNote
from ouna.treasury.queries.audit import sample, trial_balance
from ouna.treasury.views.sheets import csv_rows, safe, xlsx_bytes
from treasury.test_pages import text_of

pytestmark = pytest.mark.django_db
EARLY = TODAY - timedelta(days=40)
HOSTILE = [
    "=1+1", "+1", "-1+1", "@SUM(A1)",
    "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x", "−1", "%0A=1", "|cmd",
    " =1", "\u200b=1", "\u2068=cmd|' /C calc'!A0",
]  # fmt: skip


@pytest.fixture
def books(world):
    book_as_gift(by=ANNA, line=line(world.germany, 10_000, day=EARLY), fund=world.walls)
    book_as_gift(by=ANNA, line=line(world.germany, 5_000), fund=world.free)
    book_as_gift(by=ANNA, line=line(world.switzerland, 700), fund=world.free)
    book_as_fee(by=ANNA, line=line(world.germany, -200))
    book_as_transfer_out(by=ANNA, line=line(world.germany, -1_000), target=world.switzerland)
    run_once()
    return world


def test_trial_balance_of_a_period_agrees_with_the_kept_balances(books):
    trial = trial_balance(TODAY - timedelta(days=5), TODAY)
    [german] = [r for r in trial.accounts if r.ref == books.germany.ref]
    assert (german.opening, german.came, german.went, german.closing) == (10_000, 5_000, 1_200, 13_800)
    assert german.closing == balance(books.germany.ref, "EUR")
    assert trial.total(trial.funds, "EUR").closing == 14_800
    # 10.00 EUR are on their way to Switzerland: in a purpose and in no account.
    assert (trial.between("EUR"), trial.between("CHF")) == (-1_000, 0)


def test_trial_balance_page_and_its_period(books, people):
    url = reverse("treasury:audit")
    page = text_of(
        people["auditor"].get(reverse("treasury:audit"), {"first": "2026-11-15", "last": "2026-11-20"})
    )
    assert "138.00" in page
    assert "100.00" in page
    swapped = people["auditor"].get(url, {"first": "2026-11-20", "last": "2026-11-15"})
    assert "138.00" in text_of(swapped)
    assert people["auditor"].get(url, {"first": "x"}).status_code == 200


@pytest.mark.parametrize("who", ["german", "administrator", "editor"])
@pytest.mark.parametrize("url", ["audit", "sample"])
def test_only_the_auditor_audits(world, people, who, url):
    assert people[who].get(reverse(f"treasury:{url}")).status_code == 403
    assert people[who].get(reverse("treasury:journal", args=["csv"])).status_code == 403


def test_the_journal_adds_up_to_the_trial_balance(books, people):
    response = people["auditor"].get(
        reverse("treasury:journal", args=["csv"]), {"first": "2026-01-01", "last": "2026-11-20"}
    )
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    total = sum(
        Decimal(r["Came in"] or 0) - Decimal(r["Went out"] or 0)
        for r in rows
        if r["Account or purpose"] == books.germany.iban
    )
    assert total == Decimal("138.00")
    assert all(r["Page"].isdecimal() for r in rows)


def test_the_workbook_holds_the_same_rows_with_typed_cells(books, people):
    query = {"first": "2026-01-01", "last": "2026-11-20"}
    response = people["auditor"].get(reverse("treasury:journal", args=["xlsx"]), query)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    plain = people["auditor"].get(reverse("treasury:journal", args=["csv"]), query)
    rows = list(csv.reader(io.StringIO(b"".join(plain.streaming_content).decode("utf-8-sig"))))
    assert len(sheet) == len(rows)
    assert isinstance(sheet[1][1], date)
    assert isinstance(sheet[1][6] or sheet[1][7], float)
    assert people["auditor"].get(reverse("treasury:journal", args=["exe"])).status_code == 404


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_cell_is_taken_for_a_formula(payload):
    [row] = list(
        csv.reader(io.StringIO("".join(csv_rows([[payload, "fine"]])).removeprefix("\ufeff"), newline=""))
    )
    assert row[0].startswith("'")
    assert row[0][1:] == payload
    raw = xlsx_bytes([["head"], [payload]], "x")
    assert b"<f>" not in raw
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()
    assert sheet[1][0].startswith("'")


def test_our_own_numbers_and_days_stay_numbers_and_days():
    assert [safe(x) for x in (Decimal("-12.50"), -3, TODAY, None, "Anna")] == [
        "-12.50", "-3", TODAY.isoformat(), "", "Anna",
    ]  # fmt: skip


def test_links_in_a_workbook_are_text():
    raw = xlsx_bytes([["head"], ["https://evil.example"], ["mailto:x"]], "x")
    assert b"hyperlink" not in raw


def test_the_sample_is_the_same_for_the_same_seed(books):
    for n in range(30):
        book_as_gift(by=ANNA, line=line(books.germany, 1000 + n), fund=books.walls)
    accounts = [books.germany, books.switzerland]
    first, of = sample(EARLY, TODAY, 5, "quince", accounts)
    again, _ = sample(EARLY, TODAY, 5, "quince", accounts)
    other, _ = sample(EARLY, TODAY, 5, "pear", accounts)
    assert [s.gift.ref for s in first] == [s.gift.ref for s in again] != [s.gift.ref for s in other]
    assert (len(first), of) == (5, 33)
    assert all(s.agrees for s in first)
    assert len({s.gift.ref for s in sample(EARLY, TODAY, 200, "q", accounts)[0]}) == 33


def test_a_gift_that_differs_from_its_line_is_seen(books):
    gift = Gift.objects.filter(account=books.germany).first()
    Gift.objects.filter(pk=gift.pk).update(minor=gift.minor + 1)
    drawn, _ = sample(EARLY, TODAY, 50, "q", [books.germany, books.switzerland])
    assert [s.gift.pk for s in drawn if not s.agrees] == [gift.pk]


def test_the_sample_page_shows_record_beside_bank(books, people):
    page = text_of(
        people["auditor"].get(
            reverse("treasury:sample"),
            {"first": "2026-01-01", "last": "2026-11-20", "count": "3", "seed": "q"},
        )
    )
    assert "3 of 3 gifts" in page
    assert "3 of 3 agree." in page


def test_a_note_is_private_kept_in_the_journal_and_answered_once(books, people):
    people["auditor"].post(reverse("treasury:notes"), {"about": "page 12", "text": "Why twice?"})
    note = AuditNote.objects.get()
    assert JournalFact.objects.filter(kind="audit.noted", subject=note.ref).exists()
    assert "Why twice?" in text_of(people["german"].get(reverse("treasury:notes")))
    url = reverse("treasury:note_answer", args=[note.ref])
    people["german"].post(url, {"text": "Two gifts of one day."})
    people["german"].post(url, {"text": "Another answer"})
    note.refresh_from_db()
    assert note.answered == "German: Two gifts of one day."
    assert people["auditor"].post(url, {"text": "me"}).status_code == 403


def test_only_an_auditor_writes_notes(world, people):
    assert people["german"].post(reverse("treasury:notes"), {"text": "x"}).status_code == 403
    with pytest.raises(NotPermitted):
        add_note(by=Actor("user_x", "X", frozenset({("treasurer", "*")})), text="x")
    assert not AuditNote.objects.exists()
    assert people["auditor"].post(reverse("treasury:notes"), {"text": ""}).status_code == 422
