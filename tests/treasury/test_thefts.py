"""Thefts by a treasurer, made with seeds: each is refused, or shows at the next reconciliation.

A treasurer may do all that the desk offers, with files he altered and lines his bank really booked; the
trustees' keys he does not have. What shows is an alarm, a held statement, a missing day, a finding of the
check or of the record, or what waits for the auditor.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from funds.world import ANNA, TODAY
from funds.world import line as row
from ouna.core.book.kinds import campaign as campaign_kinds
from ouna.core.book.kinds import ordering
from ouna.core.errors import OunaError
from ouna.funds.actions import announce_account, close_account
from ouna.funds.models import BankLine
from ouna.funds.queries import iban_key
from ouna.log import Actor, clock
from ouna.spending.actions import mark_failed
from ouna.spending.actions import payments as spending_module
from ouna.spending.models import Alarm
from ouna.treasury import checks as checks_module
from ouna.treasury import desk
from ouna.treasury.actions import (
    book_as_fee,
    book_as_gift,
    book_as_payment,
    book_as_return,
    book_as_transfer_out,
    import_file,
    rebook_line,
    split_line,
)
from ouna.treasury.actions import booking as booking_module
from ouna.treasury.actions import paying as paying_module
from ouna.treasury.queries.offers import Decision
from treasury import ordered as made
from treasury.files import line as told
from treasury.files import xml
from treasury.ordered import MULES, OPENING, SUNFLOWER, THIEF, Partner

pytestmark = pytest.mark.django_db

Deed = Callable[[], object]
#: (chance, partner) → the deed. What comes before it is honest, and must go through.
Theft = Callable[[random.Random, Partner], Deed]
CASES = int(os.environ.get("OUNA_THEFTS", "54"))
AUDITOR = Actor("user_auditor", "Rui", frozenset({("auditor", "*")}))
ADMIN = Actor("user_both", "Priya", frozenset({("administrator", "*"), ("treasurer", "*")}))
DONOR = "AT611904300234573201"
EARLIER = TODAY - timedelta(days=9)


def bank(*lines, opening: int, number: int, closing: int | None = None, ago: int = 0):
    """A statement of one day, as the treasurer hands it in; `closing`: one he wrote into it."""
    day = TODAY - timedelta(days=ago)
    raw = xml(*lines, opening=opening, number=number, days=(day, day))
    if closing is not None:
        true = opening + sum(x.minor for x in lines)
        ours, his = (f"{m // 100}.{m % 100:02}".encode() for m in (true, closing))
        head, end = raw.rsplit(ours, 1)
        raw = head + his + end
    return import_file(by=ANNA, name=f"{number}.xml", raw=raw)


def some(chance: random.Random, most: int = 140_000) -> int:
    return chance.randint(100, most)


# The thefts -----------------------------------------------------------------------------------------


def skim_from_the_file(chance: random.Random, partner: Partner) -> Deed:
    """The line to himself is cut out of the bank's file."""
    minor, gift = some(chance), some(chance)
    return lambda: bank(
        told(gift, day=TODAY, name="Karl"), opening=OPENING, number=1, closing=OPENING + gift - minor
    )


def skim_and_mend_the_sum(chance: random.Random, partner: Partner) -> Deed:
    """He cuts the line out and mends the closing; the bank's next file opens with what is there."""
    minor, gift = some(chance), some(chance)

    def deed() -> None:
        bank(told(gift, day=TODAY - timedelta(days=2), name="Karl"), opening=OPENING, number=1, ago=2)
        bank(told(gift, day=TODAY, name="Ana"), opening=OPENING + gift - minor, number=3)

    return deed


def fake_vendor(chance: random.Random, partner: Partner) -> Deed:
    """A request for a payee of his own, with fewer approvals than it needs."""
    minor = chance.choice([some(chance), chance.randint(150_001, 400_000)])
    request = made.request_of(partner, "Consulting", minor, THIEF)
    needed = 2 if minor <= 150_000 else 3
    partner.approve(request, *chance.sample(range(5), chance.randrange(needed)))
    return lambda: made.order_of(by=ANNA, request=request)


