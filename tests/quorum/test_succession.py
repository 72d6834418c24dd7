"""Successors: named by the trustees' list, announcing publicly, stopped by any trustee, then trustees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from tests.quorum.people import House, Person

from ouna.core.book import RuleBroken, Trustees
from ouna.core.values import Translated
from ouna.log import SYSTEM
from ouna.log.models import Entry
from ouna.parties.errors import NotPermitted
from ouna.quorum import actions, notices, queries, tasks
from ouna.quorum.actions import name_signer
from ouna.quorum.errors import DocumentClosed, NoSigner, SetIncomplete, SignerNamed, SuccessionUnfit
from ouna.quorum.models import Notice, Signer

pytestmark = pytest.mark.django_db
DAYS = 30


@pytest.fixture
def later(clock: Any) -> Any:
    """Let days pass."""

    def move(days: float) -> None:
        now = clock.now()
        clock.set(lambda: now + timedelta(days=days))

    return move


@pytest.fixture
def successors(appointed: House, person: Callable[..., Any]) -> list[Person]:
    """Three nurses with tried keys; no list names them yet."""
    found = []
    for _ in range(3):
        signer = name_signer(
            by=SYSTEM,
            campaign=appointed.campaign,
            user=person("trustee"),
            function="nurse",
            title=Translated.source("en", "nurse").with_text("ar", "ممرضة"),
            side=Signer.SUCCESSOR,
        )
        one = Person(signer)
        one.set_up()
        found.append(one)
    return found


@pytest.fixture
def followed(appointed: House, successors: list[Person]) -> House:
    """The list of trustees names them: two announce, thirty days."""
    document = appointed.propose(successors=[s.signer for s in successors], announce=2, days=DAYS)
    for one in (*appointed.trustees[:4], *successors):
        one.sign(document)
    appointed.seal()
    return appointed


def in_force(house: House) -> Trustees:
    found = queries.set_in_force(house.campaign)
    assert found is not None
    return found


def refs(house: House, *numbers: int) -> list[str]:
    return [house.trustees[n].signer.ref for n in numbers]


def announce(house: House, successors: list[Person], missing: list[str] | None = None) -> str:
    """Trustees 0 to 2 of five cannot be reached: two are left, three are needed for the largest sum."""
    document = actions.announce_succession(
        by=successors[0].actor, campaign=house.campaign, missing=missing or refs(house, 0, 1, 2)
    )
    for one in successors[:2]:
        one.sign(document)
    house.seal()
    return document.ref


# Naming --------------------------------------------------------------------------------------------


def test_the_list_names_them_with_the_rule(followed: House, successors: list[Person]) -> None:
    named = in_force(followed).succession
    assert named is not None and (named.m, named.days, len(named.members)) == (2, DAYS, 3)
    assert [s.number for s in queries.signers(followed.campaign, Signer.SUCCESSOR)] == [1, 2, 3]


def test_each_new_successor_signs_the_list(appointed: House, successors: list[Person]) -> None:
    document = appointed.propose(successors=[s.signer for s in successors], announce=2, days=DAYS)
    for one in (*appointed.trustees[:4], *successors[:2]):
        one.sign(document)
    assert in_force(appointed).succession is None
    assert [w.document.ref for w in queries.waiting_for(successors[2].actor)] == [document.ref]
    successors[2].sign(document)
    assert in_force(appointed).succession is not None


def test_nobody_is_trustee_and_successor(appointed: House, successors: list[Person]) -> None:
    title = Translated.source("en", "nurse")
    for one, side in ((appointed.trustees[0], Signer.SUCCESSOR), (successors[0], Signer.TRUSTEE)):
        with pytest.raises(SignerNamed):
            name_signer(
                by=SYSTEM, campaign=appointed.campaign, user=one.signer.user, function="nurse",
                title=title, side=side,
            )  # fmt: skip
    with pytest.raises(SetIncomplete):
        appointed.propose(successors=[appointed.trustees[0].signer], announce=1, days=DAYS)


@pytest.mark.parametrize(("announce_", "days"), [(4, 30), (0, 30), (2, 6), (2, 367)])
def test_a_rule_that_cannot_be_is_refused_before_anybody_signs(
    appointed: House, successors: list[Person], announce_: int, days: int
) -> None:
    document = None
    with pytest.raises(SetIncomplete):
        document = appointed.propose(successors=[s.signer for s in successors], announce=announce_, days=days)
    assert document is None


def test_a_key_that_was_dropped_is_not_asked_to_sign_again(followed: House, successors: list[Person]) -> None:
    """A key's name stands in the record once: offered again, it would be refused after all had signed."""
    without = followed.propose()
    for one in followed.trustees[:4]:
        one.sign(without)
    followed.seal()
    assert in_force(followed).succession is None
    again = [one.signer for one in successors]
    with pytest.raises(SetIncomplete, match="no key that was tried"):
        followed.propose(successors=again, announce=2, days=DAYS)
    for one in successors:
        one.set_up()
    assert followed.propose(successors=again, announce=2, days=DAYS)


