"""The desks' pages of rates and purposes, tried by those who may and those who may not."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from funds.test_rates import CSV
from ouna.funds.desk import nav, waits
from ouna.funds.models import Fund, Rate
from ouna.log.models import Entry
from ouna.parties.queries import actor_of


@pytest.fixture
def desk(world, person):
    """A maker of logged-in clients: `desk("treasurer")`."""

    def make(*roles: str) -> Client:
        client = Client()
        client.user = person(*roles)
        client.force_login(client.user)
        return client

    return make


TYPED = {"enter": "1", "base": "eur", "quote": "tnd", "value": "3.30", "on": "2026-11-19", "source": "bct"}


def test_a_rate_is_typed_by_one_and_confirmed_by_another(world, desk):
    first, second = desk("treasurer"), desk("treasurer")
    assert first.post("/desk/rates/", TYPED).status_code == 302
    rate = Rate.objects.get()
    assert (rate.base, rate.quote, rate.value) == ("EUR", "TND", "3.3")
    assert b"a colleague confirms it" in first.get("/desk/rates/").content
    refused = first.post("/desk/rates/", {"confirm": rate.pk})
    assert refused.status_code == 422 and b"somebody else" in refused.content
    assert waits(actor_of(first.user)) == [] and waits(actor_of(second.user))[0].count == 1
    assert second.post("/desk/rates/", {"confirm": rate.pk}).status_code == 302
    assert Entry.objects.filter(kind="rate.used").count() == 1
    assert b"1 EUR = 3.3 TND" in second.get("/desk/rates/").content


@pytest.mark.parametrize(
    "bad",
    [{"value": "0"}, {"value": "x"}, {"on": "2026-11-25"}, {"on": "?"}, {"source": "Big Bank!"},
     {"quote": "XXQ"}, {"quote": "EUR"}, {"value": ""}],
)  # fmt: skip
def test_bad_rates(world, desk, bad):
    answer = desk("treasurer").post("/desk/rates/", {**TYPED, **bad})
    assert answer.status_code in (200, 422) and b'role="alert"' in answer.content
    assert not Rate.objects.exists()


def test_the_banks_file(world, desk):
    client = desk("administrator")
    file = SimpleUploadedFile("eurofxref-hist.csv", CSV)
    assert client.post("/desk/rates/", {"file": file}).status_code == 302
    assert (
        Rate.objects.filter(used_ref="").count() == 1 and Entry.objects.filter(kind="rate.used").count() == 1
    )
    for data in (b"<!DOCTYPE a><a/>", b"nonsense", b""):
        wrong = client.post("/desk/rates/", {"file": SimpleUploadedFile("x", data)})
        assert wrong.status_code in (302, 422)
    assert Rate.objects.count() == 2


@pytest.mark.parametrize("number", ["x", "999999", "1" * 30, "-1", "1 OR 1=1"])
def test_numbers_that_are_none(world, desk, number):
    assert desk("treasurer").post("/desk/rates/", {"confirm": number}).status_code == 404


def test_an_auditor_reads_and_writes_nothing(world, desk):
    client = desk("auditor")
    assert b"Enter it" not in client.get("/desk/rates/").content
    assert client.post("/desk/rates/", TYPED).status_code == 422
    assert not Rate.objects.exists()


OPENING = {"code": "sun", "aim": "70000", "currency": "EUR", "purposes": "sun water", "order": "4",
           "title_en": "Sun and water", "title_ar": "الشمس والماء"}  # fmt: skip


def test_a_purpose_is_opened_after_a_second_look(world, desk):
    client = desk("administrator")
    look = client.post("/desk/admin/purposes/", {**OPENING, "open": "look"})
    assert b'value="sure"' in look.content and not Fund.objects.filter(code="sun").exists()
    assert b"Open one more" in client.post("/desk/admin/purposes/", {**OPENING, "open": ""}).content
    assert client.post("/desk/admin/purposes/", {**OPENING, "open": "sure"}).status_code == 302
    made = Fund.objects.get(code="sun")
    assert made.aim_minor == 7_000_000 and made.purposes == ["sun", "water"] and not made.free
    assert made.titles.best("ar")[1] == "الشمس والماء"
    again = client.post("/desk/admin/purposes/", {**OPENING, "open": "sure"})
    assert b'role="alert"' in again.content and Fund.objects.filter(code="sun").count() == 1


@pytest.mark.parametrize(
    "bad",
    [{"code": "Ö"}, {"code": ""}, {"aim": "-1"}, {"aim": "0"}, {"aim": "x"}, {"currency": "USD"},
     {"purposes": "free sun"}, {"title_en": ""}, {"title_en": "a\u202eb"}, {"order": "-1"}],
)  # fmt: skip
def test_bad_purposes(world, desk, bad):
    before = Fund.objects.count()
    answer = desk("administrator").post("/desk/admin/purposes/", {**OPENING, **bad, "open": "sure"})
    assert answer.status_code in (200, 422) and b'role="alert"' in answer.content
    assert Fund.objects.count() == before


def test_who_may_open_what(world, desk):
    for role in ("treasurer", "auditor", "partner", "editor"):
        assert desk(role).get("/desk/admin/purposes/").status_code == 403
    for role in ("partner", "editor"):
        assert desk(role).get("/desk/rates/").status_code == 403
    assert Client().get("/desk/rates/").status_code == 302
    assert [item.url for item in nav(actor_of(desk("administrator").user))] == [
        "/desk/rates/",
        "/desk/admin/purposes/",
    ]
