"""Forms of papers, words and orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouna.core.errors import Refused
from ouna.core.values import Money
from ouna.funds.models import BankAccount
from ouna.funds.typed import read_amount
from ouna.log import clock
from ouna.spending.fields import Line, Text, day_field, sum_field, told
from ouna.spending.models import Order, Paper


class PaperForm(forms.Form):
    """A file beside a request; with a sum it is a quote."""

    file = forms.FileField(label=gettext_lazy("Photo or PDF"))
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Paper.Kind.choices)
    amount = sum_field(label=gettext_lazy("Sum of the quote"), required=False)
    supplier = Line(label=gettext_lazy("Who made it"), required=False, max_length=90)
    chosen = forms.BooleanField(label=gettext_lazy("This one is chosen"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, currency: str = "EUR") -> None:
        super().__init__(data, files, auto_id="p_%s")
        self.currency = currency

    def clean_amount(self) -> Money | None:
        """The quote's sum."""
        text = self.cleaned_data["amount"]
        if not text:
            return None
        try:
            money = read_amount(text, self.currency)
        except Refused as refused:
            raise ValidationError(told(refused)) from None
        if money.minor <= 0:
            raise ValidationError(_("The amount is above zero."))
        return money


class WordsForm(forms.Form):
    """One text: a comment, a reason, thanks."""

    text = Text(label=gettext_lazy("Your words"), max_length=2_000)

    def __init__(self, data: Any = None, *, label: str = "", most: int = 2_000) -> None:
        super().__init__(data, auto_id="w_%s")
        if label:
            self.fields["text"].label = label
        self.fields["text"].max_length = most  # type: ignore[attr-defined]


class CountForm(forms.Form):
    """What one person counted."""

    amount = sum_field(label=gettext_lazy("How much you counted"))
    confirmed = forms.BooleanField(label=gettext_lazy("I counted it myself"))

    def __init__(self, data: Any = None, *, currency: str) -> None:
        super().__init__(data, auto_id="c_%s")
        self.currency = currency

    def clean(self) -> dict[str, Any]:
        """The count as a value."""
        data = super().clean() or {}
        if data.get("amount"):
            try:
                data["money"] = read_amount(data["amount"], self.currency)
            except Refused as refused:
                self.add_error("amount", told(refused))
        return data


class OrderForm(forms.Form):
    """How an approved request is paid: from where, how much, which way, and the name once more."""

    account = forms.ChoiceField(label=gettext_lazy("From our account"))
    payee = forms.ChoiceField(label=gettext_lazy("To"))
    amount = sum_field(label=gettext_lazy("How much leaves"))
    margin = sum_field(label=gettext_lazy("Margin for charges and rate"), required=False)
    payee_amount = sum_field(label=gettext_lazy("How much the payee gets"), required=False)
    way = forms.ChoiceField(
        label=gettext_lazy("Way"),
        widget=forms.RadioSelect,
        choices=Order.Way.choices,
        initial=Order.Way.FILE,
    )
    version = forms.ChoiceField(
        label=gettext_lazy("Version of the payment file"),
        choices=[("09", "pain.001.001.09"), ("03", "pain.001.001.03")],
        required=False,
    )
    charges = forms.ChoiceField(
        label=gettext_lazy("Charges outside Europe"),
        choices=[("SHAR", gettext_lazy("shared")), ("DEBT", gettext_lazy("all borne by us"))],
        required=False,
    )
    day = day_field(label=gettext_lazy("Day of payment"), required=False)
    text = Line(
        label=gettext_lazy("What the payee reads"),
        required=False,
        max_length=140,
        help_text=gettext_lazy("Plain Latin letters. Empty: the number of the order."),
    )
    giver = Line(
        label=gettext_lazy("Who hands the cash over"),
        required=False,
        max_length=90,
        help_text=gettext_lazy("Only for cash."),
    )
    latin = Line(
        label=gettext_lazy("Type the payee’s name as it was signed"),
        max_length=70,
        help_text=gettext_lazy("You type it to have looked at it."),
    )
    confirmed = forms.BooleanField(label=gettext_lazy("I compared name and account with the papers"))

    def __init__(
        self,
        data: Any = None,
        *,
        accounts: list[BankAccount],
        payees: list[tuple[str, str]],
        limit: str,
        money: str,
        name_of: Callable[[BankAccount], str],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, auto_id="o_%s", initial=initial)
        self.accounts = {a.ref: a for a in accounts}
        self.limit_currency, self.money_currency = limit, money
        self.fields["account"].choices = [(a.ref, name_of(a)) for a in accounts]  # type: ignore[attr-defined]
        self.fields["payee"].choices = payees  # type: ignore[attr-defined]
        if limit == money:
            del self.fields["payee_amount"]

    def clean(self) -> dict[str, Any]:
        """The sums as values."""
        data = super().clean() or {}
        for name, currency in (
            ("amount", self.limit_currency),
            ("margin", self.limit_currency),
            ("payee_amount", self.money_currency),
        ):
            data[f"{name}_value"] = self._money(data.get(name), name, currency)
        if data.get("day") and data["day"] < clock.today():
            self.add_error("day", _("This day has passed."))
        return data

    def _money(self, text: str | None, name: str, currency: str) -> Money | None:
        if not text:
            return None
        try:
            return read_amount(text, currency)
        except Refused as refused:
            self.add_error(name, told(refused))
            return None
