"""The guards of the desk, each with a twin: without the guard the same deed goes through."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from funds.world import ANNA, BERT, TODAY, TUNISIAN, World, line
from ouna.core.book import RuleBroken
from ouna.core.book.kinds import transfer as transfer_kinds
from ouna.demo.files import DemoStatement, camt
from ouna.funds import rules
from ouna.funds.actions import confirm_rate, enter_rate
from ouna.funds.errors import RateNeedsSecondPerson
from ouna.funds.models import BankLine
from ouna.log import SYSTEM, Actor
from ouna.log.queries import balance
from ouna.parties.actions import add_user, give_role
from ouna.parties.errors import NotPermitted
from ouna.parties.queries import actor_of
from ouna.treasury.actions import (
    book_as_gift,
    book_as_transfer_in,
    book_as_transfer_out,
    confirm_statement,
    import_file,
    type_statement,
)
from ouna.treasury.actions import booking as booking_module
from ouna.treasury.actions import importing as importing_module
from ouna.treasury.actions import paper as paper_module
from ouna.treasury.errors import ExchangeOdd, SecondPersonNeeded
from ouna.treasury.models import PaperStatement
from treasury.files import DAY
from treasury.files import line as told

pytestmark = pytest.mark.django_db


def person(name: str, world: World) -> Actor:
    """A treasurer of Tunisia with an account of his own."""
    user = add_user(by=SYSTEM, email=f"{name}@example.org", name=name)
    give_role(by=SYSTEM, user=user, role="treasurer", section=world.tunisia.section)
    return actor_of(user)


# Exchanges ----------------------------------------------------------------------------------------


def swiss_francs_for(world: World, minor: int) -> None:
    """100.00 EUR go to Switzerland, where `minor` centimes arrive."""
    book_as_gift(by=ANNA, line=line(world.germany, 10_000), fund=world.free)
    rate = enter_rate(by=ANNA, base="EUR", quote="CHF", value="0.95", on=TODAY, source="table")
    confirm_rate(by=BERT, rate=rate)
    sent = book_as_transfer_out(by=ANNA, line=line(world.germany, -10_000), target=world.switzerland)
    book_as_transfer_in(by=ANNA, line=line(world.switzerland, minor), transfer=sent, fund=world.free)


def test_a_small_sum_does_not_pass_for_a_large_transfer(world: World) -> None:
    with pytest.raises(ExchangeOdd):
        swiss_francs_for(world, 95)
    assert balance(world.switzerland.ref, "CHF") == 0


def test_without_the_desk_the_book_refuses_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booking_module, "measure_exchange", lambda *_: None)
    with pytest.raises(RuleBroken):
        swiss_francs_for(world, 95)


def test_without_both_limits_it_would(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booking_module, "measure_exchange", lambda *_: None)
    monkeypatch.setattr(transfer_kinds, "check_exchange", lambda *_: None)
    swiss_francs_for(world, 95)
    assert balance(world.switzerland.ref, "CHF") == 95


# Two persons --------------------------------------------------------------------------------------


def typed(world: World, by: Actor) -> PaperStatement:
    return type_statement(
        by=by,
        account=world.tunisia,
        first_day=TODAY,
        last_day=TODAY,
        opening_minor=0,
        closing_minor=5_000,
        lines=[{"day": TODAY.isoformat(), "minor": 5_000, "name": "Amina"}],
    )


def test_who_typed_a_statement_does_not_confirm_it(world: World) -> None:
    amina = person("amina", world)
    paper = typed(world, amina)
    with pytest.raises(SecondPersonNeeded):
        confirm_statement(by=amina, paper=paper)
    paper.refresh_from_db()
    assert (paper.state, BankLine.objects.count()) == ("typed", 0)


def test_another_confirms_it_and_then_it_is_imported(world: World) -> None:
    amina, nadia = person("amina", world), person("nadia", world)
    paper = typed(world, amina)
    statement, _booked = confirm_statement(by=nadia, paper=paper)
    paper.refresh_from_db()
    assert (paper.by, paper.confirmed_by, statement.state) == (amina.ref, nadia.ref, "booked")
    assert BankLine.objects.get().minor == 5_000


def test_without_the_rule_the_database_still_wants_two(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_module, "check_second_person", lambda *_: None)
    amina = person("amina", world)
    with pytest.raises(IntegrityError, match="two_persons"):
        confirm_statement(by=amina, paper=typed(world, amina))


def test_who_typed_a_rate_does_not_confirm_it(world: World) -> None:
    rate = enter_rate(by=ANNA, base="EUR", quote="TND", value="3.3", on=TODAY, source="table")
    with pytest.raises(RateNeedsSecondPerson):
        confirm_rate(by=ANNA, rate=rate)
    rate.refresh_from_db()
    assert rate.confirmed_by == ""
    assert confirm_rate(by=BERT, rate=rate).confirmed_by == BERT.ref


def test_without_the_rule_the_database_wants_two_for_a_rate(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "check_second_person", lambda *_: None)
    rate = enter_rate(by=ANNA, base="EUR", quote="TND", value="3.3", on=TODAY, source="table")
    with pytest.raises(IntegrityError, match="two_persons"):
        confirm_rate(by=ANNA, rate=rate)


# Another section's account ------------------------------------------------------------------------


def tunisian_file() -> bytes:
    return camt(DemoStatement.of(TUNISIAN, "TND", 1, (DAY, DAY), 0, [told(5_000, name="Amina")]))


def german_treasurer(world: World) -> Actor:
    return Actor("user_g", "G", frozenset({("treasurer", world.germany.section.ref)}))


@pytest.mark.parametrize("dry_run", [True, False])
def test_nobody_imports_for_another_section(world: World, dry_run: bool) -> None:
    with pytest.raises(NotPermitted):
        import_file(by=german_treasurer(world), name="a.xml", raw=tunisian_file(), dry_run=dry_run)
    assert not BankLine.objects.exists()


def test_without_the_check_he_would(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # Asked once more when the bank's closing balance is stated.
    monkeypatch.setattr(importing_module, "check_treasurer", lambda *_: None)
    monkeypatch.setattr(rules, "check_treasurer", lambda *_: None)
    import_file(by=german_treasurer(world), name="a.xml", raw=tunisian_file())
    assert BankLine.objects.get().account == world.tunisia
