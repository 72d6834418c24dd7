"""From the set to the approval, and every way in which a signature is not the one that was given to sign."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.quorum.people import statement_for

from ouna.core.book import Request, RuleBroken
from ouna.core.quorum import Seen, SignatureRefused
from ouna.log import SYSTEM
from ouna.log import queries as log
from ouna.log.models import Entry
from ouna.quorum import actions, queries
from ouna.quorum.errors import (
    DocumentClosed,
    HistoryUnknown,
    KeyUnknown,
    NoSigner,
    OtherDocument,
    ReasonMissing,
    SignedAlready,
    TicketSpent,
)
from ouna.quorum.models import Document, Signature

pytestmark = pytest.mark.django_db


def approvals(ref: str) -> int:
    state = log.state_of(ref)
    assert isinstance(state, Request)
    return len(state.approvals)


def test_the_first_set_stands_in_the_book_with_the_last_signature(house):
    document = house.propose()
    for number, person in enumerate(house.trustees, start=1):
        assert queries.set_in_force(house.campaign) is None
        assert queries.needed(document) == (number - 1, 5)
        taken = person.sign(document)
        assert taken.count == (number, 5)
        assert bool(taken.entry) == (number == 5)
    found = queries.set_in_force(house.campaign)
    assert found.ref == document.ref
    assert found.members == tuple(p.signer.ref for p in house.trustees)
    document.refresh_from_db()
    assert document.state == Document.RECORDED
    assert [p.pk for p in queries.trustees_of(house.campaign)] == [p.signer.pk for p in house.trustees]
    assert {s.entry for s in queries.signatures_of(document.ref)} == {document.ref}


def test_an_approval_stands_in_the_book_at_once(appointed):
    document = appointed.request(90_000)
    first, second = appointed.trustees[:2]
    assert [w.document.ref for w in queries.waiting_for(first.actor)] == [document.ref]
    assert first.sign(document).count == (1, 2)
    assert approvals(document.ref) == 1
    assert queries.waiting_for(first.actor) == []
    assert second.sign(document).count == (2, 2)
    assert queries.needed(document.ref) == (2, 2)
    # Enough have signed: it waits for nobody any more.
    assert queries.waiting_for(appointed.trustees[2].actor) == []
    kinds = Entry.objects.filter(kind="request.approved").count()
    assert kinds == 2


def test_a_large_sum_needs_three(appointed):
    document = appointed.request(400_000)
    for number, person in enumerate(appointed.trustees[:3], start=1):
        assert person.sign(document).count == (number, 3)


def test_a_file_key_approves_by_its_files(appointed):
    document, fifth = appointed.request(), appointed.trustees[4]
    given = actions.file_to_sign(by=fifth.actor, signer=fifth.signer, lang="en", ref=document.ref)
    answer = answered(given, fifth.key)
    assert actions.take_answer(by=fifth.actor, answer=answer).count == (1, 2)
    with pytest.raises(TicketSpent):
        actions.take_answer(by=fifth.actor, answer=answer)


def answered(given: bytes, key: Any, reason: str = "", act: str = "") -> bytes:
    """What `ouna trustee sign` writes."""
    import json

    from tests.quorum.people import statement_of

    from ouna.core.values import canonical

    offer = json.loads(given)
    statement = statement_of(offer, act, reason)
    proof = {"key": key.key, **key.prove(statement).as_data()}
    return canonical(
        {"format": "ouna.sign.answer.v1", "statement": statement.as_data(), "proof": proof, "reason": reason}
    )


def test_refusals_with_reasons_close_a_request(appointed):
    document = appointed.request()
    with pytest.raises(ReasonMissing):
        appointed.trustees[0].sign(document, "refuse")
    for person in appointed.trustees[:3]:
        person.sign(document, "refuse", "The price is too high.")
    assert log.state_of(document.ref).closed == "refused"
    document.refresh_from_db()
    assert document.state == Document.VOID
    with pytest.raises(DocumentClosed):
        appointed.trustees[3].sign(document)


def test_whoever_refused_cannot_approve_and_is_asked_no_more(appointed):
    document, first = appointed.request(), appointed.trustees[0]
    first.sign(document, "refuse", "No")
    assert queries.waiting_for(first.actor) == []
    with pytest.raises(NoSigner):
        first.sign(document)


def test_a_voided_document_takes_no_signature(appointed):
    document = appointed.request()
    token = actions.ticket_to_sign(
        by=appointed.trustees[0].actor, signer=appointed.trustees[0].signer, ref=document.ref, lang="en"
    )
    actions.void_document(by=SYSTEM, ref=document.ref)
    with pytest.raises(DocumentClosed):
        appointed.trustees[0].bring(token, appointed.trustees[0].key)
    assert approvals(document.ref) == 0


def test_a_ticket_is_used_once_and_soon(appointed, clock):
    first = appointed.trustees[0]
    document = appointed.request()

    def ticket() -> str:
        return actions.ticket_to_sign(by=first.actor, signer=first.signer, ref=document.ref, lang="en")

    late, token = ticket(), ticket()
    first.bring(token, first.key)
    with pytest.raises(TicketSpent):
        first.bring(token, first.key)
    now = clock.now()
    clock.set(lambda: now + timedelta(minutes=11))
    with pytest.raises(TicketSpent):
        first.bring(late, first.key)
    assert approvals(document.ref) == 1


def test_without_its_guards_a_ticket_would_serve_twice_late_and_anyone(appointed, clock, monkeypatch):
    """The twins: a key is tried twice with one ticket, a day late, and by another account."""
    first, second = appointed.trustees[:2]
    row = first.signer.keys.get(ref=first.key.key)

    def ticket() -> str:
        return actions.ticket_to_test(by=first.actor, key=row, lang="en")

    def as_other(token: str) -> Any:
        statement = statement_for(token)
        proof = {"key": first.key.key, **first.key.prove(statement).as_data()}
        return actions.take_signature(
            by=second.actor, token=token, statement=statement.as_data(), proof=proof
        )

    twice, late = ticket(), ticket()
    first.bring(twice, first.key)
    # Refused as long as the guards stand.
    given = statement_for(late)
    proof = {"key": first.key.key, **first.key.prove(given).as_data()}
    for token in (twice, late):
        if token == late:
            now = clock.now()
            clock.set(lambda: now + timedelta(days=1))
        with pytest.raises(TicketSpent):
            actions.take_signature(by=first.actor, token=token, statement=given.as_data(), proof=proof)
    clock.set(lambda: now)
    with pytest.raises(NoSigner):
        as_other(ticket())
    # Switched off one by one, each attack passes.
    with monkeypatch.context() as off:
        off.setattr(actions.signing, "check_signer", lambda by, signer: None)
        assert as_other(ticket()).count.done
    with monkeypatch.context() as off:
        off.setattr(actions.signing, "spend", lambda ticket: None)
        token = ticket()
        assert first.bring(token, first.key).count.done and first.bring(token, first.key).count.done
    with monkeypatch.context() as off:
        off.setattr(actions.tickets, "check_fresh", lambda ticket: ticket)
        clock.set(lambda: now + timedelta(minutes=11))
        assert first.bring(late, first.key).count.done


def test_of_two_at_the_same_moment_one_finds_the_ticket_used(appointed):
    """Both have read it unused; the second change of the row changes nothing."""
    first = appointed.trustees[0]
    token = actions.ticket_to_sign(
        by=first.actor, signer=first.signer, ref=appointed.request().ref, lang="en"
    )
    one, other = actions.tickets.ticket_of(token), actions.tickets.ticket_of(token)
    actions.tickets.spend(one)
    with pytest.raises(TicketSpent):
        actions.tickets.spend(other)


def test_a_ticket_is_only_its_signers(appointed):
    first, second = appointed.trustees[:2]
    document = appointed.request()
    token = actions.ticket_to_sign(by=first.actor, signer=first.signer, ref=document.ref, lang="en")
    with pytest.raises(NoSigner):
        second.bring(token, second.key)
    with pytest.raises(NoSigner):
        actions.ticket_to_sign(by=second.actor, signer=first.signer, ref=document.ref, lang="en")


#: What a statement may not say otherwise than it was given.
OTHERWISE = {
    "act": "open_gate",
    "log": "log_" + "0" * 26,
    "campaign": "camp_" + "0" * 26,
    "subject": "req_" + "0" * 26,
    "sha256": "1" * 64,
    "trustees": "2" * 64,
    "trustee": "trst_" + "0" * 26,
    "shown": "3" * 64,
    "until": "2026-12-31",
    "nonce": "4" * 32,
}


@pytest.mark.parametrize("member", OTHERWISE)
def test_another_statement_than_was_given_is_refused(appointed, member):
    document, first = appointed.request(), appointed.trustees[0]
    with pytest.raises(OtherDocument) as refused:
        first.sign(document, **{member: OTHERWISE[member]})
    assert refused.value.fields["what"] == member
    assert approvals(document.ref) == 0


@pytest.mark.parametrize("member", ["shown", "nonce", "until"])
def test_without_its_rule_another_statement_passes(appointed, monkeypatch, member):
    """These three only we can judge; the rest the book's own rules refuse again."""
    monkeypatch.setitem(actions.signing.GIVEN_RULES, member, lambda *_: True)
    document, first = appointed.request(), appointed.trustees[0]
    first.sign(document, **{member: OTHERWISE[member]})
    assert approvals(document.ref) == 1


