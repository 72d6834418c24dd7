"""Every rule of government: a record that breaks exactly it is refused; with the rule out, it is let in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from book_guards import without
from government import Governed, governed_book
from government_cases import (
    BREAKS,
    CASES,
    FOREIGN,
    francs_after_euros,
    governed,
    replaced_at_the_end_of_time,
)

from ouna.core import book
from ouna.core.book import RuleBroken, admit
from ouna.core.book.governing import Pact
from ouna.core.book.kinds import ordering
from ouna.core.book.kinds.keys import after
from ouna.core.book.kinds.ordering import ORDER_RULES
from ouna.core.book.kinds.signed import STATEMENT_RULES
from ouna.core.quorum import Act, Seen
from ouna.core.values import Money


def refused(b: Governed, record: Any, what: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        admit(b.stamped(record), b.replay.facts)
    assert broken.value.what == what


@pytest.mark.parametrize("what", sorted(CASES))
def test_a_record_that_breaks_the_rule_is_refused(what: str) -> None:
    b = governed()
    record = CASES[what](b)
    refused(b, record, what)
    before = (dict(b.replay.facts.balances), len(b.replay.facts.states))
    b.force(record)
    assert [f[2] for f in b.replay.findings] == [what]
    assert before == (dict(b.replay.facts.balances), len(b.replay.facts.states))


@pytest.mark.parametrize("what", sorted(set(CASES) - BREAKS))
def test_twin_without_the_rule_it_is_let_in(what: str) -> None:
    b = governed()
    record = b.stamped(CASES[what](b))
    with without(what):
        admit(record, b.replay.facts)


WRONG: dict[str, Callable[[Governed], dict[str, Any]]] = {
    "act": lambda b: {"act": Act.REFUSE},
    "log": lambda b: {"log": b.ref("log")},
    "campaign": lambda b: {"campaign": b.ref("camp")},
    "subject": lambda b: {"subject": b.ref("req")},
    "sha256": lambda b: {"sha256": "ab" * 32},
    "trustees": lambda b: {"trustees": "0" * 64},
    "until": lambda b: {"until": (b.today - timedelta(days=1)).isoformat()},
    "seen": lambda b: {"seen": Seen(len(b.entries) + 1, "ab" * 32)},
}


@pytest.mark.parametrize("name", sorted(STATEMENT_RULES))
def test_a_statement_that_says_something_else_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    b = governed()
    made = b.add(b.request())
    record = b.answer(made, 0, **WRONG[name](b))
    refused(b, record, STATEMENT_RULES[name][1])
    # The twin: without this one rule it is let in.
    monkeypatch.setitem(STATEMENT_RULES, name, (lambda *_: True, ""))
    admit(b.stamped(record), b.replay.facts)


def test_the_order_s_rules_are_those_that_have_cases() -> None:
    assert set(ORDER_RULES) == {
        "request", "expiry", "pause", "gate", "account", "payee", "limit", "budget", "bears", "funds",
        "approvals",
    }  # fmt: skip


@pytest.mark.parametrize("how", ["withdrawn", "refused", "replaced"])
def test_a_closed_request_takes_no_answer_and_no_order(how: str) -> None:
    b = governed()
    made = b.approved(b.request(), 3, 4)
    order, answer = b.order(made), b.answer(made, 0)
    if how == "withdrawn":
        b.add(b.withdrawn(made))
    elif how == "replaced":
        b.add(b.request(replaces=made.ref))
    else:
        for number in (0, 1, 2):
            b.add(b.answer(made, number, Act.REFUSE))
    for record in (order, answer, b.request(replaces=made.ref), b.withdrawn(made)):
        refused(b, record, f"The request is {how}.")


def test_an_order_ends_once() -> None:
    b = governed()
    sent, failed = (b.add(b.order(b.approved(b.request(9_000, line=n), 0, 1))) for n in ("a", "b"))
    b.add(b.sent(sent))
    b.add(b.failed(failed))
    for record in (b.sent(sent), b.failed(sent)):
        refused(b, record, "The order has sent already.")
    for record in (b.sent(failed), b.failed(failed)):
        refused(b, record, "The order has failed already.")


def test_two_signatures_of_one_trustee_count_once() -> None:
    """A trustee with two keys is still one person."""
    b = governed()
    more = b.new_key()
    members = [replace_keys(m, b, more) if n == 0 else m for n, m in enumerate(b.listed())]
    b.add(
        b.signed(
            b.trustees_record(trustees=tuple(members)), Act.SET_TRUSTEES,
            [*b.by(0, 1, 2, 3), (b.members[0], more)],
        )
    )  # fmt: skip
    gate = b.signed(b.gate(True), Act.OPEN_GATE, [*b.by(0, 1), (b.members[0], more)])
    refused(b, gate, "Fewer trustees have signed than must.")


def replace_keys(member: Any, b: Governed, more: Any) -> Any:
    return member._replace(keys=(*member.keys, more.listed))


def test_a_request_in_parts_needs_what_the_whole_would() -> None:
    """Two of five suffice up to 1,500 euro: not for the second half of 2,000 within 30 days."""
    b = governed()
    b.add(b.order(b.approved(b.request(100_000), 0, 1)))
    half = b.approved(b.request(100_000), 0, 1)
    refused(b, b.order(half), "Fewer trustees have approved the request than must.")
    b.today += timedelta(days=30)
    refused(b, b.order(half), "Fewer trustees have approved the request than must.")
    b.today += timedelta(days=1)
    b.add(b.order(half))


def test_the_requests_of_a_fund_are_added_up_whatever_their_lines() -> None:
    """Whoever asks names the line: six times 1,500 euro on six lines need what 9,000 need."""
    b = governed()
    parts = [b.approved(b.request(150_000, line=f"l{n}"), 0, 1) for n in range(6)]
    b.add(b.order(parts[0]))
    for part in parts[1:]:
        refused(b, b.order(part), "Fewer trustees have approved the request than must.")
    b.add(b.answer(parts[1], 2))
    b.add(b.order(parts[1]))
    b.gift(b.berlin, b.walls, 150_000)
    b.add(b.order(b.approved(b.request(150_000, fund=b.walls, purpose="walls"), 0, 1)))


def test_twin_with_a_window_for_each_line_the_parts_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    b = governed()
    first, second = (b.approved(b.request(150_000, line=name), 0, 1) for name in ("l0", "l1"))
    b.add(b.order(first))
    record = b.stamped(b.order(second))
    monkeypatch.setattr(ordering, "window_of", lambda fund: f"{fund}:window:l1")
    admit(record, b.replay.facts)


def test_the_requests_of_a_fund_are_added_up_whatever_their_currencies() -> None:
    """Whoever asks names the currency, too: half of what two may spend in each is all that two may spend."""
    b = governed()
    refused(b, francs_after_euros(b), "Fewer trustees have approved the request than must.")
    b = governed()
    admit(b.stamped(francs_after_euros(b, 70_000)), b.replay.facts)


def test_a_currency_without_bands_takes_the_highest_m_and_with_it_all_others_of_these_days() -> None:
    b = governed()
    b.gift(b.tunis, b.roof, 400_000)
    dinars = Money(1, "TND")
    b.add(b.order(b.approved(b.request(limit=dinars, money=dinars), 0, 1, 2), account=b.tunis))
    small = b.approved(b.request(1_000), 0, 1)
    refused(b, b.order(small), "Fewer trustees have approved the request than must.")
    b.today += timedelta(days=31)
    b.add(b.order(small))


def test_twin_with_each_currency_for_itself_the_parts_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    b = governed()
    record = b.stamped(francs_after_euros(b, 140_000))
    apart = ordering.m_for
    monkeypatch.setattr(ordering, "m_for", lambda bands, sums: max(apart(bands, {c: sums[c]}) for c in sums))
    admit(record, b.replay.facts)


def test_no_part_of_a_fund_moves_with_fewer_than_the_whole() -> None:
    """Two of five suffice to pay up to 1,500 euro; a cent for another purpose takes three."""
    b = governed()
    refused(b, b.move(b.roof, b.walls, 1, 0, 1), "Fewer trustees have signed than must.")
    with without("Fewer trustees have signed than must."):
        admit(b.stamped(b.move(b.roof, b.walls, 1, 0, 1)), b.replay.facts)
    b.add(b.move(b.roof, b.walls, 1, 0, 1, 2))


def test_parts_of_one_request_count_its_limit_once() -> None:
    b = governed()
    made = b.approved(b.request(150_000), 0, 1)
    b.add(b.order(made, 100_000))
    b.add(b.order(made, 50_000))


def test_the_margin_counts_for_the_band() -> None:
    b = governed()
    made = b.approved(b.request(100, margin=150_000), 0, 1)
    refused(b, b.order(made), "Fewer trustees have approved the request than must.")


def test_a_replaced_key_keeps_its_approvals_a_removed_trustee_loses_them() -> None:
    b = governed()
    kept = b.approved(b.request(70_000, line="kept"), 0, 1)
    lost = b.approved(b.request(70_000, line="lost"), 3, 4)
    old = b.add(b.replacement(0, b.by(1, 2, 3)))
    fresh = b.fresh
    b.today += timedelta(days=4)
    b.add(b.complete(old.ref))
    b.keys[0] = fresh
    b.add(b.order(kept))
    by = b.by(0, 1, 2, 3)
    b.add(b.signed(b.trustees_record(trustees=b.listed()[:4]), Act.SET_TRUSTEES, by))
    refused(b, b.order(lost), "Fewer trustees have approved the request than must.")
    # Nor do they come back with the person, whose keys are new ones.
    b.keys[4] = b.new_key()
    b.set_trustees(by=b.by(0, 1, 2, 3, 4))
    refused(b, b.order(lost), "Fewer trustees have approved the request than must.")
    b.add(b.answer(lost, 4))
    b.add(b.order(lost))


def test_what_a_stolen_key_signed_does_not_count() -> None:
    b = governed()
    made = b.approved(b.request(), 0, 1)
    since = len(b.entries) - 1
    b.add(b.revoke(b.keys[1].key, b.by(2, 3, 4), since=since + 1))
    admit(b.stamped(b.order(made)), b.replay.facts)
    b.add(b.revoke(b.keys[1].key, b.by(2, 3, 4), since=since))
    refused(b, b.order(made), "Fewer trustees have approved the request than must.")


def test_a_refusal_takes_the_approval_back() -> None:
    b = governed()
    made = b.approved(b.request(), 0, 1)
    b.add(b.answer(made, 1, Act.REFUSE))
    refused(b, b.order(made), "Fewer trustees have approved the request than must.")
    b.add(b.answer(made, 2))
    b.add(b.order(made))


def test_recovery_waits_longer_and_only_when_too_few_are_left() -> None:
    b = governed()
    paper = [(k.key, k) for k in b.paper[:2]]
    refused(b, b.replacement(2, paper), "A signature is by a key that may not sign here.")
    for number in (2, 3, 4):
        b.add(b.revoke(b.keys[number].key, b.by(number)))
    made = b.add(b.replacement(2, paper))
    b.today += timedelta(days=29)
    refused(b, b.complete(made.ref), "The waiting time of the replacement is not over.")
    b.today += timedelta(days=1)
    b.add(b.complete(made.ref))


def test_a_waiting_time_ends_so_much_later_or_never() -> None:
    wait = timedelta(hours=72)
    assert after("2026-02-26T10:20:30Z", wait) == "2026-03-01T10:20:30Z"
    assert after("0999-12-31T00:00:00Z", wait) == "1000-01-03T00:00:00Z"
    assert after("9999-12-30T00:00:00Z", wait) > "9999-12-31T23:59:59Z"


def test_no_replacement_ends_after_the_last_year() -> None:
    b = governed()
    refused(b, replaced_at_the_end_of_time(b), "The waiting time of the replacement is not over.")


@pytest.mark.parametrize("how", FOREIGN)
def test_no_officer_of_the_coalition_becomes_a_trustee(how: str) -> None:
    """Neither one of now nor one of a pact before, neither as a trustee nor with a key on paper."""
    b = governed()
    refused(b, FOREIGN[how](b), "A public key is listed that belongs, or has belonged, to somebody else.")


def test_twin_without_memory_a_former_officer_becomes_a_trustee(monkeypatch: pytest.MonkeyPatch) -> None:
    b = governed()
    record = b.stamped(FOREIGN["an officer of a pact before"](b))
    keep = Pact.foreign
    monkeypatch.setattr(Pact, "foreign", lambda pact: keep(replace(pact, former=())))
    admit(record, b.replay.facts)


def test_what_a_pact_remembers_outlives_the_next_and_its_own_spelling() -> None:
    b = governed()
    old = b.officers[1][1].spki
    for _ in range(2):
        FOREIGN["an officer of a pact before"](b)
    pact = b.replay.facts.state(f"{b.camp}:pact")
    assert isinstance(pact, Pact) and old in pact.former
    assert Pact(*json.loads(pact.to_json())).foreign() == pact.foreign()


def test_money_is_reserved_spent_returned_and_proven() -> None:
    b = governed()
    b.today += timedelta(days=1)

    def of(fund: str, name: str) -> int:
        return b.replay.facts.balance(f"{fund}:{name}", "EUR")

    roof, free = b.replay.facts.balance(b.roof, "EUR"), b.replay.facts.balance(b.free, "EUR")
    order = b.add(b.order(b.approved(b.request(90_000, margin=500), 0, 1), margin=500, bears=b.free))
    assert (of(b.roof, "reserved"), of(b.free, "reserved")) == (90_000, 500)
    refused(
        b, b.move(b.roof, b.walls, roof - 89_999, 0, 1, 2), "The fund does not hold as much that is free."
    )
    payment = b.add(b.sent(order, 90_200))
    assert (of(b.roof, "reserved"), of(b.free, "reserved")) == (0, 0)
    assert (of(b.roof, "spent"), of(b.free, "fees")) == (90_000, 200)
    assert b.replay.facts.balance(b.roof, "EUR") == roof - 90_000
    assert b.replay.facts.balance(b.free, "EUR") == free - 200
    b.add(b.evidence(payment))
    b.add(b.evidence(payment))
    assert of(b.roof, "proven") == 90_000
    b.add(b.returned(payment, 1_000))
    assert (of(b.roof, "proven"), of(b.roof, "spent")) == (89_000, 89_000)
    b.add(b.returned(payment, 89_200))
    assert (of(b.roof, "spent"), of(b.free, "fees")) == (0, 0)
    assert (b.replay.facts.balance(b.roof, "EUR"), b.replay.facts.balance(b.free, "EUR")) == (roof, free)
    state = b.replay.facts.state(order.request)
    assert isinstance(state, book.Request) and state.ordered == 0


def test_a_first_pact_after_the_trustees_is_theirs_too() -> None:
    b = Governed(5)
    b.open()
    b.appoint()
    b.partner, friend = b.ref("org"), b.ref("org")
    b.officers = [(b.partner, b.new_key()), (friend, b.new_key())]
    b.add(b.pact(b.officers, by=[*b.officers, *b.by(0, 1, 2, 3)]))
    # A later one is the officers' alone.
    refused(
        b, b.pact(b.officers, by=[*b.officers, *b.by(0)]), "A signature is by a key that may not sign here."
    )
    b.add(b.pact(b.officers))


def test_without_a_pact_the_fund_itself_bears_the_margin() -> None:
    b = Governed(4)
    b.open()
    b.appoint()
    b.gift(b.berlin, b.roof, 1_000)
    made = b.approved(b.request(990, margin=10, money=Money(990, "EUR")), 0, 1)
    refused(
        b, b.order(made, margin=10, bears=b.free), "Another fund is to bear the margin than the pact names."
    )
    order = b.add(b.order(made, margin=10, bears=b.roof))
    b.add(b.sent(order, 1_000))
    assert b.replay.facts.balance(b.roof, "EUR") == 0


def test_needs_name_all_that_a_record_asks_for() -> None:
    """Each record of a whole book is admitted with only the facts that it announced."""
    made = governed_book(8)
    replay = book.Replay()
    for entry in made.entries:
        record = book.decode(entry)
        needs = book.needs_of(record)
        asked: set[str] = set()
        balances: set[tuple[str, str]] = set()
        facts = Noting(replay.facts, asked, balances)
        admit(record, facts)
        if record.KIND not in ("correction.made", "transfer.arrived"):
            assert asked <= set(needs.refs), (record.KIND, asked - set(needs.refs))
            upto = {(of, currency) for of, currency, _ in needs.upto}
            assert balances <= set(needs.balances) | upto, record.KIND
        replay.feed(entry)


class Noting:
    """Facts that note what they are asked."""

    def __init__(self, facts: Any, asked: set[str], balances: set[tuple[str, str]]) -> None:
        self.facts, self.asked, self.balances = facts, asked, balances

    @property
    def last(self) -> str:
        return str(self.facts.last)

    @property
    def size(self) -> int:
        return int(self.facts.size)

    def state(self, ref: str) -> Any:
        self.asked.add(ref)
        return self.facts.state(ref)

    def balance(self, of: str, currency: str, upto: str | None = None) -> int:
        self.balances.add((of, currency))
        return int(self.facts.balance(of, currency, upto))
