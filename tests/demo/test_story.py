"""From asking to proof on the demo: nothing is paid without the partner, and strangers can check that."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.demo.conftest import D

from ouna.core.errors import OunaError
from ouna.core.values import Money
from ouna.demo import sheet
from ouna.demo.gifts import weekday_before

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node")


def actor(key):
    from ouna.demo.roof import player

    return player(key)


def request_of(key):
    from ouna.spending.models import Request

    title = next(r.title for r in sheet.REQUESTS if r.key == key)
    return Request.objects.filter(title=title).order_by("-pk").first()


def sign(key, player, **more):
    """A trustee signs a request with the key that the demo keeps."""
    from ouna.demo import keys
    from ouna.log.sequencer import run_once
    from ouna.quorum.models import Signer
    from ouna.quorum.queries import document_of

    by, ref = actor(player), request_of(key).ref
    signer = Signer.objects.get(user__ref=by.ref, side=Signer.TRUSTEE)
    taken = keys.sign(by, signer, player, document_of(ref), **more)
    run_once()
    return taken.count.signed


def order(key, by="ottilie", **more):
    from ouna.funds.models import BankAccount
    from ouna.spending.actions import Ask, order_payment

    row = next(r for r in sheet.REQUESTS if r.key == key)
    request = request_of(key)
    ask = Ask(payee=request.payees.get(), money=request.limit, latin=row.payee.latin, confirmed=True, **more)
    account = BankAccount.objects.get(iban=sheet.SECTIONS[0].iban)
    return order_payment(by=actor(by), account=account, ask=ask)


def refused(key, **more):
    """The code of the refusal of an order."""
    with pytest.raises(OunaError) as found:
        order(key, **more)
    return found.value.code


def _release_the_name():
    """The payee's name is like a listed one: stopped, decided by two, released. The control passes."""
    from ouna.core.screening.values import Subject
    from ouna.screening.actions import check_name, decide_hit
    from ouna.screening.models import Check, Hit

    assert refused("oxygen") == "hit_open"
    hits = Hit.objects.filter(of__subject=request_of("oxygen").ref, present=True)
    assert {hit.entry for hit in hits} == {"Q-001"}
    for number, player in enumerate(("hanneke", "ama")):
        for hit in hits:
            decide_hit(
                by=actor(player), hit=hit, verdict="other_person", reason="36 years younger, other land."
            )
        if number == 0:
            assert refused("oxygen") == "hit_open"
    control = check_name(
        by=actor("layla"), subject="req_0000000000000000000000000a", who=Subject(sheet.CONTROL)
    )
    assert control.outcome == Check.CLEAR


def _pay(orders):
    """The treasurer takes the file; the bank's statement brings the executed lines."""
    from ouna.demo.files import DemoLine, DemoStatement, camt
    from ouna.spending import store
    from ouna.treasury.actions import import_file

    lines = []
    for key, made in orders.items():
        data = store.get(made.file.ref, made.account.ref)
        assert hashlib.sha256(data).hexdigest() == made.file.sha256
        assert made.end_to_end.encode() in data
        payee = next(r.payee for r in sheet.REQUESTS if r.key == key)
        lines.append(
            DemoLine(
                D, -made.minor, payee.latin, payee.account, end_to_end=made.end_to_end, code="PMNT-ICDT-ESCT"
            )
        )
    german = sheet.SECTIONS[0].iban
    statement = DemoStatement.of(german, "EUR", 6, (D, D), 67_957_40, lines)
    report = import_file(by=actor("ottilie"), name="paid.xml", raw=camt(statement))
    assert (report.statements[0].state, report.statements[0].booked) == ("booked", len(lines))


def _both_verifiers(books: Path):
    """The program and the browser's script over the published folder, with the partner's fingerprint."""
    from ouna.verify.book import Wanted, verify_book
    from ouna.verify.source import source_of
    from ouna.verify.trust import asked_of

    key = (books / "log.vkey").read_text().split("\n")[0]
    first = verify_book(source_of(str(books)), Wanted(asked_of(None, key)))
    digits = first.as_data()["partners"][0]["fingerprint"].replace(" ", "")
    again = verify_book(source_of(str(books)), Wanted(asked_of(None, key), partner=digits))
    assert again.ok, again.findings
    other = verify_book(source_of(str(books)), Wanted(asked_of(None, key), partner="0" * 20))
    assert not other.ok
    if NODE is None:
        return
    files = {
        str(path.relative_to(books)): b64encode(path.read_bytes()).decode()
        for path in books.rglob("*")
        if path.is_file()
    }
    more = {"files": files, "keys": [key], "older": []}
    jobs = [["book", {**more, "partner": digits}], ["book", {**more, "partner": "0" * 20}]]
    done = subprocess.run(
        [NODE, str(ROOT / "tests/web_js/runner.js"), str(ROOT / "src/ouna/web/static/web/verify.js")],
        input=json.dumps(jobs).encode(),
        capture_output=True,
        timeout=120,
        check=True,
    )
    right, wrong = (answer["value"] for answer in json.loads(done.stdout))
    assert (right["findings"], right["size"]) == ([], again.size)
    assert wrong["findings"]