def ghost_refund(chance: random.Random, partner: Partner) -> Deed:
    """Money to himself is called the return of somebody's gift; at some banks no account is told."""
    minor = some(chance)
    told_by_bank = chance.random() < 0.5
    gift = book_as_gift(
        by=ANNA, line=row(partner.world.germany, minor, iban_key=iban_key(DONOR)), fund=partner.world.walls
    )
    line = row(partner.world.germany, -minor, iban_key=iban_key(THIEF) if told_by_bank else "")
    return lambda: book_as_return(by=ANNA, line=line, gift=gift)


def split_below_the_limit(chance: random.Random, partner: Partner) -> Deed:
    """Two requests of one fund, on one line or two, each small enough for two trustees, together not."""
    one = chance.randint(75_001, 150_000)
    first = made.request_of(partner, "Nails", one, line="nails")
    partner.approve(first, *chance.sample(range(5), 2))
    made.order_of(by=ANNA, request=first)
    line = chance.choice(["nails", "screws"])
    second = made.request_of(partner, "More", chance.randint(150_001 - one, 150_000), line=line)
    partner.approve(second, *chance.sample(range(5), 2))
    return lambda: made.order_of(by=ANNA, request=second)


def backdate(chance: random.Random, partner: Partner) -> Deed:
    """Money that left long before is made to fit an order of today."""
    order = made.ordered(partner, minor=some(chance))
    line = row(
        partner.world.germany, -order.minor, day=TODAY - timedelta(days=chance.randint(2, 200)),
        end_to_end=order.end_to_end, iban_key=iban_key(MULES),
    )  # fmt: skip
    return lambda: book_as_payment(by=ANNA, line=line, order=order)


def pay_without_an_order(chance: random.Random, partner: Partner) -> Deed:
    """Money to himself is booked as the payment of somebody else's order."""
    order = made.ordered(partner, minor=some(chance))
    minor = chance.choice([order.minor, order.minor - 1, order.minor + chance.randint(1, 500)])
    key = iban_key(THIEF) if minor <= order.minor or chance.random() < 0.7 else ""
    line = row(partner.world.germany, -minor, iban_key=key)
    if chance.random() < 0.3:
        line = split_line(by=ANNA, line=line, parts=[{"minor": -1}, {"minor": 1 - minor}])[1]
    return lambda: book_as_payment(by=ANNA, line=line, order=order)


def order_twice(chance: random.Random, partner: Partner) -> Deed:
    """One order is handed to the bank twice, or is said to have failed and then paid all the same."""
    order = made.ordered(partner, minor=some(chance))
    lines = [told(-order.minor, iban=MULES, end_to_end=order.end_to_end, day=TODAY, text=t) for t in "ab"]
    failed = chance.random() < 0.5
    if failed:
        mark_failed(by=ANNA, order=order)
    return lambda: bank(*lines[failed:], opening=OPENING, number=1)


def failed_and_ordered_anew(chance: random.Random, partner: Partner) -> Deed:
    """The bank has paid already; he says it failed, so that the request can be ordered once more."""
    order = made.ordered(partner, minor=some(chance))
    row(partner.world.germany, -order.minor, end_to_end=order.end_to_end)
    return lambda: mark_failed(by=ANNA, order=order)


def other_account(chance: random.Random, partner: Partner) -> Deed:
    """The payee is the right one, the account is his: in the order, or only in the file for the bank."""
    minor = some(chance)
    if chance.random() < 0.5:
        request = made.request_of(partner, minor=minor)
        partner.approve(request, 0, 1, 2)
        other = made.request_of(partner, "Own", minor, THIEF).payees.get()
        return lambda: made.order_of(by=ANNA, request=request, more={"bank": other.bank_hash})
    order = made.ordered(partner, minor=minor)
    line = told(-minor, name="Two Mules Haulage", iban=THIEF, end_to_end=order.end_to_end, day=TODAY)
    return lambda: bank(line, opening=OPENING, number=1)