# Before it is completed they are nobody -----------------------------------------------------------


def test_until_then_a_successor_decides_nothing(followed: House, successors: list[Person]) -> None:
    one, request = successors[0], followed.request()
    followed.seal()
    assert not queries.waiting_for(one.actor)
    with pytest.raises(NoSigner):
        one.sign(request)
    for begin in (actions.pause, actions.resume):
        with pytest.raises(NotPermitted):
            begin(by=one.actor, campaign=followed.campaign)
    assert not queries.signs_for(one.actor, followed.campaign)
    assert not queries.sees_opened(one.actor, queries.standing_of(request), one.signer)


def test_only_the_successors_named_begin_it(
    followed: House, successors: list[Person], person: Callable[..., Any]
) -> None:
    late = name_signer(
        by=SYSTEM, campaign=followed.campaign, user=person("trustee"), function="nurse",
        title=Translated.source("en", "nurse"), side=Signer.SUCCESSOR,
    )  # fmt: skip
    for by in (followed.trustees[0].actor, Person(late).actor, SYSTEM):
        with pytest.raises(NotPermitted):
            actions.announce_succession(by=by, campaign=followed.campaign, missing=refs(followed, 0, 1, 2))


def test_without_successors_nothing_can_be_announced(appointed: House, successors: list[Person]) -> None:
    with pytest.raises(NotPermitted):
        actions.announce_succession(
            by=successors[0].actor, campaign=appointed.campaign, missing=refs(appointed, 0, 1, 2)
        )


@pytest.mark.parametrize("numbers", [(), (0,), (0, 1)])
def test_as_long_as_enough_are_left_it_is_refused(
    followed: House, successors: list[Person], numbers: tuple[int, ...]
) -> None:
    with pytest.raises(SuccessionUnfit):
        actions.announce_succession(
            by=successors[0].actor, campaign=followed.campaign, missing=refs(followed, *numbers)
        )


def test_a_stranger_cannot_be_missing(followed: House, successors: list[Person]) -> None:
    missing = [*refs(followed, 0, 1, 2), successors[0].signer.ref]
    with pytest.raises(SuccessionUnfit):
        announce(followed, successors, missing)


# Announced ----------------------------------------------------------------------------------------


def test_one_of_them_alone_announces_nothing(followed: House, successors: list[Person]) -> None:
    document = actions.announce_succession(
        by=successors[0].actor, campaign=followed.campaign, missing=refs(followed, 0, 1, 2)
    )
    again = actions.announce_succession(
        by=successors[1].actor, campaign=followed.campaign, missing=refs(followed, 2, 1, 0)
    )
    assert again.pk == document.pk, "the same is not asked twice"
    followed.seal()
    successors[0].sign(document)
    assert not queries.successions(followed.campaign)
    trustee = followed.trustees[3]
    assert document.ref not in {w.document.ref for w in queries.waiting_for(trustee.actor)}, "not called for"
    trustee.sign(document)
    assert not queries.successions(followed.campaign), "a trustee does not count for a successor"
    successors[1].sign(document)
    assert list(queries.successions(followed.campaign)) == [document.ref]


def test_all_trustees_are_told_at_once_and_weekly(
    followed: House, successors: list[Person], later: Any
) -> None:
    ref = announce(followed, successors)
    tasks.successions()
    tasks.successions()
    told = sorted(m.to[0] for m in mail.outbox)
    everyone = sorted(p.signer.user.email for p in (*followed.trustees, *successors))
    assert told == everyone and Notice.objects.filter(about=ref).count() == 8
    text = mail.outbox[0].body
    assert "Trustee 1, director" in text and "one signature" in text
    assert "desk/" not in text and "/t/" not in text and "#" not in text
    later(7.1)
    tasks.successions()
    tasks.successions()
    assert len(mail.outbox) == 16


