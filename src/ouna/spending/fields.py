"""Fields that several forms share, and how a refusal is read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ouna.core.errors import Refused
from ouna.core.values import clean_text

DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]


def told(refused: Refused) -> str:
    """A refusal as people read it."""
    return f"{_(str(refused))} {_(refused.next_step)}".strip()


class Line(forms.CharField):
    """One line of text, without hidden characters."""

    def clean(self, value: Any) -> str:
        """The text. Raises: ValidationError."""
        try:
            return clean_text(super().clean(value) or "")
        except Refused as refused:
            raise ValidationError(told(refused)) from None


class Text(forms.CharField):
    """Several lines."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> str:
        """The text. Raises: ValidationError."""
        try:
            return clean_text(super().clean(value) or "", lines=True)
        except Refused as refused:
            raise ValidationError(told(refused)) from None


def sum_field(**more: Any) -> Line:
    """A sum, read later in its currency."""
    attrs = {"inputmode": "decimal", "autocomplete": "off"}
    return Line(max_length=24, widget=forms.TextInput(attrs=attrs), **more)


def day_field(**more: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), input_formats=DAYS, **more)


def code_field(most: int = 40, **more: Any) -> Line:
    """An account number, a BIC, a country."""
    attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
    return Line(max_length=most, required=False, widget=forms.TextInput(attrs=attrs), **more)
