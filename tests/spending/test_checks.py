"""The installation's own check finds what differs from the record."""

from __future__ import annotations

import pytest

from ouna.spending.checks import checks
from ouna.spending.models import Order, Payee, Payment, Request
from spending.world import World

pytestmark = pytest.mark.django_db


def test_damage_is_found(world: World, settings: object) -> None:
    from pathlib import Path

    request = world.approve(world.ask(100_000, papers=1), 0, 1)
    world.paid(world.order(request))
    assert list(checks()) == []
    for model, change in (
        (Request, {"limit_minor": 1}),
        (Payee, {"bank_hash": "0" * 64}),
        (Order, {"minor": 1}),
        (Payment, {"line_id": None}),
    ):
        row = model.objects.get()
        if "line_id" in change:
            from funds.world import line

            change = {"line_id": line(world.germany, -5).pk}
        before = {name: getattr(row, name) for name in change}
        model.objects.update(**change)
        assert list(checks()), change
        model.objects.update(**before)
    assert list(checks()) == []
    for path in Path(settings.VAR, "papers").rglob("paper_*"):  # type: ignore[attr-defined]
        path.unlink()
    assert [f for f in checks() if "gone" in str(f)]
