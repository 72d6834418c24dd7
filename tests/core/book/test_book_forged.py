"""Forged histories and changed documents: nothing is paid. And with a guard off, something is.

`OUNA_FORGED=10000` and `OUNA_CHANGED=20000` for the full figures.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from authenticator import ES256, Authenticator, private_key
from government_cases import governed

from ouna.core import book
from ouna.core.book import Replay
from ouna.core.book.kinds import ordering, requests, signed
from ouna.core.quorum import Act, Seen
from ouna.core.values import canonical

FORGED = int(os.environ.get("OUNA_FORGED", "400"))
CHANGED = int(os.environ.get("OUNA_CHANGED", "800"))
SEED = int(os.environ.get("OUNA_SEED", "20261122"))


def fork(made: Replay) -> Replay:
    """A replay that goes on from here, and leaves the first as it is."""
    into = Replay(size=made.size)
    facts, old = into.facts, made.facts
    facts.last, facts.size = old.last, old.size
    for ref, state in old.states.items():
        facts.states[ref] = state
    facts.balances = dict(old.balances)
    facts.days = {key: dict(days) for key, days in old.days.items()}
    return into


class Forger:
    """One request that needs two trustees; the forger has at most one of them, and the server."""

    def __init__(self) -> None:
        self.b = governed()
        b = self.b
        self.stale = b.trustees
        b.add(b.revoke(b.keys[4].key, b.by(4)))
        self.earlier = b.approved(b.request(10_000, line="earlier"), 0, 1)
        self.old = [r for r in b.records if isinstance(r, book.RequestApproved)]
        self.request = b.add(b.request())
        self.thief = Authenticator(b.keys[1].key, ES256, private_key(ES256, 666))
        self.replay, self.count = b.replay, len(b.entries)

    def approval(self, number: int, key: Authenticator | None = None, **said: Any) -> Any:
        """As a trustee's own, but for the key or what is said."""
        b = self.b
        kept = b.keys[number]
        b.keys[number] = key or kept
        record = b.answer(self.request, number, Act.APPROVE, **said)
        b.keys[number] = kept
        return record

    def tries(self, record: Any) -> Any:
        """The record under a new ref."""
        return replace(record, ref=self.b.ref("appr"))

    def replayed(self, r: random.Random) -> Any:
        return replace(r.choice(self.old), request=self.request.ref)

    def as_it_was(self, r: random.Random) -> Any:
        return r.choice(self.old)

    def other_document(self, r: random.Random) -> Any:
        return self.approval(1, sha256=r.randbytes(32).hex())

    def other_campaign(self, r: random.Random) -> Any:
        return self.approval(1, campaign=self.b.ref("camp"))

    def other_record(self, r: random.Random) -> Any:
        return self.approval(1, log=self.b.ref("log"))

    def other_request(self, r: random.Random) -> Any:
        return self.approval(1, subject=self.earlier.ref)

    def other_act(self, r: random.Random) -> Any:
        return self.approval(1, act=r.choice([a for a in Act if a != Act.APPROVE]))

    def other_trustees(self, r: random.Random) -> Any:
        return self.approval(1, trustees=r.choice(("0" * 64, r.randbytes(32).hex())))

    def expired(self, r: random.Random) -> Any:
        return self.approval(1, until=(self.b.today - timedelta(days=r.randrange(1, 400))).isoformat())

    def seen_the_future(self, r: random.Random) -> Any:
        return self.approval(1, seen=Seen(self.count + r.randrange(100, 10**6), "ab" * 32))

    def revoked_key(self, r: random.Random) -> Any:
        return self.approval(4)

    def key_of_the_coalition(self, r: random.Random) -> Any:
        return self.approval(1, r.choice(self.b.officers)[1])

    def key_of_the_coalition_renamed(self, r: random.Random) -> Any:
        return self.approval(1, r.choice(self.b.officers)[1].but(key=self.b.keys[1].key))

    def unknown_key(self, r: random.Random) -> Any:
        return self.approval(1, self.thief.but(key=self.b.ref("key")))

    def own_key_under_a_trustee_s_name(self, r: random.Random) -> Any:
        number = r.choice((1, 2, 3))
        key = Authenticator.make(self.b.keys[number].key, self.b.algs[number], r.randrange(10**9))
        return self.approval(number, key)

    def colleague_s_name(self, r: random.Random) -> Any:
        """The one trustee he has, signing as another."""
        return self.approval(0, trustee=self.b.members[r.choice((1, 2, 3))])

    def wrong_origin(self, r: random.Random) -> Any:
        origin = r.choice(("https://books.example", "https://sign.books.example.evil.example",
                           "https://evil.sign.books.example", "http://sign.books.example"))  # fmt: skip
        return self.approval(2, self.b.keys[2].but(origin=origin))

    def wrong_site(self, r: random.Random) -> Any:
        return self.approval(2, self.b.keys[2].but(rp_id="books.example"))

    def not_verified(self, r: random.Random) -> Any:
        return self.approval(2, self.b.keys[2].but(flags=r.choice((0x00, 0x01, 0x04, 0x18))))

    def broken_signature(self, r: random.Random) -> Any:
        record = self.approval(r.choice((1, 2, 3)))
        proof = record.signature.proof
        other = replace(proof, signature=r.randbytes(len(proof.signature)))
        return replace(record, signature=replace(record.signature, proof=other))

    def paid(self, records: list[Any]) -> bool:
        """Whether, after these records, the request can be ordered or paid."""
        b, into = self.b, fork(self.replay)
        order = b.order(self.request)
        for record in [*records, order]:
            into.feed(book.encode(b.stamped(record)))
        into.feed(book.encode(b.stamped(b.sent(order))))
        b.seconds = 0 if b.seconds > 30_000 else b.seconds
        return any(into.kinds.get(kind) for kind in ("payment.ordered", "payment.sent"))


