"""Rules on plain values."""

from __future__ import annotations

import pytest

from ouna.core.bank.errors import PaymentFileRefused
from ouna.core.bank.pain001_values import check_address
from ouna.core.values import Money
from ouna.spending import rules
from ouna.spending.errors import PayeeSumWrong
from ouna.spending.payees import PayeeData

EUR = Money(100_000, "EUR")
TND = Money(330_000, "TND")


def test_the_end_to_end_id_is_the_order_in_signs_that_banks_take() -> None:
    assert rules.end_to_end("ord_09te4t4yzkp19nakfdszxtxc76") == "ORD09TE4T4YZKP19NAKFDSZXTXC76"


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


@pytest.mark.parametrize(
    ("country", "told"), [("XT", False), ("ZZ", False), ("", False), ("BG", True), ("GQ", True)]
)
def test_a_land_of_nobodys_code_goes_to_the_name_check_and_to_no_bank(country: str, told: bool) -> None:
    payee = PayeeData(name="Yard", latin="Yard", street="Spring Street", town="Talmira", country=country)
    assert (payee.address is not None) == told
    assert payee.subject().country == country


def test_a_land_that_is_none_is_still_refused() -> None:
    with pytest.raises(PaymentFileRefused, match="ISO 3166"):
        check_address(PayeeData(name="Yard", latin="Yard", town="Talmira", country="JX").address)