def test_a_mail_that_was_not_taken_is_tried_again(
    followed: House, successors: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(followed, successors)
    right = notices.send_mail

    def down(*_args: Any) -> int:
        raise OSError

    monkeypatch.setattr(notices, "send_mail", down)
    tasks.successions()
    assert not mail.outbox and not Notice.objects.exists()
    monkeypatch.setattr(notices, "send_mail", right)
    tasks.successions()
    assert len(mail.outbox) == 8


def test_only_one_waits_at_a_time(followed: House, successors: list[Person]) -> None:
    announce(followed, successors)
    with pytest.raises(SuccessionUnfit, match="announced already"):
        announce(followed, successors, refs(followed, 0, 1, 3))


# Stopped ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 3])
def test_any_trustee_stops_it_missing_or_not(
    followed: House, successors: list[Person], later: Any, number: int
) -> None:
    ref = announce(followed, successors)
    one = followed.trustees[number]
    for by in (successors[0].actor, SYSTEM):
        with pytest.raises(NotPermitted):
            actions.stop_succession(by=by, campaign=followed.campaign, ref=ref)
    document = actions.stop_succession(by=one.actor, campaign=followed.campaign, ref=ref)
    followed.seal()
    with pytest.raises((NoSigner, DocumentClosed)):
        successors[0].sign(document)
    one.sign(document)
    assert queries.successions(followed.campaign)[ref].over == "stopped"
    with pytest.raises(SuccessionUnfit):
        actions.stop_succession(by=one.actor, campaign=followed.campaign, ref=ref)
    later(DAYS + 1)
    tasks.successions()
    assert not set(in_force(followed).members) & {s.signer.ref for s in successors}
    with pytest.raises(RuleBroken):
        actions.complete_succession(by=SYSTEM, campaign=followed.campaign, ref=ref)
    assert any("was stopped" in m.subject for m in mail.outbox)


def test_a_new_list_ends_it(followed: House, successors: list[Person], later: Any) -> None:
    ref = announce(followed, successors)
    change = followed.propose()
    for one in followed.trustees[:4]:
        one.sign(change)
    later(DAYS + 1)
    tasks.successions()
    assert queries.end_of(queries.successions(followed.campaign)[ref], in_force(followed)) == "lapsed"
    assert not Entry.objects.filter(kind="succession.completed").exists()


# Completed ----------------------------------------------------------------------------------------


def test_not_before_its_time(followed: House, successors: list[Person], later: Any) -> None:
    ref = announce(followed, successors)
    later(DAYS - 0.1)
    tasks.successions()
    with pytest.raises(RuleBroken, match="not over"):
        actions.complete_succession(by=SYSTEM, campaign=followed.campaign, ref=ref)
    assert len(in_force(followed).members) == 5


@pytest.mark.parametrize("late", [0.1, 90])
def test_late_or_twice_it_is_completed_once(
    followed: House, successors: list[Person], later: Any, late: float
) -> None:
    ref = announce(followed, successors)
    later(DAYS + late)
    tasks.successions()
    tasks.successions()
    assert Entry.objects.filter(kind="succession.completed").count() == 1
    found = in_force(followed)
    assert set(found.members) == {*refs(followed, 3, 4), *(s.signer.ref for s in successors)}
    assert found.succession is None and found.announced == ""
    assert queries.successions(followed.campaign)[ref].over == "completed"
    rows = Signer.objects.filter(campaign=followed.campaign, side=Signer.TRUSTEE)
    assert [r.number for r in rows.filter(ref__in=found.members)] == [4, 5, 6, 7, 8]
    assert not Signer.objects.filter(side=Signer.SUCCESSOR).exists()
    ended = [m for m in mail.outbox if "have taken the place" in m.subject]
    assert len(ended) == 8


def test_from_then_on_they_decide_and_the_missing_do_not(
    followed: House, successors: list[Person], later: Any
) -> None:
    old = followed.request()
    followed.seal()
    followed.trustees[0].sign(old)
    announce(followed, successors)
    later(DAYS + 1)
    tasks.successions()
    followed.seal()
    assert queries.needed(old.ref).signed == 0, "what the missing signed counts no more"
    request = followed.request(title="Nails")
    followed.seal()
    with pytest.raises(NoSigner):
        followed.trustees[0].sign(request)
    for one in successors[:2]:
        one.signer.refresh_from_db()
        one.sign(request)
    assert queries.needed(request.ref) == (2, 2)


def test_two_at_the_same_moment_complete_it_once(
    followed: House, successors: list[Person], later: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = announce(followed, successors)
    later(DAYS + 1)
    real = tasks.complete_succession

    def overtaken(**given: Any) -> str:
        real(**given)
        return real(**given)

    monkeypatch.setattr(tasks, "complete_succession", overtaken)
    tasks.successions()
    assert Entry.objects.filter(kind="succession.completed").count() == 1
    assert queries.successions(followed.campaign)[ref].over == "completed"


# Pages --------------------------------------------------------------------------------------------


def test_the_public_sees_the_rule_the_announcement_and_the_history(
    followed: House, successors: list[Person], client: Any, later: Any
) -> None:
    def shown(name: str, lang: str = "en") -> str:
        return str(client.get(reverse(name), headers={"accept-language": lang}).content.decode())

    page = shown("quorum:public")
    assert "Successor 1, nurse" in page and "2 of 3 successors" in page and "30 days" in page
    assert "Successor 1, nurse" not in shown("web:campaign")
    ref = announce(followed, successors)
    for name in ("quorum:public", "pact:page"):
        page = shown(name)
        assert "Said to be out of reach" in page or name == "pact:page"
    assert "Successors are to take the place" in shown("web:campaign")
    assert "2026-12-20" in shown("quorum:public"), "until when"
    assert "الخلف 1" in shown("quorum:public", "ar")
    document = actions.stop_succession(by=followed.trustees[0].actor, campaign=followed.campaign, ref=ref)
    followed.seal()
    followed.trustees[0].sign(document)
    page = shown("quorum:public")
    assert "stopped by a trustee" in page and "Said to be out of reach" not in page
    assert "Successors are to take the place" not in shown("web:campaign")


def test_a_list_without_successors_promises_none(appointed: House, client: Any) -> None:
    page = client.get(reverse("quorum:public")).content.decode()
    assert "nobody follows by itself" in page


def test_from_the_desk(followed: House, successors: list[Person], client: Any) -> None:
    here = reverse("quorum:succession")
    client.force_login(successors[0].signer.user)
    assert "You follow if too few" in client.get(reverse("quorum:desk")).content.decode()
    assert 'name="missing"' in client.get(here).content.decode()
    assert client.post(here, {"do": "announce", "missing": refs(followed, 0)}).status_code == 200
    answer = client.post(here, {"do": "announce", "missing": refs(followed, 0, 1, 2)})
    assert answer.status_code == 302 and "/document/succ_" in answer["Location"]
    for one in successors[:2]:
        one.sign(queries.document_of(answer["Location"].rstrip("/").rsplit("/", 1)[1]))
    assert 'name="missing"' not in client.get(here).content.decode()
    client.force_login(followed.trustees[0].signer.user)
    assert here in client.get(reverse("quorum:desk")).content.decode()
    page = client.get(here).content.decode()
    assert "Stop it" in page and 'name="missing"' not in page
    (ref,) = queries.successions(followed.campaign)
    answer = client.post(here, {"do": "stop", "ref": ref})
    assert answer.status_code == 302 and "/document/stop_" in answer["Location"]


def test_the_administrator_names_them_and_the_list_takes_them(
    appointed: House, successors: list[Person], client: Any, person: Callable[..., Any]
) -> None:
    here, another = reverse("quorum:signers"), person("trustee", name="Warda")
    client.force_login(person("administrator"))
    answer = client.post(
        here,
        {
            "do": "name",
            "user": another.ref,
            "organisation": "successor",
            "function": "nurse",
            "title": "nurse",
        },
    )
    assert answer.status_code == 302
    assert Signer.objects.get(user=another).side == Signer.SUCCESSOR
    paper = "\n".join(k.paper.spki for k in appointed.paper)
    wish = {
        "do": "set", "signers": [t.signer.ref for t in appointed.trustees], "bands": "EUR 1500.00 2\nEUR - 3",
        "change": "4", "wait": "72", "recovery": paper, "recovery_m": "2", "recovery_days": "30",
        "successors": [s.signer.ref for s in successors],
    }  # fmt: skip
    assert "Fill this in" in client.post(here, wish).content.decode()
    answer = client.post(here, {**wish, "announce": "2", "days": "30"})
    assert answer.status_code == 302 and "/document/set_" in answer["Location"]


def test_the_keys_page_says_whose_a_key_is(followed: House, successors: list[Person], client: Any) -> None:
    client.force_login(successors[0].signer.user)
    assert "named for a successor" in client.get(reverse("quorum:keys")).content.decode()
