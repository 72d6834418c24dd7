"""The form of several payments in one file: what all share, and one row for each payee."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouna.core.errors import Refused
from ouna.funds.models import BankAccount
from ouna.funds.typed import read_amount
from ouna.log import clock
from ouna.spending.fields import Line, day_field, sum_field, told


class RowForm(forms.Form):
    """One payee: ticked or not, how much, and the name once more."""

    pay = forms.BooleanField(label=gettext_lazy("Into this file"), required=False)
    amount = sum_field(label=gettext_lazy("How much leaves"), required=False)
    latin = Line(label=gettext_lazy("Type the payee’s name as it was signed"), required=False, max_length=70)

    def __init__(self, data: Any, *, ref: str, currency: str, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=ref, auto_id="b_%s", initial=initial)
        self.currency = currency

    def clean(self) -> dict[str, Any]:
        """The sum as a value; what is not ticked is not read."""
        data = super().clean() or {}
        if not data.get("pay"):
            return data
        for name in ("amount", "latin"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("This is missing."))
        if data.get("amount"):
            try:
                data["money"] = read_amount(data["amount"], self.currency)
            except Refused as refused:
                self.add_error("amount", told(refused))
        return data


class BatchForm(forms.Form):
    """What all payments of a file share."""

    account = forms.ChoiceField(label=gettext_lazy("From our account"))
    day = day_field(label=gettext_lazy("Day of payment"))
    version = forms.ChoiceField(
        label=gettext_lazy("Version of the payment file"),
        choices=[("09", "pain.001.001.09"), ("03", "pain.001.001.03")],
    )
    charges = forms.ChoiceField(
        label=gettext_lazy("Charges outside Europe"),
        choices=[("SHAR", gettext_lazy("shared")), ("DEBT", gettext_lazy("all borne by us"))],
    )
    confirmed = forms.BooleanField(label=gettext_lazy("I compared names and accounts with the papers"))

    def __init__(
        self, data: Any, *, accounts: list[BankAccount], name_of: Callable[[BankAccount], str]
    ) -> None:
        super().__init__(data, auto_id="b_%s", initial={"day": clock.today().isoformat()})
        self.accounts = {a.ref: a for a in accounts}
        self.fields["account"].choices = [(a.ref, name_of(a)) for a in accounts]  # type: ignore[attr-defined]

    def clean_day(self) -> Any:
        """A day to come."""
        day = self.cleaned_data["day"]
        if day < clock.today():
            raise forms.ValidationError(_("This day has passed."))
        return day

    @property
    def chosen(self) -> BankAccount:
        """The account that pays. Call after `is_valid()`."""
        return self.accounts[self.cleaned_data["account"]]
