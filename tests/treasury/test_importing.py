"""Import of bank files into the books."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from funds.world import ANNA, NOBODY, TODAY, World
from ouna.core.values import Money
from ouna.donations.actions import make_pledge
from ouna.donations.models import Gift
from ouna.funds.models import BankLine
from ouna.log import SYSTEM
from ouna.log.queries import balance
from ouna.parties.errors import NotPermitted
from ouna.treasury.actions import import_file, importing, release_held
from ouna.treasury.errors import FileRefused, UnknownAccount
from ouna.treasury.models import BankStated, Statement, StatementFile, StatementLine
from ouna.treasury.queries.lines import open_lines
from treasury.files import DAY, line, sta, statement, xml

pytestmark = pytest.mark.django_db


def take(raw: bytes, *, by=ANNA, name="a.xml", **more):
    return import_file(by=by, name=name, raw=raw, **more)


def promise(world: World, minor: int, **more):
    return make_pledge(
        by=SYSTEM,
        campaign=world.campaign,
        account=world.germany,
        fund=more.pop("fund", world.walls),
        money=Money(minor, "EUR"),
        **more,
    )


def lines_of(world: World) -> Counter:
    return Counter(
        BankLine.objects.filter(account=world.germany, parent=None).values_list("booked_on", "minor")
    )


def test_a_line_with_our_reference_books_itself(world):
    pledge = promise(world, 5000)
    report = take(xml(line(5000, reference=pledge.reference, name="Karl"), line(700, name="Unknown")))
    [done] = report.statements
    assert (done.state, done.new, done.booked, done.waiting) == ("booked", 2, 1, 1)
    gift = Gift.objects.get()
    assert (gift.minor, gift.fund, gift.pledge) == (5000, world.walls, pledge)
    assert balance(world.germany.ref, "EUR") == 5000


def test_the_reference_is_found_in_free_text_with_spaces_and_small_letters(world):
    pledge = promise(world, 2500)
    written = (
        f"for the kids {pledge.reference[:4].lower()} {pledge.reference[4:10]} {pledge.reference[10:]} ok"
    )
    take(xml(line(2500, text=written), line(2500, text=written)))
    assert Gift.objects.count() == 2


def test_what_an_import_has_at_hand_is_what_it_sealed(world, monkeypatch):
    """Lines just written are read from the file, not opened again: both must say the same."""
    at_hand = []

    def look(*, by, account, lines):
        at_hand.extend((o.line.pk, o.name, o.text) for o in open_lines(lines))
        return 0

    monkeypatch.setattr(importing, "book_exact", look)
    take(xml(line(700, name="Jürgen Kümmel", text="für das Dach"), line(300), line(200, name="Ada")))
    stored = [(o.line.pk, o.name, o.text) for o in open_lines(BankLine.objects.order_by("pk"))]
    assert sorted(at_hand) == stored and stored[0][1:] == ("Jürgen Kümmel", "für das Dach")


@pytest.mark.parametrize(
    "rows",
    [
        lambda: BankLine.objects.filter(account=1),
        lambda: BankLine.objects.filter(parent=1),
        lambda: BankLine.objects.filter(parent__account=1, parent__booked_on=DAY),
        lambda: Gift.objects.filter(account=1),
        lambda: StatementLine.objects.filter(line=1),
    ],
)
def test_what_has_no_index_of_its_own_is_found_by_another(world, rows):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads small tables as a whole")
    assert "SCAN" not in rows().order_by().explain()


def test_closing_balance_is_stated_with_what_waits(world):
    take(xml(line(700), line(300)))
    stated = BankStated.objects.get()
    assert (stated.day, stated.closing_minor) == (DAY, 1000)


def test_nothing_is_stated_while_a_statement_is_missing(world):
    take(xml(line(700), opening=5000))
    assert not BankStated.objects.exists()


@pytest.mark.parametrize("again", [xml, sta])
def test_the_same_day_again_in_any_format_changes_nothing(world, again):
    lines = (line(1000, name="A"), line(1000, name="B"), line(-250, text="fee"))
    take(xml(*lines))
    before = lines_of(world)
    report = take(again(*lines), name="again")
    assert report.statements[0].new == 0
    assert lines_of(world) == before


def test_exactly_the_same_file_is_kept_once(world):
    raw = xml(line(1000))
    take(raw)
    report = take(raw)
    assert report.seen_before
    assert StatementFile.objects.count() == Statement.objects.count() == 1


def test_an_overlapping_file_adds_only_what_is_new(world):
    first, second, third = DAY - timedelta(days=3), DAY - timedelta(days=2), DAY
    a, b, c = line(1000, day=first), line(1000, day=second), line(1000, day=third)
    take(xml(a, b))
    report = take(xml(b, c, opening=1000, number=2))
    assert (report.statements[0].new, report.statements[0].known) == (1, 1)
    assert lines_of(world) == Counter({(first, 1000): 1, (second, 1000): 1, (third, 1000): 1})


def test_a_batch_with_details_becomes_its_parts(world):
    small, large = promise(world, 1000), promise(world, 2000, fund=world.children)
    parts = (line(1000, reference=small.reference), line(2000, reference=large.reference))
    take(xml(line(3000, parts=parts)))
    assert sorted(Gift.objects.values_list("minor", flat=True)) == [1000, 2000]
    assert BankLine.objects.get(parent=None).state == BankLine.State.SPLIT
    # The bank's MT940 of the day tells the payments apart.
    report = take(sta(line(1000, reference=small.reference), line(2000, reference=large.reference)), name="b")
    assert (report.statements[0].new, report.statements[0].state) == (0, "booked")


def test_a_statement_that_does_not_add_up_books_nothing(world):
    whole = statement(line(1000), line(2000))
    from dataclasses import replace

    from ouna.demo.files import camt

    report = take(camt(replace(whole, closing=2910)))
    [done] = report.statements
    assert (done.state, done.held_reason, done.difference_minor) == ("held", "differs", -90)
    assert not BankLine.objects.exists()
    held = Statement.objects.get()
    assert release_held(by=ANNA, statement=held, decision="dropped")[0].state == "dropped"


def test_pending_lines_are_shown_and_never_booked(world):
    report = take(xml(line(1000), line(50_000, pending=True)))
    assert report.statements[0].pending == 1
    assert lines_of(world) == Counter({(DAY, 1000): 1})
    assert Statement.objects.get().pending == [{"minor": 50_000, "currency": "EUR"}]


def test_a_returned_gift_reverses_it_by_itself(world):
    pledge = promise(world, 3500)
    take(xml(line(3500, reference=pledge.reference, end_to_end="E-1", day=DAY - timedelta(days=5))))
    take(xml(line(-3500, end_to_end="E-1", returned="AC04", code="PMNT-ICDT-RRTN"), opening=3500, number=2))
    gift = Gift.objects.get()
    assert (gift.left_minor, gift.state) == (0, "reversed")
    assert balance(world.germany.ref, "EUR") == balance(world.walls.ref, "EUR") == 0


def test_of_two_gifts_a_return_could_mean_a_person_decides(world):
    pledge = promise(world, 3500)
    older = [line(3500, reference=pledge.reference, day=DAY - timedelta(days=n)) for n in (5, 4)]
    take(xml(*older))
    take(xml(line(-3500, reference=pledge.reference, returned="AC04"), opening=7000, number=2))
    assert Gift.objects.filter(state="booked").count() == 2
    assert BankLine.objects.get(minor=-3500).state == BankLine.State.WAITING


def test_a_fee_above_the_months_limit_waits(world):
    take(xml(line(-4900, text="Kontofuehrung", code="ACMT-MDOP-CHRG")))
    take(xml(line(-200, text="Kontofuehrung", code="ACMT-MDOP-CHRG"), opening=-4900, number=2))
    states = dict(BankLine.objects.values_list("minor", "state"))
    assert states == {-4900: "fee", -200: "waiting"}


def test_dry_run_says_what_would_be_and_changes_nothing(world):
    report = take(xml(line(1000)), dry_run=True)
    assert report.statements[0].new == 1
    assert not BankLine.objects.exists()
    assert not StatementFile.objects.exists()


def test_only_a_treasurer_of_the_section_imports(world):
    with pytest.raises(NotPermitted):
        take(xml(line(1000)), by=NOBODY)
    assert not StatementFile.objects.exists()


def test_a_file_of_somebody_elses_account_is_refused(world):
    foreign = xml(line(1000)).replace(b"DE89370400440532013000", b"DE02120300000000202051")
    with pytest.raises(UnknownAccount):
        take(foreign)


def test_a_doctype_is_refused_without_a_trace_of_the_file(world):
    with pytest.raises(FileRefused) as refused:
        take(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>')
    assert "passwd" not in str(refused.value)
    assert not StatementFile.objects.exists()


def test_names_and_texts_are_unreadable_in_the_database(world):
    take(xml(line(1000, name="Karoline Kardamom", text="for my aunt in Talmira")))
    row = BankLine.objects.get()
    for sealed in (row.counterparty_name, row.text):
        assert b"Kardamom" not in bytes(sealed)
        assert b"aunt" not in bytes(sealed)
    from ouna.treasury.queries.lines import opened_text

    assert opened_text(row) == ("Karoline Kardamom", "for my aunt in Talmira")


def test_money_of_another_currency_holds_the_statement(world):
    raw = xml(line(1000)).replace(b'Ntry><Amt Ccy="EUR"', b'Ntry><Amt Ccy="USD"')
    report = take(raw)
    assert report.statements[0].state == "held"
    assert not BankLine.objects.exists()


def test_camt_052_is_shown_and_never_booked(world):
    raw = (
        xml(line(1000))
        .replace(b"camt.053.001.08", b"camt.052.001.08")
        .replace(b"BkToCstmrStmt", b"BkToCstmrAcctRpt")
        .replace(b"<Stmt>", b"<Rpt>")
        .replace(b"</Stmt>", b"</Rpt>")
    )
    report = take(raw)
    assert report.statements[0].state == "shown"
    assert not BankLine.objects.exists()
    assert TODAY > DAY


def details(*lines):
    from ouna.demo.files import camt

    return camt(statement(*lines), "054.001.08")


@pytest.mark.parametrize("first", ["statement", "details"])
def test_details_of_a_batch_become_its_parts_whichever_file_comes_first(world, first):
    one, two = promise(world, 1000), promise(world, 2000, fund=world.children)
    batch = xml(line(3000, bank_ref="B-1"), line(500))
    told = details(
        line(
            3000,
            bank_ref="B-1",
            parts=(line(1000, reference=one.reference), line(2000, reference=two.reference)),
        )
    )
    for raw in (batch, told) if first == "statement" else (told, batch):
        take(raw)
    assert sorted(Gift.objects.values_list("minor", "fund__code")) == [(1000, "walls"), (2000, "children")]
    assert lines_of(world) == Counter({(DAY, 3000): 1, (DAY, 500): 1})
    assert balance(world.germany.ref, "EUR") == 3000


def test_details_alone_book_nothing(world):
    report = take(details(line(3000, parts=(line(1000), line(2000)))))
    assert report.statements[0].state == "shown"
    assert not BankLine.objects.exists()


def test_details_that_could_mean_two_batches_wait_for_a_person(world):
    take(xml(line(3000), line(3000)))
    take(details(line(3000, parts=(line(1000), line(2000)))))
    assert BankLine.objects.filter(state=BankLine.State.WAITING, parent=None).count() == 2


def test_the_same_file_again_books_what_has_become_exact(world):
    raw = xml(line(5000, reference="RF91202600000101"))
    take(raw)
    assert not Gift.objects.exists()
    promise(world, 5000, reference="RF91202600000101")
    take(raw)
    assert Gift.objects.get().minor == 5000
    take(raw)
    assert Gift.objects.count() == 1
