"""Forms anyone may fill in. What they hold is checked here; the rules are in `rules`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouna.core.errors import Refused
from ouna.core.values import clean_text
from ouna.donations import rules
from ouna.funds.models import BankAccount, Fund
from ouna.funds.typed import read_amount as read_amount
from ouna.ui import formats

ONCE, MONTHLY = "once", "monthly"


class AccountSelect(forms.Select):
    """Each account says its currency and usual sums, for the script that shows them at once."""

    def __init__(self, presets: Mapping[str, list[int]]) -> None:
        super().__init__()
        self.presets = presets

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        currency = str(option["label"]).partition("(")[2][:3]
        if currency in self.presets:
            option["attrs"]["data-currency"] = currency
            option["attrs"]["data-presets"] = " ".join(map(str, self.presets[currency]))
        return option


class GiveForm(forms.Form):
    """Where to, what for, how much, how often. All fields stand on one page."""

    account = forms.ChoiceField(
        label=gettext_lazy("Your country or the nearest one"),
        help_text=gettext_lazy("Your money goes to that section’s account and is counted in its currency."),
    )
    fund = forms.ChoiceField(label=gettext_lazy("For what"), widget=forms.RadioSelect)
    preset = forms.ChoiceField(label=gettext_lazy("How much"), widget=forms.RadioSelect, required=False)
    amount = forms.CharField(
        label=gettext_lazy("Another amount"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    often = forms.ChoiceField(
        label=gettext_lazy("How often"),
        widget=forms.RadioSelect,
        choices=[(ONCE, gettext_lazy("Once")), (MONTHLY, gettext_lazy("Each month"))],
        initial=ONCE,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Never published, never in the public record."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    #: For programs that fill in everything; people do not see it.
    website = forms.CharField(required=False, max_length=200)

    def __init__(
        self,
        data: Any = None,
        *,
        accounts: list[BankAccount],
        funds: list[Fund],
        presets: Mapping[str, list[int]],
        lang: str,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id="give_%s")
        self.accounts = {a.ref: a for a in accounts}
        self.funds = {f.code: f for f in funds}
        choice = self.fields["account"]
        choice.widget = AccountSelect(presets)
        choice.choices = [(a.ref, _account_label(a, lang)) for a in accounts]  # type: ignore[attr-defined]
        self.fields["fund"].choices = [(f.code, f.titles.best(lang)[1]) for f in funds]  # type: ignore[attr-defined]
        shown = presets.get(self.currency, [])
        self.fields["preset"].choices = [  # type: ignore[attr-defined]
            (str(n), formats.integer(n)) for n in shown
        ]

    @property
    def currency(self) -> str:
        """The currency of the account chosen so far."""
        ref = self.data.get("account") if self.is_bound else self.initial.get("account")
        account = self.accounts.get(str(ref)) or next(iter(self.accounts.values()), None)
        return account.currency if account else ""

    def clean_email(self) -> str:
        """The address, without hidden characters."""
        return _plain(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        """The sum: a typed amount goes before a ticked one."""
        data = super().clean() or {}
        account = self.accounts.get(data.get("account", ""))
        if account is None or "amount" in self.errors or "preset" in self.errors:
            return data
        text = data.get("amount") or data.get("preset") or ""
        if not text:
            self.add_error("amount", _("Choose an amount or write one."))
            return data
        try:
            money = read_amount(text, account.currency)
            rules.check_amount(money)
        except Refused as refused:
            self.add_error("amount", f"{_(str(refused))} {_(refused.next_step)}")
            return data
        data["money"] = money
        return data

    @property
    def is_trap_sprung(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.cleaned_data.get("website"))


def _account_label(account: BankAccount, lang: str) -> str:
    name = account.names.best(lang)[1]
    label = f"{name} ({account.currency})"
    return _("%s, gives tax receipts") % label if account.section.gives_tax_receipts else label


def _plain(text: str) -> str:
    try:
        return clean_text(text)
    except Refused as refused:
        raise ValidationError(f"{_(str(refused))} {_(refused.next_step)}") from None


class FindForm(forms.Form):
    """Account, day and amount of a gift."""

    account = forms.ChoiceField(label=gettext_lazy("To which account"))
    day = forms.DateField(
        label=gettext_lazy("On which day it arrived"),
        help_text=gettext_lazy(
            "The day on our bank statement, often later than yours. We look three days around it too."
        ),
        widget=forms.DateInput(attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
    )
    amount = forms.CharField(
        label=gettext_lazy("How much arrived"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, accounts: list[BankAccount], lang: str, today: date) -> None:
        super().__init__(data, auto_id="find_%s")
        self.today = today
        self.accounts = {a.ref: a for a in accounts}
        labels = [(a.ref, f"{a.names.best(lang)[1]} ({a.currency})") for a in accounts]
        self.fields["account"].choices = labels  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The sum in the account's currency; a day that can have come."""
        data = super().clean() or {}
        account = self.accounts.get(data.get("account", ""))
        if data.get("day") and not date(2000, 1, 1) <= data["day"] <= self.today:
            self.add_error("day", _("This day has not come yet, or is too long ago."))
        if account is None or not data.get("amount"):
            return data
        try:
            data["money"] = read_amount(data["amount"], account.currency)
        except Refused as refused:
            self.add_error("amount", f"{_(str(refused))} {_(refused.next_step)}")
        return data
