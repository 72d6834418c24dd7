"""Forms of accounts, rates and purposes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouna.core.errors import Refused
from ouna.core.values import Money, Translated


class AccountForm(forms.Form):
    """A number as typed or pasted, or all that a QR code says."""

    number = forms.CharField(
        label=gettext_lazy("Account number"),
        help_text=gettext_lazy(
            "An IBAN as it stands on a slip, poster or letter; or the text of a payment code."
        ),
        max_length=2_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )


class RateForm(forms.Form):
    """A rate that the central bank does not give."""

    base = forms.CharField(label=gettext_lazy("One unit of"), min_length=3, max_length=3, initial="EUR")
    value = forms.CharField(
        label=gettext_lazy("is worth"),
        max_length=20,
        help_text=gettext_lazy("Digits with a point before the decimals, such as 3.3."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    quote = forms.CharField(label=gettext_lazy("units of"), min_length=3, max_length=3)
    on = forms.DateField(label=gettext_lazy("On the day"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=40,
        help_text=gettext_lazy(
            "A short code in small letters that stands in the public record, such as bct."
        ),
    )

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, initial={"on": today.isoformat()}, **kwargs)

    def clean_base(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["base"]).upper()

    def clean_quote(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["quote"]).upper()


class PurposeForm(forms.Form):
    """A purpose to open: its code, aim, what it may be spent on, and its title in each language."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy(
            "Small letters and digits, such as walls. It stands in addresses and in the record."
        ),
    )
    aim = forms.CharField(
        label=gettext_lazy("Aim"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    purposes = forms.CharField(
        label=gettext_lazy("May be spent on"),
        max_length=400,
        help_text=gettext_lazy("Codes with spaces between them; the one word free means: where most needed."),
    )
    order = forms.IntegerField(label=gettext_lazy("Place in the list"), min_value=0, max_value=999, initial=1)

    def __init__(
        self, data: Any = None, *, currencies: list[str], languages: list[str], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.languages = languages or ["en"]
        self.fields["currency"].choices = [(c, c) for c in currencies]  # type: ignore[attr-defined]
        for lang in self.languages:
            label = format_lazy(gettext_lazy("Title ({lang})"), lang=lang)
            field = forms.CharField(label=label, max_length=90, required=lang == self.languages[0])
            self.fields[f"title_{lang}"] = field

    def clean(self) -> dict[str, Any]:
        """The aim as a sum, the titles as one text in several languages."""
        data = super().clean() or {}
        try:
            if data.get("aim") and data.get("currency"):
                data["money"] = Money.parse(data["aim"].replace(",", ""), data["currency"])
            source = self.languages[0]
            if data.get(f"title_{source}"):
                data["title"] = Translated.source(source, data[f"title_{source}"])
                for lang in self.languages[1:]:
                    if data.get(f"title_{lang}"):
                        data["title"] = data["title"].with_text(lang, data[f"title_{lang}"])
        except Refused as refused:
            self.add_error(None, f"{_(str(refused))} {_(refused.next_step)}")
        return data

    def arguments(self) -> dict[str, Any]:
        """What `open_fund` takes."""
        data = self.cleaned_data
        return {
            "code": data["code"],
            "title": data["title"],
            "aim": data["money"],
            "purposes": data["purposes"].split(),
            "order": data["order"],
        }