@pytest.mark.parametrize("member", ["log", "campaign", "subject", "sha256", "trustees", "trustee"])
def test_without_its_rule_the_book_refuses_another_statement(appointed, monkeypatch, member):
    monkeypatch.setitem(actions.signing.GIVEN_RULES, member, lambda *_: True)
    document, first = appointed.request(), appointed.trustees[0]
    with pytest.raises(RuleBroken):
        first.sign(document, **{member: OTHERWISE[member]})
    assert approvals(document.ref) == 0


def test_a_history_that_never_was_is_refused(appointed, monkeypatch):
    document, first = appointed.request(), appointed.trustees[0]
    real = queries.seen_now()
    for seen in (Seen(real.size, "5" * 64), Seen(real.size + 1, real.root)):
        with pytest.raises(HistoryUnknown):
            first.sign(document, seen=seen)
    monkeypatch.setattr(actions.signing, "check_history", lambda seen: None)
    monkeypatch.setattr("ouna.log.booking.check_seen", lambda seen: None)
    first.sign(document, seen=Seen(real.size, "5" * 64))
    assert approvals(document.ref) == 1


def test_somebody_elses_key_or_place_is_refused(appointed):
    document = appointed.request()
    first, second = appointed.trustees[0], appointed.trustees[2]
    with pytest.raises(KeyUnknown):
        first.sign(document, key=second.key)
    with pytest.raises(RuleBroken):
        first.sign(document, key=second.key.but(key=first.key.key))
    with pytest.raises(RuleBroken):
        first.sign(document, key=first.key.but(origin="https://sign.evil.example"))
    with pytest.raises(RuleBroken):
        first.sign(document, key=first.key.but(flags=0x01))
    assert approvals(document.ref) == 0


