"""One random history through the database's facts and through those in memory: the same answer each time."""

from __future__ import annotations

from datetime import timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from tests.log.support import BY, World, ends_of_book, write, write_many

from ouna.core.book import (
    CreditUnexplained,
    DebitUnexplained,
    FeeCharged,
    GiftReceived,
    GiftReversed,
    InterestReceived,
    MemoryFacts,
    Record,
    RuleBroken,
    TransferArrived,
    TransferSent,
    admit,
    decode,
)
from ouna.core.values import Money
from ouna.log import clock, new_ref
from ouna.log.models import BookBalance, BookState, Entry
from ouna.log.recount import Recount

Step = tuple[str, int, int, bool]
#: Gifts and statements often: most of what can differ between the two is what was when.
KINDS = ["gift", "state"] * 4 + ["return", "misbook", "fee", "interest", "open", "debit", "send", "arrive"]

steps = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(1, 4_000),
        st.integers(0, 9),
        st.booleans(),
    ),
    min_size=1,
    max_size=20,
)


class History:
    """Makes records from steps; remembers what later ones may name."""

    def __init__(self, world: World, facts: MemoryFacts) -> None:
        self.world = world
        self.facts = facts
        self.gifts: list[str] = []
        self.sent: list[str] = []
        self.open: list[str] = []

    def record(self, step: Step) -> Record:
        what, minor, pick, flag = step
        world = self.world
        booked = (clock.today() - timedelta(days=pick % 3)).isoformat()
        line = {"campaign": world.campaign, "booked": booked, "line": "ab" * 32, "money": Money(minor, "EUR")}
        here = {**line, "account": world.account}
        fund = world.school if flag else world.fund
        if what == "gift":
            explains = self._one(self.open, pick) if pick == 9 else None
            self.gifts.append(new_ref("gift"))
            return GiftReceived(ref=self.gifts[-1], fund=fund, donor="cd" * 32, explains=explains, **here)
        if what in ("return", "misbook"):
            gift, ref = self._one(self.gifts, pick), new_ref("rev")
            reason = "returned" if what == "return" else "misbooked"
            self.open.append(ref)
            return GiftReversed(ref=ref, gift=gift, fund=fund, reason=reason, **here)
        if what == "fee":
            return FeeCharged(ref=new_ref("fee"), fund=world.fund, **here)
        if what == "interest":
            return InterestReceived(ref=new_ref("int"), fund=fund, **here)
        if what == "open":
            self.open.append(new_ref("open"))
            return CreditUnexplained(ref=self.open[-1], **here)
        if what == "debit":
            return DebitUnexplained(ref=new_ref("open"), **here)
        if what == "send":
            self.sent.append(new_ref("xfer"))
            return TransferSent(ref=self.sent[-1], target=world.second, **here)
        if what == "arrive":
            sent = self._one(self.sent, pick, "xfer")
            other = {**line, "account": world.second}
            return TransferArrived(
                ref=new_ref("arr"), transfer=sent, fund=world.fund if flag else None, **other
            )
        day = clock.today() - timedelta(days=pick % 3)
        # Right four times of five, so that statements are taken and refused.
        closing = self.facts.balance(world.account, "EUR", day.isoformat()) + (pick // 8) * minor
        return world.stated(closing, day)[0]

    @staticmethod
    def _one(among: list[str], pick: int, prefix: str = "gift") -> str:
        return among[pick % len(among)] if among else new_ref(prefix)


def replayed() -> MemoryFacts:
    facts = MemoryFacts()
    for data in Entry.objects.order_by("id").values_list("data", flat=True):
        record = decode(bytes(data))
        facts.apply(admit(record, facts), record.on)
    return facts


def same(facts: MemoryFacts) -> None:
    kept = {(row.of, row.currency): row.minor for row in BookBalance.objects.all()}
    assert kept == facts.balances
    states = {row.ref: row.data for row in BookState.objects.all()}
    assert states == {ref: state.to_json() for ref, state in facts.states.items()}


@pytest.fixture
def clean(world: World) -> World:
    return world


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=steps)
def test_the_database_answers_as_memory_does(clean: World, plan: list[Step]) -> None:
    """Each record is taken or refused by both alike, with the same words, and leaves the same book."""
    facts = replayed()
    history = History(clean, facts)
    for step in plan:
        made = history.record(step)
        try:
            stamped = type(made)(**{**_fields(made), "on": clock.today().isoformat()})
            effects, refusal = admit(stamped, facts), None
        except RuleBroken as broken:
            effects, refusal = None, broken.what
        if refusal is None:
            write(by=BY, records=[made])
            facts.apply(effects, stamped.on)
        else:
            with pytest.raises(RuleBroken) as caught:
                write(by=BY, records=[made])
            assert caught.value.what == refusal
    same(facts)
    assert [finding.what for finding in Recount({}).run()] == ends_of_book()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=steps)
def test_a_batch_is_the_same_as_its_records_one_by_one(clean: World, plan: list[Step]) -> None:
    facts = replayed()
    history = History(clean, facts)
    batch = []
    for step in plan:
        made = history.record(step)
        stamped = type(made)(**{**_fields(made), "on": clock.today().isoformat()})
        try:
            facts.apply(admit(stamped, facts), stamped.on)
        except RuleBroken:
            continue
        batch.append(made)
    if batch:
        write_many(by=BY, records=batch)
    same(facts)
    assert [finding.what for finding in Recount({}).run()] == ends_of_book()


def _fields(record: Record) -> dict[str, object]:
    return {name: getattr(record, name) for name in ("ref", *type(record).FIELDS)}
