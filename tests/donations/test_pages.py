"""Pages of giving and of receipts: every answer, hostile input, what is kept private."""

from __future__ import annotations

import gzip
import html
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find as find_static

from funds.world import ANNA, TODAY, line
from ouna.core.bank.qr import epc_parse, swiss_parse
from ouna.core.tlog import parse_proof
from ouna.core.values import Money
from ouna.donations import rules
from ouna.donations.actions import VISITOR, make_pledge, receive_gift, reverse_gift
from ouna.donations.models import Gift, Letter, Pledge, Visit
from ouna.donations.payment import payment_of
from ouna.donations.queries import receipt_key
from ouna.log import queries as log
from ouna.log.sequencer import Sequencer
from ouna.parties.models import Person


def form(world, **changes) -> dict[str, str]:
    given = {
        "account": world.germany.ref,
        "fund": "walls",
        "preset": "50",
        "amount": "",
        "often": "once",
        "email": "",
    }
    return {**given, **changes}


def pledge(world, account=None, minor=5_000, **more) -> Pledge:
    account = account or world.germany
    return make_pledge(
        by=VISITOR,
        campaign=world.campaign,
        account=account,
        fund=world.walls,
        money=Money(minor, account.currency),
        **more,
    )


@pytest.mark.parametrize(
    ("amount", "said"), [("1000000.01", "This is more than a form should promise. Please write to us first.")]
)
def test_more_than_a_form_takes_is_asked_to_write_first(client, world, amount, said, monkeypatch):
    answer = client.post("/give/", form(world, amount=amount))
    assert answer.status_code == 422 and said in html.unescape(answer.content.decode())
    assert not Pledge.objects.exists()
    assert client.post("/give/", form(world, amount="1000000")).status_code == 302
    # The twin: without the limit anyone promises anything.
    monkeypatch.setattr(rules, "check_amount", lambda money: None)
    assert client.post("/give/", form(world, amount=amount)).status_code == 302
    assert sorted(Pledge.objects.values_list("minor", flat=True)) == [100_000_000, 100_000_001]


@pytest.fixture
def gift(world) -> Gift:
    return receive_gift(
        by=ANNA,
        line=line(world.germany, 5_000),
        fund=world.walls,
        pledge=pledge(world),
        donor="Karl Kardamom",
    )


# Giving -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_form_is_small_and_for_everyone(world, client, lang, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        page = client.get(f"/give/?lang={lang}")
    assert page.status_code == 200
    assert len(gzip.compress(page.content)) < 14_000
    assert "public" in page["Cache-Control"]
    assert "csrftoken" not in page.cookies
    assert b"Section DE (EUR)" in page.content


def test_the_whole_page_fits_a_slow_phone(world, client):
    """The page with its style sheet and scripts, as they go over the wire: at most 40 KB."""
    page = client.get("/give/").content
    files = [find_static(name) for name in re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode())]
    assert len(files) >= 3
    parts = [page, *(Path(name).read_bytes() for name in files)]
    assert sum(len(gzip.compress(part)) for part in parts) < 40_000


def test_address_chooses_account_and_fund(world, client):
    page = client.get(
        f"/give/?account={world.tunisia.section.ref}&fund=children&often=monthly"
    ).content.decode()
    assert re.search(rf'value="{world.tunisia.ref}"[^>]*selected', page)
    assert re.search(r'value="children"[^>]*checked', page)
    assert re.search(r'value="monthly"[^>]*checked', page)
    assert "<span>TND</span>" in page


def test_a_promise_leads_to_its_private_page(world, client):
    answer = client.post("/give/", form(world, email="ana@quince.example"))
    made = Pledge.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/give/{made.token}/"
    assert made.money == Money(5_000, "EUR") and made.kind == "RF"
    page = client.get(answer["Location"])
    text = page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "no-referrer" and "noindex" in page["X-Robots-Tag"]
    assert "DE89 3704 0044 0532 0130 00" in text
    assert "data-copy" in text and "<svg" in text
    assert Letter.objects.get().kind == "instructions"
    assert "ana@" not in text


def test_a_typed_amount_goes_before_a_ticked_one(world, client):
    client.post("/give/", form(world, amount="1.234,50"))
    assert Pledge.objects.get().minor == 123_450


def test_three_decimals_stay_three(world, client):
    client.post("/give/", form(world, account=world.tunisia.ref, amount="1.500", preset=""))
    assert Pledge.objects.get().money == Money(1_500, "TND")


HOSTILE = [
    {"account": "acct_nothing"},
    {"account": "' OR 1=1 --"},
    {"fund": "no-such"},
    {"amount": "-5"},
    {"amount": "0"},
    {"amount": "1e9"},
    {"amount": "NaN"},
    {"amount": "1.234.56"},
    {"amount": "12.345"},
    {"amount": "99999999999"},
    {"amount": "10\u202e00"},
    {"amount": "<script>alert(1)</script>"},
    {"amount": "", "preset": ""},
    {"preset": "999999"},
    {"often": "hourly"},
    {"email": "no address"},
    {"email": "a\u202e@b.example"},
    {"email": "a@b.example\r\nBcc: c@d.example"},
    {"email": "x" * 300 + "@b.example"},
]


@pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
def test_bad_forms_keep_nothing(world, client, bad):
    answer = client.post("/give/", form(world, **bad))
    assert answer.status_code == 422
    assert b'role="alert"' in answer.content
    assert b"<script>alert" not in answer.content
    assert not Pledge.objects.exists() and not Person.objects.exists()


def test_the_trap_keeps_nothing(world, client):
    assert client.post("/give/", form(world, website="http://spam.example")).status_code == 302
    assert not Pledge.objects.exists()


def test_a_flood_from_one_address_ends(world, client, monkeypatch):
    monkeypatch.setattr("ouna.donations.rules.MOST_PER_DAY", 3)
    codes = [client.post("/give/", form(world)).status_code for _ in range(5)]
    assert codes == [302, 302, 302, 429, 429]
    assert Pledge.objects.count() == 3
    # Another address, told by our own proxy, is another visitor.
    assert client.post("/give/", form(world), headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 302
    assert Visit.objects.count() == 2
    assert not Visit.objects.filter(key__contains="203.0").exists()


def test_accounts_that_closed_take_no_promise(world, client):
    from funds.world import ADMIN
    from ouna.funds.actions import close_account

    close_account(by=ADMIN, account=world.germany)
    assert client.post("/give/", form(world)).status_code == 422


# The private page ---------------------------------------------------------------------------------


def test_codes_say_what_is_to_be_paid(world, settings):
    settings.DEMO = True
    epc = epc_parse(payment_of(pledge(world)).payload)
    made = Pledge.objects.get(currency="EUR")
    assert (epc.name, epc.iban, epc.amount_minor, epc.reference) == (
        "DEMO Nachbarschaftshilfe Blaue Schaufel",
        world.germany.iban,
        5_000,
        made.reference,
    )
    swiss = swiss_parse(payment_of(pledge(world, world.switzerland)).payload)
    assert swiss.creditor.name == "DEMO Gmeinwerk Kupferkessel"
    assert len(swiss.reference) == 27 and swiss.currency == "CHF"
    assert payment_of(pledge(world, world.tunisia)).payload == ""


@pytest.mark.parametrize("where", ["germany", "switzerland"])
@pytest.mark.parametrize("demo", [True, False])
def test_our_own_codes_are_confirmed(world, client, settings, where, demo):
    settings.DEMO = demo
    payload = payment_of(pledge(world, getattr(world, where))).payload
    # As a browser sends a text field: with CR LF.
    page = client.post("/account/", {"number": payload.replace("\n", "\r\n")})
    assert "Yes, this is our account" in page.content.decode()


@pytest.mark.parametrize("where", ["germany", "switzerland", "tunisia"])
@pytest.mark.parametrize("demo", [True, False])
def test_slip_and_codes(world, client, settings, where, demo):
    settings.DEMO = demo
    made = pledge(world, getattr(world, where))
    at = f"/give/{made.token}/"
    assert client.get(at).status_code == 200
    slip = client.get(at + "slip.pdf")
    assert slip.content.startswith(b"%PDF-") and slip["Cache-Control"] == "private, no-store"
    for name, start in (("qr.png", b"\x89PNG"), ("qr.svg", b"<svg")):
        code = client.get(at + name)
        if where == "tunisia":
            assert code.status_code == 404
        else:
            assert code.content.startswith(start)
    if demo:
        assert "Demo: invented, do not pay" in client.get(at).content.decode()


def test_withdrawing_asks_first(world, client):
    made = pledge(world, email="ana@quince.example")
    at = f"/give/{made.token}/"
    assert b'name="withdraw"' not in client.get(at).content
    assert b'name="withdraw"' in client.get(at + "?withdraw").content
    made.refresh_from_db()
    assert made.state == "open"
    client.post(at, {"withdraw": "1"})
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert Letter.objects.get().state == "dropped"
    assert client.post(at, {"withdraw": "1"}).status_code == 422
    assert "withdrawn" in client.get(at).content.decode()


@pytest.mark.parametrize("token", ["x" * 32, "x" * 43, "x", "..%2f..%2f", "' OR '1'='1", "x" * 4000])
def test_other_tokens_lead_nowhere(world, client, token):
    pledge(world)
    for path in ("", "slip.pdf", "qr.png", "qr.svg"):
        assert client.get(f"/give/{token}/{path}").status_code == 404


def test_a_gift_shows_on_the_private_page(gift, client):
    page = client.get(f"/give/{gift.pledge.token}/").content.decode()
    assert f"/receipt/{gift.code}/?key={receipt_key(gift.code)}" in page


def test_poster(world, client):
    assert client.get(f"/poster/{world.germany.section.ref}.pdf").content.startswith(b"%PDF-")
    for ref in ("sect_no", "%00", "acct_" + "0" * 26, "sect_" + "0" * 26):
        assert client.get(f"/poster/{ref}.pdf").status_code == 404


# Receipts -----------------------------------------------------------------------------------------


def opened(proof: bytes) -> str:
    return (parse_proof(proof).extra or b"").decode()


def test_receipt_names_nobody_without_its_key(gift, client):
    at = f"/receipt/{gift.code}/"
    early = client.get(at).content.decode()
    assert "in the record" in early and "tlog-proof" not in early
    assert client.get(f"/receipt/{gift.code}.tlog-proof").status_code == 503
    Sequencer().run()
    page = client.get(at)
    assert "locked in" in page.content.decode() and "public" in page["Cache-Control"]
    shared = client.get(f"/receipt/{gift.code}.tlog-proof").content
    assert "Kardamom" not in opened(shared) and '"openings":[]' in opened(shared)
    own = client.get(f"/receipt/{gift.code}.tlog-proof?key={receipt_key(gift.code)}").content
    assert "Kardamom" in opened(own) and gift.pledge.reference in opened(own)
    for key in ("", "x", receipt_key("0" * 12), receipt_key(gift.code)[:-1]):
        assert client.get(f"/receipt/{gift.code}.tlog-proof?key={key}").content == shared
    for text in (
        early,
        page.content.decode(),
        client.get(at + f"?key={receipt_key(gift.code)}").content.decode(),
    ):
        assert "Kardamom" not in text and gift.pledge.reference not in text


def test_receipt_pdf(gift, client):
    shared = client.get(f"/receipt/{gift.code}.pdf")
    own = client.get(f"/receipt/{gift.code}.pdf?key={receipt_key(gift.code)}")
    assert shared.content.startswith(b"%PDF-") and own.content.startswith(b"%PDF-")
    assert shared.content != own.content
    assert own["Cache-Control"] == "private, no-store"


def test_receipt_tells_sent_kept_and_arrived(world, client):
    bank = line(
        world.germany,
        9_800,
        original_minor=115_000,
        original_currency="SEK",
        charges_minor=200,
        charges_currency="EUR",
        bank_rate="11.5",
    )
    made = receive_gift(by=ANNA, line=bank, fund=world.walls)
    page = client.get(f"/receipt/{made.code}/").content.decode()
    for text in ("1,150.00", "SEK", "2.00", "98.00", "1 EUR = 11.5 SEK"):
        assert text in page
    assert client.get(f"/receipt/{made.code}.pdf").content.startswith(b"%PDF-")


def test_a_reversed_gift_says_so(world, gift, client):
    reverse_gift(by=ANNA, gift=gift, reason="returned", line=line(world.germany, -5_000))
    Sequencer().run()
    page = client.get(f"/receipt/{gift.code}/").content.decode()
    assert "This gift was reversed" in page and "The bank took the money back." in page
    assert client.get(f"/receipt/{gift.code}.pdf").content.startswith(b"%PDF-")


def test_codes_are_read_as_people_write_them(gift, client):
    typed = gift.code.lower().replace("0", "o").replace("1", "l")
    assert client.get(f"/receipt/{typed}/")["Location"] == f"/receipt/{gift.code}/"
    spaced = f"{gift.code[:4]} {gift.code[4:8]}-{gift.code[8:]}"
    assert client.get("/find/", {"code": spaced})["Location"] == f"/receipt/{gift.code}/"
    assert client.get("/receipt/AAAAAAAAAAAA/").status_code == 404
    assert b"find_code_error" in client.get("/find/", {"code": "nonsense"}).content


# Finding and checking -----------------------------------------------------------------------------


def test_find_my_gift(world, gift, client):
    Sequencer().run()
    asked = {"account": world.germany.ref, "day": TODAY.isoformat(), "amount": "50"}
    page = client.get("/find/", asked)
    assert "/books/entries/" in page.content.decode() and gift.code not in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    near = client.get("/find/", {**asked, "day": "2026-11-18"}).content.decode()
    assert "/books/entries/" in near.split("<section")[1]
    for other in ({"amount": "50.01"}, {"day": "2026-11-01"}, {"account": world.tunisia.ref}):
        assert (
            "/books/entries/"
            not in client.get("/find/", {**asked, **other}).content.decode().split("<section")[1]
        )


@pytest.mark.parametrize(
    "bad",
    [
        {"day": "2026-13-40"},
        {"day": "2027-01-01"},
        {"day": "0001-01-01"},
        {"amount": "x"},
        {"account": "no"},
        {"day": ""},
    ],
)
def test_find_refuses_bad_input(world, client, bad):
    asked = {"account": world.germany.ref, "day": TODAY.isoformat(), "amount": "50", **bad}
    page = client.get("/find/", asked)
    assert page.status_code == 200 and b'role="alert"' in page.content


def test_check_page_works_without_script(world, client):
    page = client.get("/receipt/check/").content.decode()
    assert "data-verify-receipt" in page and "<noscript>" in page
    # Alone, a proof file is checked only with the record's key: the line must hold it.
    (key,) = log.state_of("log").keys
    assert f'ouna verify --receipt my-receipt.tlog-proof --key "{key}"' in html.unescape(page)
