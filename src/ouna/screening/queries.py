"""Reads of name checks. `require_clear` is the one question that whoever pays asks.

`access_*` are the only doors to what was found about a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Max, Q, QuerySet

from ouna.core.screening.values import Subject
from ouna.core.values import parse_json
from ouna.log import Actor, clock
from ouna.parties.errors import NotFound, NotPermitted
from ouna.parties.models import User
from ouna.parties.sealed import open_field
from ouna.screening.clearing import (
    Cleared,
    current_lists,
    fresh_from,
    held_lists,
    limits,
    lists_in_force,
    require_clear,
)
from ouna.screening.marks import who_of
from ouna.screening.models import Check, Decision, Hit, NameList

__all__ = [
    "Cleared",
    "access_hit",
    "access_hits",
    "current_lists",
    "limits",
    "lists_in_force",
    "require_clear",
]

READERS = ("checker", "auditor")
#: A name is checked again when its check is older than this, or a list has changed since.
AGAIN = timedelta(hours=20)


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
    changed = NameList.objects.aggregate(
        used=Max("used_at"), closed=Max("closed_at"), proposed=Max("proposed_at")
    )
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


def ages(lists: Sequence[NameList]) -> list[tuple[NameList, int]]:
    """Lists in use with the days that each is old."""
    held, today = held_lists(), clock.today()
    return [(row, (today - fresh_from(row, held)).days) for row in lists]


def to_confirm(actor: Actor) -> int:
    """How many versions wait for this checker: proposed, or to be ended, and another one stands behind it."""
    proposed = NameList.objects.filter(state=NameList.PROPOSED).exclude(loaded_by=actor.ref)
    ended = NameList.objects.filter(state__in=(NameList.CURRENT, NameList.REFUSED))
    return proposed.count() + ended.exclude(leaving_by__in=("", actor.ref)).count()


def public_lists() -> tuple[list[NameList], list[NameList]]:
    """What everybody may know of: the lists in use, and versions that nobody has confirmed."""
    return current_lists(), held_lists()
