"""Writes of checks: one name now, many at night."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ouna.core.screening.index import Index
from ouna.core.screening.screen import screen
from ouna.core.screening.values import Hit as Found
from ouna.core.screening.values import Subject
from ouna.core.values import canonical
from ouna.log import SYSTEM, Actor, action, clock, journal, new_ref, unchanged
from ouna.parties.errors import NotPermitted
from ouna.parties.sealed import seal_field
from ouna.screening import rules
from ouna.screening.clearing import current_lists, lists_in_force, newest, version_of
from ouna.screening.errors import ListsChanged, ListsMissing, NotScreened, TooManyHits
from ouna.screening.findings import data_of_hit, entry_hash
from ouna.screening.index import index_of
from ouna.screening.marks import data_of, fingerprint, mark_of_check
from ouna.screening.models import Check, Hit, NameList

#: A name that so many entries may mean says nothing; looking at each would be no check.
MOST = 100


class Result(NamedTuple):
    """What a screening found for a check that exists, and against which lists."""

    check: str
    lists: tuple[str, ...]
    found: list[Found]


def alerts(who: Subject, indexes: Iterable[Index]) -> list[Found]:
    """The listed entries that this name may mean. Raises: TooManyHits."""
    found = [hit for index in indexes for hit in screen(who, index, limit=MOST) if hit.alert]
    if len(found) >= MOST:
        raise TooManyHits()
    return found


def check_name(*, by: Actor, subject: str, who: Subject) -> Check:
    """Check one name for one ref against the lists in use, and keep the result with what was found.

    Checking the same name again renews the result; decisions about unchanged entries stay. The lists are read
    and compared before anything is locked.
    Raises: NotPermitted, NotScreened (no name), ListsMissing, ListsChanged, ListDamaged, TooManyHits.
    """
    check_may_ask(by)
    if not any(c.isalpha() for c in who.name):
        raise NotScreened("There is no name to check.")
    if not current_lists():
        raise ListsMissing()
    lists = lists_in_force()
    found = alerts(who, index_of(lists))
    used = tuple(one.sha256 for one in lists)
    return keep_check(by=by, subject=subject, who=who, used=used, found=found)


def check_may_ask(by: Actor) -> None:
    """Those who bring names in: a check clears nobody by itself. Raises: NotPermitted for who only reads."""
    if by != SYSTEM and all(role in ("auditor", "editor") for role, _ in by.roles):
        raise NotPermitted()


@action
def keep_check(
    *, by: Actor, subject: str, who: Subject, used: tuple[str, ...], found: Sequence[Found]
) -> Check:
    """Keep what `check_name` found against the lists of these hashes.

    Raises: NotPermitted, ListsChanged when others are in use by now.
    """
    check_may_ask(by)
    lists = lists_in_force()
    if tuple(one.sha256 for one in lists) != used:
        raise ListsChanged()
    now, print_ = clock.now().replace(microsecond=0), fingerprint(who)
    row = Check.objects.filter(subject=subject, fingerprint=print_).first()
    if row is None:
        row = Check(ref=new_ref("chk"), subject=subject, fingerprint=print_, first_at=now)
        text = canonical(data_of(who)).decode()
        row.sealed = seal_field(subject, "screening_check", "sealed", row.ref, text)
    row.by = by.ref
    _keep(row, lists, found)
    data = {
        "check": row.ref,
        "outcome": row.outcome,
        "lists": row.lists,
        "hits": [[hit.list_name, hit.entry] for hit in row.hits.filter(present=True)],
    }
    journal("screening.checked", subject=subject, data=data, by=by)
    return row


def _keep(row: Check, lists: Sequence[NameList], found: Sequence[Found]) -> bool:
    """Write a result; True if other entries were found than before."""
    row.lists = [version_of(one).as_data() for one in lists]
    row.at, row.watched = clock.now().replace(microsecond=0), True
    row.mark = ""
    row.save()
    before = {(hit.list_name, hit.entry, hit.entry_hash): hit for hit in row.hits.all()}
    present = []
    for one in found:
        key = (one.list.name, one.entry.id[:200], entry_hash(one.entry))
        hit = before.pop(key, None)
        present.append(_renew(hit, one) if hit else _new_hit(row, one, key))
    present += _undecided([hit for hit in before.values() if hit.present], present)
    row.outcome = Check.HIT if present else Check.CLEAR
    row.mark = mark_of_check(row, present)
    row.save(update_fields=["outcome", "mark"])
    return any(hit.found_at == row.at for hit in present)


def _undecided(gone: Sequence[Hit], present: Sequence[Hit]) -> list[Hit]:
    """Which possible matches stay although they are found no more: those that two persons have not cleared.

    Else one checker alone would clear a name that takes two, by withdrawing its list or using another.
    """
    again = {(hit.list_name, hit.entry) for hit in present}
    stays = []
    for hit in gone:
        state = rules.hit_state(newest(hit.ref, hit.decisions.all(), clock.today()))
        if state != Hit.CLEAR and (hit.list_name, hit.entry) not in again:
            stays.append(hit)
        else:
            Hit.objects.filter(pk=hit.pk).update(present=False)
    return stays


def _new_hit(row: Check, one: Found, key: tuple[str, str, str]) -> Hit:
    ref = new_ref("hit")
    text = canonical(data_of_hit(one)).decode()
    return Hit.objects.create(
        ref=ref,
        of=row,
        list_name=key[0],
        entry=key[1],
        entry_hash=key[2],
        score=round(one.score * 1000),
        sealed=seal_field(row.subject, "screening_hit", "sealed", ref, text),
        found_at=row.at,
    )


def _renew(hit: Hit, one: Found) -> Hit:
    """A possible match found again: its decisions stay, as far as they still hold today."""
    hit.present, hit.score = True, round(one.score * 1000)
    hit.state = rules.hit_state(newest(hit.ref, hit.decisions.all(), clock.today()))
    hit.save(update_fields=["present", "score", "state"])
    return hit


@action
def keep_results(*, by: Actor, results: Iterable[Result]) -> int:
    """Write what a nightly run found; returns how many names have new possible matches.

    Results against lists that are not in use any more are left out. Raises: NotPermitted.
    """
    if by != SYSTEM and not by.has("checker"):
        raise NotPermitted()
    lists = lists_in_force()
    now_used = tuple(one.sha256 for one in lists)
    wanted = {result.check: result for result in results if result.lists == now_used}
    rows = Check.objects.filter(ref__in=wanted, watched=True).prefetch_related("hits__decisions")
    quiet, news = [], 0
    for row in rows:
        found = wanted[row.ref].found
        if not found and not row.hits.all():
            quiet.append(row)
        elif _keep(row, lists, found):
            news += 1
            journal("screening.rechecked", subject=row.subject, data={"check": row.ref}, by=by)
    _keep_quiet(quiet, lists)
    if not news:
        unchanged()
    return news


def _keep_quiet(rows: list[Check], lists: Sequence[NameList]) -> None:
    """Most names fit nothing, night after night: one statement for all of them."""
    used, now = [version_of(one).as_data() for one in lists], clock.now().replace(microsecond=0)
    for row in rows:
        row.lists, row.outcome, row.at = used, Check.CLEAR, now
        row.mark = mark_of_check(row, [])
    Check.objects.bulk_update(rows, ["lists", "outcome", "at", "mark"], batch_size=200)


@action
def stop_checking(*, by: Actor, subject: str, keep: Iterable[Subject] = ()) -> None:
    """Nobody relies on these names of a ref any more (changed, paid, withdrawn): no nightly check of them."""
    kept = [fingerprint(who) for who in keep]
    rows = Check.objects.filter(subject=subject, watched=True).exclude(fingerprint__in=kept)
    if not rows.update(watched=False):
        return unchanged()
    journal("screening.stopped", subject=subject, data={"kept": len(kept)}, by=by)
    return None


def forget_checks(subject: str) -> None:
    """Drop what was kept about a ref whose person is erased. Call inside an action."""
    Check.objects.filter(subject=subject).delete()
