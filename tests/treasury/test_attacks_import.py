"""Files made to book twice, or from what is no statement: each of them was accepted once."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest

from funds.world import ANNA
from ouna.core.values import Money
from ouna.demo.files import camt
from ouna.donations.actions import make_pledge
from ouna.donations.models import Gift
from ouna.funds.models import BankLine
from ouna.log import SYSTEM
from ouna.log.queries import balance
from ouna.treasury.actions import import_file
from ouna.treasury.models import BankStated, Statement
from treasury.files import DAY, line, statement, xml

pytestmark = pytest.mark.django_db


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.xml", content)
    return out.getvalue()


def take(raw: bytes, name: str = "a.zip"):
    return import_file(by=ANNA, name=name, raw=raw)


def states() -> list[str]:
    return sorted(Statement.objects.values_list("state", flat=True))


def test_a_zip_of_several_formats_books_only_from_its_statements(world):
    """Banks pack details (camt.054) beside the statement (camt.053): one line, told twice."""
    gift = line(5000, name="Karl", bank_ref="B1")
    take(packed(a=camt(statement(gift), "054.001.08"), b=camt(statement(gift), "053.001.08")))
    assert BankLine.objects.filter(account=world.germany).count() == 1
    assert states() == ["booked", "shown"]
    assert BankStated.objects.get().closing_minor == 5000


def test_a_zip_with_a_day_that_is_not_closed_books_nothing_from_it(world):
    """A camt.052 tells of a running day; its lines come again in the statement of that day."""
    closed = camt(statement(line(5000)), "053.001.08")
    running = camt(statement(line(700), opening=5000, number=2), "053.001.08").replace(
        b"camt.053", b"camt.052"
    )
    running = running.replace(b"BkToCstmrStmt", b"BkToCstmrAcctRpt").replace(b"Stmt>", b"Rpt>")
    take(packed(a=closed, b=running))
    assert [x.minor for x in BankLine.objects.all()] == [5000]
    assert states() == ["booked", "shown"]


def test_details_in_a_zip_become_parts_of_the_batch_whichever_comes_first(world):
    parts = (line(2000, name="A"), line(3000, name="B"))
    whole = camt(statement(line(5000, bank_ref="B1")), "053.001.08")
    details = camt(statement(line(5000, bank_ref="B1", parts=parts)), "054.001.08")
    other = camt(statement(line(1, bank_ref="B2", parts=(line(1),))), "054.001.02")
    take(packed(a=details, b=other))
    assert not BankLine.objects.exists()
    take(whole, "b.xml")
    assert sorted(BankLine.objects.values_list("minor", "state")) == [
        (2000, "waiting"), (3000, "waiting"), (5000, "split"),
    ]  # fmt: skip
    assert balance(world.germany.ref, "EUR") == 0 and not Gift.objects.exists()


def test_a_second_return_of_one_payment_does_not_take_back_another_gift(world):
    """Two equal gifts of one giver; the bank tells the return of the first one twice, on two days."""
    who = {"name": "Karl", "iban": "DE02120300000000202051", "reference": pledge_reference(world)}
    take(xml(line(5000, end_to_end="E1", **who), line(5000, end_to_end="E2", **who)), "a.xml")
    back = {"end_to_end": "E1", "returned": "AC04", "name": "Karl", "iban": who["iban"]}
    for number, opening in ((2, 10_000), (3, 5_000)):
        day = DAY + timedelta(days=number - 2)
        take(xml(line(-5000, day=day, **back), opening=opening, number=number), f"{number}.xml")
    left = dict(Gift.objects.values_list("line__end_to_end", "left_minor"))
    assert left == {"E1": 0, "E2": 5000}
    assert BankLine.objects.filter(minor=-5000, state="waiting").count() == 1


def pledge_reference(world) -> str:
    return make_pledge(
        by=SYSTEM, campaign=world.campaign, account=world.germany, fund=world.walls, money=Money(5000, "EUR")
    ).reference
