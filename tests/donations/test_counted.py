"""Which promises are part of the public figure: small ones, confirmed ones, those typed in by our people."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from funds.world import ANNA, World, line
from ouna.core.values import Money
from ouna.donations import rules, tasks
from ouna.donations.actions import VISITOR, confirm_pledge, make_pledge, receive_gift, withdraw_pledge
from ouna.donations.checks import checks
from ouna.donations.errors import PledgeInvalid, PledgeOver
from ouna.donations.models import Pledge
from ouna.donations.queries import confirm_key
from ouna.funds.models import Promised

pytestmark = pytest.mark.django_db
LARGE = 499_999_00


def promise(world: World, minor: int, **more: object) -> Pledge:
    given = {"by": VISITOR, "campaign": world.campaign, "account": world.germany, "fund": world.walls,
             "money": Money(minor, "EUR"), **more}  # fmt: skip
    return make_pledge(**given)  # type: ignore[arg-type]


def public() -> int:
    assert list(checks()) == []
    return sum(row.minor for row in Promised.objects.all())


def test_a_large_promise_of_nobody_counts_for_nothing(world: World) -> None:
    made = promise(world, LARGE)
    assert (public(), made.counts, made.state) == (0, False, Pledge.State.OPEN)
    withdraw_pledge(by=VISITOR, pledge=made)
    assert public() == 0


def test_guard_off_it_would_be_on_the_first_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "counts_unconfirmed", lambda *_: True)
    promise(world, LARGE)
    assert public() == LARGE


@pytest.mark.parametrize(("minor", "counted"), [(250_00, True), (250_01, False)])
def test_the_bound_is_the_coalition_s(world: World, settings, minor: int, counted: bool) -> None:
    assert promise(world, minor).counts is counted
    settings.PROMISE_COUNTS_UP_TO = 0
    assert not promise(world, 1).counts


def test_the_bound_is_one_of_value_not_of_figures(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from decimal import Decimal

    from ouna.donations.actions import pledges

    monkeypatch.setattr(pledges, "_for_one_euro", lambda _currency: Decimal("3.4"))
    money = Money(850_000, "TND")
    assert promise(world, 0, account=world.tunisia, money=money).counts
    assert not promise(world, 0, account=world.tunisia, money=Money(850_001, "TND")).counts


def test_small_ones_of_one_address_count_five_times_a_day(world: World) -> None:
    made = [promise(world, 10_00, visitor="203.0.113.9") for _ in range(8)]
    assert [p.counts for p in made] == [True] * 5 + [False] * 3
    assert promise(world, 10_00, visitor="203.0.113.10").counts
    assert public() == 6 * 10_00


def test_typed_in_by_our_people_it_counts(world: World) -> None:
    promise(world, LARGE, by=ANNA)
    assert public() == LARGE


def test_the_letter_s_link_confirms_and_opening_it_does_not(world: World, client: Client, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    made = promise(world, LARGE, email="ana@example.org")
    tasks.send_letters()
    [link] = re.findall(r"https?://[^/\s]+(/\S+\?confirm=\S+)", mail.outbox[0].body)
    page = client.get(link).content.decode()
    assert public() == 0 and "Is this promise yours?" in page
    key = re.search(r'name="confirm" value="([^"]+)"', page)
    assert key
    client.post(reverse("donations:pledge", args=[made.token]), {"confirm": key[1]})
    assert public() == LARGE
    client.post(reverse("donations:pledge", args=[made.token]), {"confirm": key[1]})
    assert public() == LARGE, "once"


def test_the_page_of_the_form_does_not_hold_the_key(world: World, client: Client) -> None:
    made = promise(world, LARGE)
    address = reverse("donations:pledge", args=[made.token])
    page = client.get(address).content.decode()
    assert "Not in the public figures yet" in page and confirm_key(made.token) not in page
    assert client.post(address, {"confirm": "A" * 20}).status_code == 422
    with pytest.raises(PledgeInvalid):
        confirm_pledge(by=VISITOR, pledge=made, key="")
    assert public() == 0


def test_over_it_cannot_be_confirmed(world: World) -> None:
    made = promise(world, LARGE)
    withdraw_pledge(by=VISITOR, pledge=made)
    with pytest.raises(PledgeOver):
        confirm_pledge(by=VISITOR, pledge=made, key=confirm_key(made.token))
    assert public() == 0


def test_met_it_takes_nothing_off_that_was_not_there(world: World) -> None:
    promise(world, 20_00)
    made = promise(world, LARGE)
    receive_gift(by=ANNA, line=line(world.germany, LARGE), fund=world.walls, pledge=made)
    assert public() == 20_00
