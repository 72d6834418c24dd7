"""The government against a model that shares nothing with it: plain lists, every sum summed anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from book_guards import without
from government import Governed
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ouna.core.book import RuleBroken, admit
from ouna.core.quorum import FILE_KEY, Act

FUND, FREE = 400_000, 50_000
LINES = ("timber", "nails")


@dataclass
class Paid:
    """An order and what became of it."""

    record: Any
    minor: int
    margin: int
    day: date
    status: str = "open"
    payment: Any = None
    sent: int = 0
    back: int = 0


@dataclass
class Asked:
    """A request, who answered with which key and when, and what was ordered of it."""

    record: Any
    limit: int
    margin: int
    gated: bool
    line: str
    until: date
    made: int
    open: bool = True
    yes: dict[int, tuple[str, int]] = field(default_factory=dict)
    no: set[int] = field(default_factory=set)
    orders: list[Paid] = field(default_factory=list)
    first: date | None = None


class Model:
    """What the partner's rules say, from the lists."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.paused = self.gate = False
        self.void: dict[str, int] = {}
        self.dead: set[str] = set()

    def reserved(self) -> tuple[int, int]:
        live = [p for a in self.asked for p in a.orders if p.status == "open"]
        return sum(p.minor for p in live), sum(p.margin for p in live)

    def spent(self) -> tuple[int, int]:
        gone = [p for a in self.asked for p in a.orders if p.status == "sent"]
        first = [min(p.sent, p.minor) for p in gone]
        kept = [max(f - p.back, 0) for f, p in zip(first, gone, strict=True)]
        extra = [p.sent - f - max(p.back - f, 0) for f, p in zip(first, gone, strict=True)]
        return sum(kept), sum(extra)

    def ordered(self, asked: Asked) -> tuple[int, int]:
        money = margin = 0
        for p in asked.orders:
            if p.status == "failed":
                continue
            first = min(p.sent, p.minor)
            money += p.minor - min(p.back, first)
            margin += p.margin - max(p.back - first, 0)
        return money, margin

    def good(self, asked: Asked) -> int:
        return sum(1 for key, at in asked.yes.values() if at < self.void.get(key, 10**9))

    def needed(self, asked: Asked, today: date) -> int:
        near = [a for a in self.asked if a is not asked and a.first]
        total = asked.limit + asked.margin
        total += sum(a.limit + a.margin for a in near if (today - a.first).days <= 30)  # type: ignore[operator]
        return 2 if total <= 150_000 else 3

    def may_order(self, asked: Asked, minor: int, margin: int, today: date) -> bool:
        money, margins = self.ordered(asked)
        held, charges = self.reserved()
        spent, fees = self.spent()
        return (
            asked.open
            and today <= asked.until
            and not self.paused
            and (self.gate or not asked.gated)
            and money + minor <= asked.limit
            and margins + margin <= asked.margin
            and FUND - spent - held >= minor
            and FREE - fees - charges >= margin
            and self.good(asked) >= self.needed(asked, today)
        )


