"""Paper: the transfer slip of a promise, the receipt of a gift, the poster of a section."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from ouna.campaign.models import Campaign
from ouna.core.values import Money, Translated
from ouna.donations.models import Gift, Pledge
from ouna.donations.payment import SWISS, payment_of
from ouna.donations.queries import GiftFacts
from ouna.funds.models import BankAccount
from ouna.funds.queries import fund_rows
from ouna.log import clock
from ouna.ui import pdf

TEXT_LIMIT = 90


def paper_language(lang: str) -> str:
    """The language itself if paper has its words, else English."""
    base = lang.split("-")[0]
    return base if base in pdf.LANGUAGES else "en"


def _short(text: str, most: int = TEXT_LIMIT) -> str:
    plain = pdf.readable(text)
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def site_address(name: str, *args: str) -> str:
    """An absolute address of our site for paper and mail."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=args)


def slip_of(pledge: Pledge) -> bytes:
    """The transfer slip as PDF. Raises: PaperRefused, TypesettingFailed."""
    payment, account, lang = payment_of(pledge), pledge.account, paper_language(pledge.lang)
    closed = pledge.campaign.closed_on
    is_swiss = payment.country in SWISS and bool(payment.payload) and closed is None
    payee = pdf.Address(name=payment.holder, **payment.place) if is_swiss else None
    return pdf.transfer_slip_pdf(
        pdf.Slip(
            language=lang,
            country=payment.country if is_swiss else "",
            coalition=_short(pledge.campaign.coalition.names.best(lang)[1]),
            campaign=_short(pledge.campaign.titles.best(lang)[1]),
            purpose=_short(pledge.fund.titles.best(lang)[1]),
            holder=account.holder,
            iban=account.iban,
            reference=pledge.reference,
            currency=pledge.currency,
            # The private link would be readable by whoever finds the paper.
            address=site_address("funds:account"),
            issued=pledge.created_on,
            amount=pledge.money,
            bank=_short(account.bank_name, 70),
            symbol=payment.symbol() if payment.payload and closed is None else "",
            monthly=pledge.monthly,
            payee=payee,
            closed=closed,
            demo=settings.DEMO,
        )
    )


def receipt_of(gift: Gift, facts: GiftFacts, *, lang: str, donor: str = "") -> bytes:
    """The receipt as PDF; `donor` only for the private link. Raises: PaperRefused, TypesettingFailed."""
    lang = paper_language(lang)
    address = site_address("donations:receipt", gift.code)
    with override(lang):
        tax_note, bank = _tax_note(gift), _("the bank")
        reason = _("returned by the bank") if facts.reversal_reason == "returned" else _("booked by mistake")
    reversal = None
    if facts.reversed_on:
        reversal = pdf.Reversal(day=facts.reversed_on, page=facts.reversal_page, reason=reason)
    return pdf.receipt_pdf(
        pdf.Receipt(
            language=lang,
            code=gift.code,
            coalition=_short(gift.campaign.coalition.names.best(lang)[1]),
            campaign=_short(gift.campaign.titles.best(lang)[1]),
            partner=_short(gift.campaign.partner.names.best(lang)[1]),
            receiver=gift.account.holder,
            day=gift.booked_on,
            issued=clock.today(),
            booked=gift.money,
            purpose=_short(gift.fund.titles.best(lang)[1]),
            page=facts.number or 0,
            pages=facts.size,
            fingerprint=facts.fingerprint,
            address=address,
            symbol=pdf.link_symbol(address),
            donor=_short(donor),
            given=facts.original,
            rate=_rate(facts, bank),
            charges=facts.charges,
            proven=facts.proven,
            reversal=reversal,
            tax_note=tax_note,
            demo=settings.DEMO,
        )
    )


def _tax_note(gift: Gift) -> str:
    if gift.account.section.gives_tax_receipts:
        return _(
            "For a tax receipt write to the section; this paper is the proof of the gift, not for the tax."
        )
    return _("This section cannot give tax receipts.")


def _rate(facts: GiftFacts, bank: str) -> pdf.BankRate | None:
    told = facts.rate
    if told is None:
        return None
    return pdf.BankRate(
        base=told.base,
        quote=told.quote,
        value=told.value,
        source=_short(told.source or bank, 60),
        day=told.day,
    )


def poster_language(campaign: Campaign, wanted: str) -> str:
    """The section's language if the campaign's headline is told in it, else the headline's own: never two."""
    lang = paper_language(wanted)
    return lang if _only(campaign.titles, lang) else paper_language(campaign.titles.best(lang)[0])


def _only(text: Translated, lang: str) -> str:
    """The text in that language itself; empty where it would come in another one."""
    found, words = text.best(lang)
    return words if found.split("-")[0] == lang else ""


def poster_of(account: BankAccount, *, today: date) -> bytes:
    """The A4 poster of an account, in its section's language. Raises: PaperRefused, TypesettingFailed."""
    campaign = account.campaign
    lang = poster_language(campaign, account.section.language)
    received = fund_rows(campaign).total("arrived")
    # Short enough to type from a slip: the country chooses the account, unless it has several.
    chosen = account.ref if account.mark else account.section.country
    address = site_address("donations:give") + f"?account={chosen}"
    return pdf.poster_pdf(
        pdf.Poster(
            language=lang,
            coalition=_short(campaign.coalition.names.best(lang)[1]),
            campaign=_short(campaign.titles.best(lang)[1], 60),
            partner=_short(campaign.partner.names.best(lang)[1]),
            headline=_short(campaign.titles.best(lang)[1]),
            rebuilds=_short(_only(campaign.summaries, lang), 400),
            goal=campaign.goal,
            holder=account.holder,
            iban=account.iban,
            address=address,
            symbol=pdf.link_symbol(address),
            issued=today,
            received=Money(max(received.minor, 0), received.currency),
            received_day=today,
            demo=settings.DEMO,
        )
    )
