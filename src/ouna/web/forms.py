"""Forms of the administrator's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ouna.funds.models import BankAccount
from ouna.parties.forms import CleanCharField
from ouna.parties.models import Section

ADDRESS = ("street", "house", "postcode", "town", "country")


class AccountForm(forms.Form):
    """One bank account to be announced."""

    section = forms.ModelChoiceField(label=_("Section"), queryset=Section.objects.all(), to_field_name="ref")
    currency = forms.ChoiceField(label=_("Currency"))
    iban = forms.CharField(
        label=_("IBAN"), max_length=42, help_text=_("As on the bank’s paper. For Switzerland the QR-IBAN.")
    )
    other_ids = forms.CharField(
        label=_("Other numbers of the same account"),
        required=False,
        help_text=_("With commas between: the IBAN behind a QR-IBAN, a local number."),
    )
    holder = CleanCharField(
        label=_("Account holder"),
        max_length=70,
        help_text=_("In Latin letters, exactly as the bank knows it."),
    )
    bic = forms.CharField(label=_("BIC"), max_length=11, required=False)
    bank_name = CleanCharField(label=_("Bank"), max_length=100, required=False)
    street = CleanCharField(label=_("Street"), max_length=70, required=False)
    house = CleanCharField(label=_("House number"), max_length=16, required=False)
    postcode = CleanCharField(label=_("Postcode"), max_length=16, required=False)
    town = CleanCharField(label=_("Town"), max_length=35, required=False)
    country = forms.RegexField(label=_("Country"), regex=r"^[A-Z]{2}$", required=False)
    reversal_style = forms.ChoiceField(
        label=_("In a reversal"),
        choices=BankAccount.ReversalStyle.choices,
        help_text=_("Banks differ. Leave the first one if you do not know."),
    )

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = get_language() or "en"
        self.fields["currency"].choices = [(c, c) for c in currencies]  # type: ignore[attr-defined]
        self.fields["section"].label_from_instance = lambda row: row.names.best(lang)[1] or row.country  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """What `announce_account` takes."""
        data = dict(self.cleaned_data)
        address = {key: data.pop(key) for key in ADDRESS}
        data["address"] = {key: value for key, value in address.items() if value}
        data["other_ids"] = [n for n in (x.strip() for x in data["other_ids"].split(",")) if n]
        return data
