"""Recording: rows, stamps, order, all or nothing, one path for one and for many."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.log.support import BY, World, write, write_many

from ouna.core.book import Needs, Replay, RuleBroken, encode
from ouna.log import SYSTEM, booking, clock, new_ref, numbering, open_opening, queries, seal
from ouna.log.actions import open_log
from ouna.log.errors import LogBehind, LogOpenAlready, OpeningUnfit, ZoneDiffers
from ouna.log.facts import DbFacts
from ouna.log.files import Writer
from ouna.log.high_water import write as write_note
from ouna.log.models import BookDay, BookMove, BookState, Entry, Opening
from ouna.log.recount import Recount
from ouna.log.spelling import spell


def findings() -> list[object]:
    return list(Recount({}).run())


def test_a_gift_is_written_with_all_that_follows_from_it(world: World) -> None:
    gift, hidden = world.gift(2_500)
    (entry,) = write(by=BY, records=[(gift, hidden)])
    row = Entry.objects.get(pk=entry)
    assert (row.ref, row.kind, row.by) == (gift.ref, "gift.received", BY.ref)
    assert row.on == clock.today() and b'"minor":2500' in bytes(row.data)
    assert [(m.of, m.minor) for m in row.moves.order_by("nth")] == [
        (world.account, 2_500),
        (world.fund, 2_500),
    ]
    assert queries.balance(world.account, "EUR") == queries.balance(world.fund, "EUR") == 2_500
    assert queries.balances_of([f"{world.fund}:received", world.school]) == {
        (f"{world.fund}:received", "EUR"): 2_500
    }
    assert open_opening(gift.ref, "donor") == {"name": "Ada Example"}
    assert findings() == []


def test_entry_ids_are_the_order_of_facts_without_gaps(world: World) -> None:
    with pytest.raises(RuleBroken):
        write(by=BY, records=[world.gift(), world.stated(5, clock.today())])
    write(by=BY, records=[world.gift(), world.gift()])
    assert list(Entry.objects.values_list("id", flat=True)) == list(range(1, 9))


def test_entry_times_never_fall(world: World) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with clock.fixed(tomorrow):
        write(by=BY, records=[world.gift()])
    (later,) = write(by=BY, records=[world.gift()])
    assert Entry.objects.get(pk=later).on == tomorrow.date()


def test_a_day_of_the_past_is_answered(world: World) -> None:
    days = [clock.today() - timedelta(days=n) for n in (3, 2, 1)]
    write(by=BY, records=[world.gift(100 * n, booked=day) for n, day in enumerate(days, 1)])
    found = [queries.balance(world.account, "EUR", day) for day in (days[0] - timedelta(days=1), *days)]
    assert found == [0, 100, 300, 600]
    write(by=BY, records=[world.stated(300, days[1])])
    with pytest.raises(RuleBroken):
        write(by=BY, records=[world.stated(299, days[1])])
    assert BookDay.objects.filter(of=world.account).count() == 3


def test_a_statement_in_the_same_batch_counts_what_came_before_it(world: World) -> None:
    yesterday = clock.today() - timedelta(days=1)
    write_many(
        by=BY,
        records=[
            world.gift(100, booked=yesterday),
            world.gift(900),
            world.stated(100, yesterday),
            world.gift(50, booked=yesterday),
            world.stated(150, yesterday),
            world.stated(1_050, clock.today()),
        ],
    )
    assert findings() == []


@pytest.mark.parametrize("chunk", [1, 3, 5_000])
def test_many_are_written_as_one_by_one(world: World, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(booking, "CHUNK", chunk)
    gift, hidden = world.gift(500)
    records = [(gift, hidden), world.back(gift, 200), world.gift(7), world.back(gift, 300)]
    refs = write_many(by=BY, records=records)
    assert refs == [getattr(r, "ref", None) or r[0].ref for r in records]
    assert queries.balance(world.fund, "EUR") == 7
    assert BookMove.objects.filter(of=world.fund).count() == 4
    assert findings() == []
    replay = Replay()
    for data in Entry.objects.values_list("data", flat=True):
        replay.feed(bytes(data))
    assert replay.findings == [] and queries.totals() == replay.totals()


@pytest.mark.parametrize("chunk", [2, 5_000])
def test_one_broken_rule_leaves_nothing_of_many(
    world: World, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(booking, "CHUNK", chunk)
    before = queries.totals(), Entry.objects.count(), BookState.objects.count()
    gift, hidden = world.gift(500)
    with pytest.raises(RuleBroken):
        write_many(by=BY, records=[(gift, hidden), world.gift(), world.back(gift, 501)])
    assert (queries.totals(), Entry.objects.count(), BookState.objects.count()) == before
    assert not Opening.objects.exists() and findings() == []


def test_shuffled_gifts_are_all_there_in_another_order(world: World) -> None:
    records = [world.gift(n) for n in range(1, 61)]
    refs = write_many(by=BY, records=records, shuffle=True)
    given = [gift.ref for gift, _ in records]
    # 60! orders: that this one is the given one does not happen.
    assert sorted(refs) == sorted(given) and refs != given
    assert list(Entry.objects.filter(kind="gift.received").values_list("ref", flat=True)) == refs


def test_an_opening_must_fit_its_record(world: World) -> None:
    gift, _ = world.gift()
    with pytest.raises(OpeningUnfit):
        write(by=BY, records=[(gift, [seal("donor", {"name": "Someone else"}, gift.ref)])])
    assert not Entry.objects.filter(ref=gift.ref).exists()


def test_one_gift_takes_few_statements(world: World) -> None:
    write(by=BY, records=[world.gift()])
    with CaptureQueriesContext(
        connection,
    ) as seen:
        write(by=BY, records=[world.gift()])
    # savepoint or begin and end, lock, stamp and states, subject keys, and one for each table written
    assert len(seen) <= (10 if connection.vendor == "postgresql" else 14), [q["sql"] for q in seen]


def test_what_a_record_needs_is_fetched_in_two_queries(world: World) -> None:
    needs = Needs(refs=[world.account, world.fund], balances=[(world.fund, "EUR"), (world.school, "EUR")])
    with CaptureQueriesContext(connection) as seen:
        facts = DbFacts.load([needs])
    # The stamp, the states, the balances; PostgreSQL takes them in one message.
    assert len(seen) == (1 if connection.vendor == "postgresql" else 3) and facts.misses == 0
    assert facts.balance(world.fund, "EUR") == 0 and facts.state(world.fund) and facts.misses == 0
    assert facts.state(world.school) and facts.misses == 1


def test_facts_not_announced_are_answered_rightly(world: World) -> None:
    yesterday = clock.today() - timedelta(days=1)
    write(by=BY, records=[world.gift(10, booked=yesterday), world.gift(5)])
    facts = DbFacts.load([Needs()])
    assert facts.balance(world.account, "EUR") == 15
    assert facts.balance(world.account, "EUR", yesterday.isoformat()) == 10
    assert facts.balance(world.account, "EUR", "2020-01-01") == 0
    assert facts.balance(world.account, "EUR", clock.today().isoformat()) == 15
    assert facts.misses == 3


def test_a_ref_is_used_once(world: World) -> None:
    gift, hidden = world.gift()
    write(by=BY, records=[(gift, hidden)])
    for again in (write, write_many):
        with pytest.raises(RuleBroken, match="second time"):
            again(by=BY, records=[(gift, hidden)])
    twin, hidden = world.gift()
    with pytest.raises(RuleBroken, match="second time"):
        write_many(by=BY, records=[(twin, hidden), (twin, hidden)])


def test_a_record_whose_bytes_no_reader_would_take_is_refused(world: World) -> None:
    """Whatever the caller put into it: what is checked is what the bytes say."""
    gift, _ = world.gift()
    wrong = {
        "donor": ["x", "ab" * 31, 'ab","extra":"' + "cd" * 26],
        "booked": ["yesterday", "2026-02-30"],
        "fund": [world.account, ""],
        "ref": [world.fund, "gift_1"],
        "line": [None, 5],
    }
    for name, values in wrong.items():
        for value in values:
            with pytest.raises(RuleBroken):
                write(by=BY, records=[replace(gift, **{name: value})])
    assert not Entry.objects.filter(kind="gift.received").exists()
    write(by=BY, records=[gift])


def test_the_fast_spelling_is_the_canonical_one(world: World) -> None:
    gift, _ = world.gift()
    for record in (
        gift,
        replace(gift, explains=new_ref("open")),
        world.back(gift, 5)[0],
        world.stated(5, clock.today())[0],
    ):
        on = clock.today().isoformat()
        assert spell(record, on) == encode(replace(record, on=on))


def test_the_log_is_opened_once_and_in_its_zone(world: World) -> None:
    with pytest.raises(LogOpenAlready):
        open_log(by=SYSTEM, coalition=world.coalition)
    with pytest.raises(ZoneDiffers):
        open_log(by=SYSTEM, coalition=world.coalition, zone="Asia/Tokyo")


def test_nothing_is_recorded_in_a_database_older_than_its_note(world: World) -> None:
    write_note(Entry.objects.count() + 1, b"\1" * 32)
    with pytest.raises(LogBehind):
        write(by=BY, records=[world.gift()])
    write_note(Entry.objects.count(), b"\1" * 32)
    write(by=BY, records=[world.gift()])


def test_entries_are_filtered(world: World) -> None:
    write(by=BY, records=[world.gift(), world.gift()])
    assert not queries.entries(kind="gift.received").exists()
    numbering.assign(Writer())
    assert queries.entries(kind="gift.received").count() == 2
    assert queries.entries(of=world.account).count() == 2 and queries.entries(of=world.second).count() == 0
    assert queries.entries(on=clock.today()).count() == queries.size() == 8
    assert not queries.entries(last=date(2020, 1, 1)).exists()
    assert queries.entry(0).kind == "log.opened" and queries.entry(0).place.number == 0
