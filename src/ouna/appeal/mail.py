"""The words of a letter about signing, made when it is sent, in its reader's language. Plain text."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from ouna.appeal import links
from ouna.appeal.models import Signatory, SigningLetter
from ouna.ui import formats


class Mail(NamedTuple):
    """Subject and body."""

    subject: str
    body: str


#: kind → states of the signatory in which there is still a reason to send it; None: always.
_NEEDED: dict[str, tuple[str, ...] | None] = {
    "prove": (Signatory.APPLIED,),
    "needs_proof": (Signatory.APPLIED,),
    "declined": (Signatory.APPLIED,),
    "vouch": (Signatory.LIVE,),
    "asked": (Signatory.APPLIED, Signatory.PROVED),
    "approved": (Signatory.LIVE,),
    "refused": (Signatory.REFUSED,),
    "manage": (Signatory.APPLIED, Signatory.PROVED, Signatory.LIVE),
    "confirm": (Signatory.LIVE,),
    "withdrawn": (Signatory.WITHDRAWN,),
    "support": None,
    "stop": None,
}


def site_address(name: str, *args: str) -> str:
    """An absolute address of our site."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=args)


def _subjects(kind: str) -> str:
    return {
        "prove": _("Please confirm the signature of %(name)s"),
        "needs_proof": _("The signature of %(name)s needs one more proof"),
        "declined": _("The signature of %(name)s needs another proof"),
        "vouch": _("Do you vouch for %(name)s?"),
        "asked": _("A question about the signature of %(name)s"),
        "approved": _("%(name)s stands on the list"),
        "refused": _("The signature of %(name)s was not taken"),
        "manage": _("Your link for %(name)s"),
        "confirm": _("The appeal has a new version: does %(name)s confirm?"),
        "withdrawn": _("%(name)s has withdrawn its signature"),
        "support": _("Please confirm that you support the appeal"),
        "stop": _("Your link to end your support"),
    }[kind]


def mail_of(letter: SigningLetter) -> Mail | None:
    """What a letter says; None when there is no more reason to send it."""
    reader = letter.to or letter.supporter
    if reader is None:
        return None
    needed = _NEEDED[letter.kind]
    if needed is not None and (letter.to is None or letter.to.state not in needed):
        return None
    if letter.link is not None and letter.link.used_at is not None:
        return None
    with override(reader.lang):
        context = _context(letter)
        subject = " ".join((_subjects(letter.kind) % {"name": context["name"]}).split())
        if settings.DEMO:
            subject = f"{_('Demo: invented, do not pay')} · {subject}"
        return Mail(subject, render_to_string(f"appeal/mail/{letter.kind}.txt", context))


def _context(letter: SigningLetter) -> dict[str, Any]:
    reader = letter.to or letter.supporter
    assert reader is not None
    campaign = reader.campaign
    about = letter.about if letter.kind == "vouch" else letter.to
    lang = reader.lang
    link = letter.link
    return {
        "name": about.own_name[0] if about else "",
        "voucher": letter.about.own_name[0] if letter.about and letter.kind == "declined" else "",
        "signatory": about,
        "campaign": campaign.titles.best(lang)[1],
        "coalition": campaign.coalition.names.best(lang)[1],
        "link": site_address("appeal:link", links.token_of(link)) if link else "",
        "until": formats.day(link.until) if link else "",
        "again": site_address("appeal:again"),
        "list": site_address("appeal:signatories"),
        "page": site_address("appeal:signatory", about.ref) if about else "",
    }
