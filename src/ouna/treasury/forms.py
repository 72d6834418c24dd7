"""Forms of the treasurer's and the auditor's pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ouna.core.bank import csvtable
from ouna.core.errors import Refused
from ouna.core.values import Money
from ouna.donations.forms import read_amount
from ouna.funds.models import BankAccount, BankLine, Fund
from ouna.log import clock
from ouna.parties.forms import CleanCharField
from ouna.treasury.queries.tables import COLUMNS, TableFacts, as_data

DAY = {"type": "date"}
DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


def account_label(account: BankAccount) -> str:
    """`Germany EUR, DE89 … 3000`."""
    title = account.section.names.best(get_language() or "en")[1]
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


# Lines --------------------------------------------------------------------------------------------


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


# Files --------------------------------------------------------------------------------------------

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
        base = self.mapping or csvtable.Mapping(";", "%Y-%m-%d", ",", 0, 0)
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


# Money from before, paper ---------------------------------------------------------------------------


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


# Audit --------------------------------------------------------------------------------------------


class PeriodForm(forms.Form):
    """First and last day; by default the last thirty days."""

    first = DayField(label=gettext_lazy("From"), required=False)
    last = DayField(label=gettext_lazy("To"), required=False)

    def period(self) -> tuple[date, date]:
        """The days asked for, in order."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        last = data.get("last") or clock.today()
        first = data.get("first") or last - timedelta(days=29)
        return (first, last) if first <= last else (last, first)


class SampleForm(forms.Form):
    """How many gifts, drawn with which seed."""

    count = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, max_value=200, required=False)
    seed = forms.CharField(
        label=gettext_lazy("Seed"),
        help_text=gettext_lazy("Any word. With the same word and days everybody draws the same gifts."),
        max_length=80,
        required=False,
    )


class NoteForm(forms.Form):
    """A note for the desks."""

    about = CleanCharField(
        label=gettext_lazy("About"),
        help_text=gettext_lazy("Page of the record, account or receipt; may stay empty."),
        max_length=80,
        required=False,
    )
    text = CleanCharField(
        label=gettext_lazy("Note"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class AnswerForm(forms.Form):
    """The treasurer's answer to a note."""

    text = CleanCharField(
        label=gettext_lazy("Answer"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 2})
    )
