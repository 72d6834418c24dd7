"""The book against a model that shares nothing with it: a list of bank lines and plain sums over it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest
from book_guards import without
from books import Book
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ouna.core import book
from ouna.core.book import RuleBroken, admit
from ouna.core.values import Money

LIMIT = 20_000
H = "cd" * 32


@dataclass
class Line:
    """One bank line: what it did to its account, and what it is said to be, which may change."""

    ref: str
    account: str
    minor: int
    day: str
    parts: list[Part] = field(default_factory=list)


@dataclass
class Part:
    """A share of a line: `minor` (signed) of kind gift, fee, ... in a fund; undone parts stay, marked.

    `bound` is the restricted fund an open share was taken out of.
    """

    ref: str
    kind: str
    minor: int
    fund: str = ""
    undone: bool = False
    arrived: bool = False
    bound: str = ""


class Model:
    """Lines and parts; every sum is summed anew."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def balance(self, account: str, upto: str = "9999-12-31") -> int:
        return sum(line.minor for line in self.lines if line.account == account and line.day <= upto)

    def parts(self, *kinds: str) -> list[tuple[Line, Part]]:
        return [(ln, p) for ln in self.lines for p in ln.parts if p.kind in kinds and not p.undone]

    def fund(self, fund: str) -> int:
        return sum(
            p.minor for _, p in self.parts("gift", "return", "fee", "interest", "before") if p.fund == fund
        )

    def charged(self, account: str, month: str) -> int:
        return -sum(p.minor for ln, p in self.parts("fee") if ln.account == account and ln.day[:7] == month)

    def transit(self) -> int:
        return -sum(p.minor for _, p in self.parts("sent") if not p.arrived)


