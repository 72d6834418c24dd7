"""What name checks keep about persons (see `parties.retention`)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from ouna.parties.retention import Keep
from ouna.screening.actions.checking import forget_checks
from ouna.screening.models import Check
from ouna.screening.queries import names_of

KEEPS = [
    Keep(
        "screening_check.sealed, screening_hit.sealed, screening_decision.sealed",
        gettext_noop("to show that a name was checked before money moved, and who cleared it"),
        gettext_noop("GDPR Art. 6(1)(c)"),
        None,
        gettext_noop("a fingerprint in the public record that means nothing any more"),
    ),
]


def export(person_ref: str) -> dict[str, Any]:
    """What this app holds about a person."""
    rows = Check.objects.filter(subject=person_ref)
    found = []
    for row in rows:
        who = names_of(row)
        found.append({"name": who.name if who else "", "at": row.at.isoformat(), "outcome": row.outcome})
    return {"checks": found}


def forget(person_ref: str) -> None:
    """Drop the checks of a person who is erased; the private journal keeps that there were some."""
    forget_checks(person_ref)