def test_a_key_that_was_never_tried_signs_nothing(appointed):
    document, first = appointed.request(), appointed.trustees[0]
    fresh = first.set_up(tested=False)
    with pytest.raises(KeyUnknown):
        first.sign(document, key=fresh)
    first.keys.pop()
    assert fresh.key not in {k.key for k in queries.listed_keys(first.signer)}


def test_a_test_signature_is_over_the_named_text_by_the_key_itself(house):
    first, second = house.trustees[0], house.trustees[2]
    fresh = first.set_up(tested=False)
    row = first.signer.keys.get(ref=fresh.key)

    def ticket() -> str:
        return actions.ticket_to_test(by=first.actor, key=row, lang="ar")

    with pytest.raises(SignatureRefused):
        first.bring(ticket(), second.key.but(key=fresh.key))
    with pytest.raises(SignatureRefused):
        first.bring(ticket(), fresh.but(rp_id="localhost"))
    with pytest.raises(OtherDocument):
        first.bring(ticket(), fresh, "approve")
    assert first.bring(ticket(), fresh).count.done
    row.refresh_from_db()
    assert row.tested_at is not None


def test_one_signs_once(appointed, monkeypatch):
    document = actions.pause(by=appointed.trustees[0].actor, campaign=appointed.campaign)
    resumed = None
    appointed.trustees[0].sign(document)
    resumed = actions.resume(by=appointed.trustees[0].actor, campaign=appointed.campaign)
    appointed.seal()
    first = appointed.trustees[0]
    tokens = [
        actions.ticket_to_sign(by=first.actor, signer=first.signer, ref=resumed.ref, lang="en")
        for _ in range(2)
    ]
    first.bring(tokens[0], first.key)
    with pytest.raises(SignedAlready):
        first.bring(tokens[1], first.key)
    assert queries.needed(resumed) == (1, 3)
    assert Signature.objects.filter(document=resumed).count() == 1


def test_pause_by_one_and_resume_by_three(appointed):
    first = appointed.trustees[0]
    document = actions.pause(by=first.actor, campaign=appointed.campaign)
    assert actions.pause(by=first.actor, campaign=appointed.campaign).pk == document.pk
    assert first.sign(document).entry == document.ref
    assert log.state_of(f"{appointed.campaign.ref}:pause").paused
    again = actions.resume(by=first.actor, campaign=appointed.campaign)
    for person in appointed.trustees[:3]:
        person.sign(again)
    assert not log.state_of(f"{appointed.campaign.ref}:pause").paused


def test_signatures_under_an_older_set_count_no_more(appointed):
    first, *others = appointed.trustees
    document = actions.resume(by=first.actor, campaign=appointed.campaign)
    pause = actions.pause(by=first.actor, campaign=appointed.campaign)
    first.sign(pause)
    first.sign(document)
    assert queries.needed(document) == (1, 3)
    changed = appointed.propose(wait=48)
    for person in appointed.trustees[:4]:
        person.sign(changed)
    appointed.seal()
    assert queries.needed(document) == (0, 3)
    # The same key signs again, under the new set.
    assert first.sign(document).count == (1, 3)
    for person in others[:2]:
        taken = person.sign(document)
    assert taken.entry == document.ref
