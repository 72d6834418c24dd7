"""Invariants of name checks: the lists in the archive are whole, and nothing stored was altered."""

from __future__ import annotations

from collections.abc import Iterator

from ouna.core.errors import OunaError
from ouna.log.monitor import Finding
from ouna.screening.archive import get_file
from ouna.screening.clearing import by_two
from ouna.screening.marks import mark_of_check, mark_of_decision, mark_of_list, same
from ouna.screening.models import Check, Decision, NameList


def checks() -> Iterator[Finding]:
    """Findings of the name checks."""
    for row in NameList.objects.order_by("pk"):
        if not same(row.mark, mark_of_list(row)):
            yield Finding(f"name list {row.ref}", "The stored list is not as it was loaded.")
        if row.state == NameList.CURRENT and not by_two(row):
            yield Finding(f"name list {row.ref}", "A list is in use that no second checker has confirmed.")
        for sha256 in row.parts.values():
            if not _is_whole(sha256):
                yield Finding(f"name list {row.ref}", "The file in the archive is missing or was altered.")
    for check in Check.objects.prefetch_related("hits").order_by("pk").iterator(500):
        if not same(check.mark, mark_of_check(check, [hit for hit in check.hits.all() if hit.present])):
            yield Finding(f"name check {check.ref}", "The stored result is not as it was written.")
    for decision in Decision.objects.select_related("hit").order_by("pk").iterator(500):
        if not same(decision.mark, mark_of_decision(decision, decision.hit.ref)):
            yield Finding(f"decision {decision.ref}", "The stored decision is not as it was written.")


def _is_whole(sha256: str) -> bool:
    try:
        get_file(sha256)
    except OunaError:
        return False
    return True
