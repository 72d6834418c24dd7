"""Random work of weeks against a model of a few lines: no unit is lost, and every check holds."""

from __future__ import annotations

import random

import pytest
from django.db import IntegrityError, transaction

from funds.world import ANNA, BERT, line
from ouna.core.values import Money
from ouna.donations.actions import VISITOR, GiftIn, make_pledge, receive_gifts, reverse_gift, withdraw_pledge
from ouna.donations.checks import checks as gift_checks
from ouna.donations.models import Gift, Letter, Pledge
from ouna.funds.checks import checks as fund_checks
from ouna.funds.models import BankLine, Claim, Promised
from ouna.funds.queries import section_rows
from ouna.log import queries as log


class Model:
    """What the books should say: sums by account and by purpose, and what is promised."""

    def __init__(self, world, seed: int) -> None:
        self.world, self.rng = world, random.Random(seed)
        self.accounts = [world.germany, world.switzerland, world.tunisia]
        self.funds = [world.walls, world.children, world.free]
        self.by_account: dict[str, int] = {}
        self.by_fund: dict[tuple[str, str], int] = {}
        self.pledges: dict[int, Pledge] = {}
        self.unexplained: dict[str, int] = {}
        self.free_lines: list[BankLine] = []

    def add(self, account, fund, minor: int) -> None:
        key = (fund.ref, account.currency)
        self.by_fund[key] = self.by_fund.get(key, 0) + minor

    def bank(self, account, minor: int) -> None:
        self.by_account[account.ref] = self.by_account.get(account.ref, 0) + minor

    def promise(self) -> None:
        account, fund = self.rng.choice(self.accounts), self.rng.choice(self.funds)
        money = Money(self.rng.randrange(1, 50_000), account.currency)
        made = make_pledge(by=VISITOR, campaign=self.world.campaign, account=account, fund=fund, money=money)
        self.pledges[made.pk] = made

    def withdraw(self) -> None:
        if self.pledges:
            withdraw_pledge(by=VISITOR, pledge=self.pledges.pop(self.rng.choice(list(self.pledges))))

    def give(self) -> None:
        gifts = []
        for _each in range(self.rng.randrange(1, 6)):
            account, fund = self.rng.choice(self.accounts), self.rng.choice(self.funds)
            row = line(account, self.rng.randrange(1, 10_000))
            own = [p for p in self.pledges.values() if p.account_id == account.pk]
            met = self.pledges.pop(self.rng.choice(own).pk) if own and self.rng.random() < 0.5 else None
            gifts.append(GiftIn(row, met.fund if met else fund, met))
            self.bank(account, row.minor)
            self.add(account, gifts[-1].fund, row.minor)
        receive_gifts(by=ANNA, gifts=gifts)

    def take_back(self) -> None:
        gift = self.some_gift()
        if gift:
            minor = self.rng.randrange(1, gift.left_minor + 1)
            reverse_gift(by=BERT, gift=gift, reason="returned", line=line(gift.account, -minor))
            self.bank(gift.account, -minor)
            self.add(gift.account, gift.fund, -minor)

    def mistake(self) -> None:
        gift = self.some_gift()
        if gift is None or gift.left_minor != gift.minor:
            return
        reverse_gift(by=BERT, gift=gift, reason="misbooked")
        self.add(gift.account, gift.fund, -gift.minor)
        currency = gift.currency
        self.unexplained[currency] = self.unexplained.get(currency, 0) + gift.minor
        if gift.pledge and not Gift.objects.filter(pledge=gift.pledge, left_minor__gt=0).exists():
            gift.pledge.refresh_from_db()
            self.pledges[gift.pledge.pk] = gift.pledge
        self.free_lines.append(BankLine.objects.select_related("account").get(pk=gift.line_id))

    def book_anew(self) -> None:
        if self.free_lines:
            row, fund = self.free_lines.pop(), self.rng.choice(self.funds)
            receive_gifts(by=ANNA, gifts=[GiftIn(row, fund)])
            self.unexplained[row.currency] -= row.minor
            self.add(row.account, fund, row.minor)

    def some_gift(self) -> Gift | None:
        rows = (
            Gift.objects.filter(left_minor__gt=0).select_related("account", "fund", "pledge").order_by("pk")
        )
        return self.rng.choice(list(rows)) if rows else None

    def compare(self) -> None:
        for account in self.accounts:
            assert log.balance(account.ref, account.currency) == self.by_account.get(account.ref, 0)
        for fund in self.funds:
            for currency in ("EUR", "CHF", "TND"):
                assert log.balance(fund.ref, currency) == self.by_fund.get((fund.ref, currency), 0)
        for currency, minor in self.unexplained.items():
            assert log.balance(f"{self.world.campaign.ref}:unexplained_in", currency) == minor
        counted = [p for p in self.pledges.values() if p.counts]
        assert sum(p.count for p in Promised.objects.all()) == len(counted)
        assert sum(p.minor for p in Promised.objects.all()) == sum(p.minor for p in counted)
        came = {row.account.currency: row.arrived.minor for row in section_rows(self.world.campaign)}
        for currency in came:
            assert came[currency] == sum(m for (_, c), m in self.by_fund.items() if c == currency)
        assert [*gift_checks(), *fund_checks()] == []


@pytest.mark.parametrize("seed", [1, 2])
def test_random_work_keeps_every_unit(world, seed):
    model = Model(world, seed)
    steps = [
        model.promise,
        model.give,
        model.give,
        model.take_back,
        model.mistake,
        model.book_anew,
        model.withdraw,
    ]
    for turn in range(60):
        model.rng.choice(steps)()
        if turn % 10 == 9:
            model.compare()
    assert Gift.objects.count() > 20


# The guards themselves: without them the database would take what the actions refuse. -----------------


def test_the_database_refuses_a_second_claim(world):
    row = line(world.germany, 5)
    Claim.objects.create(line=row, by="gift_a")
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(line=row, by="gift_b")


def test_the_database_refuses_the_same_line_twice(world):
    row = line(world.germany, 5)
    same = {"account": row.account, "booked_on": row.booked_on, "currency": "EUR", "minor": 5}
    with pytest.raises(IntegrityError), transaction.atomic():
        BankLine.objects.create(ref="line_x", nth=row.nth, **same)
    # Parts of a split line are no lines of the bank.
    BankLine.objects.create(ref="line_y", nth=row.nth, parent=row, **same)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankLine.objects.create(ref="line_z", nth=row.nth, parent=row, **same)


def test_the_database_refuses_a_second_letter_and_sums_below_zero(world):
    made = make_pledge(
        by=VISITOR,
        campaign=world.campaign,
        account=world.germany,
        fund=world.walls,
        money=Money(5, "EUR"),
        email="a@b.example",
    )
    first = Letter.objects.get()
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promised.objects.update(minor=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.filter(pk=made.pk).update(minor=0)