def more_than_ordered(chance: random.Random, partner: Partner) -> Deed:
    """The payee is in on it and gets more than was ordered."""
    order = made.ordered(partner, minor=some(chance), margin=chance.choice([0, 300]))
    more = order.margin + chance.randint(1, 50_000)
    line = told(-order.minor - more, iban=MULES, end_to_end=order.end_to_end, day=TODAY)
    return lambda: bank(line, opening=OPENING, number=1)


def misbook_a_gift(chance: random.Random, partner: Partner) -> Deed:
    """A gift for the walls is undone and becomes interest, which anything may be spent on."""
    line = row(partner.world.germany, some(chance))
    book_as_gift(by=ANNA, line=line, fund=partner.world.walls)
    other = chance.choice([Decision("interest"), Decision("gift", fund=partner.world.free)])
    if other.kind == "gift":
        days = chance.randint(93, 300)

        def late() -> None:
            with clock.fixed(clock.now() + timedelta(days=days)):
                rebook_line(by=ANNA, line=line, decision=other)

        return late
    return lambda: rebook_line(by=ANNA, line=line, decision=other)


def charges_above_the_limit(chance: random.Random, partner: Partner) -> Deed:
    """Money to himself is called charges of the bank, more than may be in a month."""
    many = [chance.randint(600, 4_900) for _ in range(12)]
    while sum(many) <= 5_000:
        many.append(4_900)
    key = iban_key(THIEF) if chance.random() < 0.5 else ""
    lines = [row(partner.world.germany, -minor, iban_key=key) for minor in many]
    return lambda: [book_as_fee(by=ANNA, line=line) for line in lines]


def as_own_transfer(chance: random.Random, partner: Partner) -> Deed:
    """Money to himself is called a transfer to another account of ours, where it never arrives."""
    key = iban_key(THIEF) if chance.random() < 0.5 else ""
    line = row(partner.world.germany, -some(chance), iban_key=key)
    return lambda: book_as_transfer_out(by=ANNA, line=line, target=partner.world.switzerland)


def hide_the_payee(chance: random.Random, partner: Partner) -> Deed:
    """He cuts the account out of the file and books what then looks right; the auditor has the whole file."""
    minor = some(chance, 4_900)
    order = made.ordered(partner, minor=minor)
    gift = book_as_gift(
        by=ANNA, line=row(partner.world.germany, minor, iban_key=iban_key(DONOR), day=EARLIER),
        fund=partner.world.walls,
    )  # fmt: skip
    how = chance.choice(["payment", "fee", "transfer", "return"])

    def deed() -> None:
        opening = OPENING + minor
        bank(told(-minor, day=TODAY, text="x"), opening=opening, number=1)
        line = BankLine.objects.get(minor=-minor)
        if how == "payment":
            book_as_payment(by=ANNA, line=line, order=order)
        elif how == "fee":
            book_as_fee(by=ANNA, line=line)
        elif how == "transfer":
            book_as_transfer_out(by=ANNA, line=line, target=partner.world.switzerland)
        else:
            book_as_return(by=ANNA, line=line, gift=gift)
        bank(told(-minor, day=TODAY, text="x", name="Friend", iban=THIEF), opening=opening, number=1)
        line.refresh_from_db()
        assert line.iban_key == iban_key(THIEF), "the second file tells more"

    return deed


def close_early(chance: random.Random, partner: Partner) -> Deed:
    """The account is said to be ours no more, while money still comes in: also by the administrator."""
    who = chance.choice([ANNA, ADMIN])
    return lambda: close_account(by=who, account=partner.world.germany)


def announce_his_own(chance: random.Random, partner: Partner) -> Deed:
    """Givers are sent to an account of his own: also by the administrator."""
    who, iban = chance.choice([ANNA, ADMIN]), chance.choice([SUNFLOWER, THIEF])
    world = partner.world
    return lambda: announce_account(
        by=who, campaign=world.campaign, section=world.germany.section, currency="EUR", iban=iban, holder="A"
    )


def change_the_database(chance: random.Random, partner: Partner) -> Deed:
    """The bank line behind a payment is made to look as if it were another."""
    payment = made.paid(partner, minor=some(chance))
    lines = BankLine.objects.filter(pk=payment.line_id)
    how = chance.choice(
        [{"minor": -payment.minor - 1}, {"state": "waiting"}, {"booked_on": TODAY - timedelta(days=1)}]
    )
    return lambda: lines.update(**how)


