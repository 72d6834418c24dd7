"""Which lines to list, and the parts of a split."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouna.core.errors import Refused
from ouna.core.values import Money
from ouna.funds.models import BankAccount, BankLine
from ouna.treasury.forms.fields import DECIMAL, DayField, account_label, read_signed


class LineFilter(forms.Form):
    """Which lines to list; what is not understood filters nothing and is said."""

    account = forms.ChoiceField(label=gettext_lazy("Account"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    amount = forms.CharField(label=gettext_lazy("Amount"), required=False, max_length=24)
    first = DayField(label=gettext_lazy("From"), required=False)
    last = DayField(label=gettext_lazy("To"), required=False)

    def __init__(self, data: Any, *, accounts: Sequence[BankAccount]) -> None:
        super().__init__(data)
        self.accounts = {a.ref: a for a in accounts}
        every = [("", _("all accounts"))]
        self.fields["account"].choices = every + [(a.ref, account_label(a)) for a in accounts]  # type: ignore[attr-defined]
        states = [(value, label) for value, label in BankLine.State.choices if value != "pending"]
        self.fields["state"].choices = [("", _("all")), *states]  # type: ignore[attr-defined]

    def apply(self, rows: QuerySet[BankLine]) -> QuerySet[BankLine]:
        """The lines asked for; parts of a batch are listed, the batch itself only when asked for."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        if data.get("account"):
            rows = rows.filter(account=self.accounts[data["account"]])
        rows = rows.filter(state=data["state"]) if data.get("state") else rows.exclude(state="split")
        if data.get("first"):
            rows = rows.filter(booked_on__gte=data["first"])
        if data.get("last"):
            rows = rows.filter(booked_on__lte=data["last"])
        return self._amount(rows, data.get("amount", ""))

    def _amount(self, rows: QuerySet[BankLine], text: str) -> QuerySet[BankLine]:
        if not text:
            return rows
        asked = Q()
        for currency in {a.currency for a in self.accounts.values()}:
            try:
                minor = abs(read_signed(text, currency).minor)
            except Refused:
                continue
            asked |= Q(currency=currency, minor__in=[minor, -minor])
        if not asked:
            self.add_error("amount", _("This is not an amount."))
            return rows
        return rows.filter(asked)


class SplitForm(forms.Form):
    """Parts of a line; what is left over becomes a part of its own."""

    ROWS = 6

    def __init__(self, data: Any = None, *, line: BankLine) -> None:
        super().__init__(data, auto_id="split_%s")
        self.line = line
        for n in range(1, self.ROWS + 1):
            self.fields[f"part{n}"] = forms.CharField(
                label=_("Part %(n)s") % {"n": n},
                required=n == 1,
                max_length=24,
                widget=forms.TextInput(attrs=DECIMAL),
            )

    def clean(self) -> dict[str, Any]:
        """`parts`: signed minor units that add up to the line."""
        data = super().clean() or {}
        sign, parts = (1 if self.line.minor > 0 else -1), []
        for n in range(1, self.ROWS + 1):
            text = data.get(f"part{n}") or ""
            if not text:
                continue
            try:
                minor = abs(read_signed(text, self.line.currency).minor)
                if not minor:
                    raise forms.ValidationError(_("A part cannot be nothing."))
            except Refused as refused:
                self.add_error(f"part{n}", f"{_(str(refused))} {_(str(refused.next_step))}")
                continue
            except forms.ValidationError as error:
                self.add_error(f"part{n}", error)
                continue
            parts.append(sign * minor)
        if self.errors:
            return data
        left = self.line.minor - sum(parts)
        if left * sign < 0:
            over = Money(abs(left), self.line.currency)
            raise forms.ValidationError(_("The parts are %(sum)s too much."), params={"sum": str(over)})
        data["parts"] = parts + ([left] if left else [])
        if len(data["parts"]) < 2:
            raise forms.ValidationError(_("That is the whole line. A split needs a smaller part."))
        return data
