"""Persons who gave or promised: found again by their address, and erased."""

from __future__ import annotations

from ouna.core.values import clean_text
from ouna.log import SYSTEM, Actor, action, clock, erase_subject, new_ref, unchanged
from ouna.parties import retention, rules
from ouna.parties.errors import PersonErased
from ouna.parties.models import Person
from ouna.parties.sealed import email_key, fold_email, seal_field

TABLE = "parties_person"


@action(draft=True)
def person_for(*, by: Actor, email: str = "", name: str = "", lang: str = "en") -> Person:
    """The person with this address, or a new one; what is given now replaces what was said before.

    Raises: TextRefused.
    """
    email, name, today = fold_email(email), clean_text(name), clock.today()
    key = email_key(email) if email else ""
    person = Person.objects.filter(email_key=key).first() if key else None
    if person is None:
        person = Person(ref=new_ref("pers"), email_key=key, created_on=today)
    if email:
        person.sealed_email = seal_field(person.ref, TABLE, "sealed_email", person.ref, email)
    if name:
        person.sealed_name = seal_field(person.ref, TABLE, "sealed_name", person.ref, name)
    person.lang, person.active_on = lang, today
    person.save()
    return person


@action(draft=True)
def touch_person(*, by: Actor, person: Person) -> None:
    """The person did something today: keeping the data counts from now on."""
    Person.objects.filter(pk=person.pk, erased_on=None).update(active_on=clock.today())


def _erase(person: Person) -> None:
    for module in retention.modules():
        if hasattr(module, "forget"):
            module.forget(person.ref)
    erase_subject(person.ref)
    Person.objects.filter(pk=person.pk).update(
        sealed_email=b"", sealed_name=b"", email_key="", erased_on=clock.today()
    )


@action
def erase_person(*, by: Actor, person: Person) -> None:
    """Destroy the key of all that was sealed for a person, and what names him in every table.

    The public record keeps the fingerprint, which now means nothing; the log adds the day's count.
    Raises: NotPermitted, PersonErased.
    """
    rules.check_administrator(by == SYSTEM or by.has("administrator"))
    if Person.objects.filter(pk=person.pk).exclude(erased_on=None).exists():
        raise PersonErased()
    _erase(person)


@action
def erase_due(*, by: Actor, most: int = 500) -> int:
    """Erase everyone whose time has come, at most `most` at a time; returns how many."""
    rules.check_administrator(by == SYSTEM or by.has("administrator"))
    persons = list(retention.due_persons(clock.today())[:most])
    if not persons:
        unchanged()
        return 0
    for person in persons:
        _erase(person)
    return len(persons)
