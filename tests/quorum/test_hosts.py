"""The signing host: its own pages and nothing else; its pages nowhere else; no cookie, a strict policy."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.test import Client

from ouna.quorum import actions, place
from ouna.quorum.hosts import HEADERS
from ouna.quorum.models import Look
from ouna.quorum.sign_views import ASSETS, asset_of

pytestmark = pytest.mark.django_db

SIGN = {"HTTP_HOST": "sign.localhost:8000"}
LARGEST = 40 * 1024


def held(token: str, **more: str) -> dict[str, str]:
    """What the page sends: the ticket in a header, to the signing host."""
    return {**SIGN, "HTTP_AUTHORIZATION": f"Ticket {token}", **more}


OWN = ("/", "/enrol", "/look", *(f"/{name}" for name in ASSETS if not name.endswith(".html")))


def test_the_address_is_the_sites_with_sign_before_it(settings):
    assert (place.sign_url(), place.rp_id()) == ("http://sign.localhost:8000", "sign.localhost")
    settings.SITE_URL = "https://quince.example"
    assert (place.sign_url(), place.rp_id()) == ("https://sign.quince.example", "sign.quince.example")
    settings.SIGN_URL = "https://keys.quince.example/"
    assert (place.sign_url(), place.rp_id()) == ("https://keys.quince.example", "keys.quince.example")


@pytest.mark.parametrize("path", OWN)
def test_its_pages_are_there_and_nowhere_else(path):
    client = Client()
    there = client.get(path, **SIGN)
    assert there.status_code == 200
    assert not there.cookies
    for name, value in HEADERS.items():
        assert there.headers[name] == value
    assert "Set-Cookie" not in there.headers
    if path != "/":
        assert client.get(path).status_code == 404
    assert client.post(path, **SIGN).status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/desk/", "/desk/trustees/", "/accounts/login/", "/books/", "/trustees/", "/static/ui/ouna.css",
     "/log/checkpoint", "/t/", "/ticket/", "/ticket/x", "/sign.py", "/words.mjs/", "/words.json",
     "/../settings.py", "/look/x/y"],
)  # fmt: skip
def test_nothing_else_is_there(campaign, path):
    assert Client().get(path, **SIGN).status_code == 404


def test_other_hosts_have_no_ticket_and_no_sealed_document(appointed):
    first, document = appointed.trustees[0], appointed.request()
    token = actions.ticket_to_sign(by=first.actor, signer=first.signer, ref=document.ref, lang="en")
    look = actions.show_on_second_device(by=first.actor, ref=document.ref, lang="en")
    client = Client()
    elsewhere = {"HTTP_AUTHORIZATION": f"Ticket {token}"}
    assert client.get("/ticket", **elsewhere).status_code == 404
    assert client.get(f"/look/{look.split('.')[0]}").status_code == 404
    assert client.get("/ticket", HTTP_HOST="x.sign.localhost", **elsewhere).status_code in (400, 404)
    assert client.get("/ticket", **held(token)).status_code == 200


def test_no_ticket_stands_in_the_notes(appointed, caplog):
    first = appointed.trustees[0]
    token = actions.ticket_to_enrol(by=first.actor, signer=first.signer, lang="en")
    client = Client()
    assert (
        client.post("/ticket", data="{}", content_type="application/json", **held(token)).status_code == 422
    )
    assert client.get(f"/t/{token}", **SIGN).status_code == 404
    assert client.get("/ticket", **held(token)).status_code == 200
    assert token not in caplog.text
    # The twin: what Django answers by itself, it notes.
    assert client.get(f"/t/{token}").status_code == 404
    assert token in caplog.text


@pytest.mark.parametrize("where", ["path", "query", "body", "other scheme", "cookie"])
def test_a_ticket_counts_in_its_header_alone(appointed, where):
    """What stands in an address is kept by every proxy on the way: there it opens nothing."""
    first, document = appointed.trustees[0], appointed.request()
    token = actions.ticket_to_sign(by=first.actor, signer=first.signer, ref=document.ref, lang="en")
    client = Client()
    if where == "cookie":
        client.cookies["ticket"] = token
    paths = {"path": f"/t/{token}", "query": f"/ticket?ticket={token}"}
    head = {**SIGN, "HTTP_AUTHORIZATION": f"Bearer {token}"} if where == "other scheme" else SIGN
    found = client.get(paths.get(where, "/ticket"), **head)
    assert found.status_code == (404 if where == "path" else 200)
    assert where == "path" or found.json() == {"desk": "http://localhost:8000/desk/trustees/"}
    brought = json.dumps({"ticket": token, "token": token, "statement": {}, "proof": {}})
    answer = client.post(paths.get(where, "/ticket"), brought, content_type="application/json", **head)
    assert answer.status_code == (404 if where == "path" else 422)
    assert where == "path" or answer.json()["code"] == "ticket_spent"
    # In its header it counts.
    assert client.get("/ticket", **held(token)).json()["what"] == "sign"


def test_an_old_link_says_where_to_go_on():
    for path in ("/t/" + "a" * 43, "/sign", "/desk/"):
        answer = Client().get(path, **SIGN)
        text = answer.content.decode()
        assert answer.status_code == 404 and answer.headers["Content-Type"].startswith("text/plain")
        assert "Begin the signing at your desk" in text and "ابدؤوا التوقيع من مكتبكم" in text
        assert text.endswith("http://localhost:8000/desk/trustees/\n") and "a" * 43 not in text
    for name in ("/", "/look"):
        assert "<noscript>" in (page := Client().get(name, **SIGN).content.decode())
        assert "Allow JavaScript" in page and "اسمحوا بجافاسكربت" in page


def test_a_refusal_names_the_desk():
    answer = Client().get("/ticket", **held("x" * 43)).json()
    assert (answer["code"], answer["desk"]) == ("ticket_spent", "http://localhost:8000/desk/trustees/")


def test_without_the_middleware_the_signing_host_would_serve_the_whole_site(campaign, settings):
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "SignHost" not in m]
    client = Client()
    assert client.get("/trustees/", **SIGN).status_code == 200
    assert client.get("/sign.mjs", **SIGN).status_code == 404


def test_the_page_is_small_and_comes_packed():
    client, size = Client(), 0
    for name in (
        "/",
        *(f"/{n}" for n in ASSETS if n not in ("sign.html", "look.html", "look.mjs", "mark.svg")),
    ):
        answer = client.get(name, HTTP_ACCEPT_ENCODING="gzip", **SIGN)
        size += len(answer.content) + 700
        plain = asset_of(name.strip("/") or "sign.html").plain
        assert gzip.decompress(answer.content) == plain
        again = client.get(name, HTTP_IF_NONE_MATCH=answer.headers["ETag"], **SIGN)
        assert again.status_code == 304 and not again.content
    # With 3 KB for what the ticket fetches and its headers.
    assert 10_000 < size < LARGEST - 3_000


def test_from_the_ticket_to_the_record(appointed):
    from tests.quorum.people import statement_of

    first, document = appointed.trustees[0], appointed.request()
    token = actions.ticket_to_sign(by=first.actor, signer=first.signer, ref=document.ref, lang="en")
    client = Client()
    offer = client.get("/ticket", **held(token)).json()
    assert offer["acts"] == ["approve", "refuse"]
    assert [k["key"] for k in offer["keys"]] == [first.key.key]
    assert offer["told"]["names"][appointed.fund] == "Walls and roof"
    assert (offer["told"]["count"], offer["told"]["needed"]) == (0, 2)
    statement = statement_of(offer)
    brought = {
        "statement": statement.as_data(),
        "proof": {"key": first.key.key, **first.key.prove(statement).as_data()},
    }
    answer = client.post("/ticket", json.dumps(brought), content_type="application/json", **held(token))
    assert answer.json()["signed"] == 1 and answer.json()["entry"].startswith("appr_")
    again = client.post("/ticket", json.dumps(brought), content_type="application/json", **held(token))
    assert (again.status_code, again.json()["code"]) == (422, "ticket_spent")
    assert not again.cookies


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"{}", b'{"statement":1,"proof":{}}', b"[" * 30_000, b"x" * 50_000]
)
def test_junk_is_refused_and_leaves_the_ticket(appointed, body):
    first, document = appointed.trustees[0], appointed.request()
    token = actions.ticket_to_sign(by=first.actor, signer=first.signer, ref=document.ref, lang="ar")
    client = Client()
    headers = held(token, HTTP_ACCEPT_LANGUAGE="ar")
    answer = client.post("/ticket", body, content_type="application/json", **headers)
    assert answer.status_code == 422
    assert "التوقيع" in answer.json()["title"]
    assert client.get("/ticket", **held(token)).status_code == 200


def test_a_fault_of_ours_says_nothing_and_signs_nothing(appointed, monkeypatch):
    first, document = appointed.trustees[0], appointed.request()
    token = actions.ticket_to_sign(by=first.actor, signer=first.signer, ref=document.ref, lang="en")

    def broken(ticket: Any) -> Any:
        raise ValueError("secret words")

    monkeypatch.setattr("ouna.quorum.offers.offer_of", broken)
    answer = Client().get("/ticket", **held(token))
    assert answer.status_code == 500 and "secret" not in answer.content.decode()


def test_a_second_device_finds_only_ciphertext(appointed):
    from base64 import b64decode

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    first, document = appointed.trustees[0], appointed.request()
    look = actions.show_on_second_device(by=first.actor, ref=document.ref, lang="en")
    token, key = look.split(".")
    row = Look.objects.get(token=token)
    assert bytes.fromhex(key) not in bytes(row.sealed) and b"Zaafaran" not in bytes(row.sealed)
    sealed = b64decode(Client().get(f"/look/{token}", **SIGN).json()["sealed"])
    opened = json.loads(AESGCM(bytes.fromhex(key)).decrypt(sealed[:12], sealed[12:], token.encode()))
    assert b64decode(opened["document"]) == bytes(document.body)
    assert "statement" not in opened and "keys" not in opened
