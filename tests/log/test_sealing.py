"""Openings and private texts: readable with the subject's key at their own place, and never again without."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings
from tests.log.support import BY, World, write

from ouna.core.book import PersonalErased, decode
from ouna.core.tlog import commit
from ouna.core.values import canonical
from ouna.log import (
    Actor,
    action,
    clock,
    decrypt_for,
    encrypt_for,
    erase_subject,
    journal,
    open_opening,
    put_text,
    seal,
    text_of,
    withdraw_text,
)
from ouna.log.errors import KeyMissing
from ouna.log.keys import read_key, sealing_key
from ouna.log.models import Entry, Erasure, JournalFact, Opening, SubjectKey
from ouna.log.private_journal import mark_of_fact, read_fact, record_erasures
from ouna.log.sealing import open_with_salt

PERSON = "pers_00000000000000000000000001"


@action
def note(*, by: Actor, text: str) -> bytes:
    journal("contact.noted", subject=PERSON, data={"text": text})
    return encrypt_for(PERSON, text, "parties.person.email.1")


@action
def forget(*, by: Actor, subject: str) -> None:
    erase_subject(subject)


def test_an_opening_fits_its_commitment(world: World) -> None:
    gift, hidden = world.gift()
    write(by=BY, records=[(gift, hidden)])
    salt, record = open_with_salt(gift.ref, "donor")
    assert commit("donor", salt, canonical(record)).hex() == gift.donor
    assert open_opening(gift.ref, "payee") is None


def test_equal_records_have_different_commitments() -> None:
    data = {"name": "Ada"}
    assert seal("donor", data, PERSON).hash != seal("donor", data, PERSON).hash
    assert "Ada" not in repr(seal("donor", data, PERSON))


def test_nothing_sealed_stands_in_the_tables(world: World) -> None:
    gift, hidden = world.gift(donor="Very Uncommon Name")
    write(by=BY, records=[(gift, hidden)])
    row = Opening.objects.get(entry__ref=gift.ref, purpose="donor")
    assert b"Uncommon" not in bytes(row.sealed) and hidden[0].salt not in bytes(row.sealed)
    assert b"Uncommon" not in bytes(Entry.objects.get(ref=gift.ref).data)


def test_an_opening_moved_to_another_place_does_not_open(world: World) -> None:
    (a, hidden_a), (b, hidden_b) = world.gift(), world.gift()
    write(by=BY, records=[(a, hidden_a), (b, hidden_b)])
    rows = {row.entry.ref: row for row in Opening.objects.filter(purpose="donor").select_related("entry")}
    rows[b.ref].sealed, rows[b.ref].subject = rows[a.ref].sealed, rows[a.ref].subject
    rows[b.ref].save()
    assert open_opening(a.ref, "donor") and open_opening(b.ref, "donor") is None


def test_a_private_text_opens_at_its_place_only(world: World) -> None:
    sealed = note(by=BY, text="ada@example.org")
    assert decrypt_for(PERSON, sealed, "parties.person.email.1") == "ada@example.org"
    with pytest.raises(InvalidTag):
        decrypt_for(PERSON, sealed, "parties.person.email.2")
    with pytest.raises(InvalidTag):
        decrypt_for(PERSON, sealed[:-1] + bytes([sealed[-1] ^ 1]), "parties.person.email.1")


def test_erasing_a_subject_makes_everything_about_it_unreadable(world: World) -> None:
    sealed = note(by=BY, text="ada@example.org")
    fact = JournalFact.objects.get(subject=PERSON)
    assert read_fact(fact)["data"] == {"text": "ada@example.org"}
    forget(by=BY, subject=PERSON)
    assert decrypt_for(PERSON, sealed, "parties.person.email.1") is None
    assert not SubjectKey.objects.filter(pk=PERSON).exists()
    fact.refresh_from_db()
    assert read_fact(fact) is None and fact.subject == "" and bytes(fact.sealed) == mark_of_fact(fact)
    assert len(bytes(fact.commitment)) == 32


def test_erasing_the_donor_leaves_the_bank_line(world: World) -> None:
    gift, hidden = world.gift()
    write(by=BY, records=[(gift, hidden)])
    forget(by=BY, subject=gift.ref)
    assert open_opening(gift.ref, "donor") is None and open_opening(gift.ref, "line")
    assert Entry.objects.filter(ref=gift.ref).exists()


def test_erasures_are_recorded_as_a_day_and_a_count(world: World) -> None:
    for number in range(3):
        note(by=BY, text=str(number))
        forget(by=BY, subject=PERSON)
    assert Erasure.objects.get().count == 3 and record_erasures(by=BY) == 0
    with clock.fixed(datetime.now(UTC) + timedelta(days=1)):
        assert record_erasures(by=BY) == 3
        assert record_erasures(by=BY) == 0
    entry = decode(bytes(Entry.objects.get(kind="personal.erased").data))
    assert isinstance(entry, PersonalErased) and entry.count == 3


def test_a_lost_sealing_key_is_never_replaced(world: World) -> None:
    write(by=BY, records=[world.gift()])
    path = settings.SEALING_KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and len(sealing_key()) == 32
    kept = path.read_text()
    path.unlink()
    with pytest.raises(KeyMissing):
        sealing_key()
    assert not path.exists()
    for damaged in ("", kept[:-2], kept.upper()[:10], "é" * 64):
        path.write_text(damaged)
        os.utime(path, ns=(1, len(damaged)))
        with pytest.raises(KeyMissing):
            read_key(path)


def test_a_withdrawn_text_is_gone(world: World) -> None:
    hashed = _put({"en": "A name that must go"})
    assert text_of(hashed) == {"en": "A name that must go"}
    withdraw_text(hashed)
    assert text_of(hashed) is None


@action
def _put_text(*, by: Actor, data: dict[str, str]) -> str:
    journal("text.put", subject=BY.ref)
    return put_text(data)


def _put(data: dict[str, str]) -> str:
    return _put_text(by=BY, data=data)
