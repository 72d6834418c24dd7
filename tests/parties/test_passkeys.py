"""Passkeys need a name: which addresses are led elsewhere."""

from __future__ import annotations

import pytest

from ouna.parties.passkeys import named_origin


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:8000", "http://localhost:8000"),
        ("127.0.0.1", "http://localhost"),
        ("[::1]:8000", "http://localhost:8000"),
        ("[::1]", "http://localhost"),
        ("localhost:8000", ""),
        ("quince.example", ""),
        # Another machine is not known as localhost.
        ("192.0.2.7:8000", ""),
    ],
)
def test_where_passkeys_work(host: str, origin: str) -> None:
    assert named_origin("http", host) == origin


def test_the_log_in_page_leads_to_the_name(client, db) -> None:
    text = client.get("/accounts/login/", headers={"host": "127.0.0.1:8000"}).content.decode()
    assert "http://localhost:8000/accounts/login/" in text and "passkey_login" not in text
    text = client.get("/accounts/login/", headers={"host": "localhost:8000"}).content.decode()
    assert "passkey_login" in text
