"""The pages: what everyone reads, what the desks show and do, in English and Arabic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ouna.spending import actions
from ouna.spending.models import Order, Paper, Request
from spending.world import OTTILIE, ROOFER, SALMA, World, many_like, photo, small_world

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "Roof of the emergency wing",
    "amount": "24.800,00",
    "currency": "EUR",
    "payee_name": ROOFER.name,
    "fund": "walls",
    "until": "2026-12-09",
    "payee_latin": ROOFER.latin,
    "account": "BG80 BNBG 9661 1020 3456 78",
    "how": "account",
}


@pytest.fixture
def inside(person: Callable[..., Any]) -> Callable[..., Client]:
    """A client logged in with these roles."""

    def make(*roles: str) -> Client:
        client = Client()
        client.force_login(person(*roles), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_everyone_reads_every_state(world: World, lang: str) -> None:
    waits = world.ask(papers=1)
    paid = world.approve(world.ask(100_000), 0, 1)
    world.paid(world.order(paid))
    refused = world.ask(200_000, title="Pick-up truck")
    from ouna.core.quorum import Act
    from spending.world import put

    for number in (0, 1, 2):
        put(by=SALMA, record_=world.answer(refused, number, Act.REFUSE))
    client = Client()
    for url in ("/spending/", *(f"/spending/{r.ref}/" for r in (waits, paid, refused))):
        answer = client.get(f"{url}?lang={lang}")
        text = answer.content.decode()
        assert answer.status_code == 200, url
        assert answer["Cache-Control"].startswith("public")
        for secret in (ROOFER.name, ROOFER.latin, ROOFER.account, "BG80"):
            assert secret not in text
    assert "Walls first." in client.get(f"/spending/{refused.ref}/").content.decode()


def test_drafts_are_seen_by_their_maker_alone(world: World, inside: Callable[..., Client]) -> None:
    hers, his = inside("coordinator"), inside("planner")
    assert hers.post("/desk/requests/new/").status_code == 302
    draft = Request.objects.get()
    url = f"/desk/requests/{draft.ref}/edit/"
    kept = hers.post(url, {**TYPED, "amount": "not yet known", "do": "keep"})
    assert kept.status_code == 302
    assert "not yet known" in hers.get(url).content.decode()
    assert his.get(url).status_code == 404
    assert Client().get(f"/spending/{draft.ref}/").status_code == 404
    assert ROOFER.name.encode() not in bytes(Request.objects.get().sealed_draft)


def test_five_fields_then_a_second_look_then_the_record(world: World, inside: Callable[..., Client]) -> None:
    hers = inside("coordinator", "partner")
    hers.post("/desk/requests/new/")
    draft = Request.objects.get()
    files = {"file": SimpleUploadedFile("q.jpg", photo(), "image/jpeg"), "kind": "quote", "amount": "24800"}
    assert hers.post(f"/desk/requests/{draft.ref}/papers/", files).status_code == 302
    assert Paper.objects.count() == 1
    looked = hers.post(f"/desk/requests/{draft.ref}/edit/", TYPED)
    assert looked.status_code == 302, looked.content.decode()
    page = hers.get(f"/desk/requests/{draft.ref}/check/").content.decode()
    assert "twenty-four thousand eight hundred euros" in page and ROOFER.latin in page
    read = page.split('name="read" value="')[1].split('"')[0]
    # Whoever changes the draft in another window has not confirmed what is now in it.
    hers.post(f"/desk/requests/{draft.ref}/edit/", {**TYPED, "amount": "24900", "do": "keep"})
    hers.post(f"/desk/requests/{draft.ref}/check/", {"read": read})
    assert Request.objects.get().state == "draft"
    hers.post(f"/desk/requests/{draft.ref}/edit/", TYPED)
    assert hers.post(f"/desk/requests/{draft.ref}/check/", {"read": read}).status_code == 302
    made = Request.objects.get()
    assert made.state == "recorded" and made.org.is_partner and not bytes(made.sealed_draft)
    assert hers.get(f"/desk/requests/{made.ref}/").status_code == 200
    assert hers.get(f"/desk/requests/{made.ref}/?lang=ar").status_code == 200


def test_a_request_says_what_is_missing(world: World, inside: Callable[..., Client]) -> None:
    hers = inside("logistician")
    hers.post("/desk/requests/new/")
    url = f"/desk/requests/{Request.objects.get().ref}/edit/"
    for change, said in (
        ({"amount": "0"}, "above zero"),
        ({"account": "BG80BNBG96611020345679"}, "mistake"),
        ({"payee_latin": ""}, "Latin letters"),
        ({"until": "2026-11-01"}, "has passed"),
        ({"limit": "10", "limit_currency": "EUR"}, "less than the payee gets"),
        ({"limit_currency": "CHF"}, "in its currency"),
        ({"purpose": "children"}, "not spent on that"),
        ({"each": "100"}, "needs month"),
    ):
        answer = hers.post(url, {**TYPED, **change})
        assert answer.status_code == 422 and said in answer.content.decode(), change


def test_the_treasurer_orders_after_a_second_look(world: World, inside: Callable[..., Client]) -> None:
    request = world.approve(world.ask(), 0, 1, 2)
    his = inside("treasurer")
    listed = his.get("/desk/payments/").content.decode()
    assert "3 of 3 have signed" in listed and "no match" in listed
    url = f"/desk/payments/{request.ref}/"
    typed = {
        "account": world.germany.ref,
        "payee": request.payees.get().ref,
        "amount": "24800",
        "way": "file",
        "latin": ROOFER.latin,
        "confirmed": "on",
        "day": "2026-11-20",
    }
    assert his.get(url).status_code == 200
    assert his.post(url, {**typed, "do": "look"}).status_code == 200
    assert not Order.objects.exists()
    wrong = his.post(url, {**typed, "latin": "Another Yard", "do": "order"})
    assert wrong.status_code == 422 and not Order.objects.exists()
    done = his.post(url, {**typed, "do": "order"})
    order = Order.objects.get()
    assert done.status_code == 302
    page = his.get(f"/desk/payments/orders/{order.ref}/?lang=ar")
    assert page.status_code == 200
    file = his.get(f"/desk/payments/orders/{order.ref}/file")
    assert file.content.startswith(b"<?xml") and order.end_to_end.encode() in file.content
    assert inside("treasurer").get(f"/desk/payments/orders/{order.ref}/sheet").status_code == 404
    gone = his.post(f"/desk/payments/orders/{order.ref}/failed/", {"text": "AC01"})
    assert gone.status_code == 302
    assert "never left" in his.get(f"/desk/payments/orders/{order.ref}/?lang=en").content.decode()


def test_sheets_are_printed_for_banks_without_files_and_for_cash(
    world: World, inside: Callable[..., Client]
) -> None:
    from dataclasses import replace

    sheet = world.order(world.approve(world.ask(50_000), 0, 1), way="sheet")
    cash = world.ask(60_000, payees=(replace(ROOFER, account=""),))
    world.approve(cash, 0, 1)
    handed = world.order(cash, way="cash", giver="Ottilie Fenchel")
    his, hers = inside("treasurer"), inside("partner")
    url = f"/desk/payments/orders/{handed.ref}"
    for client in (his, hers):
        assert client.get(f"{url}/count/").status_code == 200
        early = his.get(f"{url}/sheet")
        assert early.status_code == 302, "no sheet before two have counted"
        wrong = client.post(f"{url}/count/", {"amount": "599.99", "confirmed": "on"})
        assert wrong.status_code == 422 and "Count again" in wrong.content.decode()
        assert client.post(f"{url}/count/", {"amount": "600.00", "confirmed": "on"}).status_code == 302
        again = client.post(f"{url}/count/", {"amount": "600.00", "confirmed": "on"})
        assert again.status_code == 422
    assert f"{url}/count/" in hers.get(f"/desk/requests/{cash.ref}/").content.decode()
    for order in (sheet, handed):
        for lang in ("en", "ar"):
            answer = his.get(f"/desk/payments/orders/{order.ref}/sheet?lang={lang}")
            assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
        assert his.get(f"/desk/payments/orders/{order.ref}/").status_code == 200


def test_papers_are_public_only_when_the_partner_says_so(world: World, inside: Callable[..., Client]) -> None:
    payment = world.paid(world.order(world.approve(world.ask(100_000), 0, 1)))
    hers = inside("partner")
    files = {"kind": "photo", "files": [SimpleUploadedFile("a.jpg", photo(), "image/jpeg")]}
    assert hers.post(f"/desk/requests/payments/{payment.ref}/proof/", files).status_code == 302
    paper = Paper.objects.get()
    client = Client()
    assert client.get(f"/spending/papers/{paper.ref}/").status_code == 404
    hers.post(f"/desk/requests/papers/{paper.ref}/show/", {"public": "yes"})
    shown = client.get(f"/spending/papers/{paper.ref}/")
    assert shown.status_code == 200 and shown["Content-Type"] == "image/jpeg"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert shown["X-Content-Type-Options"] == "nosniff"
    hers.post(f"/desk/requests/papers/{paper.ref}/show/", {"public": "no"})
    assert client.get(f"/spending/papers/{paper.ref}/").status_code == 404


def test_late_sending_is_public_with_the_treasurers_reason(world: World, settings: Any) -> None:
    from datetime import timedelta

    from ouna.log import clock

    request = world.approve(world.ask(64_000, title="Paint"), 0, 1)
    with clock.fixed(small_world.NOW + timedelta(days=9)):
        text = Client().get("/spending/").content.decode()
        assert "Approved and not sent" in text and "has not said why" in text
        actions.explain_delay(by=OTTILIE, request=request, text="The bank asks for a paper.", lang="en")
        text = Client().get("/spending/").content.decode()
        assert "The bank asks for a paper." in text
    with clock.fixed(small_world.NOW + timedelta(days=6)):
        assert "has not said why" not in Client().get("/spending/").content.decode()


def test_late_proof_is_public(world: World) -> None:
    from datetime import timedelta

    from ouna.log import clock

    payment = world.paid(world.order(world.approve(world.ask(64_000), 0, 1)))
    with clock.fixed(small_world.NOW + timedelta(days=31)):
        assert "proof is late" in Client().get("/spending/").content.decode()
        actions.add_evidence(by=SALMA, payment=payment, papers=[("photo", photo())])
        assert "proof is late" not in Client().get("/spending/").content.decode()


def test_many_requests_ask_no_more_of_the_database_than_a_dozen(
    world: World, inside: Callable[..., Client]
) -> None:
    his = inside("treasurer")
    for _ in range(3):
        world.approve(world.ask(50_000), 0, 1)
    his.get("/desk/payments/")

    def count(client: Client, url: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    urls = [(Client(), "/spending/"), (his, "/desk/payments/"), (his, "/desk/requests/")]
    many_like(Request.objects.latest("pk"), 9)
    few = [count(client, url) for client, url in urls]
    many_like(Request.objects.latest("pk"), 188)
    assert Request.objects.count() == 200
    assert [count(client, url) for client, url in urls] == few
    for client, url in urls[::2]:
        page = client.get(url).content.decode()
        assert page.count("Roof of the emergency wing") < 130 and "page=2" in page
        assert client.get(f"{url}?page=2").status_code == 200
        assert client.get(f"{url}?page=99").status_code == 404


def test_what_waits_stands_at_the_desk(world: World, inside: Callable[..., Client]) -> None:
    world.approve(world.ask(50_000), 0, 1)
    his = inside("treasurer").get("/desk/").content.decode()
    assert "Approved payments that wait to be sent" in his and "/desk/payments/" in his
    hers = inside("coordinator")
    hers.post("/desk/requests/new/")
    assert "Requests you have begun" in hers.get("/desk/").content.decode()
    assert "/desk/payments/" not in hers.get("/desk/").content.decode()


def test_strangers_and_other_sections_are_refused(world: World, person: Callable[..., Any]) -> None:
    order = world.order(world.approve(world.ask(50_000), 0, 1))
    client = Client()
    user = person("treasurer", section=world.switzerland.section)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/desk/payments/orders/{order.ref}/file").status_code == 404
    assert client.post(f"/desk/payments/orders/{order.ref}/failed/").status_code == 404
    assert Client().get(f"/desk/payments/orders/{order.ref}/").status_code == 302


def test_a_standing_budget_pays_several_in_one_file(world: World, inside: Callable[..., Client]) -> None:
    hers = inside("coordinator")
    hers.post("/desk/requests/new/")
    url = f"/desk/requests/{Request.objects.get().ref}"
    budget = {"amount": "1400", "each": "1400", "total": "1400", "budget_until": "2026-12-09"}
    typed = {
        **TYPED,
        **budget,
        "others": "Second Yard; MT84 MALT 0110 0001 2345 MTLC AST0 01S; MALTMTMT; 1980",
    }
    for line, said in (
        ("Second Yard", "the account is missing"),
        ("Second Yard; GE29NB0000000101904918", "the IBAN has a mistake"),
        ("ورشة; GE29NB0000000101904917", "plain Latin letters"),
        ("A; GE29NB0000000101904917; 19", "four digits"),
        ("A; GE29NB0000000101904917; BAGA", "BIC has a mistake"),
        ("A; GE29NB0000000101904917; BAGAGE22; BAGAGE22", "it has more than"),
    ):
        answer = hers.post(f"{url}/edit/", {**typed, "others": line})
        assert answer.status_code == 422 and said in answer.content.decode(), line
    alone = hers.post(f"{url}/edit/", {**TYPED, "others": typed["others"]})
    assert "within a spending limit" in alone.content.decode()
    assert hers.post(f"{url}/edit/", typed).status_code == 302
    page = hers.get(f"{url}/check/").content.decode()
    assert "Second Yard" in page
    hers.post(f"{url}/check/", {"read": page.split('name="read" value="')[1].split('"')[0]})
    # Three sign: what one purpose pays within days is added up.
    made = world.approve(Request.objects.get(), 0, 1, 2)
    assert made.state == "recorded" and made.payees.count() == 2
    other = world.approve(world.ask(50_000), 0, 1, 2)

    his, batch = inside("treasurer"), "/desk/payments/batch/"
    assert batch in his.get("/desk/payments/").content.decode()
    first, second = made.payees.order_by("nth")
    (third,) = other.payees.all()
    rows = {
        f"{ref}-{name}": value
        for ref, latin, amount in (
            (first.ref, ROOFER.latin, "700"),
            (second.ref, "Second Yard", "700"),
            (third.ref, ROOFER.latin, "500"),
        )
        for name, value in (("pay", "on"), ("latin", latin), ("amount", amount))
    }
    send = {
        "account": world.germany.ref, "day": "2026-11-30", "version": "09", "charges": "SHAR",
        "confirmed": "on", **rows,
    }  # fmt: skip
    assert his.get(f"{batch}?lang=ar").status_code == 200
    nothing = {k: v for k, v in send.items() if not k.endswith("-pay")}
    for wrong in (
        nothing,
        {},
        {**send, f"{second.ref}-latin": ""},
        {**send, "account": world.switzerland.ref},
    ):
        assert his.post(batch, wrong and {**wrong, "do": "look"}).status_code == 422
    looked = his.post(f"{batch}?lang=en", {**send, "do": "look"})
    assert looked.status_code == 200 and "1,900.00" in looked.content.decode()
    assert not Order.objects.exists()
    # One name typed wrongly: none of the three is ordered.
    bad = his.post(batch, {**send, f"{third.ref}-latin": "Another Yard", "do": "order"})
    assert bad.status_code == 422 and not Order.objects.exists()
    done = his.post(f"{batch}?lang=en", {**send, "do": "order"})
    assert done.status_code == 302, done.content.decode()
    orders = list(Order.objects.order_by("pk"))
    assert len(orders) == 3 and len({o.file_id for o in orders}) == 1
    file = his.get(f"/desk/payments/orders/{orders[0].ref}/file").content
    assert b"<BtchBookg>false" in file and b"<CtrlSum>1900.00" in file
    assert file.count(b"<CdtTrfTxInf>") == 3
    assert "In the same file" in his.get(f"/desk/payments/orders/{orders[1].ref}/?lang=en").content.decode()
    assert inside("auditor").get(batch).status_code in (403, 404)
