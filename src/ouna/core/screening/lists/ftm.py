"""FollowTheMoney entities as JSON lines: `{"id", "schema", "properties": {"name": [...], ...}}`."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from ouna.core.screening.errors import ListRefused
from ouna.core.screening.lists.growing import Growing, Read
from ouna.core.screening.values import Kind

_KINDS: dict[str, Kind] = {
    "Person": "person", "Organization": "organisation", "Company": "organisation",
    "PublicBody": "organisation", "LegalEntity": "organisation", "Vessel": "vessel", "Airplane": "vessel",
}  # fmt: skip
MAX_LINE = 4 << 20


def read(file: BinaryIO) -> Read:
    """Read the file. Entities that bear no names (addresses, sanctions, links) are passed over.

    Raises: ListRefused.
    """
    found = Read("FollowTheMoney entities", format="ftm")
    number = 0
    while raw := file.readline(MAX_LINE + 1):
        number += 1
        if len(raw) > MAX_LINE:
            raise ListRefused(f"Line {number} is longer than any entity.")
        if raw.strip():
            _line(raw, found, f"line {number}")
    return found


def _line(raw: bytes, found: Read, where: str) -> None:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        found.finding(where, "not a JSON object", "row_unreadable")
        return
    properties = data.get("properties") if isinstance(data, dict) else None
    if not isinstance(properties, dict) or not isinstance(data.get("schema"), str):
        found.finding(where, "not an entity", "row_unreadable")
        return
    kind = _KINDS.get(data["schema"])
    if kind is None:
        if _texts(properties, "name"):
            found.finding(where, "a kind of entity that is not screened", "kind_unknown")
        return
    if not isinstance(data.get("id"), str) or not data["id"]:
        found.finding(where, "the entry has no number", "entry_without_id")
    one = Growing(str(data.get("id") or where)[:200], kind)
    for text in [
        *_texts(properties, "name"),
        *_texts(properties, "alias"),
        *_texts(properties, "previousName"),
    ]:
        one.name(text)
    if not one.names and isinstance(data.get("caption"), str):
        one.name(data["caption"])
    for text in _texts(properties, "weakAlias"):
        one.name(text, "weak")
    for text in _texts(properties, "birthDate"):
        one.years(text)
    for place in ("nationality", "citizenship", "country", "birthCountry", "jurisdiction", "flag"):
        for text in _texts(properties, place):
            one.country(text)
    one.done(found, where)


def _texts(properties: dict[str, Any], name: str) -> list[str]:
    value = properties.get(name)
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]
