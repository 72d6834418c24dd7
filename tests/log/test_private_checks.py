"""The daily check finds what somebody with the database, but not the sealing key, did to private rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from tests.log.support import BY, World, write, write_many
from tests.log.test_checks import sql

from ouna.core.tlog import padded_root
from ouna.log import Actor, action, clock, erase_subject, high_water, journal, private_journal, sequencer
from ouna.log.checks import checks
from ouna.log.models import Checkpoint, Entry, JournalDay, JournalFact, Opening, SubjectKey
from ouna.log.private_journal import record_erasures, seal_days

PERSON = "pers_00000000000000000000000001"


@action
def notice(*, by: Actor) -> None:
    for number in range(3):
        journal("step.taken", subject=f"pers_{number}", data={"number": number})
    journal("step.taken", subject=PERSON)


@action
def erase(*, by: Actor, subject: str) -> None:
    erase_subject(subject)


@pytest.fixture
def book(world: World) -> World:
    """Gifts, a sealed day with four facts, and three checkpoints."""
    now = datetime.now(UTC)
    write_many(by=BY, records=[world.gift(n) for n in range(1, 5)])
    with clock.fixed(now + timedelta(days=1)):
        notice(by=BY)
        sequencer.run_once()
    with clock.fixed(now + timedelta(days=2)):
        seal_days(by=BY)
        sequencer.run_once()
        write(by=BY, records=[world.gift(9)])
        sequencer.run_once()
    assert Checkpoint.objects.count() == 3 and list(checks()) == []
    return world


def drop_day(world: World) -> None:
    """Facts and their day, as if it had never been."""
    day = JournalDay.objects.get()
    JournalFact.objects.filter(day=day.day).delete()
    day.delete()


def drop_and_reseal(world: World) -> None:
    """A fact goes, and the day's leaves with it: they would fit, were the root not in the record."""
    fact, day = JournalFact.objects.first(), JournalDay.objects.get()
    packed = bytes(day.leaves)
    leaves = [packed[at : at + 32] for at in range(0, len(packed), 32)]
    leaves[leaves.index(bytes(fact.commitment))] = b"\7" * 32
    fact.delete()
    JournalDay.objects.update(leaves=b"".join(leaves), root=padded_root(leaves).hex())


def swap_signature(world: World) -> None:
    """The oldest checkpoint bears the note of the newest."""
    old, new = Checkpoint.objects.last(), Checkpoint.objects.first()
    Checkpoint.objects.filter(pk=old.pk).update(note=new.note)


def sign_once_more(world: World) -> None:
    """An old checkpoint goes, and the log goes on signing: the note does not forget."""
    Checkpoint.objects.last().delete()
    write(by=BY, records=[world.gift(7)])
    sequencer.run_once()


TAMPERING: dict[str, Callable[[World], object]] = {
    "a fact deleted": lambda _: JournalFact.objects.first().delete(),
    "a day deleted": drop_day,
    "a day resealed": drop_and_reseal,
    "a fact emptied": lambda _: JournalFact.objects.filter(subject=PERSON).update(sealed=b"", subject=""),
    "a fact unnamed": lambda _: JournalFact.objects.filter(subject=PERSON).update(subject=""),
    "an opening deleted": lambda _: Opening.objects.first().delete(),
    "an opening zeroed": lambda _: Opening.objects.filter(purpose="donor").update(sealed=b"\0" * 60),
    "an opening emptied": lambda _: Opening.objects.filter(purpose="donor").update(sealed=b""),
    "an opening unnamed": lambda _: Opening.objects.filter(purpose="line").update(subject=""),
    "a false mark": lambda _: Opening.objects.filter(purpose="line").update(subject="", sealed=b"\7" * 32),
    "a key deleted": lambda w: SubjectKey.objects.filter(pk=w.account).delete(),
    "called recovered": sql("UPDATE log_entry SET by = 'recovered' WHERE kind = 'gift.received'"),
    "an old checkpoint deleted": lambda _: Checkpoint.objects.last().delete(),
    "an old checkpoint deleted, then signed on": sign_once_more,
    "an old checkpoint's note": swap_signature,
    "an old checkpoint's root": lambda _: Checkpoint.objects.filter(pk=Checkpoint.objects.last().pk).update(
        root=b"\1" * 32
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_found(book: World, what: str) -> None:
    TAMPERING[what](book)
    found = list(checks())
    assert found and all(finding.where and finding.what for finding in found), what


def test_what_was_erased_by_us_is_no_finding(book: World) -> None:
    gift = Entry.objects.filter(kind="gift.received").first().ref
    with clock.fixed(datetime.now(UTC) + timedelta(days=3)):
        erase(by=BY, subject=PERSON)
        erase(by=BY, subject=gift)
        assert list(checks()) == []
    with clock.fixed(datetime.now(UTC) + timedelta(days=4)):
        record_erasures(by=BY)
        sequencer.run_once()
        assert list(checks()) == []
    row = Opening.objects.get(entry__ref=gift, purpose="donor")
    assert row.subject == "" and len(bytes(row.sealed)) == 32


def test_the_mark_of_one_erased_row_does_not_serve_another(book: World) -> None:
    first, second = Entry.objects.filter(kind="gift.received")[:2]
    erase(by=BY, subject=first.ref)
    mark = Opening.objects.get(entry=first, purpose="donor")
    Opening.objects.filter(entry=second, purpose="donor").update(subject="", sealed=mark.sealed)
    assert [f.where for f in checks()] == [second.ref]


def test_padding_not_made_with_the_key_is_taken_for_facts_that_are_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        private_journal, "padding", lambda _day, count: [bytes([n]) * 32 for n in range(count)]
    )
    with clock.fixed(datetime.now(UTC) + timedelta(days=1)):
        notice(by=BY)
    with clock.fixed(datetime.now(UTC) + timedelta(days=2)):
        seal_days(by=BY)
        sequencer.run_once()
    assert any("are gone: 60" in f.what for f in checks())


def test_a_count_made_anew_from_the_rows_would_miss_a_deleted_checkpoint(
    book: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        high_water, "count_on", lambda size: Checkpoint.objects.filter(size__lte=size).count()
    )
    sign_once_more(book)
    assert list(checks()) == []


def test_facts_of_a_day_that_was_sealed_after_the_backup_go_into_the_next_seal(book: World) -> None:
    """The record says the day is sealed; its row is lost with the backup's younger half."""
    JournalDay.objects.all().delete()
    day = JournalFact.objects.first().day
    with clock.fixed(datetime.now(UTC) + timedelta(days=5)):
        seal_days(by=BY)
    with clock.fixed(datetime.now(UTC) + timedelta(days=6)):
        assert len(seal_days(by=BY)) == 1
    assert not JournalFact.objects.filter(day=day).exists()
