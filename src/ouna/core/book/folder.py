"""The files of a published book beside the tree: totals, public texts, the log's keys. Written and read here.

Each has exactly one spelling (canonical JSON, or lines), so that every altered byte shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ouna.core.errors import Refused
from ouna.core.tlog import commit
from ouna.core.values import NotCanonical, canonical, check_allowed, parse_canonical

CHECKPOINT, KEYS, TOTALS, TEXTS = "checkpoint", "log.vkey", "totals.json", "texts"
#: Purpose of the commitment to a public text.
TEXT_PURPOSE = "text"
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


class FileBroken(Refused):
    """A file of the published book has not the form it must have."""

    code = "file_broken"
    next_step = "Fetch the file again; if it stays so, tell an auditor."


class Text(NamedTuple):
    """A public text as published: its salt and the text in its languages."""

    salt: bytes
    data: Any


def keys_file(keys: Iterable[str]) -> bytes:
    """`log.vkey`: the keys of `log.opened`, one a line."""
    return "".join(f"{key}\n" for key in keys).encode()


def totals_file(size: int, root: bytes, totals: dict[str, Any]) -> bytes:
    """`totals.json` for a book of `size` entries; `totals` are those of `Replay.totals()`."""
    return canonical({"size": size, "root": root.hex(), **totals})


def text_hash(salt: bytes, data: Any) -> str:
    """The hash an entry names: commitment to the canonical text. Raises: NotCanonical."""
    check_allowed(data)
    return commit(TEXT_PURPOSE, salt, canonical(data)).hex()


def text_path(digest: str) -> str:
    """Where a public text lies in the folder."""
    return f"{TEXTS}/{digest}.json"


def text_file(salt: bytes, data: Any) -> bytes:
    """The content of `texts/<hash>.json`."""
    check_allowed(data)
    return canonical({"salt": salt.hex(), "text": data})


def read_text_file(content: bytes, digest: str) -> Text:
    """The text, which must be the one that `digest` commits to. Raises: FileBroken."""
    try:
        value = parse_canonical(content)
    except NotCanonical:
        raise FileBroken("The text file is not canonical JSON.") from None
    if not isinstance(value, dict) or set(value) != {"salt", "text"}:
        raise FileBroken("A text file holds a salt and a text.")
    salt = value["salt"]
    if not isinstance(salt, str) or not _HEX.fullmatch(salt):
        raise FileBroken("The salt of a text is 64 hex digits.")
    try:
        found = text_hash(bytes.fromhex(salt), value["text"])
    except NotCanonical:
        raise FileBroken("The text holds what a text cannot hold.") from None
    if found != digest:
        raise FileBroken("The text is not the one the record names.")
    return Text(bytes.fromhex(salt), value["text"])
