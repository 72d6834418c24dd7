"""From a request to its proof, and every guard on the way with its twin off."""

from __future__ import annotations

import pytest

from ouna.core.book import Order as OrderState
from ouna.core.book import Payment as PaymentState
from ouna.log import queries as log
from ouna.spending import actions
from spending.world import SALMA, World, photo

pytestmark = pytest.mark.django_db


def test_from_request_to_proof(world: World) -> None:
    request = world.approve(world.ask(papers=2), 0, 1, 2)
    order = world.order(request)
    state = log.state_of(order.ref)
    assert isinstance(state, OrderState) and (state.minor, state.status) == (2_480_000, "open")
    assert log.balance(f"{world.walls.ref}:reserved", "EUR") == 2_480_000
    assert order.file is not None and order.file.count == 1
    payment = world.paid(order)
    assert log.balance(f"{world.walls.ref}:spent", "EUR") == 2_480_000
    assert log.balance(f"{world.walls.ref}:reserved", "EUR") == 0
    actions.add_evidence(by=SALMA, payment=payment, papers=[("photo", photo())])
    assert log.balance(f"{world.walls.ref}:proven", "EUR") == 2_480_000
    found = log.state_of(payment.ref)
    assert isinstance(found, PaymentState) and found.proven
