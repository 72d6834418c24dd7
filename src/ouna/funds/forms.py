"""The one field of `is this our account?`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


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
