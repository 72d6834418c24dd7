"""The appeal in the book: each rule and its twin, and which signatures live, against a model of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from appeal_cases import CASES, FORMS, MORE, NEXT, OVER, UNKNOWN, opened, signed
from book_guards import without
from books import Book
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ouna.core import book
from ouna.core.book import AppealSignature, FormBroken, RuleBroken, admit
from ouna.core.book.kinds.appeal import PROOFS
from ouna.core.book.kinds.signed import signatures_of
from ouna.core.book.record import decode_slow
from ouna.core.values import LARGEST, canonical

ALL = {what: (what, make) for what, make in CASES.items()} | MORE


def refused(b: Book, record: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        admit(b.stamped(record), b.replay.facts)
    return broken.value


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_record_that_breaks_the_rule_is_refused(name: str) -> None:
    b = opened()
    what, make = ALL[name]
    record = make(b)
    broken = refused(b, record)
    assert (broken.what, broken.step) == (what, "form")
    states = len(b.replay.facts.states)
    b.force(record)
    assert [f[2] for f in b.replay.findings] == [what] and len(b.replay.facts.states) == states


@pytest.mark.parametrize("name", sorted(ALL))
def test_twin_without_the_rule_it_is_let_in(name: str) -> None:
    b = opened()
    what, make = ALL[name]
    record = b.stamped(make(b))
    with without(what):
        assert admit(record, b.replay.facts).puts


@pytest.mark.parametrize("name", sorted(UNKNOWN))
def test_a_ref_that_points_to_nothing_is_refused(name: str) -> None:
    b = opened()
    assert refused(b, UNKNOWN[name](b)).step == "form"


@pytest.mark.parametrize(("kind", "field", "value"), FORMS)
def test_no_reader_takes_another_form(kind: str, field: str, value: Any) -> None:
    b = opened()
    b.appealed()
    entry = next(e for r, e in zip(b.records, b.entries, strict=True) if kind == r.KIND)
    bad = canonical({**json.loads(entry), field: value})
    for read in (book.decode, decode_slow):
        with pytest.raises(FormBroken):
            read(bad)


def test_no_field_of_these_kinds_can_hold_a_name() -> None:
    """Commitments, refs, days, codes: whoever signed for an organisation leaves no trace at all."""
    fields = {n for k in ("appeal.published", "signature.published", "signature.withdrawn")
              for n in book.KINDS[k].FIELDS}  # fmt: skip
    assert fields == {
        "ref", "campaign", "version", "source", "text", "until", "appeal", "country", "proof", "voucher",
        "confirms", "signature",
    }  # fmt: skip


def test_a_withdrawal_carries_no_signature_of_a_key() -> None:
    b = opened()
    record = b.leaving(signed(b).ref)
    assert signatures_of(record) == ()
    b.add(record)
    assert b.replay.seen == {}


def test_what_the_book_knows_of_an_appeal_and_of_each_signature() -> None:
    b = opened()
    b.appealed()
    state = b.replay.facts.state
    published = [r for r in b.records if isinstance(r, book.SignaturePublished)]
    lives = [(s.version, s.over) for r in published if isinstance(s := state(r.ref), AppealSignature)]
    assert lives == [
        (1, "confirmed"), (1, ""), (1, ""), (1, "confirmed"), (1, "withdrawn"), (2, "withdrawn"), (2, ""),
    ]  # fmt: skip
    assert {r.proof for r in published} == set(PROOFS)
    newest = state(f"{b.camp}:appeal")
    assert isinstance(newest, book.Appeal) and newest.version == 2
    for kept in b.replay.facts.states:
        found = state(kept)
        if isinstance(found, (book.Appeal, AppealSignature)):
            assert book.state_from(found.NAME, found.to_json()) == found


def test_a_mended_version_goes_on_taking_signatures_by_either_ref() -> None:
    b = opened()
    first = b.add(b.appeal(1))
    mended = b.add(b.appeal(1, source=first.source))
    for appeal in (first, mended):
        b.add(b.signature(appeal.ref))
    b.add(b.appeal(2, source=first.source))
    for appeal in (first, mended):
        assert "newer version" in refused(b, b.signature(appeal.ref)).what


def test_until_may_be_today_and_every_text_is_asked_for() -> None:
    b = opened()
    made = b.add(b.appeal(1, until=b.day))
    assert {made.text} <= set(b.replay.texts) and made.source not in b.replay.texts
    signature = b.add(b.signature(made.ref, country=None))
    assert signature.text in b.replay.texts


def test_the_last_version_there_can_be() -> None:
    b = opened()
    facts = b.replay.facts
    facts.states[f"{b.camp}:appeal"] = book.Appeal(b.camp, LARGEST - 1, "ab" * 32)
    b.add(b.appeal(LARGEST))
    with pytest.raises(FormBroken):
        book.decode(canonical({**b.stamped(b.appeal(1)).as_data(), "version": LARGEST + 1}))


def test_after_the_end_of_a_campaign_its_appeal_is_signed_and_left_as_before() -> None:
    """Closing concerns money."""
    from government_cases import governed

    b = governed()
    first = b.add(b.appeal(1))
    old = b.add(b.signature(first.ref))
    b.add(b.closing(0, 1, 2, 3))
    b.add(b.leaving(old.ref))
    b.add(b.signature(b.add(b.appeal(2)).ref))


class Machine(RuleBasedStateMachine):
    """Random acts, right and wrong; a model of plain lists says beforehand which must be refused."""

    picks = st.integers(0, 99)

    @initialize()
    def begin(self) -> None:
        self.b = opened()
        #: (ref, version, source), and (ref, whether it lives).
        self.versions: list[tuple[str, int, str]] = []
        self.signatures: list[list[Any]] = []

    def try_(self, record: Any, allowed: bool) -> Any:
        try:
            admit(self.b.stamped(record), self.b.replay.facts)
        except RuleBroken as broken:
            assert not allowed, (broken.what, record)
            return None
        assert allowed, record
        return self.b.add(record)

    @rule(
        step=st.sampled_from((-1, 0, 0, 1, 1, 2)), same=st.booleans(), days=st.sampled_from((None, -1, 0, 9))
    )
    def publish(self, step: int, same: bool, days: int | None) -> None:
        number, source = self.versions[-1][1:] if self.versions else (0, "00" * 32)
        version = max(1, number + step)
        until = None if days is None else (self.b.today + timedelta(days=days)).isoformat()
        record = self.b.appeal(version, until=until)
        if same:
            record = replace(record, source=source)
        right = version == number + 1 or (same and version == number)
        if self.try_(record, right and days != -1):
            self.versions.append((record.ref, record.version, record.source))

    @rule(at=picks, who=picks, old=picks, proof=st.sampled_from(PROOFS),
          vouched=st.booleans(), confirms=st.booleans())  # fmt: skip
    def sign(self, at: int, who: int, old: int, proof: str, vouched: bool, confirms: bool) -> None:
        if not self.versions:
            return
        ref, version, _ = self.versions[-1 - at % min(3, len(self.versions))]
        voucher = self.signatures[who % len(self.signatures)] if vouched and self.signatures else None
        before = self.signatures[old % len(self.signatures)] if confirms and self.signatures else None
        right = (
            version == self.versions[-1][1]
            and (voucher is not None) == (proof == "voucher")
            and (voucher is None or voucher[1])
            and (before is None or before[1])
            and (voucher is None or voucher is not before)
        )
        named = {"voucher": voucher and voucher[0], "confirms": before and before[0]}
        record = self.b.signature(ref, proof=proof, **named)
        if self.try_(record, right):
            self.signatures.append([record.ref, True])
            if before:
                before[1] = False

    @rule(which=picks)
    def leave(self, which: int) -> None:
        if not self.signatures:
            return
        found = self.signatures[which % len(self.signatures)]
        self.try_(self.b.leaving(found[0]), found[1])
        found[1] = False

    @rule()
    def pass_(self) -> None:
        self.b.today += timedelta(days=1)

    @invariant()
    def the_living_are_the_model_s(self) -> None:
        for ref, lives in getattr(self, "signatures", []):
            state = self.b.replay.facts.state(ref)
            assert isinstance(state, AppealSignature) and (not state.over) == lives


TestAppeal = Machine.TestCase
TestAppeal.settings = settings(
    max_examples=min(60, settings.default.max_examples if settings.default else 60),
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("what", [NEXT, OVER])
def test_twin_without_a_rule_the_model_notices(what: str) -> None:
    found = settings(
        TestAppeal.settings, max_examples=200, phases=[Phase.generate], database=None, derandomize=True
    )
    with without(what), pytest.raises((AssertionError, FlakyFailure)):
        run_state_machine_as_test(Machine, settings=found)
