"""A small book to write into: one campaign, two purposes, two accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ouna.core.book import (
    AccountAnnounced,
    AccountStated,
    CampaignOpened,
    FundOpened,
    GiftReceived,
    GiftReversed,
    Record,
    Replay,
)
from ouna.core.values import Money
from ouna.log import SYSTEM, Actor, SealedOpening, action, clock, new_ref, put_text, record, record_many, seal
from ouna.log.actions import open_log
from ouna.log.models import Entry

BY = Actor(ref="user_00000000000000000000000001", name="Tester", roles=frozenset({("treasurer", "*")}))


@dataclass(frozen=True)
class World:
    """Refs of the small book."""

    coalition: str
    campaign: str
    fund: str
    school: str
    account: str
    second: str
    section: str

    def gift(self, minor: int = 1_000, *, donor: str = "Ada Example", booked: date | None = None) -> Gift:
        ref = new_ref("gift")
        hidden = (
            seal("donor", {"name": donor}, subject=ref),
            seal("line", {"account": self.account, "minor": minor}, subject=self.account),
        )
        received = GiftReceived(
            ref=ref,
            campaign=self.campaign,
            account=self.account,
            fund=self.fund,
            money=Money(minor, "EUR"),
            booked=(booked or clock.today()).isoformat(),
            donor=hidden[0].hash,
            line=hidden[1].hash,
        )
        return received, hidden

    def back(self, gift: GiftReceived, minor: int) -> Gift:
        hidden = seal("line", {"account": self.account, "minor": -minor}, subject=self.account)
        reversed_ = GiftReversed(
            ref=new_ref("rev"),
            campaign=self.campaign,
            account=self.account,
            fund=self.fund,
            gift=gift.ref,
            money=Money(minor, "EUR"),
            booked=clock.today().isoformat(),
            line=hidden.hash,
            reason="returned",
        )
        return reversed_, (hidden,)

    def stated(self, closing: int, day: date) -> Gift:
        hidden = seal("statement", {"file": "cd" * 32, "position": 0}, subject=self.account)
        stated = AccountStated(
            ref=new_ref("stmt"),
            campaign=self.campaign,
            account=self.account,
            day=day.isoformat(),
            closing=Money(closing, "EUR"),
            waiting_in=0,
            waiting_out=0,
            statement=hidden.hash,
        )
        return stated, (hidden,)


Gift = tuple[Any, Sequence[SealedOpening]]


@action
def write(*, by: Actor, records: Sequence[Record | Gift]) -> list[int]:
    """Record one after the other."""
    ids = []
    for item in records:
        rec, openings = item if isinstance(item, tuple) else (item, ())
        ids.append(record(rec, openings=openings))
    return ids


@action
def write_many(*, by: Actor, records: Sequence[Record | Gift], shuffle: bool = False) -> list[str]:
    """Record in bulk."""
    return record_many(records, shuffle=shuffle)


@action
def _frame(*, by: Actor, world: World) -> None:
    record(
        CampaignOpened(
            ref=world.campaign,
            coalition=world.coalition,
            goal=Money(1_000_000, "EUR"),
            currencies=("EUR", "CHF"),
            fee_limits=(Money(5_000, "EUR"),),
            text=put_text({"en": "A house for everyone"}),
        )
    )
    for fund, purposes in ((world.fund, ("free",)), (world.school, ("school",))):
        text = put_text({"en": purposes[0]})
        aim = Money(500_000, "EUR")
        record(FundOpened(ref=fund, campaign=world.campaign, purposes=purposes, aim=aim, text=text))
    for account, number in (
        (world.account, "AT483200000012345864"),
        (world.second, "DE75512108001245126199"),
    ):
        record(
            AccountAnnounced(
                ref=account,
                campaign=world.campaign,
                section=world.section,
                country=number[:2],
                currency="EUR",
                ids=(number,),
                text=put_text({"en": number[:2]}),
            )
        )


def make_world() -> World:
    """Open the log and lay the frame: 6 entries."""
    prefixes = ("org", "camp", "fund", "fund", "acct", "acct", "sect")
    world = World(*(str(new_ref(prefix)) for prefix in prefixes))
    open_log(by=SYSTEM, coalition=world.coalition)
    _frame(by=SYSTEM, world=world)
    return world


def ends_of_book() -> list[str]:
    """What the verifier finds in these entries at the end of the book, as the recount words it."""
    replay = Replay()
    for data in Entry.objects.order_by("pk").values_list("data", flat=True):
        replay.feed(bytes(data))
    return [f"{step}: {what}" for _index, step, what in replay.close()]
