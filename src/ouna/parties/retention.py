"""What is kept about persons: why, on what ground, how long, and what remains. Every app's `retention.py` may
offer `KEEPS`, `forget(person_ref)`, `export(person_ref)` and `still_needed(today)`; they are found by name.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from ouna.parties.models import Person
from ouna.parties.sealed import open_field


@dataclass(frozen=True)
class Keep:
    """One personal field: where it lies, why, the legal ground, for how long, what remains after."""

    field: str
    why: str
    ground: str
    days: int | None
    remains: str


#: Two years after the last gift or promise: enough for the tax year's receipt and a question about it.
PERSON_DAYS = 730

KEEPS = [
    Keep(
        "parties_person.sealed_email",
        gettext_noop("to send the receipt and one reminder of a promise"),
        gettext_noop("GDPR Art. 6(1)(b)"),
        PERSON_DAYS,
        gettext_noop("the gift in the public record with a fingerprint that means nothing any more"),
    ),
    Keep(
        "parties_person.sealed_name",
        gettext_noop("to put the name on the receipt"),
        gettext_noop("GDPR Art. 6(1)(b)"),
        PERSON_DAYS,
        gettext_noop("nothing"),
    ),
    Keep(
        "parties_person.email_key",
        gettext_noop("to find the same giver again"),
        gettext_noop("GDPR Art. 6(1)(f)"),
        PERSON_DAYS,
        gettext_noop("nothing"),
    ),
    Keep(
        "parties_user.email, name",
        gettext_noop("to let members of the coalition log in, and to tell who did what"),
        gettext_noop("GDPR Art. 6(1)(f)"),
        None,
        gettext_noop("the account's ref in the private journal"),
    ),
]


@lru_cache(maxsize=1)
def modules() -> tuple[ModuleType, ...]:
    """The `retention` of every app of ours that has one."""
    apps = [app for app in settings.INSTALLED_APPS if app.startswith("ouna.")]
    return tuple(importlib.import_module(f"{app}.retention") for app in apps if find_spec(f"{app}.retention"))


def table() -> list[Keep]:
    """The whole retention table."""
    return [keep for module in modules() for keep in getattr(module, "KEEPS", ())]


def due_persons(today: date) -> QuerySet[Person]:
    """Persons not active for long enough, and not still needed by any app (an open promise)."""
    persons = Person.objects.filter(erased_on=None, active_on__lt=today - timedelta(days=PERSON_DAYS))
    for module in modules():
        if hasattr(module, "still_needed"):
            persons = persons.exclude(ref__in=module.still_needed(today))
    return persons.order_by("pk")


def export(person_ref: str) -> dict[str, Any]:
    """What this app holds about a person."""
    person = Person.objects.get(ref=person_ref)
    return {
        "ref": person.ref,
        "email": open_field(person.ref, "parties_person", "sealed_email", person.ref, person.sealed_email),
        "name": open_field(person.ref, "parties_person", "sealed_name", person.ref, person.sealed_name),
        "language": person.lang,
        "created_on": person.created_on.isoformat(),
        "active_on": person.active_on.isoformat(),
    }


def export_all(person_ref: str) -> dict[str, Any]:
    """Everything held about a person, by app, ready for JSON (GDPR Art. 15 and 20)."""
    found = {}
    for module in modules():
        if hasattr(module, "export"):
            found[module.__name__.split(".")[1]] = module.export(person_ref)
    return found
