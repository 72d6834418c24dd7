"""Which column of a bank's table means what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouna.core.bank.csvguess import Mapping
from ouna.funds.models import BankAccount
from ouna.treasury.forms.fields import account_label
from ouna.treasury.queries.tables import COLUMNS, TableFacts, as_data

_COLUMN_NAMES = {
    "booked_on": gettext_lazy("Day of the booking"),
    "value_on": gettext_lazy("Value date"),
    "amount": gettext_lazy("Amount, with its sign"),
    "debit": gettext_lazy("Money out"),
    "credit": gettext_lazy("Money in"),
    "direction": gettext_lazy("Debit or credit, in words"),
    "currency": gettext_lazy("Currency"),
    "name": gettext_lazy("Name of the other party"),
    "iban": gettext_lazy("Account of the other party"),
    "text": gettext_lazy("Text of the payer"),
    "reference": gettext_lazy("Payment reference"),
    "balance": gettext_lazy("Balance after the booking"),
    "status": gettext_lazy("Booked or pending"),
}
_DAYS = [
    ("%Y-%m-%d", "2026-11-20"),
    ("%d.%m.%Y", "20.11.2026"),
    ("%d.%m.%y", "20.11.26"),
    ("%d/%m/%Y", "20/11/2026"),
    ("%d/%m/%y", "20/11/26"),
    ("%m/%d/%Y", "11/20/2026"),
    ("%m/%d/%y", "11/20/26"),
    ("%d-%m-%Y", "20-11-2026"),
    ("%d-%m-%y", "20-11-26"),
    ("%Y/%m/%d", "2026/11/20"),
    ("%Y%m%d", "20261120"),
    ("%d %b %Y", "20 Nov 2026"),
    ("%d-%b-%Y", "20-Nov-2026"),
    ("%b %d, %Y", "Nov 20, 2026"),
    ("%d %B %Y", "20 November 2026"),
    ("%Y.%m.%d", "2026.11.20"),
]


class MappingForm(forms.Form):
    """Which account a table belongs to, and which of its columns means what."""

    account = forms.ChoiceField(label=gettext_lazy("Account of this table"))
    date_format = forms.ChoiceField(label=gettext_lazy("Days are written like"), choices=_DAYS)
    decimal = forms.ChoiceField(
        label=gettext_lazy("Decimals stand after"),
        choices=[(",", gettext_lazy("a comma: 1.234,50")), (".", gettext_lazy("a point: 1,234.50"))],
    )
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Columns are separated by"),
        choices=[(";", ";"), (",", ","), ("\t", gettext_lazy("tab")), ("|", "|")],
    )
    header_row = forms.IntegerField(label=gettext_lazy("Row of the headings"), min_value=1, max_value=60)

    def __init__(
        self, data: Any = None, *, table: TableFacts, accounts: Sequence[BankAccount], account: str, n: str
    ) -> None:
        self.mapping = table.mapping
        known = as_data(table.mapping) if table.mapping else {"delimiter": ";", "decimal": ","}
        initial = {**known, "account": account, "header_row": known.get("header_row", 0) + 1}
        super().__init__(data, initial=initial, prefix=n)
        self.accounts = {a.ref: a for a in accounts}
        self.fields["account"].choices = [("", "–"), *((a.ref, account_label(a)) for a in accounts)]  # type: ignore[attr-defined]
        columns = [(str(i), f"{i + 1}. {h}" if h else str(i + 1)) for i, h in enumerate(table.headers)]
        for key in COLUMNS:
            self.fields[key] = forms.ChoiceField(
                label=_COLUMN_NAMES[key], required=key == "booked_on", choices=[("", "–"), *columns]
            )
            if known.get(key) is not None:
                self.initial[key] = str(known[key])

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """The fields of the columns."""
        return [self[key] for key in COLUMNS]

    def clean(self) -> dict[str, Any]:
        """`mapping`: JSON for the reader; either an amount, or money in and out."""
        data = super().clean() or {}
        if not data.get("amount") and not (data.get("debit") and data.get("credit")):
            self.add_error("amount", _("Choose the column of the amount, or both money in and money out."))
        account = self.accounts.get(data.get("account", ""))
        if self.errors or account is None:
            return data
        base = self.mapping or Mapping(";", "%Y-%m-%d", ",", 0, 0)
        columns = {key: int(data[key]) if data.get(key) else None for key in COLUMNS}
        data["mapping"] = as_data(
            replace(
                base,
                delimiter=data["delimiter"],
                date_format=data["date_format"],
                decimal=data["decimal"],
                header_row=data["header_row"] - 1,
                default_currency=account.currency,
                notes=(),
                **columns,  # type: ignore[arg-type]
            )
        )
        return data
