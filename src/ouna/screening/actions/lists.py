"""Writes about lists: load, propose, confirm, refuse, withdraw. A list's file stays in the archive for good.

One person alone takes no name from the lists: a version is used when a second checker, not the one who loaded
it, has seen what it changes. Until then the version before it stays in use, with what the new one adds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ouna.core.screening.lists.door import PARTS, read_list
from ouna.core.screening.values import SanctionsList
from ouna.core.screening.versions import Change
from ouna.core.values import clean_text
from ouna.log import Actor, action, clock, journal, new_ref, unchanged
from ouna.screening import list_rules, rules
from ouna.screening.archive import put_file
from ouna.screening.errors import ChangeUnseen, ListClosed, ListDamaged, ReasonMissing
from ouna.screening.marks import mark_of_list, same
from ouna.screening.models import NameList
from ouna.screening.versions import change_of, counts, in_use, sight_of, stands

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
    """Keep a list that was read out of these files. Raises: NotPermitted, ListDamaged."""
    rules.check_is_checker(by.has("checker"))
    now = clock.now().replace(microsecond=0)
    known = NameList.objects.filter(
        name=found.name[:200],
        sha256=found.sha256,
        state__in=[NameList.WAITING, NameList.PROPOSED, NameList.CURRENT],
    ).first()
    if known is not None:
        _check_genuine(known)
        # Who loaded it first stays the one who may not confirm it.
        known.loaded_at, known.renewed_by = now, by.ref
        _save(known, "loaded_at", "renewed_by")
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


def _save(row: NameList, *fields: str) -> None:
    row.mark = mark_of_list(row)
    row.save(update_fields=[*fields, "mark"])


def _check_genuine(row: NameList) -> None:
    """A mark is never put over what was altered. Raises: ListDamaged."""
    if not same(row.mark, mark_of_list(row)):
        raise ListDamaged()


def _locked(name_list: NameList, *states: str) -> NameList:
    row = NameList.objects.select_for_update().get(pk=name_list.pk)
    if row.state not in states:
        raise ListClosed()
    return row


def _step(row: NameList, by: Actor, seen: str = "") -> list_rules.Step:
    before = in_use(row)
    return list_rules.Step(
        by=by.ref,
        loaded_by=row.loaded_by,
        first_by=row.leaving_by,
        seen=seen,
        sight=sight_of(row),
        genuine=same(row.mark, mark_of_list(row)),
        format=row.format,
        dated=row.dated,
        in_use_format=before.format if before else None,
        in_use_dated=before.dated if before else None,
    )


def _replace(row: NameList, by: Actor, others: list[NameList]) -> None:
    """Versions that `row` makes needless: all that they hold was compared with it."""
    now = clock.now().replace(microsecond=0)
    for one in others:
        _check_genuine(one)
        one.state, one.closed_at, one.closed_by = NameList.REPLACED, now, by.ref
        _save(one, "state", "closed_at", "closed_by")


def propose_list(*, by: Actor, name_list: NameList) -> Change:
    """Put a loaded list forward: what it adds stops names from now on; a second checker takes it into use.

    All clearances end with it until the names are checked again, which a task does. A version that takes
    nothing away renews the list at once: what it holds is in force. It is compared before anything is locked.
    Raises: NotPermitted, ListClosed, ListOlder, ListOfOtherKind, ListDamaged, ChangeUnseen.
    """
    rules.check_is_checker(by.has("checker"))
    seen = sight_of(name_list)
    change = change_of(name_list)
    keep_proposal(by=by, name_list=name_list, seen=seen, change=change)
    return change


@action
def keep_proposal(*, by: Actor, name_list: NameList, seen: str, change: Change) -> None:
    """Keep what `propose_list` found. Raises: as `propose_list`."""
    rules.check_is_checker(by.has("checker"))
    row = _locked(name_list, NameList.WAITING)
    list_rules.check(list_rules.PROPOSE_RULES, _step(row, by))
    if sight_of(row) != seen:
        raise ChangeUnseen()
    before = in_use(row)
    row.state, row.proposed_at = NameList.PROPOSED, clock.now().replace(microsecond=0)
    row.change = counts(change)
    row.adds_to = before.ref if before and not change.takes_away else ""
    if row.adds_to:
        # All that they add, this one holds.
        _replace(row, by, [one for one in stands(row) if one.state in NameList.HELD])
    _save(row, "state", "proposed_at", "change", "adds_to")
    name_list.state = row.state
    data = {"list": row.ref, "sha256": row.sha256, "to": before.ref if before else "", **row.change}
    journal("screening.list_proposed", subject=row.ref, data=data, by=by)


def confirm_list(*, by: Actor, name_list: NameList, seen: str) -> None:
    """Take a list into use as its second checker; the version before it is replaced.

    `seen` names the difference that was looked at (`versions.sight_of`).
    Raises: NotPermitted, ListClosed, SecondChecker, ChangeUnseen, ListOlder, ListOfOtherKind, ListDamaged.
    """
    rules.check_is_checker(by.has("checker"))
    keep_confirmation(by=by, name_list=name_list, seen=seen, change=change_of(name_list))


@action
def keep_confirmation(*, by: Actor, name_list: NameList, seen: str, change: Change) -> None:
    """Keep what `confirm_list` compared. Raises: as `confirm_list`."""
    rules.check_is_checker(by.has("checker"))
    row = _locked(name_list, NameList.PROPOSED)
    list_rules.check(list_rules.CONFIRM_RULES, _step(row, by, seen))
    others = stands(row)
    before = in_use(row)
    _replace(row, by, others)
    row.state, row.used_at = NameList.CURRENT, clock.now().replace(microsecond=0)
    row.confirmed_by, row.change = by.ref, counts(change)
    _save(row, "state", "used_at", "confirmed_by", "change")
    name_list.state = row.state
    data = {
        "list": row.ref,
        "sha256": row.sha256,
        "replaces": before.ref if before else "",
        "loaded_by": row.loaded_by,
        **row.change,
    }
    journal("screening.list_used", subject=row.ref, data=data, by=by)


@action
def discard_list(*, by: Actor, name_list: NameList) -> None:
    """Drop a list that nobody has put forward. Raises: NotPermitted."""
    rules.check_is_checker(by.has("checker"))
    if not NameList.objects.filter(pk=name_list.pk, state=NameList.WAITING).delete()[0]:
        return unchanged()
    journal("screening.list_discarded", subject=name_list.ref, data={"list": name_list.ref}, by=by)
    return None


@action
def refuse_list(*, by: Actor, name_list: NameList, why: str) -> None:
    """Do not take a proposed version into use. What it adds goes on stopping names.

    Else one person alone would hide a name that its publisher has added. Another checker ends that
    (`withdraw_list`), or a later version.

    Raises: NotPermitted, ReasonMissing, ListClosed, ListDamaged.
    """
    rules.check_is_checker(by.has("checker"))
    reason = _reason(why)
    row = _locked(name_list, NameList.PROPOSED)
    _check_genuine(row)
    row.state = NameList.REFUSED
    _ask_end(row, by, reason)
    journal("screening.list_refused", subject=row.ref, data={"list": row.ref, "why": reason}, by=by)


def _reason(why: str) -> str:
    reason = clean_text(why)[:500]
    if len(reason) < rules.REASON:
        raise ReasonMissing()
    return reason


def _ask_end(row: NameList, by: Actor, reason: str) -> None:
    row.leaving_at = clock.now().replace(microsecond=0)
    row.leaving_by, row.leaving_why = by.ref, reason
    _save(row, "state", "leaving_at", "leaving_by", "leaving_why")


@action
def withdraw_list(*, by: Actor, name_list: NameList, why: str) -> None:
    """Check names against this version no more: the first asks, another checker does it.

    Raises: NotPermitted, ReasonMissing, ListClosed, SecondChecker, ListDamaged.
    """
    rules.check_is_checker(by.has("checker"))
    reason = _reason(why)
    row = _locked(name_list, NameList.CURRENT, NameList.REFUSED)
    if not row.leaving_by:
        _check_genuine(row)
        _ask_end(row, by, reason)
        data = {"list": row.ref, "why": reason}
        journal("screening.list_end_asked", subject=row.ref, data=data, by=by)
        return
    list_rules.check(list_rules.END_RULES, _step(row, by))
    row.state, row.closed_at = NameList.WITHDRAWN, clock.now().replace(microsecond=0)
    row.closed_by, row.closed_why = by.ref, reason
    _save(row, "state", "closed_at", "closed_by", "closed_why")
    data = {"list": row.ref, "why": reason, "asked_by": row.leaving_by}
    journal("screening.list_withdrawn", subject=row.ref, data=data, by=by)


@action
def keep_using(*, by: Actor, name_list: NameList) -> None:
    """A list in use stays in use although its end was asked for.

    Raises: NotPermitted, ListClosed, ListDamaged.
    """
    rules.check_is_checker(by.has("checker"))
    row = _locked(name_list, NameList.CURRENT)
    if not row.leaving_by:
        return unchanged()
    _check_genuine(row)
    row.leaving_at, row.leaving_by, row.leaving_why = None, "", ""
    _save(row, "leaving_at", "leaving_by", "leaving_why")
    journal("screening.list_stays", subject=row.ref, data={"list": row.ref}, by=by)
    return None
