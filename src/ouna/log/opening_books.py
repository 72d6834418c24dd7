"""Openings for an auditor: what the commitments hide, as JSON lines that the verifier takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ouna.core.values import canonical
from ouna.log import numbering
from ouna.log.acting import action
from ouna.log.actor import Actor
from ouna.log.models import Opening
from ouna.log.private_journal import journal
from ouna.log.sealing import open_rows

BATCH = 1_000


def lines_of_openings() -> Iterator[bytes]:
    """One JSON object per opening that is kept: entry (number), ref, purpose, salt, record, subject."""
    rows = Opening.objects.filter(entry__place__isnull=False).select_related("entry", "entry__place")
    batch: list[Opening] = []
    for row in rows.order_by("entry_id", "id").iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            yield from _lines(batch)
            batch.clear()
    yield from _lines(batch)


def _lines(batch: list[Opening]) -> Iterator[bytes]:
    for row, opened in zip(batch, open_rows([(row, row.entry.ref) for row in batch]), strict=True):
        if opened is None:
            continue
        salt, record = opened
        line: dict[str, Any] = {
            "entry": row.entry.place.number,
            "ref": row.entry.ref,
            "purpose": row.purpose,
            "salt": salt.hex(),
            "record": record,
            "subject": row.subject,
        }
        yield canonical(line) + b"\n"


@action
def hand_out_openings(*, by: Actor, auditor: str) -> int:
    """Put into the private journal that the openings are handed to an auditor; returns the size then."""
    size = numbering.entries_recorded()
    journal("openings.handed_out", subject=by.ref, data={"for": auditor, "entries": size})
    return size
