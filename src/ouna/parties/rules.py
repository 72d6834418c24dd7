"""Who may hold which roles together. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ouna.parties.errors import NotPermitted, OwnRights, ReaderWrites, TwoDuties, UnknownRole

#: role → its duty over money. Nobody holds two duties (segregation of duties, ISO 37001 8.3, COSO).
DUTIES = {
    "administrator": "",
    "treasurer": "releases",
    "auditor": "",
    "partner": "",
    "editor": "",
    "coordinator": "requests",
    "planner": "requests",
    "logistician": "requests",
    "trustee": "approves",
    "checker": "screens",
}
#: Roles that read for others → what else such a person may be, for nobody examines his own work: the auditor
#: looks at everybody's, the partner is told what the treasurer has booked.
BESIDE = {
    "auditor": frozenset({"auditor", "partner"}),
    "partner": frozenset(DUTIES) - {"treasurer", "checker"},
}
#: Roles that are never bound to one section.
EVERYWHERE = frozenset({"administrator", "partner", "trustee", "editor", "checker"})


def check_roles(held: Iterable[str], wanted: str) -> None:
    """Whether a person who holds these roles may take one more.

    Raises: UnknownRole, TwoDuties, ReaderWrites.
    """
    if wanted not in DUTIES:
        raise UnknownRole()
    check_together({*held, wanted})


def check_together(roles: Collection[str]) -> None:
    """Whether one person may hold all of these roles. Raises: TwoDuties, ReaderWrites."""
    duties = {DUTIES[r] for r in roles if DUTIES.get(r)}
    if len(duties) > 1:
        raise TwoDuties()
    # The administrator can make accounts: with a duty over money he could be two people at once.
    if "administrator" in roles and duties & {"approves", "releases", "screens"}:
        raise TwoDuties("The administrator can neither approve nor send money, nor check names.")
    if "auditor" in roles and not BESIDE["auditor"].issuperset(roles):
        raise ReaderWrites()
    if "partner" in roles and not BESIDE["partner"].issuperset(roles):
        raise ReaderWrites("The partner does not keep the books that are kept for them.")


def check_administrator(is_administrator: bool) -> None:
    """Raises: NotPermitted."""
    if not is_administrator:
        raise NotPermitted("Only an administrator manages accounts and roles.")


def check_other_person(by: str, user: str) -> None:
    """Raises: OwnRights when someone acts on himself."""
    if by == user:
        raise OwnRights()
