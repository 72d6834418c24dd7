"""Lost keys, revoked keys, changed sets; reminders; what is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from ouna.core.book import RuleBroken
from ouna.log import SYSTEM
from ouna.log.models import Entry
from ouna.parties.errors import NotPermitted
from ouna.quorum import actions, queries, tasks
from ouna.quorum.errors import LostUnfit, NoSigner, SetIncomplete
from ouna.quorum.models import Look, SigningKey, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(clock: Any) -> Any:
    """Let hours pass."""

    def move(hours: float) -> None:
        now = clock.now()
        clock.set(lambda: now + timedelta(hours=hours))

    return move


def announce(house: Any) -> tuple[Any, Any, Any]:
    """The first trustee's key is lost; three others sign the new one. Returns old, new, document."""
    first = house.trustees[0]
    old = first.keys.pop()
    new = first.set_up(seed=4_711)
    house.seal()
    row = SigningKey.objects.get(ref=new.key)
    other = house.trustees[1]
    document = actions.announce_replacement(by=other.actor, campaign=house.campaign, old=old.key, new=row)
    assert queries.needed(document) == (0, 4)
    first.sign(document)
    for person in house.trustees[1:4]:
        taken = person.sign(document)
    assert taken.entry == document.ref
    return old, new, document


def test_a_lost_key_is_replaced_after_its_time(appointed, later):
    old, new, document = announce(appointed)
    first = appointed.trustees[0]
    request = appointed.request()
    with pytest.raises(RuleBroken):
        # Not before its time.
        first.sign(request)
    tasks.replacements()
    assert queries.set_in_force(appointed.campaign).find(new.key) is None
    with pytest.raises(RuleBroken):
        actions.complete_replacement(by=SYSTEM, campaign=appointed.campaign, ref=document.ref)
    later(72.1)
    tasks.replacements()
    tasks.replacements()
    found = queries.set_in_force(appointed.campaign)
    assert found.find(new.key).in_force and not found.find(old.key).in_force
    assert Entry.objects.filter(kind="key.replaced").count() == 1
    appointed.seal()
    assert first.sign(request).count == (1, 2)


def test_a_new_list_ends_a_replacement(appointed, later, client):
    _old, new, document = announce(appointed)
    change = appointed.propose()
    for person in appointed.trustees[1:4]:
        person.sign(change)
    fifth_signs(appointed.trustees[4], change)
    later(72.1)
    tasks.replacements()
    with pytest.raises(RuleBroken, match="under an older set"):
        actions.complete_replacement(by=SYSTEM, campaign=appointed.campaign, ref=document.ref)
    assert queries.set_in_force(appointed.campaign).find(new.key) is None
    assert "ended by a new list" in client.get(reverse("quorum:public")).content.decode()
    with pytest.raises(LostUnfit):
        actions.stop_replacement(
            by=appointed.trustees[4].actor, campaign=appointed.campaign, ref=document.ref
        )


def test_any_one_trustee_stops_a_replacement(appointed, later):
    _old, new, document = announce(appointed)
    fifth = appointed.trustees[4]
    stop = actions.stop_replacement(by=fifth.actor, campaign=appointed.campaign, ref=document.ref)
    fifth_signs(fifth, stop)
    later(100)
    tasks.replacements()
    assert queries.set_in_force(appointed.campaign).find(new.key) is None
    with pytest.raises(LostUnfit):
        actions.stop_replacement(by=fifth.actor, campaign=appointed.campaign, ref=document.ref)


def fifth_signs(person: Any, document: Any) -> None:
    """The fifth trustee's key lies in a file."""
    from tests.quorum.test_signing import answered

    given = actions.file_to_sign(by=person.actor, signer=person.signer, ref=document.ref, lang="ar")
    actions.take_answer(by=person.actor, answer=answered(given, person.key))


def test_with_too_few_keys_left_those_on_paper_replace_them(appointed, later):
    """Three of five keys are gone: the two left are fewer than the three that the largest sum needs."""
    from tests.quorum.test_signing import answered

    for person in appointed.trustees[:3]:
        document = actions.revoke_key(by=person.actor, campaign=appointed.campaign, key=person.key.key)
        person.sign(document)
    first, carrier = appointed.trustees[0], appointed.trustees[3]
    old = first.keys.pop()
    new = first.set_up(seed=4_712)
    appointed.seal()
    row = SigningKey.objects.get(ref=new.key)
    document = actions.announce_replacement(
        by=carrier.actor, campaign=appointed.campaign, old=old.key, new=row
    )
    first.sign(document)
    for paper in appointed.paper[:2]:
        given = actions.file_to_sign(
            by=carrier.actor, signer=carrier.signer, ref=document.ref, lang="en", holder=paper.key
        )
        taken = actions.take_answer(by=carrier.actor, answer=answered(given, paper))
    assert taken.entry == document.ref
    later(24 * 29)
    tasks.replacements()
    assert queries.set_in_force(appointed.campaign).find(new.key) is None
    later(25)
    tasks.replacements()
    assert queries.set_in_force(appointed.campaign).find(new.key).in_force


