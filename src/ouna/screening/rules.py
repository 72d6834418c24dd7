"""When a name is clear, and who may say what. Pure.

`CLEARANCE_RULES` are all asked, in this order; each refuses with its own fact. What none of them knows to
be clear is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from ouna.parties.errors import NotPermitted
from ouna.screening.errors import (
    BasisMissing,
    CheckAltered,
    CheckOld,
    HitOpen,
    LimitsInvalid,
    Listed,
    ListsChanged,
    ListsMissing,
    ListsOld,
    ListUnconfirmed,
    NotScreened,
    ReasonMissing,
    UnknownVerdict,
)

#: Decisions: it is another person; it is the listed one, but Resolution 2664 or a licence lets it be paid;
#: it is the listed one and is not paid.
OTHER, UNSCR, LICENCE, LISTED = "other_person", "unscr_2664", "licence", "listed"
VERDICTS = (OTHER, UNSCR, LICENCE, LISTED)
CLEARING = frozenset({OTHER, UNSCR, LICENCE})
#: Decisions that stand on a law or a paper, which is named.
WITH_BASIS = frozenset({UNSCR, LICENCE})
#: Checkers who must decide alike.
PERSONS = 2
#: Days that a coalition may allow at most: beyond them a check means nothing any more.
MOST_LIST_DAYS, MOST_CHECK_DAYS = 31, 90
#: Characters of a reason at least.
REASON = 10


class ListVersion(NamedTuple):
    """What is kept of a list with each result: its name, its own date (or empty) and its hash."""

    name: str
    dated: str
    sha256: str

    def as_data(self) -> dict[str, str]:
        """Ready for JSON."""
        return self._asdict()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a clearance of one name stands on, gathered before it is judged.

    `lists` are those in use with the day each counts from, `held` versions not confirmed whose additions stop
    names; `against` those of the check. `decisions` hold per possible match the newest one of each person.
    `confirmed`: two persons stand behind each list in use. `genuine`: nothing stored was altered.
    """

    today: date
    list_days: int
    check_days: int
    lists: tuple[tuple[ListVersion, date], ...]
    held: tuple[ListVersion, ...]
    confirmed: bool
    checked: date | None = None
    against: tuple[ListVersion, ...] = ()
    genuine: bool = False
    decisions: tuple[Mapping[str, str], ...] = ()


def lists_there(found: Evidence) -> None:
    """Raises: ListsMissing."""
    if not found.lists:
        raise ListsMissing()


def lists_confirmed(found: Evidence) -> None:
    """Raises: ListUnconfirmed."""
    if found.confirmed is not True:
        raise ListUnconfirmed()


def lists_young(found: Evidence) -> None:
    """Each list in use, not only the youngest. Raises: ListsOld."""
    oldest = found.today - timedelta(days=found.list_days)
    if not all(oldest <= day <= found.today + timedelta(days=1) for _, day in found.lists):
        raise ListsOld()


def name_checked(found: Evidence) -> None:
    """Raises: NotScreened."""
    if found.checked is None:
        raise NotScreened()


def check_unaltered(found: Evidence) -> None:
    """Raises: CheckAltered."""
    if found.genuine is not True:
        raise CheckAltered()


def lists_same(found: Evidence) -> None:
    """Checked against exactly what stops names now. Raises: ListsChanged."""
    now = {*(version for version, _ in found.lists), *found.held}
    if {version.sha256 for version in now} != {version.sha256 for version in found.against}:
        raise ListsChanged()


def check_young(found: Evidence) -> None:
    """Not older than allowed, and not of a day to come. Raises: CheckOld."""
    checked = found.checked
    if checked is None or not found.today - timedelta(days=found.check_days) <= checked <= found.today:
        raise CheckOld()


def hits_decided(found: Evidence) -> None:
    """Raises: Listed, HitOpen."""
    states = [hit_state(of_one) for of_one in found.decisions]
    if LISTED in states:
        raise Listed()
    if any(state != "clear" for state in states):
        raise HitOpen()


def hit_state(decisions: Mapping[str, str]) -> str:
    """`clear`, `listed` or `open`, from the newest verdict of each person.

    One "listed" blocks. Two persons who clear for different grounds have not decided alike.
    """
    verdicts = list(decisions.values())
    if LISTED in verdicts:
        return LISTED
    alike = len(set(verdicts)) == 1 and verdicts[0] in CLEARING
    return "clear" if alike and enough_persons(decisions) else "open"


def enough_persons(decisions: Iterable[str]) -> bool:
    """Two distinct persons have decided (four eyes)."""
    return len({person for person in decisions if person}) >= PERSONS


CLEARANCE_RULES: dict[str, Callable[[Evidence], None]] = {
    "lists": lists_there,
    "lists_young": lists_young,
    "checked": name_checked,
    "unaltered": check_unaltered,
    "lists_confirmed": lists_confirmed,
    "lists_same": lists_same,
    "check_young": check_young,
    "hits": hits_decided,
}


def check_clear(found: Evidence) -> None:
    """Ask all rules in their order.

    Raises: ListsMissing, ListsOld, NotScreened, CheckAltered, ListUnconfirmed, ListsChanged, CheckOld,
    Listed, HitOpen.
    """
    for rule in CLEARANCE_RULES.values():
        rule(found)


def check_is_checker(is_checker: bool) -> None:
    """Raises: NotPermitted."""
    if not is_checker:
        raise NotPermitted("Only a checker loads lists and decides on possible matches.")


def check_decision(verdict: str, reason: str, basis: str) -> None:
    """Whether a decision says what it must. Raises: UnknownVerdict, ReasonMissing, BasisMissing."""
    if verdict not in VERDICTS:
        raise UnknownVerdict()
    if len(reason.strip()) < REASON:
        raise ReasonMissing()
    if verdict in WITH_BASIS and not basis.strip():
        raise BasisMissing()


def check_limits(list_days: int, check_days: int) -> None:
    """Raises: LimitsInvalid."""
    if not (1 <= list_days <= MOST_LIST_DAYS and 1 <= check_days <= MOST_CHECK_DAYS):
        raise LimitsInvalid()
