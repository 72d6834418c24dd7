"""After the record was taken back: the bank files imported again meet it, and nothing counts twice."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection

from funds.world import ADMIN, ANNA, GERMAN, TODAY, World
from ouna.core.book import Replay
from ouna.core.values import Money
from ouna.demo.files import DemoStatement, camt
from ouna.donations.actions import make_pledge
from ouna.donations.models import Gift, Letter, Reversal
from ouna.funds.actions import announce_account
from ouna.funds.models import BankLine, Claim, Fund, Received
from ouna.log import SYSTEM, queries, triggers
from ouna.log.models import Entry, JournalFact, Opening
from ouna.spending.models import Alarm, Order, Payee, Payment, Request, Return
from ouna.treasury.actions import (
    book_as_gift,
    book_as_payment_return,
    book_opening,
    import_file,
    mark_unexplained,
    undo_booking,
)
from ouna.treasury.actions import importing as importing_module
from ouna.treasury.actions import matching as matching_module
from ouna.treasury.actions.opening import opening_of
from ouna.treasury.models import BankStated, Statement, StatementFile, StatementLine, Transfer
from treasury import ordered
from treasury.files import DAY, line, xml

pytestmark = pytest.mark.django_db


def lose_private_rows() -> None:
    """As after `ouna log recover` onto a backup from before the files: public part back, the rest gone."""
    triggers.remove()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE log_entry SET by = 'recovered' WHERE id IN (SELECT entry_id FROM log_bookmove)"
        )
        cursor.execute(
            "UPDATE log_entry SET by = 'recovered' WHERE kind LIKE 'gift.%%' OR kind LIKE 'correction.%%'"
        )
    for model in (Opening, JournalFact, Letter, Reversal, Gift, Claim, Transfer, Received):
        model.objects.all().delete()
    for model in (StatementLine, Statement, StatementFile, BankStated):
        model.objects.all().delete()
    BankLine.objects.filter(parent__isnull=False).delete()
    BankLine.objects.all().delete()
    triggers.install()


def money_entries() -> Counter:
    return Counter(Entry.objects.exclude(kind="account.stated").values_list("kind", flat=True))


def pledge_of(world: World, fund: Fund) -> str:
    made = make_pledge(
        by=SYSTEM, campaign=world.campaign, account=world.germany, fund=fund, money=Money(5000, "EUR"),
        monthly=True,
    )  # fmt: skip
    return str(made.reference)


def sums() -> Counter:
    return Counter(
        {
            (r.fund_id, r.currency): (r.minor, r.count, r.reversed_minor, r.before_minor)
            for r in Received.objects.all()
        }
    )


def gifts_file(world: World) -> bytes:
    walls, children = pledge_of(world, world.walls), pledge_of(world, world.children)
    return xml(
        line(5000, reference=walls, name="Karl"),
        line(5000, reference=children, name="Ana"),
        line(5000, reference=walls, name="Lale"),
        line(700, reference=children),
        line(900, name="Nobody knows"),
        line(900, name="Another"),
    )


def test_a_recovered_gift_claims_the_equal_line_and_is_not_booked_anew(world: World) -> None:
    raw = gifts_file(world)
    [first] = import_file(by=ANNA, name="a.xml", raw=raw).statements
    assert first.booked == 4
    before = (
        money_entries(),
        queries.totals(),
        sums(),
        Counter(Gift.objects.values_list("ref", "fund", "minor")),
    )
    purposes = Counter(Gift.objects.values_list("pledge", "fund"))
    lose_private_rows()
    [again] = import_file(by=ANNA, name="a.xml", raw=raw).statements
    assert (again.new, again.waiting) == (6, 2)
    assert (money_entries(), queries.totals(), sums()) == before[:3]
    assert Counter(Gift.objects.values_list("ref", "fund", "minor")) == before[3]
    assert Counter(Gift.objects.values_list("pledge", "fund")) == purposes
    assert set(Claim.objects.values_list("by", flat=True)) == set(Gift.objects.values_list("ref", flat=True))
    replay = Replay()
    for data in Entry.objects.order_by("id").values_list("data", flat=True):
        replay.feed(bytes(data))
    assert replay.findings == []


def test_without_meeting_them_the_money_would_count_twice(world: World, monkeypatch) -> None:
    raw = gifts_file(world)
    import_file(by=ANNA, name="a.xml", raw=raw)
    whole = queries.balance(world.germany.ref, "EUR")
    lose_private_rows()
    monkeypatch.setattr(matching_module, "meet_recovered", lambda by, account, lines, pledges: list(lines))
    import_file(by=ANNA, name="a.xml", raw=raw)
    assert queries.balance(world.germany.ref, "EUR") == 2 * whole


def test_more_equal_lines_than_recovered_gifts_are_new_gifts(world: World) -> None:
    reference = pledge_of(world, world.walls)
    import_file(by=ANNA, name="a.xml", raw=xml(line(5000, reference=reference)))
    lose_private_rows()
    raw = xml(line(5000, reference=reference), line(5000, reference=reference))
    import_file(by=ANNA, name="b.xml", raw=raw)
    assert queries.balance(world.germany.ref, "EUR") == 10_000 and Gift.objects.count() == 2
    import_file(by=ANNA, name="c.xml", raw=xml(line(5000, reference=reference), opening=10_000, number=2))
    assert queries.balance(world.germany.ref, "EUR") == 15_000 and Gift.objects.count() == 3


def test_an_undone_gift_comes_back_undone_and_its_line_lies_where_it_lay(world: World) -> None:
    reference = pledge_of(world, world.walls)
    raw = xml(line(5000, reference=reference), line(300, name="x"), line(400, name="y"))
    import_file(by=ANNA, name="a.xml", raw=raw)
    rows = {row.minor: row for row in BankLine.objects.all()}
    undone = undo_booking(by=ANNA, line=rows[5000])
    book_as_gift(by=ANNA, line=undone, fund=world.children)
    mark_unexplained(by=ANNA, line=rows[300])
    open_ref = BankLine.objects.get(minor=300).open_ref
    before = money_entries(), queries.totals(), sums()
    gifts = Counter(Gift.objects.values_list("ref", "fund", "left_minor", "state"))
    lose_private_rows()
    import_file(by=ANNA, name="a.xml", raw=raw)
    assert (money_entries(), queries.totals(), sums()) == before
    assert Counter(Gift.objects.values_list("ref", "fund", "left_minor", "state")) == gifts
    rows = {row.minor: row for row in BankLine.objects.all()}
    assert (rows[300].state, rows[300].open_ref) == ("unexplained", open_ref)
    assert rows[400].state == "waiting" and rows[5000].state == "gift"
    assert Reversal.objects.get().gift.fund == world.walls
    book_as_gift(by=ANNA, line=rows[300], fund=world.walls)
    assert queries.balance(f"{world.campaign.ref}:unexplained_in", "EUR") == 0


SECOND = "DE02120300000000202051"


def every_kind(world: World) -> list[bytes]:
    """Two accounts of ours: money from before, a charge, interest, a gift that comes back, a transfer."""
    reference = pledge_of(world, world.walls)
    first = xml(
        line(5000, reference=reference, end_to_end="E1"),
        line(-490, text="Kontofuehrung", code="ACMT-MDOP-CHRG"),
        line(12, text="Zinsen", code="ACMT-MCOP-INTR"),
        line(-5000, end_to_end="E1", returned="AC04", text="Account closed", code="PMNT-ICDT-RRTN"),
        line(-3000, name="Ours", iban=SECOND, text="To our other account"),
        line(-70, text="a charge that was none", code="ACMT-MDOP-CHRG"),
        opening=8000,
    )
    arrival = line(3000, name="Ours", iban=GERMAN, text="From our first account")
    return [first, camt(DemoStatement.of(SECOND, "EUR", 1, (DAY, DAY), 0, [arrival]))]


def book_every_kind(world: World, files: list[bytes]) -> None:
    announce_account(
        by=ADMIN, campaign=world.campaign, section=world.germany.section, currency="EUR",
        iban=SECOND, holder="Nachbarschaftshilfe Blaue Schaufel",
    )  # fmt: skip
    for raw in files:
        import_file(by=ANNA, name="a.xml", raw=raw)
    book_opening(by=ANNA, account=world.germany, parts=[(6000, world.walls), (2000, world.free)])
    undo_booking(by=ANNA, line=BankLine.objects.get(minor=-70))


def standing() -> tuple[object, ...]:
    """All that the desk keeps of the lines: states, claims, transfers, reversals, money from before."""
    return (
        Counter(BankLine.objects.values_list("minor", "state", "open_ref")),
        Counter(Claim.objects.values_list("line__minor", "by")),
        Counter(
            Transfer.objects.values_list("ref", "source", "target", "minor", "arrived_on", "arrival_ref")
        ),
        Counter(Reversal.objects.values_list("ref", "gift__ref", "reason")),
        Counter(Gift.objects.values_list("ref", "left_minor", "state")),
        sums(),
    )


def test_every_kind_of_record_meets_its_line_again(world: World) -> None:
    files = every_kind(world)
    book_every_kind(world, files)
    before, entries, totals = standing(), money_entries(), queries.totals()
    kinds = set(entries) & {
        "fee.charged", "interest.received", "fund.brought_in", "transfer.sent", "transfer.arrived",
        "gift.reversed", "correction.made",
    }  # fmt: skip
    assert len(kinds) == 7, entries
    lose_private_rows()
    for raw in files:
        import_file(by=ANNA, name="a.xml", raw=raw)
    assert (money_entries(), queries.totals()) == (entries, totals)
    for was, now in zip(before, standing(), strict=True):
        assert now == was
    assert opening_of(world.germany) is None


def test_without_meeting_it_the_opening_would_be_brought_in_twice(world: World, monkeypatch) -> None:
    files = every_kind(world)
    book_every_kind(world, files)
    lose_private_rows()
    monkeypatch.setattr(importing_module, "meet_recovered_opening", lambda *_: None)
    import_file(by=ANNA, name="a.xml", raw=files[0])
    book_opening(by=ANNA, account=world.germany, parts=[(8000, world.walls)])
    assert sum(r.before_minor for r in Received.objects.all()) == 8000
    moves = Entry.objects.filter(kind="fund.brought_in")
    assert moves.count() == 3, "the record holds the money twice"


def test_a_recovered_payment_meets_its_line_and_is_neither_booked_again_nor_stopped(world):
    """Its order and request are gone with the private rows; the record still says what left."""
    partner = ordered.appoint(world)
    order = ordered.ordered(partner)
    raw = xml(ordered.out(order), opening=ordered.OPENING, days=(TODAY, TODAY))
    import_file(by=ANNA, name="a.xml", raw=raw)
    back = ordered.back(order, 30_000)
    returned = xml(back, opening=ordered.OPENING - 90_000, number=2, days=(TODAY, TODAY))
    import_file(by=ANNA, name="b.xml", raw=returned)
    book_as_payment_return(by=ANNA, line=BankLine.objects.get(minor=30_000), payment=Payment.objects.get())
    before = money_entries()
    for model in (Return, Payment, Order, Payee, Request):
        model.objects.all().delete()
    lose_private_rows()
    for name, data in (("a.xml", raw), ("b.xml", returned)):
        import_file(by=ANNA, name=name, raw=data)
    assert money_entries() == before
    states = dict(BankLine.objects.values_list("minor", "state"))
    assert (states[-90_000], states[30_000]) == ("payment", "return")
    assert not Alarm.objects.exists()
