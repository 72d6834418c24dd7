"""Reads of signatories: the public list, one of them, and what waits for an editor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ouna.appeal.folding import asked_words
from ouna.appeal.models import (
    ListedName,
    SearchWord,
    Signatory,
    SignatoryCountry,
    Supporter,
)
from ouna.appeal.signing_rules import fingerprint
from ouna.campaign.models import Campaign
from ouna.log import Actor
from ouna.parties.sealed import email_key, open_field

#: Behind every key that begins with the same bytes.
_END = b"\xff"


def email_of(signatory: Signatory) -> str:
    """The officer's address; empty once it was erased. Raises: SealBroken."""
    return _sealed(signatory, "sealed_email")


def function_of(signatory: Signatory) -> str:
    """The officer's function; empty once it was erased. Raises: SealBroken."""
    return _sealed(signatory, "sealed_function")


def officer_name(signatory: Signatory) -> str:
    """The officer's name; empty once it was erased. Raises: SealBroken."""
    person = signatory.officer
    if person is None:
        return ""
    return open_field(person.ref, "parties_person", "sealed_name", person.ref, person.sealed_name) or ""


def _sealed(signatory: Signatory, column: str) -> str:
    person = signatory.officer
    if person is None:
        return ""
    sealed = getattr(signatory, column)
    return open_field(person.ref, "appeal_signatory", column, signatory.ref, sealed) or ""


def fingerprint_of(signatory: Signatory) -> str:
    """A fingerprint of what an approval would publish: who has read it says with it what he has read."""
    voucher = signatory.voucher.signature if signatory.voucher else ""
    return fingerprint(
        signatory.name,
        signatory.ref,
        signatory.short,
        signatory.kind,
        signatory.website,
        signatory.proof,
        voucher,
        countries=signatory.countries,
    )


def list_language(lang: str) -> str:
    """The language of the site in whose order a list is read."""
    codes = [code for code, _ in settings.LANGUAGES]
    base = lang.split("-")[0]
    return base if base in codes else str(settings.LANGUAGE_CODE)


# The public list ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks of the list: words, a country, a kind."""

    text: str = ""
    country: str = ""
    kind: str = ""


def public_signatories(campaign: Campaign) -> QuerySet[Signatory]:
    """Those who stand on the list: live, or withdrawn with their day. Nobody else is ever shown."""
    return Signatory.objects.filter(campaign=campaign, state__in=Signatory.PUBLIC)


def listed(campaign: Campaign, lang: str, wanted: Wanted | None = None) -> QuerySet[ListedName]:
    """Rows of the list in the order of the language, each with its `signatory`."""
    rows = ListedName.objects.filter(
        lang=list_language(lang),
        signatory__campaign=campaign,
        signatory__state__in=Signatory.PUBLIC,
    )
    wanted = wanted or Wanted()
    if wanted.country:
        rows = rows.filter(
            Exists(SignatoryCountry.objects.filter(signatory=OuterRef("signatory"), code=wanted.country))
        )
    if wanted.kind:
        rows = rows.filter(signatory__kind=wanted.kind)
    for keys in asked_words(wanted.text):
        rows = rows.filter(signatory__in=_having(keys))
    if wanted.text.strip() and not asked_words(wanted.text):
        rows = rows.none()
    return rows.select_related("signatory").order_by("sort", "signatory_id")


def _having(keys: Iterable[tuple[bytes, bool]]) -> QuerySet[Any]:
    """Signatories one of whose words is a key or begins with one; the index of words finds them."""
    found = Q()
    for key, longer in keys:
        found |= Q(word__gte=key, word__lt=key + _END) if longer else Q(word=key)
    return SearchWord.objects.filter(found).values("signatory")


def first_live(campaign: Campaign, lang: str, most: int) -> list[Signatory]:
    """The first of those who stand behind the appeal today, in the order of the language. One query."""
    rows = listed(campaign, lang).filter(signatory__state=Signatory.LIVE)
    return [row.signatory for row in rows[:most]]


def live_count(campaign: Campaign) -> int:
    """How many organisations stand behind the appeal today."""
    return Signatory.objects.filter(campaign=campaign, state=Signatory.LIVE).count()


def by_country(campaign: Campaign) -> list[tuple[str, int]]:
    """(country, live signatories there), most first. One that works in several counts in each. One query."""
    rows = SignatoryCountry.objects.filter(signatory__campaign=campaign, signatory__state=Signatory.LIVE)
    counted = rows.order_by().values_list("code").annotate(n=Count("pk"))
    return sorted(counted, key=lambda row: (-row[1], row[0]))


def by_kind(campaign: Campaign) -> dict[str, int]:
    """Live signatories of each kind. One query."""
    rows = Signatory.objects.filter(campaign=campaign, state=Signatory.LIVE)
    return dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))


def supporters(campaign: Campaign) -> int:
    """Persons who support the appeal and proved their address."""
    return Supporter.objects.filter(campaign=campaign, state=Supporter.COUNTED).count()


def public_signatory(campaign: Campaign, ref: str) -> Signatory | None:
    """One that stands on the list, with who vouched for it."""
    return public_signatories(campaign).select_related("voucher", "campaign").filter(ref=ref).first()


def vouching(campaign: Campaign, text: str, most: int = 20) -> list[Signatory]:
    """Signatories that can be asked to vouch, found by words of their names; none without a word."""
    if not asked_words(text):
        return []
    rows = listed(campaign, "en", Wanted(text=text))
    rows = rows.filter(signatory__state=Signatory.LIVE, signatory__address_proved_at__isnull=False)
    return [row.signatory for row in rows[:most]]


# The desk -------------------------------------------------------------------------------------------


def access_applications(by: Actor, campaign: Campaign) -> QuerySet[Signatory]:
    """Applications that are not decided, those that are proved first; nothing for others than editors."""
    if not (by.has("editor") or by.has("auditor")):
        return Signatory.objects.none()
    rows = Signatory.objects.filter(
        campaign=campaign, state__in=(Signatory.PROVED, Signatory.APPLIED), address_proved_at__isnull=False
    )
    return rows.select_related("voucher", "officer").order_by("-state", "made_at", "pk")


def access_signatory(by: Actor, campaign: Campaign, ref: str) -> Signatory | None:
    """One application or signatory, for editors and auditors."""
    if not (by.has("editor") or by.has("auditor")):
        return None
    rows = Signatory.objects.filter(campaign=campaign).select_related("voucher", "officer", "campaign")
    return rows.filter(ref=ref).first()


def waiting(campaign: Campaign) -> int:
    """Applications that are proved and wait for an editor."""
    return Signatory.objects.filter(campaign=campaign, state=Signatory.PROVED).count()


def of_address(campaign: Campaign, email: str) -> QuerySet[Signatory]:
    """What was signed or asked for from an address, and is not over."""
    rows = Signatory.objects.filter(campaign=campaign, email_key=email_key(email))
    return rows.filter(state__in=(Signatory.APPLIED, Signatory.PROVED, Signatory.LIVE))
