"""Forms of the trustees' desk."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouna.core.book import Recovery, RecoveryKey, Trustees
from ouna.core.errors import Refused
from ouna.core.quorum import FILE_KEY, Band, PublicKey
from ouna.core.values import Money, Translated
from ouna.log import new_ref
from ouna.parties.forms import CleanCharField
from ouna.parties.models import Organisation, User
from ouna.quorum.models import Signer


class SignerForm(forms.Form):
    """Who signs, and in which function."""

    user = forms.ChoiceField(label=gettext_lazy("Person"))
    organisation = forms.ChoiceField(
        label=gettext_lazy("Signs for"),
        required=False,
        help_text=gettext_lazy(
            "An officer signs the agreement for an organisation; a trustee for the partner. A successor "
            "follows if too few trustees can be reached."
        ),
    )
    function = CleanCharField(
        label=gettext_lazy("Function as a code"),
        max_length=40,
        help_text=gettext_lazy("For the public record, in lower case: engineer"),
    )
    title = CleanCharField(label=gettext_lazy("Function in English"), max_length=80)
    title_ar = CleanCharField(label=gettext_lazy("Function in Arabic"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        users = User.objects.filter(is_active=True).order_by("name")
        self.fields["user"].choices = [(u.ref, u.name) for u in users]
        rows = [(o.ref, o.own_name[0]) for o in Organisation.objects.all()]
        own = [("", _("the partner, as a trustee")), (Signer.SUCCESSOR, _("the partner, as a successor"))]
        self.fields["organisation"].choices = [*own, *rows]

    def titles(self) -> Translated:
        """The function in its languages."""
        made = Translated.source("en", self.cleaned_data["title"])
        arabic = self.cleaned_data["title_ar"]
        return made.with_text("ar", arabic) if arabic else made


_BAND = re.compile(r"([A-Z]{3})\s+(?:([0-9.]+)|-)\s+([0-9]{1,2})")


def _band_line(band: Band) -> str:
    """A rule as `_BAND` reads it: `EUR 1500.00 2`."""
    upto = "-" if band.upto is None else f"{Money(band.upto, band.currency).decimal:f}"
    return f"{band.currency} {upto} {band.m}"


#: Days for which a succession waits: as the record's rule has it.
LEAST_DAYS, MOST_DAYS = 7, 366


def _choice(row: Signer) -> tuple[str, str]:
    return row.ref, f"{row.number}. {row.user.name}"


class SetForm(forms.Form):
    """The list of trustees and its rules."""

    signers = forms.MultipleChoiceField(label=gettext_lazy("Trustees"), widget=forms.CheckboxSelectMultiple)
    bands = forms.CharField(
        label=gettext_lazy("How many must sign"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        help_text=gettext_lazy(
            "One line for each: currency, sum up to which it holds (or - for any), number. EUR 1500.00 2"
        ),
    )
    change = forms.IntegerField(
        label=gettext_lazy("To change the trustees, so many must sign"), min_value=1, max_value=40
    )
    wait = forms.IntegerField(
        label=gettext_lazy("Hours before a new key replaces a lost one"),
        min_value=1,
        max_value=8784,
        initial=72,
    )
    recovery = forms.CharField(
        label=gettext_lazy("Keys on paper"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        help_text=gettext_lazy("One public key on each line, as `ouna trustee keygen` writes it."),
    )
    recovery_m = forms.IntegerField(label=gettext_lazy("So many of them must sign"), min_value=1, max_value=9)
    recovery_days = forms.IntegerField(
        label=gettext_lazy("Days before they replace a key"), min_value=1, max_value=366, initial=30
    )

    successors = forms.MultipleChoiceField(
        label=gettext_lazy("Successors, if too few trustees can be reached"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    announce = forms.IntegerField(
        label=gettext_lazy("So many successors must announce it"), min_value=1, max_value=40, required=False
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days from then on until they take the place"),
        min_value=LEAST_DAYS,
        max_value=MOST_DAYS,
        required=False,
        help_text=gettext_lazy("As the pact says: 7 to 366. Until then any trustee stops it."),
    )

    def __init__(
        self, *args: Any, signers: list[Signer], successors: list[Signer] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        following = successors or []
        self.rows = {row.ref: row for row in [*signers, *following]}
        self.fields["signers"].choices = [_choice(row) for row in signers]
        self.fields["successors"].choices = [_choice(row) for row in following]
        if not following:
            for name in ("successors", "announce", "days"):
                del self.fields[name]

    @staticmethod
    def initial_of(found: Trustees | None) -> dict[str, Any]:
        """The set in force as the form takes it: a change begins from what holds."""
        if found is None:
            return {}
        named = found.succession
        following: dict[str, Any] = (
            {"successors": [m.trustee for m in named.members], "announce": named.m, "days": named.days}
            if named
            else {}
        )
        return {
            **following,
            "signers": list(found.members),
            "bands": "\n".join(_band_line(band) for band in found.bands),
            "change": found.change,
            "wait": found.wait,
            "recovery": "\n".join(key.spki for key in found.recovery),
            "recovery_m": found.recovery_m,
            "recovery_days": found.recovery_days,
        }

    def clean(self) -> dict[str, Any]:
        """Whoever names successors says how many announce it and how long it waits."""
        data = super().clean() or self.cleaned_data
        if data.get("successors"):
            for name in ("announce", "days"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in, since successors are named."))
        return data

    def clean_bands(self) -> tuple[Band, ...]:
        """Each line as a band."""
        found = []
        for line in self.cleaned_data["bands"].splitlines():
            if not line.strip():
                continue
            match = _BAND.fullmatch(line.strip())
            try:
                if match is None:
                    raise forms.ValidationError(_("A line is not of the form: EUR 1500.00 2"))
                upto = Money.parse(match[2], match[1]).minor if match[2] else None
            except Refused as refused:
                raise forms.ValidationError(_(str(refused))) from None
            found.append(Band(match[1], int(match[3]), upto))
        return tuple(found)

    def clean_recovery(self) -> tuple[RecoveryKey, ...]:
        """Each line as a key."""
        found = []
        for line in self.cleaned_data["recovery"].split():
            try:
                PublicKey(FILE_KEY, line).check()
            except Refused:
                raise forms.ValidationError(
                    _("A line is not the public part of a key that `ouna trustee keygen` makes.")
                ) from None
            found.append(RecoveryKey(str(new_ref("reco")), line))
        return tuple(found)

    def values(self) -> dict[str, Any]:
        """What the action takes. The action refuses what no set may be."""
        data = self.cleaned_data
        following = data.get("successors") or []
        return {
            "successors": [self.rows[ref] for ref in following],
            "announce": data["announce"] if following else 0,
            "days": data["days"] if following else 0,
            "signers": [self.rows[ref] for ref in data["signers"]],
            "bands": data["bands"],
            "change": data["change"],
            "wait": data["wait"],
            "recovery": Recovery(data["recovery"], data["recovery_m"], data["recovery_days"]),
        }


class FileKeyForm(forms.Form):
    """A key kept off line, by its public part."""

    spki = forms.CharField(
        label=gettext_lazy("Public part of the key"),
        max_length=400,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=gettext_lazy("One line, from the file ending in .pub"),
    )


class NameForm(forms.Form):
    """The name a trustee wishes to be public."""

    name = CleanCharField(
        label=gettext_lazy("Name shown to the public"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Leave it empty to be shown by number and function alone."),
    )


class QuestionForm(forms.Form):
    """What a signer wants to know."""

    text = CleanCharField(
        label=gettext_lazy("Your question"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("All who sign can read it, and who made the request."),
    )


class AnswerForm(forms.Form):
    """The answer of a key kept off line."""

    answer = forms.FileField(label=gettext_lazy("Answer file"))


class LostForm(forms.Form):
    """Which key is lost, and which replaces it."""

    old = forms.ChoiceField(label=gettext_lazy("The key that is lost"))
    new = forms.ChoiceField(label=gettext_lazy("The new key of the same trustee"))

    def __init__(self, *args: Any, old: list[tuple[str, str]], new: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["old"].choices, self.fields["new"].choices = old, new


class MissingForm(forms.Form):
    """Which trustees cannot be reached."""

    missing = forms.MultipleChoiceField(
        label=gettext_lazy("These trustees cannot be reached"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, trustees: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["missing"].choices = trustees
