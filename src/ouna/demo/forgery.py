"""What somebody could do who holds the server, the database and the record's own key; in a copy, on the demo.

He writes a payment that the trustees have not signed as a page of its own, grows the tree over it and seals
it with the real key. The check still finds it: it asks each page for the signatures that its rules demand.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from ouna.core.book import Record, encode
from ouna.core.book.folder import CHECKPOINT, TOTALS
from ouna.core.tlog import (
    Checkpoint,
    Frontier,
    decode_bundle,
    entries_path,
    grow,
    sign,
    tile_path,
)
from ouna.core.values import canonical, parse_json
from ouna.log import clock
from ouna.log.keys import log_signer

WIDTH = 256


def forge(folder: Path, made: Record) -> int:
    """Append the record to copied books, sealed with the record's own key; returns the number of its page."""
    assert settings.DEMO
    size = int((folder / CHECKPOINT).read_text().split("\n")[1])
    entry = encode(replace(made, on=clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")))  # type: ignore[type-var]
    frontier = Frontier()
    frontier.extend_entries([*_entries(folder, size), entry])

    def tile(level: int, index: int, width: int) -> bytes:
        return (folder / tile_path(level, index, width)).read_bytes()

    def bundle(index: int, width: int) -> bytes:
        return (folder / entries_path(index, width)).read_bytes()

    for place, data in list(grow(size, [entry], tile, bundle)):
        path = folder / place.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    root, signer = frontier.root(), log_signer()
    told = parse_json((folder / TOTALS).read_bytes())
    assert isinstance(told, dict)
    (folder / TOTALS).write_bytes(canonical({**told, "size": size + 1, "root": root.hex()}))
    (folder / CHECKPOINT).write_bytes(sign(Checkpoint(signer.name, size + 1, root).format(), signer))
    return size


def _entries(folder: Path, size: int) -> list[bytes]:
    found: list[bytes] = []
    for first in range(0, size, WIDTH):
        width = min(WIDTH, size - first)
        found += decode_bundle((folder / entries_path(first // WIDTH, width)).read_bytes(), width)
    return found


def copy_books(name: str) -> Path:
    """A fresh copy of the published books under that name."""
    copy = Path(settings.VAR) / name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(settings.BOOKS_DIR, copy)
    return copy
