"""The demo is built to the cent by real actions, and its passwords open nothing elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import check_password, make_password

from ouna.demo import sheet
from ouna.demo.day import booked_on, german_day
from ouna.demo.gifts import open_pledges, planned_gifts, weekday_before

D = date(2026, 11, 20)


@pytest.mark.parametrize("d", [D, date(2026, 11, 21), date(2026, 11, 22), date(2027, 3, 1)])
def test_planned_gifts_are_the_sheet_to_the_cent(d):
    gifts = planned_gifts(d)
    sums, counts = Counter(), Counter()
    for gift in gifts:
        sums[gift.country, gift.fund] += gift.minor
        counts[gift.country] += 1
        assert gift.day.weekday() < 5
        assert gift.day < weekday_before(d)
    for section in sheet.SECTIONS:
        assert counts[section.country] == section.gifts
        for purpose, total in zip(sheet.PURPOSES, section.sums, strict=True):
            before = sheet.BROUGHT_IN.get(purpose.code, 0) if section.country == "DE" else 0
            assert sums[section.country, purpose.code] == total - before
    assert len(gifts) == 1455


def test_open_pledges_are_37_and_add_up():
    pledges = list(open_pledges())
    in_eur = sum(p.minor if p.country != "CH" else p.minor * 100 // 95 for p in pledges)
    assert (len(pledges), in_eur) == (37, sheet.OPEN_PLEDGES_EUR)
    assert len({p.digits for p in pledges} | {g.digits for g in planned_gifts(D) if g.digits}) == 37 + sum(
        1 for g in planned_gifts(D) if g.digits
    )


def test_the_german_day_closes_as_the_sheet_says():
    statement = german_day(D, 67_957_40)
    assert statement.closing == 69_606_60
    assert len(statement.lines) == 13
    assert statement.last == D


def test_requests_add_up_to_the_bars():
    paid = sum((r.each or r.minor) * len(r.paid) for r in sheet.REQUESTS if r.returned is None)
    proven = sum((r.each or r.minor) * len(r.proof) for r in sheet.REQUESTS)
    approved = paid + sum(r.minor for r in sheet.REQUESTS if r.delay)
    assert (approved, paid, proven) == (sheet.APPROVED, sheet.PAID, sheet.PROVEN)


@pytest.mark.parametrize("d", [D, date(2026, 11, 21), date(2026, 12, 31), date(2027, 3, 1)])
def test_a_standing_budget_is_drawn_once_a_month_whatever_the_day(d):
    for row in sheet.REQUESTS:
        days = [d - timedelta(days=ordered) for ordered, _ in row.paid]
        assert len({(day.year, day.month) for day in days}) == len(days)
        for ordered, booked in row.paid:
            assert weekday_before(d - timedelta(days=booked)) >= d - timedelta(days=ordered)


def test_the_bank_writes_its_next_file_on_a_weekday_that_has_come():
    friday, saturday, monday = D, D + timedelta(days=1), D + timedelta(days=3)
    assert [booked_on(friday, today) for today in (friday, saturday, monday)] == [friday, friday, monday]
    assert booked_on(monday, monday + timedelta(days=1)) == monday + timedelta(days=1)


def test_passwords_of_the_demo_fit_only_where_its_hasher_is_known(settings):
    settings.PASSWORD_HASHERS = ["ouna.demo.hashers.DemoPasswordHasher"]
    kept = make_password(sheet.PASSWORD)
    assert check_password(sheet.PASSWORD, kept)
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    assert not check_password(sheet.PASSWORD, kept)


@pytest.mark.parametrize(("built", "said"), [(True, "True"), (False, "False")])
def test_a_folder_with_a_demo_is_a_demo_to_every_command(tmp_path, built, said):
    if built:
        (tmp_path / "demo.json").write_text("{}")
    env = {"PATH": os.environ["PATH"], "OUNA_VAR": str(tmp_path), "OUNA_TESTING": "1"}
    ask = "from ouna.web import settings; print(settings.DEMO, settings.LOG_ORIGIN)"
    answer = subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True, check=True)
    assert answer.stdout.split() == [said, "quince.example/log" if built else "localhost/log"]


def test_a_demo_of_an_older_version_gets_the_newer_tables(monkeypatch, tmp_path, settings):
    """Without the migration the pages of a demo built before an update would fail."""
    from django.core import management

    from ouna.cli.demo import build_if_missing
    from ouna.demo import tour

    settings.VAR = tmp_path
    (tmp_path / "demo.json").write_text(json.dumps({"d": D.isoformat()}))
    called: list[str] = []
    monkeypatch.setattr(management, "call_command", lambda name, **_: called.append(name))
    monkeypatch.setattr(tour, "check", lambda folder: SimpleNamespace(ok=True, size=1, partners=[]))
    build_if_missing(None, lambda line: None)
    assert called == ["migrate"]


@pytest.mark.parametrize("ok", [True, False])
def test_an_old_demo_whose_check_finds_something_says_so_and_is_served(monkeypatch, tmp_path, settings, ok):
    """Money that is on the way for more than ten days is a finding; it must not shut the visitor out."""
    from django.core import management

    from ouna.cli.demo import build_if_missing
    from ouna.demo import tour

    settings.VAR = tmp_path
    (tmp_path / "demo.json").write_text(json.dumps({"d": D.isoformat()}))
    monkeypatch.setattr(management, "call_command", lambda name, **_: None)
    findings = [SimpleNamespace(what="A transfer is late.")]
    report = SimpleNamespace(ok=ok, size=1, findings=findings, partners=[])
    monkeypatch.setattr(tour, "check", lambda folder: report)
    told: list[str] = []
    build_if_missing(None, told.append)
    holds, finds = (
        "1 page of the record, everything holds",
        "The check of the books found: A transfer is late.",
    )
    assert told[-1] == (holds if ok else finds)


def _finish_the_swiss_batch(ottilie, files) -> None:
    """One sum at the bank falls apart into its four gifts: one books itself, three wait for a person."""
    from ouna.funds.models import BankAccount, BankLine
    from ouna.treasury.actions import book_as_gift, import_file

    account = BankAccount.objects.get(iban=sheet.SECTIONS[4].iban)
    [day] = import_file(by=ottilie, name="a.xml", raw=(files / "switzerland.xml").read_bytes()).statements
    assert (day.state, day.new, day.booked, day.waiting) == ("booked", 1, 0, 1)
    details = (files / "switzerland-details.xml").read_bytes()
    [told] = import_file(by=ottilie, name="b.xml", raw=details).statements
    assert (told.state, told.booked) == ("shown", 1)
    left = list(BankLine.objects.filter(account=account, state="waiting"))
    assert [line.minor for line in left] == [95_00] * 3
    for line in left:
        book_as_gift(by=ottilie, line=line, fund=account.campaign.funds.get(code="free"))


def _bars_and_requests(campaign) -> None:
    """The five bars, and each request in its state, as the data sheet has them."""
    from ouna.funds.models import BankAccount
    from ouna.funds.queries import fund_rows
    from ouna.log.queries import balances_of
    from ouna.spending.models import Order
    from ouna.spending.queries.standing import recorded, stands

    rows = fund_rows(campaign)
    names = ("promised", "arrived", "approved", "spent", "proven")
    assert [rows.total(name).minor for name in names] == [
        6_870_00,
        199_480_00,
        20_140_00,
        19_500_00,
        11_900_00,
    ]
    german = BankAccount.objects.get(iban=sheet.SECTIONS[0].iban).ref
    assert balances_of([german]) == {(german, "EUR"): 67_957_40}
    cash = Order.objects.filter(way=Order.Way.CASH)
    assert [order.counts.count() for order in cash] == [2, 2, 2]
    found = {
        (s.request.title, s.word): (s.request.limit.minor, s.signed, s.needed, s.paid.minor)
        for s in stands(list(recorded(campaign)))
    }
    assert found == {
        ("Roof of the emergency wing", "waits"): (24_800_00, 1, 3, 0),
        ("Rubble of the emergency wing cleared", "proven"): (9_600_00, 3, 3, 9_600_00),
        ("Pump run by the sun", "paid"): (6_450_00, 3, 3, 6_450_00),
        ("Fuel for the generator", "part"): (6_900_00, 3, 3, 3_450_00),
        ("Four oxygen concentrators", "stopped"): (8_760_00, 2, 3, 0),
        ("Pick-up truck", "refused"): (18_500_00, 0, 3, 0),
        ("Window glass", "replaced"): (2_180_00, 3, 3, 0),
        ("Window glass", "waits"): (2_180_00, 0, 3, 0),
        ("Paint for the children's wall", "approved"): (640_00, 2, 2, 0),
    }


def test_the_whole_demo_and_the_day_one_plays_oneself(built, settings, client):
    """Built, imported, three keys, checked and cheated: every sum as the data sheet has it."""
    from ouna.campaign.queries import current_campaign
    from ouna.demo import tour
    from ouna.funds.models import BankAccount, BankLine
    from ouna.funds.queries import fund_rows
    from ouna.log import clock
    from ouna.log.monitor import run_checks
    from ouna.log.sequencer import run_once
    from ouna.parties.models import User
    from ouna.parties.queries import actor_of
    from ouna.treasury.actions import book_as_gift, import_file
    from ouna.treasury.queries.lines import proposals

    campaign = current_campaign()

    def received() -> int:
        return fund_rows(campaign).total("arrived").minor

    assert received() == 199_480_00
    _bars_and_requests(campaign)
    late = "is still on the way"
    assert late not in client.get("/demo/").content.decode()
    with clock.fixed(datetime(2026, 12, 1, 12, tzinfo=UTC)):
        assert late in client.get("/demo/").content.decode()
    assert fund_rows(campaign).total("promised").minor == sheet.OPEN_PLEDGES_EUR
    by_code = {row.fund.code: row.arrived.minor for row in fund_rows(campaign).rows}
    assert by_code == {
        "walls": 78_300_00,
        "theatre": 46_180_00,
        "sun": 21_000_00,
        "children": 19_500_00,
        "free": 34_500_00,
    }
    ottilie = actor_of(User.objects.get(email=sheet.PLAYERS[0].email))
    files = tour.files_dir()
    report = import_file(by=ottilie, name="germany.xml", raw=(files / "germany.xml").read_bytes())
    assert (report.statements[0].new, report.statements[0].pending) == (12, 1)
    assert received() == 199_753_00
    with clock.fixed(datetime(2026, 12, 1, 12, tzinfo=UTC)):
        assert late not in client.get("/demo/").content.decode()
    again = import_file(by=ottilie, name="again.sta", raw=(files / "germany-same-day.sta").read_bytes())
    assert again.statements[0].new == 0
    account = BankAccount.objects.get(iban=sheet.SECTIONS[0].iban)
    waiting = {x.minor: x for x in BankLine.objects.filter(account=account, state="waiting")}
    offers = proposals(account, list(waiting.values()))
    climbs = []
    for minor in (200_00, 75_00, 40_00, 66_10):
        best = offers[waiting[minor].pk][0]
        book_as_gift(by=ottilie, line=waiting[minor], fund=best.fund, pledge=best.pledge, person=best.person)
        climbs.append(received())
    assert climbs == [199_953_00, 200_028_00, 200_068_00, 200_134_10]
    assert {r for o in offers.values() for r in o[0].reasons} >= {
        "iban_seen",
        "name",
        "amount",
        "two_digits_swapped",
    }
    _finish_the_swiss_batch(ottilie, files)
    assert received() == 200_134_10 + 4 * 100_00
    run_once()
    run = run_checks()
    assert run.ok, run.findings
    assert tour.check(settings.BOOKS_DIR).ok
    cheated = tour.cheat()
    assert not cheated.report.ok
    assert cheated.report.findings[0].entry == cheated.page
    assert cheated.after.minor == cheated.before.minor + 1
