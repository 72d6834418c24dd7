"""Tiles answered before Django: the same bytes and headers as the page behind, and no other file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ouna.web.tiles import Tiles


@pytest.fixture
def tiles(tmp_path: Path) -> Tiles:
    """A folder with one tile and one secret beside it, in front of an application that answers 404."""
    (tmp_path / "books/tile/0/000.p").mkdir(parents=True)
    (tmp_path / "books/tile/0/000.p/7").write_bytes(b"hashes")
    (tmp_path / "secret").write_bytes(b"key")

    def inner(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("404 Not Found", [])
        return [b"inner"]

    return Tiles(inner, tmp_path / "books")


def get(tiles: Tiles, path: str, method: str = "GET") -> tuple[str, dict[str, str], bytes]:
    said: list[Any] = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path}
    body = b"".join(tiles(environ, lambda status, headers: said.extend([status, dict(headers)])))
    return said[0], said[1], body


def test_a_tile_is_answered_and_may_be_kept_for_ever(tiles: Tiles) -> None:
    status, headers, body = get(tiles, "/log/tile/0/000.p/7")
    assert (status, body, headers["Content-Length"]) == ("200 OK", b"hashes", "6")
    assert "immutable" in headers["Cache-Control"]
    assert headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        "/log/tile/0/001",
        "/log/tile/0/000.p",
        "/log/tile/../../secret",
        "/log/tile/0/../../../secret",
        "/log//secret",
        "/log/tile/0/000.p/7\n",
        "/log/checkpoint",
        "/",
    ],
)
def test_anything_else_goes_on(tiles: Tiles, path: str) -> None:
    assert get(tiles, path)[2] == b"inner"


def test_only_reading_is_answered(tiles: Tiles) -> None:
    assert get(tiles, "/log/tile/0/000.p/7", "POST")[2] == b"inner"


def test_the_view_behind_says_the_same(client: Any, db: None, settings: Any, tiles: Tiles) -> None:
    settings.BOOKS_DIR = tiles.folder
    answer = client.get("/log/tile/0/000.p/7")
    _status, headers, body = get(tiles, "/log/tile/0/000.p/7")
    assert answer.getvalue() == body
    assert {name: answer.headers[name] for name in headers} == headers
