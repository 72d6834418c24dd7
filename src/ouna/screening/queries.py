"""Reads of name checks. `require_clear` is the one question that whoever pays asks.

`access_*` are the only doors to what was found about a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Max, Q, QuerySet

from ouna.core.screening.values import SanctionsList, Subject
from ouna.core.values import parse_json
from ouna.log import Actor, clock
from ouna.parties.errors import NotFound, NotPermitted
from ouna.parties.models import User
from ouna.parties.sealed import open_field
from ouna.screening.clearing import Cleared, counts_from, current_lists, limits, require_clear
from ouna.screening.index import read_archived
from ouna.screening.marks import who_of
from ouna.screening.models import Check, Decision, Hit, NameList

__all__ = [
    "Cleared",
    "access_hit",
    "access_hits",
    "counts_from",
    "current_lists",
    "limits",
    "require_clear",
]

READERS = ("checker", "auditor")
#: A name is checked again when its check is older than this, or a list has changed since.
AGAIN = timedelta(hours=20)
#: Entries named in the comparison of two versions of a list.
NAMED = 20


def _check_reader(actor: Actor) -> None:
    if not any(actor.has(role) for role in READERS):
        raise NotPermitted()


def access_hits(actor: Actor) -> QuerySet[Hit]:
    """Possible matches that the newest checks find, those to decide first. Raises: NotPermitted."""
    _check_reader(actor)
    rows = Hit.objects.filter(present=True, of__watched=True).select_related("of")
    return rows.prefetch_related("decisions").order_by("-state", "found_at", "pk")


def access_hit(actor: Actor, ref: str) -> Hit:
    """One possible match. Raises: NotPermitted, NotFound."""
    _check_reader(actor)
    found = Hit.objects.select_related("of").prefetch_related("decisions").filter(ref=ref).first()
    if found is None:
        raise NotFound()
    return found


def waiting_for(actor: Actor) -> int:
    """How many possible matches wait for this checker: undecided, and he has not spoken yet."""
    rows = Hit.objects.filter(present=True, of__watched=True, state=Hit.OPEN)
    return rows.exclude(decisions__by=actor.ref).count()


def lists_waiting() -> int:
    """Loaded lists that nobody has taken into use."""
    return NameList.objects.filter(state=NameList.WAITING).count()


def names_of(check: Check) -> Subject | None:
    """Who was checked, None once the data are erased."""
    text = open_field(check.subject, "screening_check", "sealed", check.ref, check.sealed)
    return who_of(parse_json(text.encode())) if text else None


def finding_of(hit: Hit) -> dict[str, Any] | None:
    """The listed entry and the reasons as they were found, None once erased."""
    text = open_field(hit.of.subject, "screening_hit", "sealed", hit.ref, hit.sealed)
    return parse_json(text.encode()) if text else None


class Told(NamedTuple):
    """A decision with its reason and legal basis, and who took it."""

    decision: Decision
    name: str
    reason: str
    basis: str


def decisions_of(hit: Hit) -> list[Told]:
    """All decisions about a possible match, oldest first."""
    rows = list(hit.decisions.all())
    names = dict(User.objects.filter(ref__in=[row.by for row in rows]).values_list("ref", "name"))
    found = []
    for row in rows:
        text = open_field(hit.of.subject, "screening_decision", "sealed", row.ref, row.sealed)
        said = parse_json(text.encode()) if text else {"reason": "", "basis": ""}
        found.append(Told(row, names.get(row.by, row.by), said["reason"], said["basis"]))
    return found


def _stale() -> Q:
    changed = NameList.objects.aggregate(used=Max("used_at"), closed=Max("closed_at"))
    moments = [moment for moment in changed.values() if isinstance(moment, datetime)]
    old = Q(at__lt=clock.now() - AGAIN)
    return old | Q(at__lte=max(moments)) if moments else old


def progress() -> tuple[int, int]:
    """(names checked against the lists in use within a day, names watched)."""
    watched = Check.objects.filter(watched=True)
    return watched.exclude(_stale()).count(), watched.count()


def due_checks(chunk: int) -> Iterator[list[Check]]:
    """Watched names to check again, in chunks."""
    last, stale = 0, _stale()
    while True:
        rows = list(Check.objects.filter(stale, watched=True, pk__gt=last).order_by("pk")[:chunk])
        if not rows:
            return
        last = rows[-1].pk
        yield rows


class Change(NamedTuple):
    """What a new version of a list brings: entries new, gone and changed, and the first names of each."""

    new: int
    gone: int
    changed: int
    names_new: list[str]
    names_gone: list[str]

    @property
    def alarming(self) -> bool:
        """A list that lost a fifth of its entries is more often a cut file than a change."""
        return self.gone > 5 and self.gone * 5 > self.gone + self.changed + self.kept

    kept: int = 0


def change_of(row: NameList) -> Change:
    """What `row` changes against the version in use. Raises: ListDamaged."""
    before = NameList.objects.filter(name=row.name, state=NameList.CURRENT).first()
    now = read_archived(row)
    old = {entry.id: entry for entry in read_archived(before).entries} if before else {}
    new = {entry.id: entry for entry in now.entries}
    added, gone = new.keys() - old.keys(), old.keys() - new.keys()
    changed = sum(1 for key in new.keys() & old.keys() if new[key] != old[key])
    return Change(
        len(added),
        len(gone),
        changed,
        [_first(now, key) for key in sorted(added)[:NAMED]] if before else [],
        [old[key].names[0].text for key in sorted(gone)[:NAMED]],
        len(new.keys() & old.keys()) - changed,
    )


def _first(found: SanctionsList, key: str) -> str:
    return next(entry.names[0].text for entry in found.entries if entry.id == key)
