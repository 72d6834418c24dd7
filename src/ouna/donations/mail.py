"""The words of a letter, made when it is sent, in its reader's language. Plain text, no tracking."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from ouna.core.bank.iban import format_groups
from ouna.core.bank.reference import format_qrr, format_rf
from ouna.donations.models import Gift, Letter, Pledge, Reversal
from ouna.donations.papers import site_address
from ouna.donations.queries import confirm_key, receipt_key
from ouna.ui import formats


class Mail(NamedTuple):
    """Subject and body."""

    subject: str
    body: str


def plain_money(minor: int, currency: str) -> str:
    """A sum for plain text: 100.00 EUR, with a space that does not break."""
    return f"{formats.amount(minor, currency)}\u00a0{currency}"


def plain_reference(pledge: Pledge) -> str:
    """The payment reference in the groups its standard prints."""
    return format_qrr(pledge.reference) if pledge.kind == Pledge.Kind.QRR else format_rf(pledge.reference)


def mail_of(letter: Letter) -> Mail | None:
    """What a letter says; None when there is no more reason to send it."""
    with override(letter.lang):
        if letter.kind in (Letter.Kind.INSTRUCTIONS, Letter.Kind.REMINDER):
            return _pledge_mail(letter)
        return _gift_mail(letter)


def _pledge_mail(letter: Letter) -> Mail | None:
    rows = Pledge.objects.select_related("fund", "account__section", "campaign__coalition")
    pledge = rows.filter(ref=letter.about, state=Pledge.State.OPEN).first()
    if pledge is None:
        return None
    lang = letter.lang
    reminder = letter.kind == Letter.Kind.REMINDER
    context = {
        **_common(pledge.campaign, lang),
        "pledge": pledge,
        "money": plain_money(pledge.minor, pledge.currency),
        "purpose": pledge.fund.titles.best(lang)[1],
        "holder": pledge.account.holder,
        "iban": format_groups(pledge.account.iban),
        "reference": plain_reference(pledge),
        "link": site_address("donations:pledge", pledge.token) + confirming(pledge),
        "confirm": not pledge.counts,
        "made": formats.day(pledge.created_on),
        "until": formats.day(pledge.expires_on),
        "tax": pledge.account.section.gives_tax_receipts,
        "again": _again(letter.kind),
    }
    template = "reminder" if reminder else "instructions"
    subject = (
        _("A reminder of your promise: %(money)s") if reminder else _("How to transfer your gift: %(money)s")
    )
    return Mail(_subject(subject, context), render_to_string(f"donations/mail/{template}.txt", context))


def _gift_mail(letter: Letter) -> Mail | None:
    reversal = None
    gifts = Gift.objects.select_related("fund", "account__section", "campaign__coalition")
    if letter.kind == Letter.Kind.REVERSED:
        reversal = Reversal.objects.filter(ref=letter.about).first()
        gift = gifts.filter(pk=reversal.gift_id).first() if reversal else None
    else:
        gift = gifts.filter(ref=letter.about, state=Gift.State.BOOKED).first()
    if gift is None:
        return None
    lang = letter.lang
    context = {
        **_common(gift.campaign, lang),
        "gift": gift,
        "money": plain_money(gift.minor, gift.currency),
        "purpose": gift.fund.titles.best(lang)[1],
        "holder": gift.account.holder,
        "day": formats.day(gift.booked_on),
        "code": formats.groups(gift.code),
        "link": f"{site_address('donations:receipt', gift.code)}?key={receipt_key(gift.code)}",
        "share": site_address("donations:receipt", gift.code),
        "reversal": reversal,
        "tax": gift.account.section.gives_tax_receipts,
        "again": _again(letter.kind),
    }
    if reversal:
        context["money"] = plain_money(reversal.minor, gift.currency)
        context["returned"] = reversal.reason == Reversal.Reason.RETURNED
        return Mail(
            _subject(_("Your gift was reversed: %(money)s"), context),
            render_to_string("donations/mail/reversed.txt", context),
        )
    return Mail(
        _subject(_("Your gift has arrived: %(money)s"), context),
        render_to_string("donations/mail/receipt.txt", context),
    )


def confirming(pledge: Pledge) -> str:
    """What the link needs, if the promise counts in public only when its e-mail is answered."""
    return "" if pledge.counts else f"?confirm={confirm_key(pledge.token)}"


def _again(kind: str) -> str:
    """When we write to this address again: said at the end of each letter, for its kind."""
    if kind == Letter.Kind.INSTRUCTIONS:
        return _(
            "We write to this address again only to remind you once, when a gift of yours arrives, and if "
            "one is taken back."
        )
    if kind == Letter.Kind.REMINDER:
        return _(
            "We write to this address again only when a gift of yours arrives, and if one is taken back."
        )
    return _("We write to this address again only if a gift of yours is taken back, or another one arrives.")


def _common(campaign: Any, lang: str) -> dict[str, Any]:
    return {
        "campaign": campaign.titles.best(lang)[1],
        "coalition": campaign.coalition.names.best(lang)[1],
        "account_page": site_address("funds:account"),
        "demo": settings.DEMO,
    }


def _subject(text: str, context: dict[str, Any]) -> str:
    """One line; of the demo it says so."""
    line = " ".join((text % {"money": context["money"]}).split())
    return f"{_('Demo: invented, do not pay')} · {line}" if context["demo"] else line
