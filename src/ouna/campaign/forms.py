"""Forms about a campaign's texts and frame."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ouna.campaign.models import Campaign
from ouna.campaign.rules import TEXTS
from ouna.core.errors import Refused
from ouna.core.values import EXPONENTS, AmountInvalid, Money, Translated, exponent
from ouna.parties.forms import CleanCharField

LABELS = {
    "title": _("Headline"),
    "summary": _("First paragraph"),
    "body": _("The story"),
    "place": _("The place"),
}
STATES = [("human", _("written by a person")), ("machine", _("made by a machine, not read yet"))]


class TextsForm(forms.Form):
    """All texts of a campaign in one language."""

    def __init__(self, *args: Any, campaign: Campaign, lang: str, **kwargs: Any) -> None:
        self.campaign, self.lang = campaign, lang
        super().__init__(*args, **kwargs)
        for name in TEXTS:
            text = Translated(getattr(campaign, name))
            rows = {"title": 2, "place": 1, "summary": 5}.get(name, 12)
            self.fields[name] = CleanCharField(
                label=LABELS[name],
                required=text.source_lang() == lang,
                max_length=20_000 if name == "body" else 1_000,
                initial=text.data.get(lang, {}).get("text", ""),
                widget=forms.Textarea(attrs={"rows": rows, "lang": lang, "dir": "auto"}),
            )
        self.fields["state"] = forms.ChoiceField(label=_("These texts are"), choices=STATES, initial="human")


class FrameForm(forms.Form):
    """Goal, currencies and limits, before the opening."""

    goal = forms.CharField(
        label=_("Goal"), help_text=_("Digits, with a point before the decimals: 500000.00")
    )
    currency = forms.ChoiceField(label=_("Currency of the goal"), choices=[(c, c) for c in sorted(EXPONENTS)])
    currencies = forms.CharField(
        label=_("Currencies of the accounts"),
        help_text=_("Three-letter codes, with spaces between: EUR CHF GBP"),
    )
    fee_limits = forms.CharField(
        label=_("Bank charges allowed for one account in a month"),
        help_text=_("One currency a line: EUR 50.00. What is above it must be asked for."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def clean_currencies(self) -> list[str]:
        """Codes that exist."""
        codes: list[str] = self.cleaned_data["currencies"].upper().replace(",", " ").split()
        unknown = [c for c in codes if c not in EXPONENTS]
        if unknown:
            raise forms.ValidationError(_("Not a currency: %(codes)s"), params={"codes": " ".join(unknown)})
        return codes

    def clean_fee_limits(self) -> dict[str, int]:
        """Minor units by currency."""
        limits = {}
        for number, line in enumerate(self.cleaned_data["fee_limits"].splitlines(), start=1):
            words = line.split()
            if not words:
                continue
            try:
                code, amount = words
                limits[code.upper()] = Money.parse(amount, code.upper()).minor
            except (ValueError, Refused):
                raise forms.ValidationError(
                    _("Line %(n)s: write a currency and an amount, such as EUR 50.00."), params={"n": number}
                ) from None
        return limits

    def clean(self) -> dict[str, Any]:
        """The goal in its currency; every limit in a currency of the campaign."""
        data = super().clean() or self.cleaned_data
        code, text = data.get("currency", ""), str(data.get("goal", "")).replace(" ", "")
        try:
            exponent(code)
            data["goal_money"] = Money.parse(text, code)
            if data["goal_money"].minor <= 0:
                raise AmountInvalid("The goal is above zero.")
        except AmountInvalid as refused:
            self.add_error("goal", str(refused))
        loose = set(data.get("fee_limits") or {}) - {code, *(data.get("currencies") or [])}
        if loose:
            self.add_error(
                "fee_limits", _("Name these among the currencies first: %s") % " ".join(sorted(loose))
            )
        return data
