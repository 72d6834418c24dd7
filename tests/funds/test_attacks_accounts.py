"""What donors are shown of an account, altered in the database, is found by the daily check."""

from __future__ import annotations

import pytest

from funds.world import build
from ouna.funds.checks import checks
from ouna.funds.models import BankAccount

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["holder", "bic", "bank_name"])
def test_another_holder_or_bank_is_found(field):
    world = build()
    assert list(checks()) == []
    BankAccount.objects.filter(pk=world.germany.pk).update(**{field: "THIEFDEFXXX"})
    assert [f.where for f in checks()] == [world.germany.ref]
