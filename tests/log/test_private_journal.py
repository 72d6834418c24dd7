"""The private journal: one fingerprint a day, which tells nothing and lets nothing be slipped in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.log.support import BY, World

from ouna.core.book import Sealed, decode
from ouna.core.tlog import padded_root
from ouna.log import SYSTEM, Actor, action, clock, journal
from ouna.log.checks import journal_days
from ouna.log.models import Entry, JournalDay, JournalFact
from ouna.log.private_journal import read_fact, seal_days

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@action
def notice(*, by: Actor, count: int) -> None:
    for number in range(count):
        journal("step.taken", subject=f"pers_{number}", data={"number": number})


def days(count: int, after: int = 1) -> None:
    # The world is opened today; the journal's days come after it.
    start = datetime.now(UTC) + timedelta(days=after)
    with clock.fixed(start):
        notice(by=BY, count=count)
    with clock.fixed(start + timedelta(days=1)):
        seal_days(by=SYSTEM)


def test_a_day_is_sealed_once_with_a_padded_root(world: World) -> None:
    days(3)
    day = JournalDay.objects.get()
    packed = bytes(day.leaves)
    leaves = [packed[at : at + 32] for at in range(0, len(packed), 32)]
    facts = {bytes(c) for c in JournalFact.objects.values_list("commitment", flat=True)}
    assert len(leaves) == 64 and facts < set(leaves)
    record = decode(bytes(Entry.objects.get(kind="sealed").data))
    assert isinstance(record, Sealed) and record.root == padded_root(leaves).hex() == day.root
    with clock.fixed(datetime.now(UTC) + timedelta(days=3)):
        assert seal_days(by=SYSTEM) == []
    assert list(journal_days()) == []


def test_the_width_tells_no_count(world: World) -> None:
    days(64)
    days(65, after=3)
    assert [len(bytes(d.leaves)) // 32 for d in JournalDay.objects.order_by("day")] == [64, 128]


def test_the_order_of_leaves_is_not_that_of_facts(world: World) -> None:
    days(64)
    packed = bytes(JournalDay.objects.get().leaves)
    facts = [bytes(c) for c in JournalFact.objects.order_by("at", "ref").values_list("commitment", flat=True)]
    written = [bytes(c) for c in JournalFact.objects.values_list("commitment", flat=True)]
    assert packed not in (b"".join(facts), b"".join(written))


def test_a_fact_slipped_in_later_is_found(world: World) -> None:
    days(3)
    first = JournalFact.objects.first()
    JournalFact.objects.create(
        ref="fact_later",
        kind="k",
        at=first.at,
        day=first.day,
        actor="a",
        subject="s",
        sealed=b"",
        commitment=b"\7" * 32,
    )
    assert [f.where for f in journal_days()] == [f"journal {first.day}"]


def test_changed_leaves_are_found(world: World) -> None:
    days(3)
    day = JournalDay.objects.get()
    day.leaves = bytes(day.leaves)[:-32] + b"\1" * 32
    day.save()
    assert "another root" in " ".join(f.what for f in journal_days())


def test_a_clock_that_falls_back_writes_into_an_open_day(world: World) -> None:
    days(2, after=5)
    notice(by=BY, count=1)
    sealed = JournalDay.objects.get().day
    late = JournalFact.objects.order_by("-day").first()
    assert late.day == sealed + timedelta(days=1)
    assert read_fact(late)["data"] == {"number": 0} and read_fact(late)["actor"] == BY.ref
