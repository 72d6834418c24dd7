"""Entries: one spelling, strict fields, the fast reader equal to the slow; states, packed gifts, files."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest
import rfc8785
from books import Book, small_book
from government import governed_book
from hypothesis import given, settings
from hypothesis import strategies as st

from ouna.core import book
from ouna.core.book import FormBroken, Gift, RuleBroken, decode, encode
from ouna.core.book.facts import ACCOUNT, FUND, TALLY, Move, check_sides
from ouna.core.book.memory import States
from ouna.core.book.record import decode_slow
from ouna.core.book.wire import _decode_fast
from ouna.core.values import canonical


@pytest.fixture(scope="module")
def made() -> Book:
    return small_book(seed=4, rounds=3)


@pytest.fixture(scope="module")
def governed() -> Book:
    return governed_book(seed=4)


def same(entry: bytes) -> None:
    """Both readers give the same record, or both refuse."""
    try:
        slow: Any = decode_slow(entry)
    except FormBroken:
        slow = None
    fast = _decode_fast(entry)
    assert fast is None or fast == slow
    try:
        assert decode(entry) == slow
    except FormBroken:
        assert slow is None


def test_every_kind_comes_back_as_it_was(governed: Book) -> None:
    assert {type(r).KIND for r in governed.records} == set(book.KINDS)
    for record, entry in zip(governed.records, governed.entries, strict=True):
        assert decode(entry) == decode_slow(entry) == record
        assert encode(record) == entry == rfc8785.dumps(json.loads(entry))


def test_lines_take_the_fast_way(made: Book) -> None:
    fast = {r.KIND for r, e in zip(made.records, made.entries, strict=True) if _decode_fast(e) is not None}
    assert {"gift.received", "gift.reversed", "fee.charged", "transfer.sent"} <= fast


@given(data=st.data())
@settings(max_examples=400, deadline=None)
def test_the_fast_reader_accepts_nothing_the_slow_one_refuses(data: st.DataObject) -> None:
    entries = ENTRIES
    entry = bytearray(data.draw(st.sampled_from(entries)))
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(0, len(entry) - 1))
        how = data.draw(st.sampled_from(["set", "insert", "delete"]))
        byte = data.draw(st.sampled_from(b'09azAZ_-{}":,. \n\\\x00\xc3\xff+eE'))
        if how == "set":
            entry[at] = byte
        elif how == "insert":
            entry.insert(at, byte)
        else:
            del entry[at]
    same(bytes(entry))


ENTRIES = small_book(seed=4, rounds=1).entries


def test_odd_values_are_read_alike() -> None:
    entry = next(e for e in ENTRIES if b"gift.received" in e)
    data = json.loads(entry)
    odd: dict[str, list[Any]] = {
        "booked": [
            "2026-02-30",
            "2026-2-03",
            "9999-12-31",
            "0001-01-01",
            "2026-W01-1",
            "２０２６-01-01",
            None,
        ],
        "money": [
            {"currency": "EUR", "minor": m}
            for m in (0, -1, 1.0, "1", True, 2**53 - 1, 2**53, 999_999_999_999_999, 10**15, 10**30)
        ]
        + [{"currency": c, "minor": 1} for c in ("eur", "EUX", "JPY", "XAU", "")]
        + [{"currency": "EUR", "minor": 1, "x": 1}, {"minor": 1}, 5],
        "ref": ["gift_8" + "0" * 25, "gift_0" + "i" * 25, "open_0" + "0" * 25, "gift_" + "0" * 27, ""],
        "donor": ["AB" * 32, "ab" * 31, "ab" * 32 + "\n", None],
        "on": ["2026-13-01", "", None, 5],
        "kind": ["gift.reversed", "gift", "", 1, None, "gift.received\n"],
        "v": [2, "1", True, None, 1.0],
        "explains": ["open_0" + "0" * 25, "x", None, 3],
        "extra": [1],
    }
    tried = 0
    for name, values in odd.items():
        for value in values:
            tried += 1
            same(canonical({**data, name: value}))
    for name in data:
        same(canonical({k: v for k, v in data.items() if k != name}))
    assert tried > 40


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.replace(b",", b", ", 1),
        lambda e: b" " + e,
        lambda e: e + b"\n",
        lambda e: e.replace(b'"v":1', b'"v":1,"v":1'),
        lambda e: e.replace(b'"v":1', b'"v":1.0'),
        lambda e: e.replace(b"gift.received", b"gift\\u002ereceived"),
        lambda e: b'{"a":' * 30_000 + e,
        lambda e: e.replace(b'"v":1', b'"v":' + b"1" * 5000),
        lambda e: e[:-1] + b',"x":"' + b"a" * 66_000 + b'"}',
        lambda e: b"",
        lambda e: b"[]",
        lambda e: b"\xff",
    ],
)
def test_another_spelling_is_refused(change: Any) -> None:
    entry = next(e for e in ENTRIES if b"gift.received" in e)
    with pytest.raises(FormBroken):
        decode(change(entry))


def test_an_unstamped_or_overlong_record_is_not_written(made: Book) -> None:
    with pytest.raises(FormBroken):
        encode(replace(made.records[20], on=None))


def test_sides_must_be_equal_per_currency() -> None:
    check_sides([Move("a", "EUR", 5, ACCOUNT), Move("f", "EUR", 5, FUND), Move("t", "EUR", 9, TALLY)])
    with pytest.raises(RuleBroken):
        check_sides([Move("a", "EUR", 5, ACCOUNT), Move("f", "CHF", 5, FUND)])
    with pytest.raises(RuleBroken):
        check_sides([Move("a", "EUR", 5, ACCOUNT), Move("t", "EUR", 5, TALLY)])


def test_states_come_back_from_their_stored_form(governed: Book) -> None:
    names = set()
    for state in governed.replay.facts.states.values():
        names.add(state.NAME)
        assert book.state_from(state.NAME, state.to_json()) == state
    assert names == set(book.STATES)


class Spy:
    """Facts that note what was asked without having been announced."""

    def __init__(self, facts: book.MemoryFacts, needs: book.Needs) -> None:
        self.facts, self.needs, self.last = facts, needs, facts.last
        self.surprises: list[str] = []

    def state(self, ref: str) -> Any:
        self.surprises += [] if ref in self.needs.refs else [ref]
        return self.facts.state(ref)

    def balance(self, of: str, currency: str, upto: str | None = None) -> int:
        known = (of, currency, upto) in self.needs.upto if upto else (of, currency) in self.needs.balances
        self.surprises += [] if known else [of]
        return self.facts.balance(of, currency, upto)


def test_needs_announce_what_a_record_asks(made: Book) -> None:
    """So that a database can fetch it at once. In which currency a transfer was sent only the facts know."""
    replay, surprised = book.Replay(), set()
    for record, entry in zip(made.records, made.entries, strict=True):
        spy = Spy(replay.facts, book.needs_of(record))
        book.admit(record, spy)
        if spy.surprises:
            surprised.add(record.KIND)
            assert all(of.startswith(("fund_", "rate:")) for of in spy.surprises)
        replay.feed(entry)
    assert surprised == {"transfer.arrived"}


# --- gifts packed into numbers ------------------------------------------------------------------------


def a_gift(minor: int = 5, left: int = 5, fund: str = "f") -> Gift:
    return Gift("c", "a", fund, "EUR", minor, left, "2026-03-01")


def test_packed_gifts_come_back_whole() -> None:
    states, model = States(), {}
    rng = random.Random(1)
    for n in range(2000):
        ref = (
            "gift_" + rng.choice("01234567") + "".join(rng.choices("0123456789abcdefghjkmnpqrstvwxyz", k=25))
        )
        model[ref] = states[ref] = a_gift(n, n, f"fund{n % 7}")
    for ref in rng.sample(sorted(model), 300):
        model[ref] = states[ref] = replace(model[ref], left=rng.randrange(9))
    assert dict(states) == model and len(states) == len(model)
    assert all(states.find(ref) == gift for ref, gift in model.items())
    assert states.find("gift_0" + "0" * 25) is None and "camp_0" + "0" * 25 not in states
    with pytest.raises(TypeError):
        del states[next(iter(model))]


def test_refs_crafted_to_share_their_low_bits_are_told_apart() -> None:
    """Two refs whose numbers agree in all low bits: neither is taken for the other."""
    number = int("7" + "0" * 25, 36)
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"

    def named(value: int) -> str:
        out = ""
        for _ in range(26):
            value, digit = divmod(value, 36)
            out = digits[digit] + out
        return "gift_" + out

    one, two = named(number), named(number - (1 << 72))
    assert one != two
    states = States()
    states[one] = a_gift(1, 1)
    assert states.find(two) is None, "a reversal naming it is refused"
    states[two] = a_gift(2, 2)
    assert (states[one], states[two]) == (a_gift(1, 1), a_gift(2, 2))
    states[two] = a_gift(2, 0)
    assert (states[one], states[two]) == (a_gift(1, 1), a_gift(2, 0))
    assert dict(states) == {one: a_gift(1, 1), two: a_gift(2, 0)}


# --- files beside the tree ---------------------------------------------------------------------------


def test_a_text_file_is_the_text_its_name_commits_to() -> None:
    salt, data = bytes(range(32)), {"title": {"ar": {"text": "جدار", "state": "human", "of": ""}}}
    digest = book.text_hash(salt, data)
    content = book.text_file(salt, data)
    assert book.read_text_file(content, digest) == book.Text(salt, data)
    for wrong in (
        content + b"\n",
        content.replace(b"human", b"Human"),
        b"[]",
        b'{"salt":"","text":1}',
        b"\xff",
    ):
        with pytest.raises(book.FileBroken):
            book.read_text_file(wrong, digest)


def test_keys_and_totals_have_one_spelling() -> None:
    assert book.keys_file(["a", "b"]) == b"a\nb\n"
    assert book.totals_file(1, b"\x01" * 32, {"accounts": [], "funds": []}) == (
        b'{"accounts":[],"funds":[],"root":"' + b"01" * 32 + b'","size":1}'
    )
