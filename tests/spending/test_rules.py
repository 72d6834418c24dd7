"""Rules on plain values."""

from __future__ import annotations

import pytest

from ouna.core.values import Money
from ouna.spending import rules
from ouna.spending.errors import PayeeSumWrong

EUR = Money(100_000, "EUR")
TND = Money(330_000, "TND")


def test_the_end_to_end_id_leads_back_to_its_order() -> None:
    ref = "ord_09te4t4yzkp19nakfdszxtxc76"
    carried = rules.end_to_end(ref)
    assert len(carried) == 29 and carried.isalnum()
    assert rules.order_of(carried) == ref
    assert rules.order_of(" ".join(carried)) == ref
    for other in ("", "NOTPROVIDED", carried + "X", "RF18" + carried[4:]):
        assert rules.order_of(other) == ""


@pytest.mark.parametrize(
    ("signed", "money", "payee", "before", "fits"),
    [
        (EUR, EUR, EUR, 0, True),
        (EUR, EUR, Money(99_999, "EUR"), 0, False),
        (EUR, Money(1, "EUR"), Money(1, "EUR"), 100_000, False),
        (TND, EUR, TND, 0, True),
        (TND, EUR, Money(330_001, "TND"), 0, False),
        (TND, EUR, Money(100, "TND"), 329_901, False),
        (TND, EUR, EUR, 0, False),
        (TND, EUR, Money(0, "TND"), 0, False),
    ],
)
def test_the_payee_gets_what_was_signed(
    signed: Money, money: Money, payee: Money, before: int, fits: bool
) -> None:
    def check() -> None:
        rules.check_payee_money(signed, "EUR", money, payee, before, standing=False)

    if fits:
        check()
        return
    with pytest.raises(PayeeSumWrong):
        check()
