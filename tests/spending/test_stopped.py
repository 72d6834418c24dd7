"""What is stopped says so, to everyone and at the treasurer's desk; and who may let it go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ouna.funds.queries import iban_key
from ouna.log import Actor
from ouna.spending import actions, rules
from ouna.spending.errors import SamePerson
from ouna.spending.models import Alarm, Order, Request
from ouna.spending.wishes import Budget
from spending.world import NADIA, OTTILIE, ROOFER, SALMA, UNTIL, World, small_world

pytestmark = pytest.mark.django_db


def test_who_asked_or_ordered_does_not_end_the_alarm(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    alarm = alarmed(world, world.approve(world.ask(100_000), 0, 1))
    both = Actor(OTTILIE.ref, "Ottilie", frozenset({("treasurer", "*"), ("partner", "*")}))
    for who in (NADIA, both):
        with pytest.raises(SamePerson, match="does not end its alarm"):
            actions.clear_alarm(by=who, alarm=alarm, reason="All is well.")
    alarm.refresh_from_db()
    assert alarm.cleared_at is None
    trustee = Actor("user_rim", "Rim", frozenset({("trustee", "*")}))
    actions.clear_alarm(by=trustee, alarm=alarm, reason="The bank had the old number.")
    alarm.refresh_from_db()
    assert alarm.cleared_by == trustee.ref
    again = alarmed(world, world.approve(world.ask(30_000, line="glass"), 0, 1))
    monkeypatch.setattr(rules, "check_ends_alarm", lambda *given: None)
    actions.clear_alarm(by=NADIA, alarm=again, reason="All is well.")
    again.refresh_from_db()
    assert again.cleared_by == NADIA.ref


def alarmed(world: World, request: Request) -> Alarm:
    """A bank line that names another payee than the order."""
    order = world.order(request)
    line = small_world.line(world.germany, -order.minor, iban_key=iban_key("DE89370400440532013000"))
    return actions.raise_alarm(by=OTTILIE, line=line, order=order)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Payments of this request are stopped since"), ("ar", "موقوفة")]
)
def test_everyone_reads_what_is_stopped_and_not_why(world: World, lang: str, said: str) -> None:
    by_line = world.approve(world.ask(100_000, title="Pump"), 0, 1)
    alarm = alarmed(world, by_line)
    listed = replace(ROOFER, name="Marzuban Krapfenstein", latin="Marzuban von Krapfenstein", kind="person")
    by_name = world.ask(90_000, title="Paint", payees=(listed,))
    plain = world.ask(80_000, title="Glass")
    client = Client()
    for request in (by_line, by_name):
        page = client.get(f"/spending/{request.ref}/?lang={lang}").content.decode()
        assert said in page
        for secret in (
            "Krapfenstein",
            "Marzuban",
            "Waits for signatures",
            "another payee",
            "bank line",
            "match",
        ):
            assert secret not in page, secret
    assert said not in client.get(f"/spending/{plain.ref}/?lang={lang}").content.decode()
    everything = client.get(f"/spending/?lang={lang}").content.decode()
    assert everything.count(said) == 2
    actions.clear_alarm(by=SALMA, alarm=alarm, reason="The bank had the old number.")
    assert client.get(f"/spending/?lang={lang}").content.decode().count(said) == 1


def treasurer(person: Callable[..., Any]) -> Client:
    client = Client()
    client.force_login(person("treasurer"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_what_cannot_be_ordered_has_no_form_and_is_refused_in_words(
    world: World, person: Callable[..., Any]
) -> None:
    his = treasurer(person)
    unsigned, done = world.ask(50_000), world.approve(world.ask(50_000), 0, 1)
    world.order(done)
    old = world.approve(world.ask(50_000, line="glass"), 0, 1)
    world.ask(50_000, line="glass", replaces=old)
    gated = world.approve(world.ask(40_000, gated=True, line="paint"), 0, 1)
    cases = [
        (unsigned, "Not enough trustees have signed"),
        (done, "All of this request is ordered"),
        (old, "replaced by a new request"),
        (gated, "Building start"),
    ]
    for request, said in cases:
        url = f"/desk/payments/{request.ref}/?lang=en"
        seen = his.get(url).content.decode()
        assert 'name="do"' not in seen, said
        assert ("may still be ordered" in seen) == (request == gated), said
        for do in ("look", "order"):
            answer = his.post(url, {"do": do, "amount": "1"})
            assert answer.status_code == 422 and said in answer.content.decode(), said
    assert Order.objects.count() == 1
    free = world.approve(world.ask(30_000, line="nails"), 0, 1)
    assert 'name="do"' in his.get(f"/desk/payments/{free.ref}/").content.decode()


def test_a_standing_budget_shows_the_free_part_of_this_month(
    world: World, person: Callable[..., Any]
) -> None:
    his = treasurer(person)
    budget = Budget(50_000, 100_000, UNTIL)
    request = world.approve(world.ask(100_000, standing=budget), 0, 1, 2)
    world.order(request, 20_000)
    url = f"/desk/payments/{request.ref}/?lang=en"
    assert "300.00 of 500.00" in his.get(url).content.decode()
    world.order(request, 30_000)
    page = his.get(url).content.decode()
    assert "0.00 of 500.00" in page and 'name="do"' not in page
    assert "0.00 of 500.00" in his.get("/desk/payments/?lang=en").content.decode()
