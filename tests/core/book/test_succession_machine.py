"""Succession against a model that shares nothing with it: who is a trustee, who is heard of, what waits."""

from __future__ import annotations

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

#: As many for the largest sum, and to change the set; successors who must sign; days they wait.
MOST, CHANGE, HEIRS_M, DAYS = 3, 4, 2, 7


class Machine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.b = Governed(7, (FILE_KEY,) * 5)
        self.b.open()
        self.b.appoint()
        self.alive = [True] * 5
        self.heirs = 0
        #: The succession announced last, the trustees missing, when it is due, whether it still waits.
        self.waits: tuple[str, set[str], date, bool] | None = None
        #: Successions that a new set has overtaken.
        self.overtaken: list[str] = []

    def try_(self, record: Any, allowed: bool) -> Any:
        stamped = self.b.stamped(record)
        try:
            admit(stamped, self.b.replay.facts)
        except RuleBroken as broken:
            assert not allowed, (broken.what, record.KIND)
            return None
        assert allowed, record.KIND
        return self.b.add(record)

    def left(self, missing: set[str]) -> int:
        return sum(alive and m not in missing for m, alive in zip(self.b.members, self.alive, strict=True))

    @rule()
    def name(self) -> None:
        """The first four list everybody again, with three new successors."""
        before = getattr(self.b, "successors", [])
        fresh = self.b.heirs(FILE_KEY)
        record = self.b.trustees_record(succession=self.b.succession(HEIRS_M, DAYS))
        made = self.b.signed(record, Act.SET_TRUSTEES, [*self.b.by(0, 1, 2, 3), *fresh])
        # Five are listed; a sixth, who stayed beside three successors, is a trustee no more.
        if self.try_(made, all(self.alive[:5])):
            self.b.members, self.b.keys, self.alive = self.b.members[:5], self.b.keys[:5], self.alive[:5]
            self.heirs = 3
            if self.waits and self.waits[3]:
                self.overtaken.append(self.waits[0])
            self.waits = None
        else:
            self.b.successors = before

    @precondition(lambda self: self.heirs > 0)
    @rule(numbers=st.sets(st.integers(0, 4), min_size=1), signers=st.integers(1, 3))
    def announce(self, numbers: set[int], signers: int) -> None:
        numbers = {n % len(self.alive) for n in numbers}
        missing = {self.b.members[n] for n in numbers}
        record = self.b.unreachable(tuple(sorted(numbers)), self.b.successors[:signers])
        left = self.left(missing)
        free = not (self.waits and self.waits[3])
        allowed = free and left < MOST and left + self.heirs >= CHANGE and signers >= HEIRS_M
        if self.try_(record, allowed):
            self.waits = record.ref, missing, self.b.today + timedelta(days=DAYS), True

    @precondition(lambda self: self.waits)
    @rule(who=st.integers(0, 4))
    def stop(self, who: int) -> None:
        assert self.waits
        who %= len(self.alive)
        ref, missing, due, open_ = self.waits
        if self.try_(self.b.reachable(ref, who), open_ and self.alive[who]):
            self.waits = ref, missing, due, False

    @precondition(lambda self: self.waits)
    @rule()
    def complete(self) -> None:
        assert self.waits
        ref, missing, due, open_ = self.waits
        left = self.left(missing)
        enough = left < MOST and left + self.heirs >= CHANGE
        # It is due in a second of that day, which the model does not count.
        if self.b.today == due:
            self.b.today += timedelta(days=1)
        if not self.try_(self.b.succeed(ref), open_ and self.b.today > due and enough):
            return
        numbers = tuple(n for n, m in enumerate(self.b.members) if m in missing)
        self.alive = [a for n, a in enumerate(self.alive) if n not in numbers] + [True] * 3
        self.b.succeeded(numbers)
        self.waits, self.heirs = (ref, missing, due, False), 0

    @precondition(lambda self: self.overtaken)
    @rule(number=st.integers(0, 9))
    def complete_what_is_overtaken(self, number: int) -> None:
        self.b.today += timedelta(days=DAYS + 1)
        self.try_(self.b.succeed(self.overtaken[number % len(self.overtaken)]), False)

    @rule(who=st.integers(0, 4))
    def revoke(self, who: int) -> None:
        who %= len(self.alive)
        if self.alive.count(False) < 2 and self.try_(
            self.b.revoke(self.b.keys[who].key, self.b.by(who)), self.alive[who]
        ):
            self.alive[who] = False

    @rule(days=st.sampled_from((1, 6, 8)))
    def pass_(self, days: int) -> None:
        self.b.today += timedelta(days=days)

    @invariant()
    def trustees_are_the_model_s(self) -> None:
        trustees = self.b.trustees if hasattr(self, "waits") else None
        if trustees is None:
            return
        assert trustees.members == tuple(self.b.members)
        listed = zip(self.b.members, self.alive, strict=True)
        assert trustees.with_key() == {m for m, alive in listed if alive}
        assert trustees.announced == (self.waits[0] if self.waits and self.waits[3] else "")


TestSuccession = Machine.TestCase
TestSuccession.settings = settings(
    max_examples=min(60, settings.default.max_examples if settings.default else 60),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

NOTICED = (
    "The waiting time of the succession is not over.",
    "The succession was stopped, or is completed.",
    "As many trustees are left as the largest sum needs.",
    "A succession is announced already.",
    "Fewer successors have signed than must.",
)


@pytest.mark.parametrize("what", NOTICED)
def test_twin_without_a_rule_the_model_notices(what: str) -> None:
    found = settings(
        TestSuccession.settings, max_examples=200, phases=[Phase.generate], database=None, derandomize=True
    )
    with without(what), pytest.raises((AssertionError, FlakyFailure)):
        run_state_machine_as_test(Machine, settings=found)
