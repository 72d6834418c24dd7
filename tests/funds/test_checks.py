"""The check of rates: what totals are shown with is what was recorded."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from funds.test_rates import XML
from funds.world import ADMIN, ANNA, World
from ouna.funds.actions import import_ecb_rates, use_rates
from ouna.funds.checks import rates
from ouna.funds.models import Rate

pytestmark = pytest.mark.django_db

CHANGES: dict[str, Callable[[], object]] = {
    "value": lambda: Rate.objects.exclude(used_ref="").update(value="0.5"),
    "day": lambda: Rate.objects.exclude(used_ref="").update(on="2026-11-01"),
    "source": lambda: Rate.objects.exclude(used_ref="").update(source="bct", confirmed_by="user_other"),
    "not confirmed": lambda: Rate.objects.exclude(used_ref="").update(source="bct", confirmed_by=""),
    "deleted": lambda: Rate.objects.exclude(used_ref="").delete(),
    "called unused": lambda: Rate.objects.update(used_ref=""),
    "called used": lambda: Rate.objects.filter(used_ref="").update(used_ref="rate_of_nothing"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_rate_in_use_that_was_changed_is_found(world: World, what: str) -> None:
    import_ecb_rates(by=ANNA, data=XML)
    assert len(use_rates(by=ADMIN, campaign=world.campaign)) == 1
    assert list(rates()) == []
    CHANGES[what]()
    assert list(rates()), what