def test_from_asking_to_proof(built, settings, true_rounds):
    """A name stopped and released, three signatures, the file, the statement, the proof; nothing without."""
    from ouna.demo import pictures, roof, tour
    from ouna.log.monitor import run_checks
    from ouna.log.sequencer import run_once
    from ouna.spending.actions import add_evidence
    from ouna.spending.queries.standing import stand_of

    assert request_of("roof").quotes.count() == 3
    _release_the_name()
    assert refused("oxygen") == "rule_broken"
    assert sign("oxygen", "idris", lang="ar") == 3
    assert refused("roof") == "rule_broken"
    assert not roof.has_signed()
    roof.sign(roof.telephone("idris", "ar"), "ar")
    assert roof.has_signed()
    assert refused("roof") == "rule_broken"
    assert sign("roof", "maryam") == 3
    assert refused("roof", by="priya") == "not_permitted"
    orders = {key: order(key) for key in ("oxygen", "roof")}
    _pay(orders)
    for key in orders:
        payment = request_of(key).orders.get().payment
        papers = [("delivery", pictures.paper("Delivery note", key)), ("photo", pictures.photo(1))]
        add_evidence(by=actor("layla"), payment=payment, papers=papers, public=True)
        stand = stand_of(request_of(key))
        assert (stand.word, stand.paid) == ("proven", stand.request.limit)
    run_once()
    run = run_checks()
    assert run.ok, run.findings
    assert tour.check(settings.BOOKS_DIR).ok
    _both_verifiers(Path(settings.BOOKS_DIR))


def _dropped(name):
    """The treasurer imports one of the demo's files."""
    from ouna.demo import tour
    from ouna.treasury.actions import import_file

    raw = (tour.files_dir() / name).read_bytes()
    return import_file(by=actor("ottilie"), name=name, raw=raw).statements[0]


def test_what_was_ordered_leaves_in_the_bank_file_of_the_next_night(built):
    """After the file of D: a later one holds the executed order, and books itself."""
    from ouna.demo import day, tour
    from ouna.spending.queries.standing import stand_of

    _dropped("germany.xml")
    assert tour.let_a_night_pass() == 0
    assert not (tour.files_dir() / day.LATER).exists()
    order("paint")
    assert tour.let_a_night_pass() == 1
    done = _dropped(day.LATER)
    assert (done.state, done.booked, done.waiting) == ("booked", 1, 0)
    assert stand_of(request_of("paint")).word == "paid"
    assert tour.let_a_night_pass() == 0


@pytest.mark.parametrize(
    ("day", "d"), [(D, D), (D + timedelta(days=2), D), (date(2026, 11, 22), date(2026, 11, 22))]
)
def test_no_night_dates_a_debit_before_its_order_or_repeats_one(built_on, day, d):
    """Today, a demo of two days ago, a Sunday: what came after the file of D stands in a later one."""
    from ouna.demo import day as bank
    from ouna.demo import tour
    from ouna.funds.models import BankLine
    from ouna.spending.models import Order

    built_on(d, day)
    order("paint")
    made = Order.objects.get(request=request_of("paint"))
    assert made.made_at.date() == day
    in_time = weekday_before(d) >= day
    assert tour.let_a_night_pass() == int(in_time)
    assert _dropped("germany.xml").state == "booked"
    assert tour.let_a_night_pass() == int(not in_time)
    if not in_time:
        done = _dropped(bank.LATER)
        assert (done.state, done.booked, done.waiting) == ("booked", 1, 0)
    assert BankLine.objects.get(end_to_end=made.end_to_end).booked_on >= day
    assert tour.let_a_night_pass() == 0


