"""The pages of the record: list, filters, one page, files."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from ouna.core.tlog import leaf_hash
from ouna.log.models import Entry


def numbers(client: Client, query: str = "") -> list[str]:
    text = client.get(f"/books/entries.csv{query}").getvalue().decode()
    return [row["kind"] for row in csv.DictReader(io.StringIO(text))]


def test_the_list_can_be_filtered(client: Client, published: Any) -> None:
    everything = numbers(client)
    assert len(everything) == Entry.objects.count()
    assert numbers(client, "?what=gifts") == ["gift.received"] * 3
    assert numbers(client, f"?account={published.switzerland.ref}") == []
    assert (
        numbers(client, f"?account={published.germany.ref}&purpose={published.walls.ref}")
        == ["gift.received"] * 3
    )
    assert numbers(client, f"?account={published.germany.ref}&purpose={published.children.ref}") == []
    assert numbers(client, "?from=2026-11-21") == [] and numbers(client, "?to=2026-11-19") == []
    assert numbers(client, "?from=nonsense") == everything
    assert "No page fits" in client.get("/books/entries/?from=2027-01-01").content.decode()


@pytest.mark.parametrize("query", ["?page=99", "?page=0", "?page=x"])
def test_a_page_that_is_not_there_is_not_an_empty_one(client: Client, published: Any, query: str) -> None:
    assert client.get(f"/books/entries/{query}").status_code == 404


def test_one_page_shows_its_bytes_and_their_fingerprint(client: Client, published: Any) -> None:
    gift = Entry.objects.filter(kind="gift.received").select_related("place").first()
    text = client.get(f"/books/entries/{gift.place.number}/").content.decode()
    digest = leaf_hash(bytes(gift.data)).hex()
    assert " ".join(digest[i : i + 4] for i in range(0, 64, 4)) in text
    assert "Walls and roof" in text and "locked in" in text and "10.00" in text
    assert client.get("/books/entries/9999/").status_code == 404


def test_every_page_of_the_record_can_be_opened(client: Client, published: Any) -> None:
    for number in range(Entry.objects.count()):
        response = client.get(f"/books/entries/{number}/")
        assert response.status_code == 200
        # No kind is shown under its inside name.
        assert (
            "<h1>" in response.content.decode()
            and not response.content.decode().split("<h1>")[1][:1].islower()
        )


def test_the_proof_file_of_a_page_holds_nothing_confidential(client: Client, published: Any) -> None:
    gift = Entry.objects.filter(kind="gift.received").select_related("place").first()
    proof = client.get(f"/books/entries/{gift.place.number}/proof")
    assert proof.status_code == 200 and proof.headers["Content-Disposition"].endswith('.tlog-proof"')
    import base64

    extra = proof.content.decode().split("\n")[1].removeprefix("extra ")
    told = json.loads(base64.b64decode(extra))
    assert base64.b64decode(told["entry"]) == bytes(gift.data) and not told.get("openings")


def test_no_cell_of_the_file_is_a_formula(client: Client, published: Any) -> None:
    text = client.get("/books/entries.csv").getvalue().decode()
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert cells and not [c for c in cells if c[:1] in tuple("=+-@\t\r")]
