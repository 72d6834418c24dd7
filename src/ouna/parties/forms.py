"""Forms about users, roles, sections and organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ouna.core.values import EXPONENTS, TextRefused, Translated, clean_text
from ouna.parties.models import Organisation, Section
from ouna.parties.roles import ROLE_NAMES, WITH_DESK

#: The languages of people who work at a desk.
DESK_LANGUAGES = [row for row in settings.LANGUAGES if row[0] in settings.DESK_LANGUAGES]


class CleanCharField(forms.CharField):
    """Text without invisible characters that turn its direction; refused with a reason."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return clean_text(text, lines=isinstance(self.widget, forms.Textarea))
        except TextRefused as refused:
            raise forms.ValidationError(gettext(str(refused))) from None


class InviteForm(forms.Form):
    """Whom to invite."""

    name = CleanCharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The invitation goes there, and it is the log-in.")
    )
    lang = forms.ChoiceField(label=_("Language"), choices=DESK_LANGUAGES)


class WelcomeForm(forms.Form):
    """What an invited person sets."""

    name = CleanCharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. A sentence that only you know is good."),
        widget=forms.PasswordInput,
        strip=False,
    )


class MeForm(forms.Form):
    """What everyone may change about himself."""

    name = CleanCharField(label=_("Your name"), max_length=120)
    lang = forms.ChoiceField(label=_("Language of mails to you"), choices=DESK_LANGUAGES)


class RoleForm(forms.Form):
    """One role, in one section or in all."""

    role = forms.ChoiceField(label=_("Role"), choices=[(r, ROLE_NAMES[r]) for r in WITH_DESK])
    section = forms.ModelChoiceField(
        label=_("Section"),
        queryset=Section.objects.all(),
        to_field_name="ref",
        required=False,
        empty_label=_("All sections"),
    )

    def __init__(self, *args: Any, lang: str = "en", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].label_from_instance = lambda row: row.names.best(lang)[1] or row.country  # type: ignore[attr-defined]


class NamesForm(forms.Form):
    """A name in its own language and in the languages of the interface."""

    own = CleanCharField(label=_("Name, as they write it"), max_length=200)
    own_lang = forms.RegexField(
        label=_("Language of this name"),
        regex=r"^[a-z]{2,3}(-[A-Za-z]{2,8})?$",
        help_text=_("Code: de, tr, ar …"),
    )

    def __init__(self, *args: Any, names: Translated | None = None, **kwargs: Any) -> None:
        names = names or Translated({})
        own = names.source_lang()
        initial = {"own": names.data[own]["text"], "own_lang": own} if own else {}
        initial |= {f"in_{lang}": names.data.get(lang, {}).get("text", "") for lang, _ in settings.LANGUAGES}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        for lang, label in settings.LANGUAGES:
            self.fields[f"in_{lang}"] = CleanCharField(
                label=_("Name in: %(language)s") % {"language": label}, max_length=200, required=False
            )

    def names(self) -> Translated:
        """The name with its translations."""
        data = self.cleaned_data
        names = Translated.source(data["own_lang"], data["own"])
        for lang, _label in settings.LANGUAGES:
            if data.get(f"in_{lang}") and lang != data["own_lang"]:
                names = names.with_text(lang, data[f"in_{lang}"])
        return names


class OrganisationForm(NamesForm):
    """A group and how it stands in the public list."""

    country = forms.RegexField(
        label=_("Country"), regex=r"^[A-Za-z]{2}$", help_text=_("Two letters: DE, TN …")
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    is_member = forms.BooleanField(label=_("Named on the public pages"), required=False)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=10_000, initial=0)


class SectionForm(NamesForm):
    """The section of one country."""

    country = forms.RegexField(
        label=_("Country"), regex=r"^[A-Za-z]{2}$", help_text=_("Two letters: DE, TN …")
    )
    #: Nothing is chosen beforehand: the first of the alphabet would be a wrong answer that looks given.
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[("", "–"), *((c, c) for c in sorted(EXPONENTS))]
    )
    language = forms.RegexField(label=_("Language of its donors"), regex=r"^[a-z]{2,3}$")
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.all(),
        to_field_name="ref",
        required=False,
        empty_label=_("None in particular"),
    )
    gives_tax_receipts = forms.BooleanField(label=_("Gives receipts for the tax office"), required=False)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=10_000, initial=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].label_from_instance = lambda row: row.own_name[0]  # type: ignore[attr-defined]


class FindPersonForm(forms.Form):
    """Find a donor by the address he gave."""

    email = forms.EmailField(label=_("E-mail of the person"))