THEFTS: dict[str, Theft] = {
    f.__name__: f
    for f in (
        skim_from_the_file, skim_and_mend_the_sum, fake_vendor, ghost_refund, split_below_the_limit, backdate,
        pay_without_an_order, hide_the_payee, order_twice, failed_and_ordered_anew, other_account,
        more_than_ordered, misbook_a_gift, charges_above_the_limit, as_own_transfer, close_early,
        announce_his_own, change_the_database,
    )
}  # fmt: skip


# The judge ------------------------------------------------------------------------------------------


def shows(partner: Partner) -> bool:
    """Whether somebody who reconciles eleven days later sees that something is wrong."""
    if Alarm.objects.filter(cleared_at=None).exists() or made.findings():
        return True
    with clock.fixed(clock.now() + timedelta(days=11)):
        waits = desk.waits(ANNA) + desk.waits(AUDITOR)
    return any(wait.urgent for wait in waits)


def outcome(theft: Theft, seed: int, partner: Partner) -> str:
    """refused, shown or missed; nothing of it is left afterwards."""
    before = transaction.savepoint()
    try:
        deed = theft(random.Random(f"{theft.__name__} {seed}"), partner)
        inner = transaction.savepoint()
        try:
            deed()
        except OunaError:
            transaction.savepoint_rollback(inner)
            return "refused"
        return "shown" if shows(partner) else "missed"
    finally:
        transaction.savepoint_rollback(before)


def test_thefts_are_refused_or_show(partner: Partner, figure, capsys) -> None:
    tried, rest = Counter[str](), []
    names = list(THEFTS)
    for seed in range(CASES):
        name = names[seed % len(names)]
        found = outcome(THEFTS[name], seed, partner)
        tried[found] += 1
        if found == "missed":
            rest.append((name, seed))
    with capsys.disabled():
        share = 100 * (CASES - len(rest)) / CASES
        said = f"{tried['refused']} refused, {tried['shown']} show, {share:.2f} %"
        print(f"\n{CASES} thefts: {said}; missed: {rest}")
    figure(CASES, len(rest))
    assert not rest
    assert tried["shown"] and tried["refused"] > tried["shown"]


def test_honest_work_shows_nothing(partner: Partner) -> None:
    """Else the judge would call everything a theft."""
    order = made.ordered(partner)
    line = told(-order.minor, iban=MULES, end_to_end=order.end_to_end, day=TODAY, code="PMNT-ICDT-ESCT")
    charge = told(-490, code="PMNT-CHRG-FEES", text="charge", day=TODAY)
    bank(line, charge, opening=OPENING, number=1)
    assert not shows(partner)


@pytest.mark.parametrize(
    "name", ["fake_vendor", "split_below_the_limit", "other_account", "close_early", "announce_his_own"]
)
def test_without_the_partners_signatures_thefts_go_through(name, partner, monkeypatch) -> None:
    """The twin: the rules of orders and of accounts taken out, some are neither refused nor shown."""
    for rule in ("approvals", "payee"):
        monkeypatch.setitem(ordering.ORDER_RULES, rule, lambda *_: None)
    monkeypatch.setattr(campaign_kinds, "check_consent", lambda *_: None)
    found = {outcome(THEFTS[name], seed, partner) for seed in range(12)}
    assert "missed" in found


def test_without_the_desks_rules_thefts_go_through(partner, monkeypatch) -> None:
    monkeypatch.setattr(booking_module, "payee_key", lambda _: "")
    monkeypatch.setattr(checks_module, "payee_key", lambda _: "")
    monkeypatch.setattr(checks_module, "_other_side", lambda: ())
    monkeypatch.setattr(paying_module.rules, "order_reasons", lambda *_: ("order_id",))
    monkeypatch.setattr(spending_module, "misfit", lambda *_: "")
    missed = {
        name
        for name in ("pay_without_an_order", "hide_the_payee")
        for seed in range(12)
        if outcome(THEFTS[name], seed, partner) == "missed"
    }
    assert missed == {"pay_without_an_order", "hide_the_payee"}
