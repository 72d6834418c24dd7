"""Whether somebody is cleared: the one question that whoever pays asks. It fails closed.

Everything that goes wrong here, whatever it is, means "not cleared".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ouna.core.screening.values import Subject
from ouna.core.values import is_ref
from ouna.log import SealedOpening, clock, seal
from ouna.screening import rules
from ouna.screening.errors import NotCleared, NotScreened, ScreeningFailed
from ouna.screening.marks import (
    day_of,
    fingerprint,
    mark_of_check,
    mark_of_decision,
    mark_of_list,
    moment,
    same,
)
from ouna.screening.models import Check, Decision, Limits, NameList
from ouna.screening.rules import Evidence, ListVersion

#: The book's commitment that `payment.ordered` carries.
PURPOSE = "screening"


@dataclass(frozen=True, slots=True)
class Cleared:
    """What a payment stands on: the checks, the lists, and how possible matches were decided."""

    subject: str
    checks: tuple[str, ...]
    at: str
    lists: tuple[ListVersion, ...]
    verdicts: tuple[str, ...]

    @property
    def result(self) -> str:
        """`clear`: nothing was found; `decided`: two checkers have decided each possible match."""
        return "decided" if self.verdicts else "clear"

    def as_data(self) -> dict[str, Any]:
        """What the commitment hides: lists, result, date."""
        return {
            "subject": self.subject,
            "checks": list(self.checks),
            "at": self.at,
            "lists": [version.as_data() for version in self.lists],
            "result": self.result,
            "verdicts": list(self.verdicts),
        }

    def opening(self) -> SealedOpening:
        """Commitment and opening for a record's field `screening`: its `.hash`, and `openings=[…]`."""
        return seal(PURPOSE, self.as_data(), self.subject)


def limits() -> Limits:
    """The coalition's limits, or the defaults."""
    return Limits.objects.filter(pk=1).first() or Limits(pk=1)


def current_lists() -> list[NameList]:
    """The lists in use, by name."""
    return list(NameList.objects.filter(state=NameList.CURRENT).order_by("name"))


def held_lists() -> list[NameList]:
    """Versions that nobody has confirmed, or that were refused: what they add stops names, too."""
    return list(NameList.objects.filter(state__in=NameList.HELD).order_by("name", "pk"))


def lists_in_force() -> list[NameList]:
    """All that stops names: the lists in use, then what waiting versions add to them."""
    return [*current_lists(), *held_lists()]


def version_of(row: NameList) -> ListVersion:
    """Name, date and hash."""
    return ListVersion(row.name, row.dated.isoformat() if row.dated else "", row.sha256)


def counts_from(row: NameList) -> date:
    """The day from which a list ages: its own date, or the day it was fetched where it has none."""
    loaded = day_of(row.loaded_at)
    return min(row.dated, loaded) if row.dated else loaded


def fresh_from(row: NameList, held: Iterable[NameList]) -> date:
    """The day from which a list in use ages.

    With a proposed version that only adds to it, it is that version: all that it holds stops names.
    """
    more = [one for one in held if one.state == NameList.PROPOSED and one.adds_to == row.ref]
    return max(counts_from(one) for one in (row, *more))


def by_two(row: NameList) -> bool:
    """Whether a second checker has confirmed it."""
    return bool(row.loaded_by and row.confirmed_by) and row.loaded_by != row.confirmed_by


def require_clear(subject: str, *who: Subject) -> Cleared:
    """What shows that all these names are clear for this ref, now.

    `subject`: the ref they were checked for; `who`: the names as they will be paid, with what is known of
    them. Each must have been checked exactly as written (`actions.check_name`). Any error inside is a "no".
    Raises: NotScreened, ListsMissing, ListUnconfirmed, ListsOld, ListsChanged, CheckOld, CheckAltered,
    HitOpen, Listed (all NotCleared), ScreeningFailed.
    """
    try:
        cleared = _cleared(subject, who)
        _check_sound(cleared, len(set(map(fingerprint, who))))
        return cleared
    except (NotCleared, ScreeningFailed):
        raise
    except Exception as error:
        # Whatever broke: the database, a timeout, an altered row. The text of a library may hold names.
        raise ScreeningFailed() from error


def _check_sound(cleared: Cleared, names: int) -> None:
    """Nonsense is no clearance, whatever made it. Raises: ScreeningFailed."""
    sound = (
        isinstance(cleared, Cleared)
        and len(cleared.checks) == names > 0
        and all(is_ref(check) for check in cleared.checks)
        and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", cleared.at) is not None
        and bool(cleared.lists)
        and all(isinstance(v, ListVersion) and len(v.sha256) == 64 for v in cleared.lists)
        and set(cleared.verdicts) <= rules.CLEARING
    )
    if not sound:
        raise ScreeningFailed()


def _cleared(subject: str, who: Iterable[Subject]) -> Cleared:
    prints = list(dict.fromkeys(fingerprint(one) for one in who))
    if not prints:
        raise NotScreened()
    lists, held, allowed = current_lists(), held_lists(), limits()
    # All of them: a list in use that was made to look replaced would stop nobody.
    genuine = all(same(row.mark, mark_of_list(row)) for row in NameList.objects.defer("findings"))
    rows = Check.objects.filter(subject=subject, fingerprint__in=prints)
    checks = {row.fingerprint: row for row in rows.prefetch_related("hits__decisions")}
    verdicts: list[str] = []
    for one in prints:
        found = _evidence(checks.get(one), lists, held, allowed, genuine)
        rules.check_clear(found)
        verdicts += [verdict for of_one in found.decisions for verdict in sorted(set(of_one.values()))]
    return Cleared(
        subject,
        tuple(checks[one].ref for one in prints),
        min(moment(checks[one].at) for one in prints),
        tuple(version_of(row) for row in (*lists, *held)),
        tuple(verdicts),
    )


def _evidence(
    check: Check | None, lists: list[NameList], held: list[NameList], allowed: Limits, genuine: bool
) -> Evidence:
    """What speaks for and against one name. The limits are checked again: a row may have been altered."""
    rules.check_limits(allowed.list_days, allowed.check_days)
    today = clock.today()
    found = Evidence(
        today=today,
        list_days=allowed.list_days,
        check_days=allowed.check_days,
        lists=tuple((version_of(row), fresh_from(row, held)) for row in lists),
        held=tuple(version_of(row) for row in held),
        confirmed=all(by_two(row) is True for row in lists),
    )
    if check is None:
        return found
    hits = [hit for hit in check.hits.all() if hit.present]
    decided = [dict(newest(hit.ref, hit.decisions.all(), today)) for hit in hits]
    genuine = genuine and same(check.mark, mark_of_check(check, hits))
    genuine = genuine and (check.outcome == Check.CLEAR) == (not hits)
    return replace(
        found,
        checked=day_of(check.at),
        against=tuple(ListVersion(**version) for version in check.lists),
        genuine=genuine,
        decisions=tuple(decided),
    )


def newest(hit: str, decisions: Iterable[Decision], today: date) -> dict[str, str]:
    """Per person the newest verdict that still holds; altered rows and licences that ran out do not."""
    found: dict[str, str] = {}
    for row in sorted(decisions, key=lambda row: row.pk):
        found.pop(row.by, None)
        holds = row.until is None or row.until >= today
        if not same(row.mark, mark_of_decision(row, hit)):
            # An altered "listed" must not become a "clear": it counts as blocking.
            found[row.by] = rules.LISTED
        elif holds:
            found[row.by] = row.verdict
    return found
