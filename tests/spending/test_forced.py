"""Each call on the way to a payment is made to raise, to time out, to answer nonsense: nothing is paid."""

from __future__ import annotations

from typing import Any

import pytest

from ouna.core.errors import OunaError
from ouna.log import queries as log
from ouna.log import seal
from ouna.log.models import Entry
from ouna.screening.clearing import Cleared
from ouna.spending import clearance, filing, store
from ouna.spending.actions import orders
from ouna.spending.models import Order
from spending.world import World

pytestmark = pytest.mark.django_db

#: Every call from `order_payments` on: where it is looked up, its name, whether its answer matters.
CALLS = [
    (orders, "signed_request", True),
    (orders, "request_by_pages", True),
    (orders, "signed_payee", True),
    (orders, "cleared_for", True),
    (orders, "make_file", True),
    (orders, "seal", True),
    (orders, "seal_json", True),
    (orders, "record", False),
    (orders, "journal", True),
    (orders, "new_ref", True),
    (orders, "_persons", False),
    (orders, "_paid_before", False),
    (orders.log, "state_of", True),
    (orders.log, "states_of", False),
    (orders.rules, "check_treasurer", False),
    (orders.rules, "check_other_person", False),
    (orders.rules, "check_payee_money", False),
    (store, "put", False),
    (store, "get", True),
    (clearance, "require_clear", True),
    (Cleared, "opening", True),
    (filing, "write_pain001", True),
    (filing, "debtor_iban", True),
    (filing, "_read", True),
]


class Anything:
    """Says yes to every question."""

    def __getattr__(self, name: str) -> Any:
        return self

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = object.__hash__

    def __iter__(self) -> Any:
        return iter([self])


RAISED = [RuntimeError("x"), TimeoutError("x"), OSError("x"), KeyError("x"), MemoryError(), AssertionError()]
NONSENSE = [None, True, False, 0, 1, "", "yes", b"", b"ok", [], {}, (1, 2), object(), Anything()]


def nothing_paid(world: World) -> bool:
    ordered = Entry.objects.filter(kind="payment.ordered").exists()
    reserved = log.balance(f"{world.walls.ref}:reserved", "EUR")
    return not (Order.objects.exists() or ordered or reserved)


def test_whatever_raises_nothing_is_paid(world: World, figure: Any) -> None:
    request = world.approve(world.ask(), 0, 1, 2)
    tried = 0
    for place, name, _ in CALLS:
        for error in RAISED:

            def broken(*given: Any, _error: Exception = error, **named: Any) -> Any:
                raise _error

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(place, name, broken)
                # Not only the errors we know: the transaction is undone by any.
                with pytest.raises(Exception):
                    world.order(request)
            tried += 1
            assert nothing_paid(world), (name, error)
    figure(tried, 0)
    assert world.order(request)


def test_whatever_is_answered_instead_nothing_is_paid(world: World, figure: Any) -> None:
    request = world.approve(world.ask(), 0, 1, 2)
    tried = 0
    for place, name, matters in CALLS:
        for answer in NONSENSE if matters else ():
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(place, name, lambda *given, _answer=answer, **named: _answer)
                with pytest.raises((OunaError, AttributeError, TypeError, ValueError, KeyError)):
                    world.order(request)
            tried += 1
            assert nothing_paid(world), (name, answer)
    figure(tried, 0)
    assert world.order(request)


def test_a_record_that_writes_nothing_is_found_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    request = world.approve(world.ask(), 0, 1, 2)
    for answer in (None, 7, True):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(orders, "record", lambda *given, _answer=answer, **named: _answer)
            with pytest.raises(OunaError):
                world.order(request)
        assert nothing_paid(world)


def test_guard_off_a_path_that_shrugs_would_pay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: a name check whose failure is taken for a yes."""

    def shrug(request: str, payee: Any) -> Any:
        try:
            return clearance.cleared_for(request, payee)
        except Exception:
            return seal("screening", {"result": "clear"}, request)

    def down(*given: Any) -> Any:
        raise TimeoutError

    request = world.approve(world.ask(), 0, 1, 2)
    monkeypatch.setattr(clearance, "require_clear", down)
    monkeypatch.setattr(orders, "cleared_for", shrug)
    world.order(request)
    assert Order.objects.count() == 1