def test_a_replacement_needs_a_tried_key_of_the_same_trustee(appointed):
    first, second = appointed.trustees[:2]
    untried = second.set_up(seed=99, tested=False)
    second.keys.pop()
    foreign = SigningKey.objects.get(ref=second.key.key)
    for new in (SigningKey.objects.get(ref=untried.key), foreign):
        with pytest.raises(LostUnfit):
            actions.announce_replacement(
                by=second.actor, campaign=appointed.campaign, old=first.key.key, new=new
            )


def test_ones_own_key_is_ended_by_oneself_anothers_by_three(appointed):
    first, second, third, fourth, _fifth = appointed.trustees
    mine = actions.revoke_key(by=first.actor, campaign=appointed.campaign, key=first.key.key)
    assert first.sign(mine).entry == mine.ref
    other = actions.revoke_key(
        by=second.actor, campaign=appointed.campaign, key=fourth.key.key, compromised_since=3
    )
    assert not second.sign(other).entry
    third.sign(other)
    fifth_signs(appointed.trustees[4], other)
    assert not queries.set_in_force(appointed.campaign).find(fourth.key.key).in_force
    request = appointed.request()
    with pytest.raises(NoSigner):
        first.sign(request)


def test_strangers_begin_no_ceremony(appointed, actor):
    for role in ("treasurer", "administrator", "auditor"):
        by = actor(role)
        for act in (actions.pause, actions.resume):
            with pytest.raises(NotPermitted):
                act(by=by, campaign=appointed.campaign)
        with pytest.raises(NotPermitted):
            actions.revoke_key(by=by, campaign=appointed.campaign, key=appointed.trustees[0].key.key)
    with pytest.raises(NotPermitted):
        appointed_by = actor("treasurer")
        actions.propose_set(
            by=appointed_by, campaign=appointed.campaign, signers=[], bands=(), change=1, recovery=None
        )


def test_a_list_with_a_trustee_without_key_or_with_odd_rules_is_not_proposed(house, named):
    from ouna.core.quorum import Band

    house.trustees.append(named(5))
    with pytest.raises(SetIncomplete):
        house.propose()
    house.trustees.pop()
    with pytest.raises(SetIncomplete):
        house.propose(change=2)
    with pytest.raises(SetIncomplete):
        house.propose(bands=(Band("EUR", 3, 100), Band("EUR", 2)))


def test_the_set_is_changed_by_the_quorum_before_and_the_new_keys_alone(appointed, named):
    sixth = named(5)
    sixth.set_up(seed=600)
    changed = appointed.propose([*appointed.trustees[:4], sixth])
    assert queries.needed(changed) == (0, 5)
    for person in appointed.trustees[:4]:
        assert not person.sign(changed).entry
    assert sixth.sign(changed).entry == changed.ref
    assert appointed.trustees[4].signer.ref not in queries.set_in_force(appointed.campaign).members


# Reminders and what is forgotten -------------------------------------------------------------------------


def test_a_reminder_never_holds_anything_to_sign(appointed, later, settings):
    document = appointed.request()
    tasks.remind_all()
    assert mail.outbox == []
    later(13)
    tasks.remind_all()
    assert len(mail.outbox) == 5
    token = actions.ticket_to_sign(
        by=appointed.trustees[0].actor, signer=appointed.trustees[0].signer, ref=document.ref, lang="en"
    )
    for letter in mail.outbox:
        assert "1 decision waits for you" in letter.subject
        for word in (document.ref, "sign.localhost", token, "/ticket", "/desk/", "document"):
            assert word not in letter.body
        assert settings.SITE_URL in letter.body
    tasks.remind_all()
    assert len(mail.outbox) == 5
    later(49)
    for person in appointed.trustees[:2]:
        person.sign(document)
    tasks.remind_all()
    # Enough have signed: nobody is written to.
    assert len(mail.outbox) == 5


def test_old_tickets_and_copies_are_forgotten(appointed, later):
    first, document = appointed.trustees[0], appointed.request()
    actions.ticket_to_sign(by=first.actor, signer=first.signer, ref=document.ref, lang="en")
    actions.show_on_second_device(by=first.actor, ref=document.ref, lang="en")
    later(25)
    tasks.forget()
    assert not Look.objects.exists()
    assert not Ticket.objects.exclude(what=Ticket.FILE).exists()
