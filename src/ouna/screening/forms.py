"""Forms of the name checks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ouna.core.errors import Refused
from ouna.core.values import Money
from ouna.parties.forms import CleanCharField
from ouna.screening.rules import MOST_CHECK_DAYS, MOST_LIST_DAYS, VERDICTS
from ouna.screening.words import VERDICT_NAMES


class DecisionForm(forms.Form):
    """A checker's decision about a possible match."""

    verdict = forms.ChoiceField(
        label=_("Who is it?"), choices=[(v, VERDICT_NAMES[v]) for v in VERDICTS], widget=forms.RadioSelect
    )
    reason = CleanCharField(
        label=_("Your reason"),
        help_text=_("What you compared, and what it showed. An auditor will read it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    basis = CleanCharField(
        label=_("Law or licence"),
        help_text=_("Only where a listed one may be paid: the paragraph, or the authority and its number."),
        max_length=500,
        required=False,
    )
    until = forms.DateField(
        label=_("Last day of the licence"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class NameForm(forms.Form):
    """A name to try."""

    name = CleanCharField(label=_("Name"), max_length=300)
    also = CleanCharField(label=_("The same name in another script"), max_length=300, required=False)
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[("", _("not known")), ("person", _("person")), ("organisation", _("organisation"))],
        required=False,
    )
    born = forms.IntegerField(label=_("Birth year"), min_value=1850, max_value=2100, required=False)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_("Country"), help_text=_("Two letters: DE, TR …"), required=False
    )


class WithdrawForm(forms.Form):
    """Why a list is not used, or no more."""

    why = CleanCharField(label=_("Why"), max_length=500)


class LimitsForm(forms.Form):
    """How old lists and checks may be, and from which sum givers are checked."""

    list_days = forms.IntegerField(
        label=_("Days a list may be old"), min_value=1, max_value=MOST_LIST_DAYS, widget=forms.NumberInput
    )
    check_days = forms.IntegerField(
        label=_("Days a name check may be old"), min_value=1, max_value=MOST_CHECK_DAYS
    )
    above = forms.CharField(
        label=_("Givers are checked from these sums on"),
        help_text=_("One currency a line: EUR 10000.00. A currency without a line has no such check."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
        required=False,
    )

    def clean_above(self) -> dict[str, int]:
        """Minor units by currency."""
        found: dict[str, int] = {}
        for number, line in enumerate(self.cleaned_data["above"].splitlines(), start=1):
            words = line.split()
            if not words:
                continue
            try:
                code, amount = words
                found[code.upper()] = Money.parse(amount, code.upper()).minor
            except (ValueError, Refused):
                raise forms.ValidationError(
                    _("Line %(n)s: write a currency and an amount, such as EUR 10000.00."),
                    params={"n": number},
                ) from None
        return found

    @staticmethod
    def initial_of(above: dict[str, Any]) -> str:
        """Sums as the form shows them."""
        return "\n".join(f"{code} {Money(minor, code).decimal:f}" for code, minor in sorted(above.items()))
