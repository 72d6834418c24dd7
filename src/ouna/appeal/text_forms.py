"""Forms of the appeal's texts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ouna.appeal.models import Part
from ouna.appeal.rules import texts as rule
from ouna.parties.forms import CleanCharField

ROWS = {rule.TITLE: 2, rule.BODY: 14, rule.DEMAND: 3, rule.CALL: 3, rule.NOTE: 2}
STATES = [(rule.HUMAN, _("written by a person")), (rule.MACHINE, _("made by a machine, not read yet"))]


class PartForm(forms.Form):
    """One text in one language; several stand on a page, each with a prefix of its own."""

    text = CleanCharField(label=_("Text"), required=False, strip=False)
    url = forms.URLField(label=_("Source"), required=False, assume_scheme="https", max_length=500)
    fits = forms.BooleanField(label=_("Compared with the original: it still holds"), required=False)
    #: The hash of the source that stood beside it.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, part: Part, lang: str, label: Any, **kwargs: Any) -> None:
        self.part, self.lang, texts = part, lang, part.texts
        is_source = lang == part.version.lang
        initial = {
            "text": part.text.get(lang, {}).get("text", ""),
            "url": part.url,
            "seen": texts.source_hash(),
        }
        super().__init__(*args, initial=initial, prefix=str(part.pk), auto_id="p%s", **kwargs)
        self.fields["text"].label = label
        self.fields["text"].max_length = rule.MOST[part.kind]  # type: ignore[attr-defined]
        widget = forms.Textarea(attrs={"rows": ROWS[part.kind], "lang": lang, "dir": "auto"})
        if part.kind == rule.TITLE:
            widget = forms.TextInput(attrs={"lang": lang, "dir": "auto"})  # type: ignore[assignment]
        self.fields["text"].widget = widget
        if not (is_source and part.kind == rule.NOTE):
            del self.fields["url"]
        entry = part.text.get(lang, {})
        if is_source or not (texts.is_stale(lang) or entry.get("state") == rule.MACHINE):
            del self.fields["fits"]
        if is_source:
            del self.fields["seen"]


class StateForm(forms.Form):
    """How the texts that are saved came about."""

    state = forms.ChoiceField(label=_("What I changed here is"), choices=STATES, initial=rule.HUMAN)


class PublishForm(forms.Form):
    """Until when signatories of the version before are asked to confirm."""

    until = forms.DateField(
        label=_("Signatories confirm it until"),
        help_text=_("Who has signed an older version is asked to confirm this one until that day."),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )


class LanguagesForm(forms.Form):
    """In which languages the appeal is kept."""

    languages = forms.CharField(
        label=_("Languages"),
        help_text=_("Codes with spaces between; the first one is that of the original: en ar de"),
        max_length=200,
    )

    def clean_languages(self) -> list[str]:
        """Language codes, each once."""
        codes = self.cleaned_data["languages"].lower().split()
        wrong = [code for code in codes if not code.replace("-", "").isalpha() or len(code) > 8]
        if wrong:
            raise forms.ValidationError(
                _("Not a language code: %(codes)s"), params={"codes": " ".join(wrong)}
            )
        return list(dict.fromkeys(codes))
