"""Forms of the audit pages: days, a sample, notes and their answers."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy

from ouna.log import clock
from ouna.parties.forms import CleanCharField
from ouna.treasury.forms.fields import DayField


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