WAYS = [
    name for name in vars(Forger) if not name.startswith("_") and name not in ("approval", "tries", "paid")
]


@pytest.fixture(scope="module")
def forger() -> Forger:
    return Forger()


def history(forger: Forger, number: int) -> tuple[str, list[Any]]:
    """At most one good approval, and some that only look like it, in any order."""
    r = random.Random(SEED * 100_003 + number)
    ways = [WAYS[number % len(WAYS)], *r.choices(WAYS, k=r.randrange(3))]
    records = [forger.tries(getattr(forger, way)(r)) for way in ways]
    if r.random() < 0.7:
        records.append(forger.approval(0))
    r.shuffle(records)
    return ways[0], records


def test_two_good_approvals_are_paid(forger: Forger) -> None:
    assert forger.paid([forger.approval(0), forger.approval(3)])


def test_no_forged_history_is_paid(forger: Forger, figure: Callable[..., None]) -> None:
    tried: Counter[str] = Counter()
    paid: Counter[str] = Counter()
    for number in range(FORGED):
        way, records = history(forger, number)
        tried[way] += 1
        paid[way] += forger.paid(records)
    print(f"{FORGED} forged histories: {dict(tried)}, paid {dict(paid)}")
    figure(sum(tried.values()), sum(paid.values()))
    assert not sum(paid.values()) and set(tried) == set(WAYS)


def _no_signature_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed, "check_signature", lambda *_, **__: None)


def _no_statement_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed, "STATEMENT_RULES", {})


def _no_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ordering.ORDER_RULES, "approvals", lambda *_: None)


TWINS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], tuple[str, ...]]] = {
    "signature": (_no_signature_check, ("own_key_under_a_trustee_s_name", "wrong_origin", "wrong_site",
                                        "not_verified", "broken_signature",
                                        "key_of_the_coalition_renamed")),
    "statement": (_no_statement_rules, ("other_document", "other_campaign", "other_record", "other_request",
                                        "other_act", "other_trustees", "expired", "seen_the_future")),
    "approvals": (_no_counting, ("unknown_key", "revoked_key")),
}  # fmt: skip


@pytest.mark.parametrize("twin", TWINS)
def test_guard_off_the_forged_are_paid(twin: str, forger: Forger, monkeypatch: pytest.MonkeyPatch) -> None:
    switch, ways = TWINS[twin]
    switch(monkeypatch)
    for way in ways:
        forged = forger.tries(getattr(forger, way)(random.Random(1)))
        assert forger.paid([forger.approval(0), forged]), way


# --- what was signed is what is paid ---------------------------------------------------------------


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all values in JSON."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else None
    if items is None:
        yield path
        return
    for name, value in items:
        yield from leaves(value, (*path, name))


def changed(value: Any, r: random.Random) -> Any:
    """Another value that often has the same form."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return r.choice((value + 1, max(value - 1, 0), value * 10, 0))
    text = str(value)
    if "_" in text:
        return text[:-2] + r.choice("0123456789") + r.choice("0123456789")
    at = r.randrange(len(text))
    return text[:at] + r.choice("0123456789abcdefABCDEF-") + text[at + 1 :]


class Changer:
    """A request with just enough approvals, its order and payment; then one field of what was signed
    becomes another."""

    def __init__(self) -> None:
        b = self.b = governed()
        self.base = fork(b.replay)
        start = len(b.entries)
        request = b.approved(b.request(170_000, margin=500, gated=False, place="ab" * 32), 0, 2, 3)
        b.add(b.sent(b.add(b.order(request, margin=500, bears=b.free))))
        self.entries = b.entries[start:]
        self.datas = [json.loads(entry) for entry in self.entries]
        self.places = [
            (at, path)
            for at, data in enumerate(self.datas)
            for path in leaves(data)
            if data["kind"] == "request.made"
            or (data["kind"] == "request.approved" and path[0] == "signature")
        ]

    def paid(self, entries: list[bytes]) -> bool:
        into = fork(self.base)
        for entry in entries:
            into.feed(entry)
        return bool(into.kinds.get("payment.ordered") or into.kinds.get("payment.sent"))

    def mutant(self, number: int) -> tuple[list[bytes], str]:
        r = random.Random(SEED * 100_003 + number)
        at, path = self.places[number % len(self.places)]
        data = json.loads(self.entries[at])
        inner = data
        for step in path[:-1]:
            inner = inner[step]
        before = inner[path[-1]]
        while inner[path[-1]] == before:
            inner[path[-1]] = changed(before, r)
        entries = [*self.entries]
        entries[at] = canonical(data)
        return entries, ".".join(map(str, path))


@pytest.fixture(scope="module")
def changer() -> Changer:
    return Changer()


def test_after_one_change_nothing_is_paid(changer: Changer, figure: Callable[..., None]) -> None:
    assert changer.paid(changer.entries)
    paid = []
    for number in range(CHANGED):
        entries, where = changer.mutant(number)
        if changer.paid(entries):
            paid.append(where)
    figure(CHANGED, len(paid))
    assert not paid


def test_guard_off_changed_requests_would_be_paid(changer: Changer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(signed.STATEMENT_RULES, "sha256", (lambda *_: True, ""))
    monkeypatch.setattr(requests, "encode", lambda _: b"")
    assert any(changer.paid(changer.mutant(number)[0]) for number in range(CHANGED))
