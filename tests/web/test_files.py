"""The published folder over HTTP, the list of accounts, the whole books in one file."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from ouna.verify.program import NAME, program


def test_the_folder_is_served_as_it_lies_there(client: Client, published: Any, settings: Any) -> None:
    folder = Path(settings.BOOKS_DIR)
    for file in folder.rglob("*"):
        if file.is_file():
            name = file.relative_to(folder).as_posix()
            response = client.get(f"/log/{name}")
            assert b"".join(response.streaming_content) == file.read_bytes(), name
            assert response.headers["Access-Control-Allow-Origin"] == "*"
            kept = response.headers["Cache-Control"]
            assert ("immutable" in kept) == name.startswith("tile/"), name
            if name in ("checkpoint", NAME):
                assert kept == "public, no-cache"
            if name == NAME:  # it runs on anybody's page
                assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert (folder / NAME).read_bytes() == program()


@pytest.mark.parametrize(
    "name",
    [
        "../keys/log.key",
        "tile/../../keys/log.key",
        "tile/0/..%2f..%2fkeys",
        "..%2fkeys%2flog.key",
        "/etc/passwd",
        "tile/0/999",
        "tile/0",
        "texts/",
        "ouna.sqlite3",
        "checkpoint/",
        "tile/0/000\n",
    ],
)
def test_nothing_else_is_served(client: Client, published: Any, name: str) -> None:
    assert client.get(f"/log/{name}").status_code == 404


def test_the_download_is_the_folder(client: Client, published: Any, settings: Any) -> None:
    folder = Path(settings.BOOKS_DIR)
    data = b"".join(client.get("/books/download.zip").streaming_content)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        inside = {n: archive.read(n) for n in archive.namelist()}
    outside = {
        f"books/{p.relative_to(folder).as_posix()}": p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }
    assert inside == outside
    assert data == b"".join(client.get("/books/download.zip").streaming_content)


def test_before_the_first_sealed_summary_there_is_no_download(client: Client, world: Any) -> None:
    assert client.get("/books/download.zip").status_code == 404


def test_the_list_of_accounts_is_complete(client: Client, published: Any) -> None:
    told = json.loads(client.get("/.well-known/ouna-accounts.json").content)
    assert [a["ids"][0] for a in told["accounts"]] == [
        published.germany.iban,
        published.switzerland.iban,
        published.tunisia.iban,
    ]
    assert told["log"]["size"] > 0 and told["demo"] is False


def test_small_files(client: Client, published: Any) -> None:
    assert "Disallow: /desk/" in client.get("/robots.txt").content.decode()
    assert client.get("/favicon.ico").headers["Location"].endswith("ui/mark.svg")
    told = json.loads(client.get("/manifest.webmanifest").content)
    assert told["name"] == "Quince Tree" and told["start_url"] == "/"
