"""Versions of one list: what stops names beside a version, and what it changes."""

from __future__ import annotations

from ouna.core.screening.values import Entry
from ouna.core.screening.versions import Change, additions, compare_versions
from ouna.screening import list_rules
from ouna.screening.index import read_archived
from ouna.screening.models import NameList


def in_use(row: NameList) -> NameList | None:
    """The version of the same list that is in use."""
    return NameList.objects.filter(name=row.name, state=NameList.CURRENT).exclude(pk=row.pk).first()


def stands(row: NameList) -> list[NameList]:
    """What stops names now and would not once `row` is used: the version in use, and those held before it."""
    held = NameList.objects.filter(name=row.name, state__in=NameList.HELD, pk__lt=row.pk).order_by("pk")
    before = in_use(row)
    return [*([before] if before else []), *held]


def sight_of(row: NameList) -> str:
    """What names the difference that `change_of` shows."""
    return list_rules.sight_of(row.sha256, (one.sha256 for one in stands(row)))


def change_of(row: NameList) -> Change:
    """What `row` changes against all that stops names of its list. Raises: ListDamaged."""
    old: list[Entry] = []
    for one in stands(row):
        old += additions(old, read_archived(one).entries)
    return compare_versions(old, read_archived(row).entries)


def counts(change: Change) -> dict[str, int]:
    """How much it changes, as it is kept."""
    return {
        "new": len(change.of("new")),
        "widened": len(change.of("widened")),
        "weakened": len(change.of("weakened")),
        "gone": len(change.of("gone")),
    }