class Machine(RuleBasedStateMachine):
    """Random acts, right and wrong; the model says beforehand which must be refused."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book(9)
        self.book.open()
        self.model = Model()
        b = self.book
        self.funds = [b.free, b.spare, b.walls, b.roof]
        self.accounts = [b.berlin, b.athens]
        # What the bank took back of each gift, by its ref.
        self.returned: dict[str, int] = {}

    def tell(self, record: Any, right: bool) -> bool:
        """Give it to the book, which must answer as the model does."""
        record = replace(record, on=self.book.day)
        try:
            admit(record, self.book.replay.facts)
        except RuleBroken as broken:
            assert not right, broken.what
            return False
        assert right, record
        self.book.add(record)
        return True

    def fields(self, prefix: str, account: str, minor: int, day: str = "") -> dict[str, Any]:
        return {
            "ref": self.book.ref(prefix), "campaign": self.book.camp, "account": account,
            "money": Money(minor, "EUR"), "booked": day or self.book.day, "line": H,
        }  # fmt: skip

    minors = st.integers(1, 9_000)
    which = st.integers(0, 3)
    picks = st.integers(0, 10**6)

    @rule(minor=minors, a=which, f=which, late=st.sampled_from([0, 1, 20, 40, 88, 93, 120]))
    def gift(self, minor: int, a: int, f: int, late: int) -> None:
        day = (self.book.today - timedelta(days=late)).isoformat()
        fields = self.fields("gift", self.accounts[a % 2], minor, day)
        if self.tell(book.GiftReceived(**fields, fund=self.funds[f], donor=H), True):
            part = Part(fields["ref"], "gift", minor, self.funds[f])
            self.model.lines.append(Line(fields["ref"], fields["account"], minor, day, [part]))

    @rule(minor=minors, a=which, f=which, kind=st.sampled_from(["fee", "interest", "before"]))
    def line(self, minor: int, a: int, f: int, kind: str) -> None:
        account, fund = self.accounts[a % 2], self.funds[f]
        prefix = {"fee": "fee", "interest": "int", "before": "before"}[kind]
        cls: Any = {"fee": book.FeeCharged, "interest": book.InterestReceived, "before": book.FundBroughtIn}[
            kind
        ]
        right = kind == "before" or f < 2
        minor *= 3 if kind == "fee" else 1
        if kind == "fee" and self.model.charged(account, self.book.day[:7]) + minor > LIMIT:
            right = False
        fields = self.fields(prefix, account, minor)
        if self.tell(cls(**fields, fund=fund), right):
            signed = -minor if kind == "fee" else minor
            self.model.lines.append(
                Line(fields["ref"], account, signed, self.book.day, [Part(fields["ref"], kind, signed, fund)])
            )

    @rule(minor=minors, a=which, sign=st.sampled_from([1, -1]))
    def unexplained(self, minor: int, a: int, sign: int) -> None:
        cls = book.CreditUnexplained if sign > 0 else book.DebitUnexplained
        fields = self.fields("open", self.accounts[a % 2], minor)
        self.tell(cls(**fields), True)
        part = Part(fields["ref"], "open", sign * minor)
        self.model.lines.append(Line(fields["ref"], fields["account"], sign * minor, self.book.day, [part]))

    @precondition(lambda self: self.model.parts("open"))
    @rule(pick=picks, minor=minors, f=which, a=which, interest=st.booleans())
    def explain(self, pick: int, minor: int, f: int, a: int, interest: bool) -> None:
        """An open line turns out to be a gift, interest or a charge, in part or wholly; or more is told."""
        opened = self.model.parts("open")
        # What was given for a purpose is rare, and has rules of its own.
        opened = [pair for pair in opened if pair[1].bound and pair[1].minor] or opened
        line, part = opened[pick % len(opened)]
        if not part.minor:
            return
        account = self.accounts[a % 2] if a == 3 else line.account
        minor = min(minor, abs(part.minor)) if f != 3 else minor
        right = account == line.account and minor <= abs(part.minor)
        kind = "fee" if part.minor < 0 else "interest" if interest else "gift"
        if kind == "interest":
            fields = self.fields("int", account, minor, line.day)
            record: Any = book.InterestReceived(**fields, fund=self.funds[f % 2], explains=part.ref)
            right = right and not part.bound
        elif kind == "gift":
            age = (self.book.today - date.fromisoformat(line.day)).days
            right = right and (part.bound in ("", self.funds[f]) or age <= 92)
            fields = self.fields("gift", account, minor, line.day)
            record = book.GiftReceived(**fields, fund=self.funds[f], donor=H, explains=part.ref)
        else:
            fields = self.fields("fee", account, minor, line.day)
            record = book.FeeCharged(**fields, fund=self.funds[f % 2], explains=part.ref)
            right = right and self.model.charged(account, line.day[:7]) + minor <= LIMIT
        if self.tell(record, right):
            signed = minor if part.minor > 0 else -minor
            part.minor -= signed
            line.parts.append(Part(fields["ref"], kind, signed, record.fund))

    @precondition(lambda self: self.model.parts("gift"))
    @rule(pick=picks, minor=minors, misbooked=st.booleans())
    def reverse(self, pick: int, minor: int, misbooked: bool) -> None:
        gifts = self.model.parts("gift")
        line, part = gifts[pick % len(gifts)]
        day = line.day if misbooked else self.book.day
        left = part.minor - self.returned.get(part.ref, 0)
        minor = min(minor, left) if pick % 2 and left else minor
        right = minor <= left and not (misbooked and self.model.fund(part.fund) < minor)
        fields = self.fields("rev", line.account, minor, day)
        reason = "misbooked" if misbooked else "returned"
        record = book.GiftReversed(**fields, gift=part.ref, fund=part.fund, reason=reason)
        if not self.tell(record, right):
            return
        if misbooked:
            part.minor -= minor
            bound = part.fund if part.fund in self.funds[2:] else ""
            line.parts.append(Part(fields["ref"], "open", minor, bound=bound))
        else:
            # The line that came back is one of its own; what it took from the fund stands with it.
            back = Part(fields["ref"], "return", -minor, part.fund)
            self.model.lines.append(Line(fields["ref"], line.account, -minor, day, [back]))
            self.returned[part.ref] = self.returned.get(part.ref, 0) + minor

    @rule(minor=minors, a=which, b=which)
    def send(self, minor: int, a: int, b: int) -> None:
        source, target = self.accounts[a % 2], self.accounts[b % 2]
        fields = self.fields("xfer", source, minor)
        if self.tell(book.TransferSent(**fields, target=target), source != target):
            part = Part(fields["ref"], "sent", -minor)
            self.model.lines.append(Line(fields["ref"], source, -minor, self.book.day, [part]))

    @precondition(lambda self: self.model.parts("sent"))
    @rule(pick=picks, loss=st.sampled_from([0, 0, 1, -1, 700]), f=which)
    def arrive(self, pick: int, loss: int, f: int) -> None:
        sent = self.model.parts("sent")
        line, part = sent[pick % len(sent)]
        target = self.accounts[1 - self.accounts.index(line.account)]
        minor = -part.minor - loss
        if minor <= 0:
            return
        fund = self.funds[f] if loss else None
        right = not part.arrived and loss >= 0 and (not loss or f < 2)
        if loss > 0 and self.model.charged(target, self.book.day[:7]) + loss > LIMIT:
            right = False
        fields = self.fields("arr", target, minor)
        if self.tell(book.TransferArrived(**fields, transfer=part.ref, fund=fund), right):
            part.arrived = True
            parts = [Part("", "fee", -loss, fund)] if fund else []
            self.model.lines.append(Line(fields["ref"], target, minor, self.book.day, parts))

    @precondition(lambda self: self.model.parts("fee", "interest", "before", "sent"))
    @rule(pick=picks, f=which, to=st.sampled_from(["same", "open"]), off=st.sampled_from([0, 0, 0, 1]))
    def correct(self, pick: int, f: int, to: str, off: int) -> None:
        """A line is booked anew as a charge or interest of another fund, or as an open line."""
        lines = [(ln, p) for ln, p in self.model.parts("fee", "interest", "before", "sent") if p.ref]
        if not lines:
            return
        line, part = lines[pick % len(lines)]
        state = self.book.replay.facts.state(part.ref)
        explains = getattr(state, "explains", "") or None
        minor, out = abs(part.minor) + off, part.minor < 0
        fund = self.funds[f % 2]
        prefix, cls = {
            ("same", True): ("fee", book.FeeCharged),
            ("same", False): ("int", book.InterestReceived),
            ("open", True): ("open", book.DebitUnexplained),
            ("open", False): ("open", book.CreditUnexplained),
        }[(to, out)]  # fmt: skip
        fields = {**self.fields(prefix, line.account, minor, line.day), "explains": explains}
        new: Any = cls(**fields, **({"fund": fund} if to == "same" else {}))
        record = book.CorrectionMade(
            ref=self.book.ref("corr"), campaign=self.book.camp, corrects=part.ref,
            inverse=tuple(book.inverse_of(state)) or ((line.account, "EUR", 1),), replacement=new,
        )  # fmt: skip
        part.undone = True
        right = not off and not (part.kind == "sent" and part.arrived)
        if to == "same" and out and self.model.charged(line.account, line.day[:7]) + minor > LIMIT:
            right = False
        # Net change of each fund: what was taken back, and what the new booking gives or takes.
        gained = {part.fund: -part.minor} if part.fund else {}
        if to == "same":
            gained[fund] = gained.get(fund, 0) + part.minor
        for name, change in gained.items():
            now = self.model.fund(name) + part.minor * (name == part.fund)
            if change < 0 and (name in self.funds[2:] or now + change < 0):
                right = False
        accepted = self.tell(record, right)
        part.undone = accepted
        if accepted:
            kind = {"open": "open", "same": "fee" if out else "interest"}[to]
            line.parts.append(Part(fields["ref"], kind, part.minor, fund if to == "same" else ""))

    @rule(a=which, wait=st.integers(0, 3), off=st.sampled_from([0, 0, 5]), back=st.integers(0, 50))
    def state_account(self, a: int, wait: int, off: int, back: int) -> None:
        day = (self.book.today - timedelta(days=back)).isoformat()
        account = self.accounts[a % 2]
        closing = self.model.balance(account, day) + wait + off
        record = book.AccountStated(
            ref=self.book.ref("stmt"), campaign=self.book.camp, account=account, day=day,
            closing=Money(closing, "EUR"), waiting_in=wait, waiting_out=0, statement=H,
        )  # fmt: skip
        self.tell(record, not off)

    @rule()
    def sleep(self) -> None:
        self.book.next_day()

    @invariant()
    def sums_are_the_model_s(self) -> None:
        facts = self.book.replay.facts
        for account in self.accounts:
            assert facts.balance(account, "EUR") == self.model.balance(account)
            month = self.book.day[:7]
            assert facts.balance(f"{account}:fees:{month}", "EUR") == self.model.charged(account, month)
        for fund in self.funds:
            assert facts.balance(fund, "EUR") == self.model.fund(fund)
        assert facts.balance(f"{self.book.camp}:transit", "EUR") == self.model.transit()
        open_in = sum(p.minor for _, p in self.model.parts("open") if p.minor > 0)
        open_out = sum(p.minor for _, p in self.model.parts("open") if p.minor < 0)
        assert facts.balance(f"{self.book.camp}:unexplained_in", "EUR") == open_in
        assert facts.balance(f"{self.book.camp}:unexplained_out", "EUR") == open_out
        # Account side = fund side, over the whole book.
        accounts = sum(map(self.model.balance, self.accounts)) + self.model.transit()
        assert accounts == sum(map(self.model.fund, self.funds)) + open_in + open_out
        assert self.book.replay.findings == []

    def teardown(self) -> None:
        """The pages alone, read again, lead to the same sums."""
        again = book.Replay()
        for entry in self.book.entries:
            again.feed(entry)
        assert again.findings == [] and again.totals() == self.book.replay.totals()
        waiting = [f for f in again.close() if "unexplained" in f[2]]
        assert len(waiting) == sum(1 for _, p in self.model.parts("open") if p.minor)


Machine.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestBook = Machine.TestCase

NOTICED = (
    "A correction changes neither the account nor the sum.",
    "A correction takes no money out of a restricted fund.",
    "A correction takes no fund below zero.",
    "More is explained than the line holds.",
    "More is reversed than is left of the gift.",
    "The transfer has arrived already, or was corrected.",
    "The bank's closing balance is not what is booked and what waits.",
    "The explained line is of another account, day, currency or direction.",
    "Money given for a purpose is booked anew as a gift or transfer alone.",
)


@pytest.mark.parametrize("what", NOTICED)
def test_twin_without_a_rule_the_model_notices(what: str) -> None:
    found = settings(
        Machine.TestCase.settings, max_examples=400, phases=[Phase.generate], database=None, derandomize=True
    )
    with without(what), pytest.raises((AssertionError, FlakyFailure)):
        run_state_machine_as_test(Machine, settings=found)
