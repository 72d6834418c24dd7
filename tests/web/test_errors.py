"""What becomes of an error: a page or problem details, with a true status, without private data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from ouna.core.errors import Broken, OunaError, Refused
from ouna.core.values import AmountInvalid
from ouna.parties.errors import InvitationInvalid, NotFound, NotPermitted
from ouna.web.middleware import ErrorMiddleware, problem, status_of


class Busy(Refused):
    """Too many at once."""

    code = "too_many"
    next_step = "Wait a minute."


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotPermitted(), 403),
        (NotFound(), 404),
        (InvitationInvalid(), 410),
        (Busy(), 429),
        (AmountInvalid(), 422),
        (Refused("No."), 422),
        (Broken("Not now."), 503),
    ],
)
def test_the_status_says_what_happened(error: OunaError, status: int) -> None:
    assert status_of(error) == status


def answer(error: Exception, accept: str, method: str = "get") -> HttpResponse | None:
    request = getattr(RequestFactory(), method)("/give/", headers={"accept": accept})
    return ErrorMiddleware(lambda r: HttpResponse()).process_exception(request, error)


def test_a_page_tells_the_fact_and_the_next_step(db: None) -> None:
    response = answer(Busy(retry_after=7), "text/html", "post")
    assert response is not None and response.status_code == 429 and response.headers["Retry-After"] == "7"
    text = response.content.decode()
    assert "Too many at once." in text and "Wait a minute." in text and 'href="/give/"' in text
    assert response.headers["Cache-Control"] == "no-store"


def test_a_program_gets_problem_details(db: None) -> None:
    response = answer(Refused("No.", next_step="Go.", limit=5), "application/json")
    assert response is not None and response.headers["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": "urn:ouna:error:refused",
        "title": "No.",
        "detail": "Go.",
        "status": 422,
        "limit": 5,
    }


def test_a_field_cannot_overwrite_the_problem() -> None:
    told = json.loads(problem(Refused("No.", type="x", status=200, title="y"), 422).content)
    assert (told["type"], told["status"], told["title"]) == ("urn:ouna:error:refused", 422, "No.")


def test_an_error_of_a_library_is_not_dressed_up() -> None:
    assert answer(ValueError("secret of a line"), "text/html") is None


def test_a_fault_of_ours_shows_no_text_of_it(client: Client, db: None, monkeypatch: Any) -> None:
    def boom() -> None:
        raise ValueError("IBAN DE89370400440532013000")

    monkeypatch.setattr("ouna.web.queries.facts", boom)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500 and "DE89" not in response.content.decode()


def test_pages_that_are_not_there(client: Client, db: None) -> None:
    for path in ("/nope", "/books/entries/999/", "/invited/x/"):
        response = client.get(path)
        assert response.status_code in (404, 410) and "<h1>" in response.content.decode()
