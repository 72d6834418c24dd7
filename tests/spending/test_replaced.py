"""What is asked for can be paid as it stands; and a request that replaces another loses nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ouna.spending import forms, store
from ouna.spending.models import Request
from ouna.spending.queries.reading import opened_request
from spending.test_pages import TYPED
from spending.world import World, photo

pytestmark = pytest.mark.django_db

GEORGIA = {"account": "GE29NB0000000101904917"}
BIC, PLACE = {"bic": "BAGAGE22"}, {"town": "Tbilisi", "country": "GE"}


@pytest.fixture
def hers(person: Callable[..., Any]) -> Client:
    client = Client()
    client.force_login(person("coordinator"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def begun(client: Client) -> str:
    client.post("/desk/requests/new/")
    return f"/desk/requests/{Request.objects.latest('pk').ref}"


def test_what_the_bank_needs_is_asked_for_before_anybody_signs(
    world: World, hers: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = begun(hers)
    for more, said in (
        (PLACE, "outside SEPA"),
        (BIC, "banks need the payee’s address"),
        ({**BIC, **PLACE, "street": "ქუჩა"}, "Banks take plain Latin letters"),
    ):
        answer = hers.post(f"{url}/edit/?lang=en", {**TYPED, **GEORGIA, **more})
        text = answer.content.decode()
        assert answer.status_code == 422 and said in text, more
        assert "Write the name with plain Latin letters" not in text
    # Neither by a draft that is kept and then looked at.
    hers.post(f"{url}/edit/", {**TYPED, **GEORGIA, "do": "keep"})
    assert hers.get(f"{url}/check/").status_code == 302
    assert hers.post(f"{url}/edit/", {**TYPED, **GEORGIA, **BIC, **PLACE}).status_code == 302
    assert hers.get(f"{url}/check/").status_code == 200
    monkeypatch.setattr(forms, "check_payee", lambda *given: None)
    assert hers.post(f"{url}/edit/", {**TYPED, **GEORGIA}).status_code == 302


def test_a_new_request_keeps_the_papers_and_quotes_of_the_old(world: World, hers: Client) -> None:
    url = begun(hers)
    for amount, supplier, chosen in (("24800", "Zaafaran", "on"), ("26000", "Reed Yard", "")):
        file = SimpleUploadedFile("q.jpg", photo(), "image/jpeg")
        typed = {"file": file, "kind": "quote", "amount": amount, "supplier": supplier}
        hers.post(f"{url}/papers/", {**typed, **({"chosen": chosen} if chosen else {})})
    hers.post(f"{url}/edit/", TYPED)
    page = hers.get(f"{url}/check/").content.decode()
    hers.post(f"{url}/check/", {"read": page.split('name="read" value="')[1].split('"')[0]})
    old = Request.objects.get()
    assert old.state == "recorded" and old.papers.count() == 2
    hers.post("/desk/requests/new/", {"replaces": old.ref})
    new = Request.objects.latest("pk")
    told = [(m, who, chosen) for m, who, chosen, _ in opened_request(old).quotes]
    assert [(m, who, chosen) for m, who, chosen, _ in opened_request(new).quotes] == told and len(told) == 2
    pairs = zip(old.papers.order_by("pk"), new.papers.order_by("pk"), strict=True)
    for before, after in pairs:
        assert before.ref != after.ref and before.sha256 == after.sha256 and not after.hash
        assert store.get(after.ref, new.ref) == store.get(before.ref, old.ref)
    page = hers.get(f"/desk/requests/{new.ref}/check/").content.decode()
    hers.post(
        f"/desk/requests/{new.ref}/check/", {"read": page.split('name="read" value="')[1].split('"')[0]}
    )
    new.refresh_from_db()
    hashes = {p.hash for r in (old, new) for p in r.papers.all()}
    assert new.state == "recorded" and len(hashes) == 4 and "" not in hashes


def test_papers_that_cannot_be_read_are_missed_aloud(world: World, hers: Client) -> None:
    url = begun(hers)
    file = SimpleUploadedFile("q.jpg", photo(), "image/jpeg")
    hers.post(f"{url}/papers/", {"file": file, "kind": "quote"})
    hers.post(f"{url}/edit/", TYPED)
    page = hers.get(f"{url}/check/").content.decode()
    hers.post(f"{url}/check/", {"read": page.split('name="read" value="')[1].split('"')[0]})
    old = Request.objects.get()
    [lost] = (Path(settings.VAR) / "papers").rglob(old.papers.get().ref)
    lost.unlink()
    answer = hers.post("/desk/requests/new/?lang=en", {"replaces": old.ref}, follow=True)
    assert "could not be read" in answer.content.decode()
    assert not Request.objects.latest("pk").papers.exists()