class Machine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.b = Governed(5, (FILE_KEY,) * 5)
        self.b.open()
        self.b.agree()
        self.b.appoint()
        self.b.gift(self.b.berlin, self.b.roof, FUND)
        self.b.gift(self.b.berlin, self.b.free, FREE)
        self.model = Model()

    def try_(self, record: Any, allowed: bool) -> Any:
        """The book lets it in exactly when the model does."""
        stamped = self.b.stamped(record)
        try:
            admit(stamped, self.b.replay.facts)
        except RuleBroken as broken:
            assert not allowed, (broken.what, record.KIND)
            return None
        assert allowed, record.KIND
        return self.b.add(record)

    def pick(self, number: int) -> Asked:
        return self.model.asked[number % len(self.model.asked)]

    @rule(minor=st.sampled_from((40_000, 100_000, 140_000, 200_000)), margin=st.sampled_from((0, 9_000)),
          gated=st.booleans(), line=st.sampled_from(LINES), days=st.integers(0, 60))  # fmt: skip
    def ask(self, minor: int, margin: int, gated: bool, line: str, days: int) -> None:
        until = self.b.today + timedelta(days=days)
        record = self.b.request(minor, margin=margin, gated=gated, line=line, until=until.isoformat())
        self.try_(record, True)
        self.model.asked.append(Asked(record, minor, margin, gated, line, until, len(self.b.entries) - 1))

    @rule(minor=st.sampled_from((40_000, 100_000)), gated=st.booleans(), line=st.sampled_from(LINES),
          days=st.sampled_from((0, 60)), votes=st.integers(1, 4),
          more=st.sampled_from((None, 0, 3_000, 9_001)))  # fmt: skip
    def the_usual_way(
        self, minor: int, gated: bool, line: str, days: int, votes: int, more: int | None
    ) -> None:
        """A request, some approvals; its order and payment, if they may be."""
        self.ask(minor, 9_000, gated, line, days)
        for who in range(votes):
            self.answer(len(self.model.asked) - 1, who, True)
        if more is None:
            return
        before = len(self.orders())
        self.order(len(self.model.asked) - 1, minor, 4_000)
        if len(self.orders()) > before:
            self.send(len(self.orders()) - 1, more)

    @precondition(lambda self: self.model.asked)
    @rule(number=st.integers(0, 9), who=st.integers(0, 4), yes=st.sampled_from((True, True, True, False)))
    def answer(self, number: int, who: int, yes: bool) -> None:
        asked, m = self.pick(number), self.model
        key = self.b.keys[who].key
        counted = who in asked.yes and asked.yes[who][1] < m.void.get(asked.yes[who][0], 10**9)
        allowed = asked.open and self.b.today <= asked.until and key not in m.dead and who not in asked.no
        record = self.b.answer(asked.record, who, Act.APPROVE if yes else Act.REFUSE)
        if not self.try_(record, allowed and not (yes and counted)):
            return
        if yes:
            asked.yes[who] = key, len(self.b.entries) - 1
            return
        asked.no.add(who)
        asked.yes.pop(who, None)
        asked.open = 5 - len(asked.no) >= 3

    @precondition(lambda self: self.model.asked)
    @rule(number=st.integers(0, 9), minor=st.sampled_from((20_000, 40_000, 100_000, 200_000)),
          margin=st.sampled_from((0, 0, 4_000, 9_000)))  # fmt: skip
    def order(self, number: int, minor: int, margin: int) -> None:
        asked = self.pick(number)
        bears = self.b.free if margin else None
        record = self.b.order(asked.record, minor, margin=margin, bears=bears)
        if self.try_(record, self.model.may_order(asked, minor, margin, self.b.today)):
            asked.orders.append(Paid(record, minor, margin, self.b.today))
            asked.first = asked.first or self.b.today

    def orders(self) -> list[Paid]:
        return [p for a in self.model.asked for p in a.orders] if hasattr(self, "model") else []

    @precondition(lambda self: self.orders())
    @rule(number=st.integers(0, 9), more=st.sampled_from((-500, 0, 0, 3_000, 9_001)))
    def send(self, number: int, more: int) -> None:
        orders = self.orders()
        paid = orders[number % len(orders)]
        record = self.b.sent(paid.record, paid.minor + more)
        if self.try_(record, paid.status == "open" and more <= paid.margin):
            paid.status, paid.sent, paid.payment = "sent", paid.minor + more, record

    @precondition(lambda self: self.orders())
    @rule(number=st.integers(0, 9))
    def fail(self, number: int) -> None:
        orders = self.orders()
        paid = orders[number % len(orders)]
        if self.try_(self.b.failed(paid.record), paid.status == "open"):
            paid.status = "failed"

    @precondition(lambda self: any(p.payment for p in self.orders()))
    @rule(number=st.integers(0, 9), minor=st.sampled_from((1, 19_000, 60_000, 103_000)))
    def come_back(self, number: int, minor: int) -> None:
        orders = [p for p in self.orders() if p.payment]
        paid = orders[number % len(orders)]
        if self.try_(self.b.returned(paid.payment, minor), paid.back + minor <= paid.sent):
            paid.back += minor

    @rule(who=st.integers(0, 4))
    def pause(self, who: int) -> None:
        allowed = not self.model.paused and self.b.keys[who].key not in self.model.dead
        if self.try_(self.b.pause(self.b.by(who)), allowed):
            self.model.paused = True

    def all_live(self, who: list[int]) -> bool:
        return len(who) >= 3 and not {self.b.keys[n].key for n in who} & self.model.dead

    @rule(who=st.lists(st.integers(0, 4), min_size=2, max_size=4, unique=True))
    def resume(self, who: list[int]) -> None:
        if self.try_(self.b.resume(*who), self.model.paused and self.all_live(who)):
            self.model.paused = False

    @rule(who=st.lists(st.integers(0, 4), min_size=2, max_size=4, unique=True))
    def open_gate(self, who: list[int]) -> None:
        if self.try_(self.b.gate(True, *who), not self.model.gate and self.all_live(who)):
            self.model.gate = True

    @rule(who=st.integers(0, 4))
    def close_gate(self, who: int) -> None:
        allowed = self.model.gate and self.b.keys[who].key not in self.model.dead
        if self.try_(self.b.gate(False, who), allowed):
            self.model.gate = False

    @rule(who=st.integers(0, 4), since=st.sampled_from((None, 0, 30)))
    def revoke(self, who: int, since: int | None) -> None:
        key = self.b.keys[who].key
        if len(self.model.dead) > 1 or key in self.model.dead:
            return
        if self.try_(
            self.b.revoke(key, self.b.by(who), since), since is None or since <= len(self.b.entries)
        ):
            self.model.dead.add(key)
            if since is not None:
                self.model.void[key] = since

    @precondition(lambda self: len(self.model.dead) == 1)
    @rule(hours=st.sampled_from((2, 4)))
    def replace_key(self, hours: int) -> None:
        """The others give the trustee a new key, after three days or too early."""
        lost = next(n for n in range(5) if self.b.keys[n].key in self.model.dead)
        others = [n for n in range(5) if n != lost][:3]
        made = self.try_(self.b.replacement(lost, self.b.by(*others)), True)
        fresh = self.b.fresh
        self.days(hours)
        if self.try_(self.b.complete(made.ref), hours > 3):
            self.b.keys[lost] = fresh
            self.model.dead.clear()

    @rule(days=st.sampled_from((1, 10, 31)))
    def days(self, days: int) -> None:
        self.b.today += timedelta(days=days)

    @invariant()
    def sums_are_the_model_s(self) -> None:
        if not hasattr(self, "model"):
            return
        balance, b = self.b.replay.facts.balance, self.b
        (held, charges), (spent, fees) = self.model.reserved(), self.model.spent()
        assert balance(b.roof, "EUR") == FUND - spent >= 0
        assert balance(b.free, "EUR") == FREE - fees >= 0
        assert balance(f"{b.roof}:reserved", "EUR") == held <= balance(b.roof, "EUR")
        assert balance(f"{b.free}:reserved", "EUR") == charges
        assert balance(f"{b.roof}:spent", "EUR") == spent and balance(f"{b.free}:fees", "EUR") == fees
        assert balance(b.berlin, "EUR") == FUND + FREE - spent - fees


TestGovernment = Machine.TestCase
TestGovernment.settings = settings(
    max_examples=settings.default.max_examples if settings.default else 60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

NOTICED = (
    "Fewer trustees have approved the request than must.",
    "Payments are paused.",
    "The request waits for the gate, which is closed.",
    "The request has expired.",
    "More is ordered than the limit of the request.",
    "More left the account than was ordered, with its margin.",
    "The key that signed is not in force.",
)


@pytest.mark.parametrize("what", NOTICED)
def test_twin_without_a_rule_the_model_notices(what: str) -> None:
    found = settings(
        TestGovernment.settings, max_examples=300, phases=[Phase.generate], database=None, derandomize=True
    )
    with without(what), pytest.raises((AssertionError, FlakyFailure)):
        run_state_machine_as_test(Machine, settings=found)
