"""Sealed fields, erasure, retention, what is handed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from ouna.log import SYSTEM
from ouna.log.models import SubjectKey
from ouna.parties import actions, retention, tasks
from ouna.parties.errors import NotPermitted, PersonErased
from ouna.parties.models import Person
from ouna.parties.queries import access_person
from ouna.parties.sealed import SealBroken, email_key, open_field, seal_field

Make = Callable[..., Any]
ADDRESS, NAME = "quincetreefriend@pear.example", "Philippa Marmaladova"


@pytest.fixture
def donor(db: None, clock: Any) -> Person:
    return actions.person_for(by=SYSTEM, email=ADDRESS, name=NAME, lang="ar")


def opened(person: Person, column: str) -> str | None:
    return open_field(person.ref, "parties_person", column, person.ref, getattr(person, column))


def test_a_sealed_field_opens_only_in_its_place(donor: Person) -> None:
    assert opened(donor, "sealed_email") == ADDRESS and opened(donor, "sealed_name") == NAME
    other = actions.person_for(by=SYSTEM, email="else@pear.example", name="Else")
    stolen = donor.sealed_name
    with pytest.raises(SealBroken):
        open_field(donor.ref, "parties_person", "sealed_email", donor.ref, stolen)
    with pytest.raises(SealBroken):
        open_field(donor.ref, "parties_person", "sealed_name", other.ref, stolen)
    with pytest.raises(SealBroken):
        open_field(other.ref, "parties_person", "sealed_name", donor.ref, stolen)


def test_guard_off_a_copied_field_would_open_elsewhere(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: it is the place in the associated data that keeps a copy shut, nothing else."""
    monkeypatch.setattr("ouna.parties.sealed._place", lambda table, column, row: "anywhere")
    person = actions.person_for(by=SYSTEM, email=ADDRESS, name=NAME)
    assert open_field(person.ref, "parties_person", "sealed_email", person.ref, person.sealed_name) == NAME


def test_one_changed_bit_is_found(donor: Person) -> None:
    spoiled = bytearray(donor.sealed_name)
    for place in (0, 13, len(spoiled) - 1):
        spoiled[place] ^= 1
        with pytest.raises(SealBroken):
            open_field(donor.ref, "parties_person", "sealed_name", donor.ref, bytes(spoiled))
        spoiled[place] ^= 1


def test_the_same_text_never_seals_to_the_same_bytes(donor: Person) -> None:
    def seal() -> bytes:
        return seal_field(donor.ref, "t", "c", "r", "the same")

    assert seal() != seal()


def test_the_same_address_is_the_same_person(donor: Person) -> None:
    again = actions.person_for(by=SYSTEM, email=f"  {ADDRESS.upper()} ", name="Philippa M", lang="en")
    assert again.pk == donor.pk and opened(again, "sealed_name") == "Philippa M"
    assert actions.person_for(by=SYSTEM).pk != actions.person_for(by=SYSTEM).pk


def test_erasing_leaves_nothing_to_read(donor: Person, actor: Make) -> None:
    actions.erase_person(by=actor("administrator"), person=donor)
    donor.refresh_from_db()
    assert (bytes(donor.sealed_email), bytes(donor.sealed_name), donor.email_key) == (b"", b"", "")
    assert donor.erased_on is not None
    assert not SubjectKey.objects.filter(subject=donor.ref).exists()
    with pytest.raises(PersonErased):
        actions.erase_person(by=actor("administrator"), person=donor)
    fresh = actions.person_for(by=SYSTEM, email=ADDRESS)
    assert fresh.pk != donor.pk


def test_what_was_sealed_before_stays_shut_even_from_a_backup(donor: Person, actor: Make) -> None:
    kept = donor.sealed_name
    actions.erase_person(by=actor("administrator"), person=donor)
    assert open_field(donor.ref, "parties_person", "sealed_name", donor.ref, kept) is None


def test_no_part_of_name_or_address_lies_in_the_database(donor: Person) -> None:
    dump = "\n".join(connection.connection.iterdump()) if connection.vendor == "sqlite" else ""
    if not dump:
        pytest.skip("Reads SQLite's dump.")
    plain = dump + "".join(bytes.fromhex(x).decode("latin-1") for x in _blobs(dump))
    for secret in (ADDRESS, NAME):
        parts = {secret[i : i + 8] for i in range(len(secret) - 7)} - {
            "@pear.ex", "pear.exa", "ear.exam", "ar.examp", "r.exampl", ".example"
        }  # fmt: skip
        assert not [p for p in parts if p in plain]


def _blobs(dump: str) -> list[str]:
    return [piece.split("'")[0] for piece in dump.split("X'")[1:]]


def test_an_erased_row_cannot_hold_a_name_again(donor: Person, actor: Make) -> None:
    actions.erase_person(by=actor("administrator"), person=donor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=donor.pk).update(sealed_name=b"again")


def test_who_may_open_and_erase(donor: Person, actor: Make) -> None:
    for role in ("treasurer", "auditor", "administrator"):
        assert access_person(actor(role), donor.ref) == donor
    with pytest.raises(NotPermitted):
        access_person(actor("partner"), donor.ref)
    for role in ("treasurer", "auditor", "partner"):
        with pytest.raises(NotPermitted):
            actions.erase_person(by=actor(role), person=donor)


def test_the_daily_job_erases_who_has_had_his_time(donor: Person, clock: Any) -> None:
    start = clock.now()
    young = actions.person_for(by=SYSTEM, email="young@pear.example")
    clock.set(lambda: start + timedelta(days=retention.PERSON_DAYS))
    tasks.retention()
    assert not Person.objects.exclude(erased_on=None).exists()
    actions.touch_person(by=SYSTEM, person=young)
    clock.set(lambda: start + timedelta(days=retention.PERSON_DAYS + 1))
    tasks.retention()
    assert list(Person.objects.exclude(erased_on=None)) == [donor]
    tasks.retention()


def test_nobody_is_erased_while_an_app_still_needs_him(
    donor: Person, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Needs:
        __name__ = "ouna.donations.retention"
        still_needed = staticmethod(lambda today: [donor.ref])

    monkeypatch.setattr(retention, "modules", lambda: (Needs,))
    later = clock.now() + timedelta(days=retention.PERSON_DAYS * 2)
    assert not retention.due_persons(later.date()).exists()
    monkeypatch.setattr(retention, "modules", lambda: ())
    assert list(retention.due_persons(later.date())) == [donor]


def test_the_export_holds_all_that_is_held(donor: Person) -> None:
    held = retention.export_all(donor.ref)["parties"]
    assert held["email"] == ADDRESS and held["name"] == NAME and held["language"] == "ar"


def test_every_sealed_column_stands_in_the_retention_table() -> None:
    named = " ".join(keep.field for keep in retention.table())
    sealed = [f.name for f in Person._meta.get_fields() if f.name.startswith("sealed_")]
    assert sealed and all(f"parties_person.{name}" in named for name in sealed)
    assert all(k.why and k.ground and k.remains for k in retention.table())


def test_the_key_of_an_address_needs_the_sealing_key(db: None, settings: Any, tmp_path: Any) -> None:
    first = email_key(ADDRESS)
    assert first == email_key(ADDRESS.upper()) and len(first) == 64
    settings.SEALING_KEY_FILE = tmp_path / "other.key"
    assert email_key(ADDRESS) != first
