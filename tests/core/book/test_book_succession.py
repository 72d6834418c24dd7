"""What succession does to keys, approvals and sets, and that until it is completed it does nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from authenticator import ES256, Authenticator
from government import Governed
from government_cases import enough_again, governed, successor_s_approval

from ouna.core import book
from ouna.core.book import RuleBroken, admit
from ouna.core.book.kinds import requests, succession
from ouna.core.book.kinds.signed import Signer, trustee_signer
from ouna.core.quorum import Act

FEW = "Fewer trustees have approved the request than must."


def refused(b: Governed, record: Any, what: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        admit(b.stamped(record), b.replay.facts)
    assert broken.value.what == what


def completed(b: Governed, days: int = 7) -> Any:
    """Three of five trustees are succeeded by three others."""
    b.name_successors(days=days)
    waits = b.add(b.unreachable())
    b.today += timedelta(days=days + 1)
    done = b.add(b.succeed(waits.ref))
    b.succeeded()
    return done


def test_the_successors_are_trustees_and_the_missing_no_more() -> None:
    b = governed()
    before = b.trustees
    missing, keys = b.members[2:], b.keys[2:]
    done = completed(b)
    after = b.trustees
    assert before and after
    assert after.members == tuple(b.members) and not set(missing) & set(after.members)
    assert after.with_key() == set(b.members)
    gone = [after.find(k.key) for k in keys]
    assert all(k and k.until == len(b.entries) - 1 and k.void == 0 for k in gone)
    assert after.digest == sha256(book.encode(done)).hexdigest() and after.ref == done.ref
    for name in ("first", "bands", "change", "origins", "rp_id", "recovery", "wait"):
        assert getattr(after, name) == getattr(before, name)
    assert after.succession is None and after.announced == ""
    b.heirs()
    refused(b, b.unreachable((0,)), "The trustees in force have named no successors.")
    # The new trustees govern: they open the gate, pay, and change their set.
    b.add(b.gate(True, 2, 3, 4))
    b.add(b.order(b.approved(b.request(), 3, 4)))
    b.set_trustees(by=b.by(1, 2, 3, 4))


def test_what_the_missing_have_approved_is_void_what_the_others_have_stays() -> None:
    b = governed()
    kept, lost = b.approved(b.request(70_000), 0, 1), b.approved(b.request(70_000, line="lost"), 1, 2)
    completed(b)
    b.add(b.order(kept))
    refused(b, b.order(lost), FEW)
    b.add(b.answer(lost, 4))
    b.today += timedelta(days=31)
    b.add(b.order(lost))


def test_a_successor_s_approval_does_not_count_before(monkeypatch: pytest.MonkeyPatch) -> None:
    b = governed()
    record = successor_s_approval(b)
    refused(b, record, "The key that signed is none of a trustee.")
    pause = b.pause([b.successors[0]])
    refused(b, pause, "A signature is by a key that may not sign here.")

    # The twin: were successors taken for trustees, it would be let in.
    def anybody(trustees: book.Trustees, key: str) -> Signer | None:
        return succession.successor_signers(trustees).get(key) or trustee_signer(trustees, key)

    monkeypatch.setattr(requests, "trustee_signer", anybody)
    admit(b.stamped(record), b.replay.facts)


def test_a_successor_stops_nothing() -> None:
    b = governed()
    b.name_successors()
    waits = b.add(b.unreachable())
    b.members[4], b.keys[4] = b.successors[0]
    refused(b, b.reachable(waits.ref, 4), "A signature is by a key that may not sign here.")


@pytest.mark.parametrize("number", range(5))
def test_any_trustee_stops_it_said_to_be_missing_or_not(number: int) -> None:
    b = governed()
    b.name_successors()
    waits = b.add(b.unreachable())
    b.add(b.reachable(waits.ref, number))
    b.today += timedelta(days=8)
    refused(b, b.succeed(waits.ref), "The succession was stopped, or is completed.")
    # It may be announced again, and is completed once.
    again = b.add(b.unreachable())
    b.today += timedelta(days=8)
    b.add(b.succeed(again.ref))
    refused(b, b.succeed(again.ref), "The succession was stopped, or is completed.")


def test_whoever_can_sign_again_keeps_it_from_being_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    b = governed()
    record = enough_again(b)
    refused(b, record, "As many trustees are left as the largest sum needs.")
    monkeypatch.setattr(succession, "check_missing", lambda *_: None)
    admit(b.stamped(record), b.replay.facts)


def test_a_replacement_ends_with_the_succession() -> None:
    b = governed()
    b.name_successors()
    waits = b.add(b.unreachable())
    b.today += timedelta(days=6)
    lost = b.add(b.replacement(0, b.by(1, 2, 3)))
    b.today += timedelta(days=4)
    b.add(b.succeed(waits.ref))
    what = "The replacement was announced under an older set of trustees."
    refused(b, b.complete(lost.ref), what)


def test_a_new_set_ends_the_succession_and_frees_the_next() -> None:
    b = governed()
    b.name_successors()
    b.add(b.unreachable())
    b.set_trustees(by=b.by(0, 1, 2, 3), succession=b.succession())
    b.add(b.unreachable())


def test_a_successor_becomes_a_trustee_by_a_set_and_signs_it() -> None:
    b = governed()
    b.name_successors()
    b.members[4], b.keys[4] = b.successors.pop()
    record = b.trustees_record(succession=b.succession())
    by = b.by(0, 1, 2, 3)
    short = b.signed(record, Act.SET_TRUSTEES, by)
    refused(b, short, "A new key has not signed the set that lists it.")
    b.add(b.signed(record, Act.SET_TRUSTEES, b.by(0, 1, 2, 3, 4)))
    b.add(b.pause(b.by(4)))


def test_a_new_successor_signs_the_set_one_who_stays_need_not() -> None:
    b = governed()
    b.name_successors()
    b.set_trustees(by=b.by(0, 1, 2, 3), succession=b.succession())
    b.successors[2] = (b.ref("trst"), b.new_key())
    record = b.trustees_record(succession=b.succession())
    refused(
        b, b.signed(record, Act.SET_TRUSTEES, b.by(0, 1, 2, 3)),
        "A new key has not signed the set that lists it.",
    )  # fmt: skip
    b.add(b.signed(record, Act.SET_TRUSTEES, [*b.by(0, 1, 2, 3), b.successors[2]]))


def test_no_device_is_two_persons_successors_among_them() -> None:
    what = "A public key is listed that belongs, or has belonged, to somebody else."
    b = governed()
    b.name_successors()
    # The key of a successor as a trustee's new one.
    made = b.replacement(0, b.by(1, 2, 3))
    b.fresh = Authenticator(b.ref("key"), ES256, b.successors[0][1].private)
    made = b.signed(
        book.KeyReplacementAnnounced(
            ref=made.ref, campaign=b.camp, signatures=(),
            trustee=made.trustee, old=made.old, new=b.fresh.listed,
        ),
        Act.ANNOUNCE_REPLACEMENT, [(b.members[0], b.fresh), *b.by(1, 2, 3)],
    )  # fmt: skip
    refused(b, made, what)
    # The same device under the name of another successor.
    b.successors[0] = (b.ref("trst"), b.fresh)
    by = [*b.by(0, 1, 2, 3), b.successors[0]]
    refused(b, b.signed(b.trustees_record(succession=b.succession()), Act.SET_TRUSTEES, by), what)
    # A trustee as a successor.
    b.successors[0] = (b.members[0], b.new_key())
    by = [*b.by(0, 1, 2, 3), b.successors[0]]
    refused(
        b, b.signed(b.trustees_record(succession=b.succession()), Act.SET_TRUSTEES, by),
        "A trustee is listed twice.",
    )  # fmt: skip


def test_a_year_later_or_never() -> None:
    b = governed()
    b.name_successors(days=366)
    state = b.replay.facts.state(b.add(b.unreachable()).ref)
    assert isinstance(state, book.AnnouncedSuccession) and state.due[:10] == "2027-03-02"


def test_the_state_comes_back_from_its_stored_form() -> None:
    b = governed()
    b.name_successors()
    b.add(b.unreachable())
    state = b.trustees
    assert state and state.announced and state.successors()
    again = book.state_from(state.NAME, state.to_json())
    assert isinstance(again, book.Trustees)
    assert again == state and again.successors() == state.successors()
    assert json.loads(state.to_json())
