"""A possible match as it is kept: the listed entry, and the facts for and against it."""

from __future__ import annotations

import hashlib
from typing import Any

from ouna.core.screening.values import Entry, Hit, Reason
from ouna.core.values import canonical

#: Names of an entry that are kept with a hit; the list itself stays in the archive.
NAMES = 40


def data_of_entry(entry: Entry) -> dict[str, Any]:
    """All that an entry says."""
    return {
        "id": entry.id,
        "kind": entry.kind,
        "names": [[name.text, name.quality, name.script] for name in entry.names],
        "born": list(entry.born),
        "countries": list(entry.countries),
    }


def entry_hash(entry: Entry) -> str:
    """A fingerprint of the entry: if its list changes it, what was decided about it is decided anew."""
    return hashlib.sha256(canonical(data_of_entry(entry))).hexdigest()


def data_of_hit(hit: Hit) -> dict[str, Any]:
    """What is kept of a possible match: entry, list, best name, reasons."""
    entry = data_of_entry(hit.entry)
    return {
        "entry": {**entry, "names": entry["names"][:NAMES]},
        "list": {"name": hit.list.name, "dated": hit.list.on, "sha256": hit.list.sha256},
        "name": hit.name,
        "reasons": [
            {"code": reason.code, "says": dict(reason.says), "against": reason.against}
            for reason in hit.reasons
        ],
    }


def reasons_of(data: dict[str, Any]) -> list[Reason]:
    """The facts of a kept match."""
    return [Reason(one["code"], tuple(one["says"].items()), one["against"]) for one in data["reasons"]]
