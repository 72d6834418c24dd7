"""Writes about lists: load, use, discard, withdraw. A list's file stays in the archive for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ouna.core.screening.lists.door import PARTS, read_list
from ouna.core.screening.values import SanctionsList
from ouna.core.values import clean_text
from ouna.log import Actor, action, clock, journal, new_ref, unchanged
from ouna.screening import rules
from ouna.screening.archive import put_file
from ouna.screening.errors import ListClosed, ListOfOtherKind, ListOlder, ReasonMissing
from ouna.screening.marks import mark_of_list
from ouna.screening.models import NameList

#: Findings that are kept; how many there are in all is kept too.
FINDINGS = 100


def load_list(*, by: Actor, raw: bytes, parts: Mapping[str, bytes] | None = None, name: str = "") -> NameList:
    """Read a list's file (and OFAC's further parts) and keep it, waiting to be used.

    The file that is in use, brought again, renews that list: what its publisher offers today is what we have.
    It is read before anything is locked: the largest lists take many seconds.
    Raises: NotPermitted, ListRefused.
    """
    rules.check_is_checker(by.has("checker"))
    further = {part: data for part, data in sorted((parts or {}).items()) if part in PARTS}
    found = read_list(raw, beside=dict(further), name=clean_text(name)[:200] if name else "")
    return keep_list(by=by, found=found, files={"": raw, **further})


@action
def keep_list(*, by: Actor, found: SanctionsList, files: Mapping[str, bytes]) -> NameList:
    """Keep a list that was read out of these files. Raises: NotPermitted."""
    rules.check_is_checker(by.has("checker"))
    now = clock.now().replace(microsecond=0)
    known = NameList.objects.filter(
        name=found.name[:200], sha256=found.sha256, state__in=[NameList.WAITING, NameList.CURRENT]
    ).first()
    if known is not None:
        known.loaded_at, known.loaded_by = now, by.ref
        known.mark = mark_of_list(known)
        known.save(update_fields=["loaded_at", "loaded_by", "mark"])
        journal("screening.list_renewed", subject=known.ref, data={"list": known.ref}, by=by)
        return known
    row = NameList(
        ref=new_ref("list"),
        format=found.format,
        name=found.name[:200],
        dated=date.fromisoformat(found.on) if found.on else None,
        sha256=found.sha256,
        parts={part: put_file(data) for part, data in files.items()},
        count=len(found.entries),
        findings=[[f.where[:200], f.what[:300], f.code] for f in found.findings[:FINDINGS]],
        findings_count=len(found.findings),
        loaded_at=now,
        loaded_by=by.ref,
    )
    row.mark = mark_of_list(row)
    row.save()
    data = {"list": row.ref, "name": row.name, "dated": found.on, "sha256": row.sha256, "count": row.count}
    journal("screening.list_loaded", subject=row.ref, data=data, by=by)
    return row


@action
def use_list(*, by: Actor, name_list: NameList) -> None:
    """Check names against this version from now on; the one before it is replaced.

    All clearances end with it until the names are checked again, which a task does.
    Raises: NotPermitted, ListClosed, ListOlder, ListOfOtherKind.
    """
    rules.check_is_checker(by.has("checker"))
    row = NameList.objects.select_for_update().get(pk=name_list.pk)
    if row.state != NameList.WAITING:
        raise ListClosed()
    now = clock.now().replace(microsecond=0)
    before = NameList.objects.filter(name=row.name, state=NameList.CURRENT).first()
    if before is not None:
        if before.dated and row.dated and row.dated < before.dated:
            raise ListOlder()
        # Else a table that anybody can write would replace an official list by bearing its name.
        if before.format != row.format:
            raise ListOfOtherKind()
        before.state, before.closed_at, before.closed_by = NameList.REPLACED, now, by.ref
        before.save(update_fields=["state", "closed_at", "closed_by"])
    row.state, row.used_at = NameList.CURRENT, now
    row.save(update_fields=["state", "used_at"])
    name_list.state = row.state
    data = {"list": row.ref, "replaces": before.ref if before else ""}
    journal("screening.list_used", subject=row.ref, data=data, by=by)


@action
def discard_list(*, by: Actor, name_list: NameList) -> None:
    """Do not use a list that waits. Raises: NotPermitted."""
    rules.check_is_checker(by.has("checker"))
    if not NameList.objects.filter(pk=name_list.pk, state=NameList.WAITING).delete()[0]:
        return unchanged()
    journal("screening.list_discarded", subject=name_list.ref, data={"list": name_list.ref}, by=by)
    return None


@action
def withdraw_list(*, by: Actor, name_list: NameList, why: str) -> None:
    """Check names against this list no more; the desk keeps showing who did so and why.

    Raises: NotPermitted, ReasonMissing, ListClosed.
    """
    rules.check_is_checker(by.has("checker"))
    reason = clean_text(why)[:500]
    if len(reason) < rules.REASON:
        raise ReasonMissing()
    row = NameList.objects.select_for_update().get(pk=name_list.pk)
    if row.state != NameList.CURRENT:
        raise ListClosed()
    row.state, row.closed_at = NameList.WITHDRAWN, clock.now().replace(microsecond=0)
    row.closed_by, row.closed_why = by.ref, reason
    row.save(update_fields=["state", "closed_at", "closed_by", "closed_why"])
    journal("screening.list_withdrawn", subject=row.ref, data={"list": row.ref, "why": reason}, by=by)
