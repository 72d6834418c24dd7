"""Money from before these books, and statements on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ouna.core.errors import Refused
from ouna.core.values import Money
from ouna.donations.forms import read_amount
from ouna.funds.models import BankAccount, Fund
from ouna.log import clock
from ouna.parties.forms import CleanCharField
from ouna.treasury.forms.fields import DECIMAL, DayField, account_label, read_signed


class OpeningForm(forms.Form):
    """How the money from before these books is divided over the purposes."""

    def __init__(self, data: Any = None, *, funds: Sequence[Fund], minor: int, currency: str) -> None:
        super().__init__(data, auto_id="open_%s")
        self.funds, self.minor, self.currency = list(funds), minor, currency
        for fund in funds:
            self.fields[fund.code] = forms.CharField(
                label=fund.titles.best(get_language() or "en")[1],
                required=False,
                max_length=24,
                widget=forms.TextInput(attrs=DECIMAL),
            )

    def clean(self) -> dict[str, Any]:
        """`parts`: (minor, fund) of each purpose that gets something; together the whole opening."""
        data = super().clean() or {}
        parts = []
        for fund in self.funds:
            text = data.get(fund.code) or ""
            if not text:
                continue
            try:
                minor = read_amount(text, self.currency).minor
            except Refused as refused:
                self.add_error(fund.code, f"{_(str(refused))} {_(str(refused.next_step))}")
                continue
            if minor:
                parts.append((minor, fund))
        left = self.minor - sum(minor for minor, _fund in parts)
        if left and not self.errors:
            words = _("%(sum)s are missing.") if left > 0 else _("%(sum)s are too much.")
            raise forms.ValidationError(words, params={"sum": str(Money(abs(left), self.currency))})
        data["parts"] = parts
        return data


class PaperForm(forms.Form):
    """The head of a statement on paper."""

    account = forms.ChoiceField(label=gettext_lazy("Account"))
    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(label=gettext_lazy("Last day"))
    opening = forms.CharField(
        label=gettext_lazy("Opening balance"), max_length=24, widget=forms.TextInput(attrs=DECIMAL)
    )
    closing = forms.CharField(
        label=gettext_lazy("Closing balance"), max_length=24, widget=forms.TextInput(attrs=DECIMAL)
    )

    def __init__(self, data: Any = None, *, accounts: Sequence[BankAccount], **more: Any) -> None:
        super().__init__(data, **more)
        self.accounts = {a.ref: a for a in accounts}
        self.fields["account"].choices = [(a.ref, account_label(a)) for a in accounts]  # type: ignore[attr-defined]

    @property
    def currency(self) -> str:
        """The currency of the chosen account."""
        ref = self.data.get("account") if self.is_bound else self.initial.get("account")
        account = self.accounts.get(str(ref)) or next(iter(self.accounts.values()), None)
        return account.currency if account else "EUR"

    def clean(self) -> dict[str, Any]:
        """Balances in minor units; the days in order and not in the future."""
        data = super().clean() or {}
        for key in ("opening", "closing"):
            if not data.get(key):
                continue
            try:
                data[f"{key}_minor"] = read_signed(data[key], self.currency).minor
            except Refused as refused:
                self.add_error(key, f"{_(str(refused))} {_(str(refused.next_step))}")
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and first > last:
            self.add_error("last_day", _("The last day is before the first."))
        if last and last > clock.today():
            self.add_error("last_day", _("This day has not come yet."))
        return data


class PaperLineForm(forms.Form):
    """One line of a statement on paper; an empty row is left out."""

    day = DayField(label=gettext_lazy("Day"), required=False)
    amount = forms.CharField(
        label=gettext_lazy("Amount"), required=False, max_length=24, widget=forms.TextInput(attrs=DECIMAL)
    )
    name = CleanCharField(label=gettext_lazy("Name"), required=False, max_length=140)
    text = CleanCharField(label=gettext_lazy("Text"), required=False, max_length=300)
    reference = CleanCharField(label=gettext_lazy("Payment reference"), required=False, max_length=40)

    def __init__(self, *args: Any, currency: str = "EUR", **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = currency
        row = str(self.prefix or "").rpartition("-")[2]
        for field in self.fields.values():
            label = f"{field.label} {int(row) + 1}" if row.isdecimal() else str(field.label)
            field.widget.attrs |= {"class": "input", "aria-label": label, "dir": "auto"}

    def clean(self) -> dict[str, Any]:
        """`minor`, signed; a row with anything in it needs a day and an amount."""
        data = super().clean() or {}
        if not any(data.get(key) for key in ("day", "amount", "name", "text", "reference")):
            return data
        if not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("The day is missing."))
        if not data.get("amount"):
            self.add_error("amount", _("The amount is missing."))
            return data
        try:
            data["minor"] = read_signed(data["amount"], self.currency).minor
            if not data["minor"]:
                self.add_error("amount", _("An amount cannot be nothing."))
        except Refused as refused:
            self.add_error("amount", f"{_(str(refused))} {_(str(refused.next_step))}")
        return data
