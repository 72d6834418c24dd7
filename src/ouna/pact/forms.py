"""Forms of the pact's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ouna.core.values import Translated
from ouna.pact import rules
from ouna.pact.models import Agreement, Commitment, Point
from ouna.pact.words import ANSWER_NAMES, TEXT_NAMES
from ouna.parties.forms import CleanCharField
from ouna.parties.models import Organisation

ROWS = {rules.TITLE: 2, rules.BODY: 18, rules.SUCCESSION: 6, rules.REST: 6}


class TextsForm(forms.Form):
    """All texts of the pact in one language."""

    def __init__(self, *args: Any, agreement: Agreement, lang: str, partner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in rules.TEXTS:
            self.fields[name] = CleanCharField(
                label=TEXT_NAMES[name],
                required=False,
                max_length=200 if name == rules.TITLE else 40_000,
                initial=getattr(agreement, name).get(lang, {}).get("text", ""),
                disabled=name in rules.BY_PARTNER and not partner,
                help_text=_("The partner alone writes this.") if name in rules.BY_PARTNER else "",
                widget=forms.Textarea(attrs={"rows": ROWS[name], "lang": lang, "dir": "auto"}),
            )


class FrameForm(forms.Form):
    """Which languages, how long out of reach, which purpose bears the charges."""

    languages = forms.CharField(
        label=_("Languages, in the order in which they stand side by side"),
        help_text=_("Codes with spaces between: ar en de"),
    )
    days = forms.IntegerField(
        label=_("Days out of reach before the successors act"),
        min_value=rules.LEAST_DAYS,
        max_value=rules.MOST_DAYS,
        help_text=_("The partner alone chooses this."),
    )
    bears = forms.ChoiceField(label=_("Purpose that bears what banks charge for payments"), required=False)

    def __init__(self, *args: Any, funds: dict[str, str], partner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bears"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("not chosen yet")), *funds.items()]
        self.fields["days"].disabled = not partner

    def clean_languages(self) -> list[str]:
        """Language codes, each once."""
        codes = self.cleaned_data["languages"].lower().split()
        wrong = [code for code in codes if not code.replace("-", "").isalpha() or len(code) > 8]
        if wrong:
            raise forms.ValidationError(
                _("Not a language code: %(codes)s"), params={"codes": " ".join(wrong)}
            )
        return list(dict.fromkeys(codes))


class PointForm(forms.Form):
    """The partner's answer to one point."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[(a, ANSWER_NAMES[a]) for a in (*rules.ANSWERS, rules.OPEN)],
        widget=forms.RadioSelect,
        required=False,
    )
    note = CleanCharField(label=_("Note"), max_length=300, required=False)
    note_public = forms.BooleanField(
        label=_("Everyone may read the note"),
        help_text=_("Name no place and no person that could be endangered by it."),
        required=False,
    )

    @classmethod
    def of(cls, point: Point, data: Any = None) -> PointForm:
        """The form of one point among several on a page."""
        initial = {"answer": point.answer, "note": point.note, "note_public": point.note_public}
        return cls(data, initial=initial, prefix=point.code, auto_id=f"{point.code}_%s")


class NewPointForm(forms.Form):
    """One more point."""

    code = forms.SlugField(label=_("Short name"), help_text=_("In Latin letters: water"), max_length=40)
    title = CleanCharField(label=_("What is asked"), max_length=120)


class CommitmentForm(forms.Form):
    """What somebody promises, and until when."""

    owner = forms.ChoiceField(label=_("Who owes it"))
    text = CleanCharField(label=_("What"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    due = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    public = forms.BooleanField(label=_("Everyone may read it"), required=False)

    def __init__(self, *args: Any, owners: list[Organisation], lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang = lang
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.ref, row.names.best(lang)[1]) for row in owners]

    def translated(self, before: Commitment | None = None) -> Translated:
        """The words in the writer's language; those in other languages become stale by it."""
        words = self.cleaned_data["text"]
        if before is None or not before.texts.source_lang():
            return Translated.source(self.lang, words)
        if before.text.get(self.lang, {}).get("text") == words:
            return before.texts
        if before.texts.source_lang() == self.lang:
            return Translated({**before.text, self.lang: {"text": words, "state": "human", "of": ""}})
        return before.texts.with_text(self.lang, words)


class RestForm(forms.Form):
    """Where the rest goes when the campaign ends, in each language of the campaign."""

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for lang, name in languages:
            self.fields[lang] = CleanCharField(
                label=name,
                max_length=5_000,
                widget=forms.Textarea(attrs={"rows": 4, "lang": lang, "dir": "auto"}),
            )


class EvidenceForm(forms.Form):
    """What shows that a commitment is kept, or why it is let go."""

    evidence = CleanCharField(
        label=_("What shows it"),
        help_text=_("A page of the public record, a paper, a photo. It is public if the duty is."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
