"""Fields that several forms share: days, signed sums, the name of an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language

from ouna.core.values import Money
from ouna.donations.forms import read_amount
from ouna.funds.models import BankAccount

DAY = {"type": "date"}
DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


def account_label(account: BankAccount) -> str:
    """`Germany EUR, DE89 … 3000`."""
    title = account.names.best(get_language() or "en")[1]
    return f"{title} {account.currency}, {account.iban[:4]} … {account.iban[-4:]}"


def read_signed(text: str, currency: str) -> Money:
    """A sum with or without a sign, as people type it; the true minus sign too. Raises: Refused."""
    text = text.strip()
    minus = text[:1] in "-−–" or text[-1:] in "-−–"
    money = read_amount(text.strip("-−–+ "), currency)
    return Money(-money.minor, currency) if minus else money


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **more)