def test_a_line_that_waits_is_not_written_once_more(built):
    """Cash carries no order's number, and a promise's line may wait: neither leaves the bank twice."""
    from ouna.demo import day as bank
    from ouna.demo import tasks, tour
    from ouna.funds.models import BankAccount, BankLine
    from ouna.log import clock
    from ouna.screening.errors import ListsOld
    from ouna.spending.actions import Ask, check_again, order_payment
    from ouna.spending.models import Order

    _dropped("germany.xml")
    fuel = request_of("fuel")
    with clock.fixed(datetime(2026, 12, 1, 12, tzinfo=UTC)):
        ask = Ask(
            payee=fuel.payees.get(),
            money=Money(500_00, "EUR"),
            latin="Valley Filling Station",
            confirmed=True,
        )
        account = BankAccount.objects.get(iban=sheet.SECTIONS[0].iban)
        with pytest.raises(ListsOld):
            order_payment(
                by=actor("ottilie"), account=account, ask=ask, way=Order.Way.CASH, giver=sheet.GIVER
            )
        # What the demo's own people do each day; a second time there is nothing to do.
        assert tasks.renew_names() and not tasks.renew_names()
        check_again(by=actor("ottilie"), request=fuel)
        order_payment(by=actor("ottilie"), account=account, ask=ask, way=Order.Way.CASH, giver=sheet.GIVER)
        assert tour.let_a_night_pass() == 1
        assert _dropped(bank.LATER).waiting == 1
        assert tour.let_a_night_pass() == 0
    assert BankLine.objects.filter(bank_ref__startswith="CASH-").count() == 1


def test_trustees_sign_on_their_telephones_and_nobody_else_does(built, client):
    """Idris by himself, Maryam after one click; whoever is no trustee has Idris's telephone, not his own."""
    page = client.get("/demo/phone/").content.decode()
    assert "24,800" in page and "1 of 3 has signed." in page and "إدريس" in page
    assert "Zaafaran Roofing Yard" in page and "BG80 BNBG 9661 1020 3456 78" in page
    assert "2 of 3 have signed." in client.post("/demo/phone/", follow=True).content.decode()
    assert client.post("/demo/phone/").context["refused"]
    client.post("/demo/be/maryam/", {"next": "phone"})
    assert "3 of 3 have signed." in client.post("/demo/phone/", follow=True).content.decode()
    glass = f"/demo/phone/?ref={request_of('glass').ref}"
    assert "1 of 3 has signed." in client.post(glass, follow=True).content.decode()
    assert client.get("/demo/phone/?ref=req_0000000000000000000000000a").status_code == 404


def test_the_administrator_pays_nothing_without_the_partner(built, monkeypatch):
    """At the desk and past it. With the book's rule off the second try would go through: the rule is it."""
    from ouna.core.book.kinds.ordering import ORDER_RULES
    from ouna.demo import roof
    from ouna.log.models import Entry
    from ouna.spending.models import Order

    before = Entry.objects.count(), Order.objects.count()
    tried = roof.attempts()
    assert [(a.what, a.went) for a in tried] == [
        ("desk", False),
        ("record", False),
        ("copy", False),
    ]
    assert all(a.said for a in tried)
    assert (Entry.objects.count(), Order.objects.count()) == before
    with monkeypatch.context() as off:
        off.setitem(ORDER_RULES, "approvals", lambda *_: None)
        assert [a.went for a in roof.attempts()] == [False, True, True]
    assert Entry.objects.count() == before[0] + 1


def test_the_administrator_fails_for_the_signatures_whatever_else_was_paid(built):
    """Also once the roof is paid, and where nothing is asked for but more than the fund holds."""
    from ouna.campaign.queries import current_campaign
    from ouna.demo import roof, spending
    from ouna.log.sequencer import run_once

    missing = "Fewer trustees have approved the request than must."
    assert [a.said.removeprefix("Page ").split(": ")[-1] for a in roof.attempts()[1:]] == [missing, missing]
    for player in ("idris", "maryam"):
        sign("roof", player)
    order("roof")
    row = replace(sheet.REQUESTS[0], title="Another wing", minor=60_000_00, quotes=())
    cast = SimpleNamespace(
        d=D,
        campaign=current_campaign(),
        funds={f.code: f for f in current_campaign().funds.all()},
        actors={key: actor(key) for key in ("layla", "hanneke", "ama")},
        requests={},
    )
    spending.ask(cast, row)
    run_once()
    assert roof.unapproved().stand.request.title == "Another wing"
    assert roof.unapproved().money.minor < row.minor
    assert [a.said.removeprefix("Page ").split(": ")[-1] for a in roof.attempts()[1:]] == [missing, missing]


def test_whoever_altered_the_tables_is_refused(built):
    """Another account or sum at the desk than was signed: the record's own bytes decide."""
    from ouna.spending.models import Payee

    for player in ("idris", "maryam"):
        sign("roof", player)
    request = request_of("roof")
    payee = request.payees.get()
    Payee.objects.filter(pk=payee.pk).update(bank_hash="0" * 64)
    assert refused("roof") == "guard_failed"
    Payee.objects.filter(pk=payee.pk).update(bank_hash=payee.bank_hash)
    type(request).objects.filter(pk=request.pk).update(limit_minor=99_999_00)
    assert refused("roof") == "guard_failed"
    type(request).objects.filter(pk=request.pk).update(limit_minor=24_800_00)
    assert order("roof").money == Money(24_800_00, "EUR")
