"""A closed campaign: what was ordered is paid, what arrives is booked, and nothing else begins."""

from __future__ import annotations

from typing import Any

import pytest

from funds import world as small_world
from ouna.campaign import rules as campaign_rules
from ouna.campaign.actions import note_closing
from ouna.campaign.errors import CampaignClosed
from ouna.campaign.matters import matters
from ouna.core import book
from ouna.core.book import RuleBroken
from ouna.core.quorum import Act
from ouna.core.values import Money, Translated
from ouna.donations.actions import VISITOR, make_pledge
from ouna.funds.actions import open_fund
from ouna.log import new_ref
from ouna.spending import actions
from ouna.treasury.actions import book_as_gift
from spending.world import NADIA, OTTILIE, SALMA, World, put, text_for


def close(world: World) -> None:
    """As the trustees' signatures do it."""
    text = text_for(by=SALMA, text="The rest goes to the hospital.")
    made = book.CampaignClosed(ref=new_ref("end"), campaign=world.campaign.ref, signatures=(), text=text)
    put(by=SALMA, record_=world.signed(made, Act.CLOSE_CAMPAIGN, 0, 1, 2, 3))
    note_closing(by=SALMA, campaign=world.campaign, text=text)
    for row in (world.campaign, world.germany.campaign, world.walls.campaign):
        row.refresh_from_db()


def promise(world: World) -> Any:
    money = Money(2_000, "EUR")
    return make_pledge(
        by=VISITOR, campaign=world.campaign, account=world.germany, fund=world.walls, money=money
    )


def test_what_is_open_is_named(world: World) -> None:
    waiting = world.ask(100_000)
    approved = world.approve(world.ask(90_000), 0, 1, 2)
    ordered = world.order(world.approve(world.ask(80_000), 0, 1, 2))
    unproven = world.order(world.approve(world.ask(60_000), 0, 1, 2))
    world.paid(unproven)
    promise(world)
    small_world.line(world.germany, 700)
    found = {matter.text: matter for matter in matters(world.campaign)}
    assert waiting and approved and ordered
    assert found["Requests that wait for signatures"].count == 1
    assert found["Approved and not ordered"].count == 1
    assert found["Approved and not ordered"].sums == (Money(90_000, "EUR"),)
    assert found["Orders that no bank has executed"].sums == (Money(80_000, "EUR"),)
    assert found["Payments without proof of use"].count == 1
    assert found["Promises whose money has not arrived"].sums == (Money(2_000, "EUR"),)
    assert found["Bank lines to decide"].sums == (Money(700, "EUR"),)
    assert [m.lost for m in found.values()] == sorted((m.lost for m in found.values()), reverse=True)
    money = [m for m in found.values() if m.lost and not m.count]
    assert money and all(m.sums for m in money)


def test_nothing_new_begins(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = actions.begin_request(by=NADIA, campaign=world.campaign)
    approved = world.approve(world.ask(90_000), 0, 1, 2)
    close(world)
    wish = world.wish(50_000)

    def open_another() -> Any:
        return open_fund(
            by=small_world.ADMIN, campaign=world.campaign, code="well", title=Translated.source("en", "Well"),
            aim=Money(1_000, "EUR"), purposes=["well"],
        )  # fmt: skip

    attempts = (
        lambda: actions.begin_request(by=NADIA, campaign=world.campaign),
        lambda: actions.record_request(by=NADIA, request=begun, wish=wish, read=wish.fingerprint([])),
        lambda: world.order(approved),
        lambda: promise(world),
        open_another,
    )
    for attempt in attempts:
        with pytest.raises(CampaignClosed):
            attempt()
    monkeypatch.setattr(campaign_rules, "check_running", lambda is_closed: None)
    assert attempts[0]() and attempts[3]() and attempts[4](), "twin: without the rule they would begin"
    for attempt in attempts[1:3]:
        with pytest.raises(RuleBroken, match="closed"):
            attempt()


def test_what_was_ordered_is_paid_and_a_late_gift_is_booked(world: World) -> None:
    order = world.order(world.approve(world.ask(90_000), 0, 1, 2))
    late = small_world.line(world.germany, 4_000)
    close(world)
    assert world.paid(order).minor == 90_000
    gift = book_as_gift(by=OTTILIE, line=late, fund=world.walls)
    assert gift.money == Money(4_000, "EUR")
