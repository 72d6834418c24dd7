"""Forms of signing: an organisation's one form, a person's support, the request for a link, the editor's."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouna.appeal import domains
from ouna.appeal.signing_rules import KINDS, MOST_COUNTRIES, Application
from ouna.appeal.words import KIND_NAMES, countries, language_names
from ouna.core.errors import Refused
from ouna.core.values import Translated, clean_text

#: Languages in which a further name may be written into the form.
FURTHER = ("en", "ar", "de", "fr", "es")
_FURTHER_NAMES = {
    "en": gettext_lazy("Name in English"),
    "ar": gettext_lazy("Name in Arabic"),
    "de": gettext_lazy("Name in German"),
    "fr": gettext_lazy("Name in French"),
    "es": gettext_lazy("Name in Spanish"),
}


def plain(text: str) -> str:
    """The text without hidden characters, as a field's clean value. Raises: ValidationError."""
    try:
        return clean_text(text)
    except Refused as refused:
        raise ValidationError(f"{_(str(refused))} {_(refused.next_step)}") from None


class PlainField(forms.CharField):
    """A line of text in any script: controls and what turns its direction are refused."""

    def clean(self, value: Any) -> Any:
        return plain(super().clean(value))


class _Trap(forms.Form):
    """With a field that people do not see, for programs that fill in everything."""

    nickname = forms.CharField(required=False, max_length=200)

    @property
    def is_trap_sprung(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.cleaned_data.get("nickname"))


class SignForm(_Trap):
    """All that an organisation tells when it signs, on one page."""

    name = PlainField(
        label=gettext_lazy("Name of the organisation"),
        help_text=gettext_lazy("As it writes itself, in its own script."),
        max_length=160,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of this name"))
    short = PlainField(label=gettext_lazy("Short name"), max_length=40, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=[("", "–"), *((k, KIND_NAMES[k]) for k in KINDS)]
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    also = forms.MultipleChoiceField(
        label=gettext_lazy("Further countries"),
        required=False,
        help_text=gettext_lazy("If it works in several. Hold Ctrl or Cmd to choose more than one."),
        widget=forms.SelectMultiple(attrs={"size": "5"}),
    )
    website = forms.URLField(
        label=gettext_lazy("Web site"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "url"}),
    )
    officer = PlainField(
        label=gettext_lazy("Your name"),
        max_length=120,
        help_text=gettext_lazy("Never published, never in the public record."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    function = PlainField(
        label=gettext_lazy("Your function there"),
        max_length=120,
        help_text=gettext_lazy("Never published either."),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail at the organisation’s domain"),
        max_length=200,
        help_text=gettext_lazy(
            "We send a link there. An address at the domain of the web site is the proof."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, data: Any = None, *, lang: str, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"language": lang, **(initial or {})}, auto_id="sign_%s")
        lands = countries()
        self.fields["language"].choices = language_names()  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", "–"), *lands]  # type: ignore[attr-defined]
        self.fields["also"].choices = lands  # type: ignore[attr-defined]
        for code in FURTHER:
            self.fields[f"name_{code}"] = PlainField(
                label=_FURTHER_NAMES[code], max_length=160, required=False
            )
        self.lang = lang

    @property
    def further(self) -> list[Any]:
        """The fields for names in other languages."""
        return [self[f"name_{code}"] for code in FURTHER]

    def clean_email(self) -> str:
        """The address, without hidden characters."""
        return plain(self.cleaned_data["email"])

    def clean_website(self) -> str:
        """A web site as anyone reaches it: by http or https, without a password."""
        address = plain(self.cleaned_data["website"])
        if not address:
            return ""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or parts.username or not domains.of_site(address):
            raise ValidationError(_("Write the address of a web site, such as https://www.quince.example."))
        return address

    def clean(self) -> dict[str, Any]:
        """Letters in the name; not too many countries."""
        data = super().clean() or {}
        for field in ("name", *(f"name_{code}" for code in FURTHER)):
            if data.get(field) and not any(c.isalnum() for c in data[field]):
                self.add_error(field, _("A name holds letters."))
        if len(data.get("also", ())) >= MOST_COUNTRIES:
            self.add_error("also", _("Choose the most important ones."))
        return data

    def application(self) -> Application:
        """What was written, as a value."""
        data = self.cleaned_data
        names = Translated.source(data["language"], data["name"])
        for code in FURTHER:
            if data[f"name_{code}"] and code != data["language"]:
                names = names.with_text(code, data[f"name_{code}"])
        return Application(
            names=names,
            short=data["short"],
            kind=data["kind"],
            countries=tuple(dict.fromkeys([data["country"], *data["also"]])),
            website=data["website"],
            officer=data["officer"],
            function=data["function"],
            email=data["email"],
            lang=self.lang,
        )


class SupportForm(_Trap):
    """A person's support: an address to count it by, and a country."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=200,
        help_text=gettext_lazy("For one link. It is erased a week after you were counted."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="support_%s")
        self.fields["country"].choices = [("", "–"), *countries()]  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """The address, without hidden characters."""
        return plain(self.cleaned_data["email"])


class AgainForm(_Trap):
    """The address with which was signed."""

    email = forms.EmailField(
        label=gettext_lazy("The e-mail address with which you signed"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        """The address, without hidden characters."""
        return plain(self.cleaned_data["email"])


class AnswerForm(forms.Form):
    """An officer's answer to the editor."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": "5"})
    )


class DocumentForm(forms.Form):
    """Which document an editor has seen."""

    document = PlainField(
        label=gettext_lazy("Which document you have seen"),
        max_length=200,
        help_text=gettext_lazy("Such as: extract of the register of associations of 3 May. Never published."),
    )


class RefuseForm(forms.Form):
    """Why an application is refused."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        help_text=gettext_lazy("The officer reads it."),
        widget=forms.Textarea(attrs={"rows": "3"}),
    )


class AskForm(forms.Form):
    """A question to the officer."""

    question = forms.CharField(
        label=gettext_lazy("What you want to know"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
