"""Requests too large to be meant: answered, never an error of ours."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/find/", "/nothing-here/", "/desk/", "/log/checkpoint"])
def test_an_address_of_ten_thousand_fields_is_refused(path: str) -> None:
    client = Client(raise_request_exception=False)
    query = "&".join(f"f{n}=1" for n in range(10_000))
    assert client.get(f"{path}?{query}").status_code == 400


def test_a_form_of_ten_thousand_fields_is_refused() -> None:
    client = Client(raise_request_exception=False)
    assert client.post("/give/", {f"f{n}": "1" for n in range(10_000)}).status_code in (400, 404)
    assert client.post("/accounts/login/", {f"f{n}": "1" for n in range(10_000)}).status_code == 400
