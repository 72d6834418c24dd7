"""From a document to the words, sums and codes of its page, each checked and isolated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ouna.core.values.money import Money
from ouna.ui.pdf import words
from ouna.ui.pdf.documents import Address, Poster, Receipt, Slip
from ouna.ui.pdf.errors import PaperRefused
from ouna.ui.pdf.paper import checked, checked_address, checked_code, checked_symbol
from ouna.ui.pdf.press import typeset

#: More than a section's year fits in one file, and a mistake cannot fill the memory.
MOST_RECEIPTS = 2000
_SWISS = ("CH", "LI")


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt of one gift: one A4 page. Raises: PaperRefused and its kinds, TypesettingFailed."""
    return receipts_pdf([receipt])


def receipts_pdf(receipts: Sequence[Receipt]) -> bytes:
    """Receipts as one file, a page each, in their own languages; its date is that of the newest one.

    Raises: PaperRefused and its kinds, TypesettingFailed.
    """
    if not 1 <= len(receipts) <= MOST_RECEIPTS:
        raise PaperRefused(f"One file holds 1 to {MOST_RECEIPTS} receipts.", field="receipts")
    pages = [_receipt(receipt) for receipt in receipts]
    first = receipts[0]
    title = words.words_of(first.language)["receipt"]["kicker" if len(pages) == 1 else "many"]
    if len(pages) == 1:
        title = f"{title} {first.code}"
    languages = {receipt.language for receipt in receipts}
    data = {
        "title": title,
        "language": first.language,
        "words": {language: labels(language, "receipt") for language in languages},
        "receipts": pages,
    }
    return typeset("receipt", data, issued=max(receipt.issued for receipt in receipts))


def transfer_slip_pdf(slip: Slip) -> bytes:
    """A transfer slip to print, cut and take to the bank: one A4 page.

    Raises: PaperRefused and its kinds, TypesettingFailed.
    """
    language = slip.language
    _common_slip_checks(slip)
    text = texts(slip, language, coalition=90, campaign=90, purpose=90, holder=70)
    data = {
        **text,
        "language": language,
        "words": labels(language, "slip"),
        "for": words.words_of(language)["slip"]["for"].format(purpose=text["purpose"]),
        "closed": _closed(slip),
        "bank": words.name(checked(slip.bank, "bank", most=70, needed=False), language),
        "iban": words.code(words.groups(checked_code(slip.iban, "iban", most=42)), language),
        "reference": words.code(
            words.reference_groups(checked_code(slip.reference, "reference", most=42)), language
        ),
        "sum": list(words.sum_parts(slip.amount, language)) if slip.amount else None,
        "amount": words.money(slip.amount, language) if slip.amount else "",
        "currency": slip.currency,
        "address": checked_address(slip.address),
        "symbol": checked_symbol(slip.symbol) if slip.symbol else "",
        "monthly": slip.monthly,
        "demo": slip.demo,
        "swiss": _swiss_part(slip) if slip.country in _SWISS else None,
    }
    return typeset("slip", data, issued=slip.issued)


def _closed(slip: Slip) -> str:
    """That nothing is to be transferred any more; empty while the campaign runs. Raises: PaperRefused."""
    if slip.closed is None:
        return ""
    if slip.symbol:
        raise PaperRefused("A slip of a closed campaign bears no payment code.", field="symbol")
    said: str = words.words_of(slip.language)["slip"]["closed"]
    return said.format(day=words.day(slip.closed, slip.language))


def poster_pdf(poster: Poster) -> bytes:
    """An A4 poster with tear-off slips, in the section's language.

    Raises: PaperRefused and its kinds, TypesettingFailed.
    """
    language = poster.language
    if not 4 <= poster.slips <= 10:
        raise PaperRefused("A poster has 4 to 10 slips.", field="slips")
    if (poster.received is None) != (poster.received_day is None):
        raise PaperRefused("A sum received needs its day, and a day its sum.", field="received_day")
    received = poster.received
    if received and (received.currency != poster.goal.currency or received.minor < 0):
        raise PaperRefused("What was received is told in the currency of the goal.", field="received")
    if poster.goal.minor <= 0:
        raise PaperRefused("The goal is more than nothing.", field="goal")
    catalogue = words.words_of(language)["poster"]
    text = texts(poster, language, coalition=90, campaign=60, partner=90, headline=90, holder=70)
    data = {
        **text,
        "language": language,
        "words": labels(language, "poster"),
        "rebuilds": words.name(
            checked(poster.rebuilds, "rebuilds", most=420, lines=True, needed=False), language
        ),
        "decides": catalogue["partner"].format(partner=text["partner"]),
        "goal": words.money(poster.goal, language),
        "received": words.money(received, language) if received else "",
        "received_by": _received_by(poster.received_day, language),
        # Cut, never rounded up: 250 stones are the goal, a stone counts when it is whole.
        "stones": min(250, 250 * received.minor // poster.goal.minor) if received else 0,
        "iban": words.code(words.groups(checked_code(poster.iban, "iban", most=42)), language),
        "reference": _optional_reference(poster.reference, language),
        "address": checked_address(poster.address),
        "symbol": checked_symbol(poster.symbol),
        "slips": poster.slips,
        "demo": poster.demo,
    }
    return typeset("poster", data, issued=poster.issued)


def labels(language: str, section: str) -> dict[str, Any]:
    """The fixed words of one kind of document, with those all kinds share."""
    catalogue = words.words_of(language)
    shared = {key: catalogue[key] for key in ("rtl", "demo", "symbol_link", "symbol_transfer")}
    return {**shared, **catalogue[section]}


def texts(document: object, language: str, **limits: int) -> dict[str, str]:
    """The named fields of a document, checked against their longest length and isolated."""
    return {
        field: words.name(checked(getattr(document, field), field, most=most), language)
        for field, most in limits.items()
    }


def _optional_reference(text: str, language: str) -> str:
    if not text:
        return ""
    return words.code(words.reference_groups(checked_code(text, "reference", most=42)), language)


def _received_by(value: date | None, language: str) -> str:
    return (
        words.words_of(language)["poster"]["received"].format(day=words.day(value, language)) if value else ""
    )


def _receipt(receipt: Receipt) -> dict[str, Any]:
    language = receipt.language
    catalogue = words.words_of(language)["receipt"]
    _check_receipt(receipt)
    state = "reversed" if receipt.reversal else "proven" if receipt.proven else "recorded"
    page = words.code(words.number(receipt.page, language), language)
    if receipt.pages is not None:
        pages = words.code(words.number(receipt.pages, language), language)
        page = catalogue["page_of"].format(page=page, pages=pages)
    text = texts(receipt, language, coalition=90, campaign=90, partner=90, receiver=90, purpose=90)
    donor = checked(receipt.donor, "donor", most=140, needed=False)
    tax = words.name(checked(receipt.tax_note, "tax_note", most=400, lines=True, needed=False), language)
    length = sum(map(len, text.values())) + len(donor) + len(tax)
    return {
        **text,
        "language": language,
        "state": state,
        "proven": receipt.proven,
        "code": words.code(checked_code(receipt.code, "code", most=40), language),
        "donor": words.name(donor, language) if donor else words.words_of(language)["friend"],
        "day": words.day(receipt.day, language),
        "sum": list(words.sum_parts(receipt.booked, language)),
        "money": _money_lines(receipt),
        "page": page,
        "fingerprint": fingerprint_lines(receipt.fingerprint, language),
        "reversal": _reversal_lines(receipt),
        "tax": tax or catalogue["tax_none"],
        # Long ones are measured and set smaller to stay on one page; the others need no measuring.
        "long": length > 330 or bool(receipt.reversal),
        "address": checked_address(receipt.address),
        "symbol": checked_symbol(receipt.symbol),
        "demo": receipt.demo,
    }


def _check_receipt(receipt: Receipt) -> None:
    given, rate = receipt.given, receipt.rate
    if receipt.booked.minor <= 0:
        raise PaperRefused("A receipt is for a gift of more than nothing.", field="booked")
    if given is not None and given.minor <= 0:
        raise PaperRefused("What was given is more than nothing.", field="given")
    if receipt.charges is not None and receipt.charges.minor < 0:
        raise PaperRefused("Charges are what a bank kept: never less than nothing.", field="charges")
    if receipt.page < 0:
        raise PaperRefused("A page of the record has a number from 0 on.", field="page")
    if receipt.pages is not None and receipt.pages < receipt.page:
        raise PaperRefused("The page is not one of the pages of the record.", field="pages")
    if rate is not None:
        pair = {receipt.booked.currency, given.currency if given else None}
        if {rate.base, rate.quote} != pair or rate.base == rate.quote:
            raise PaperRefused("The rate is not one between the two currencies.", field="rate")


def _money_lines(receipt: Receipt) -> list[list[str]]:
    """What was given, the rate, what banks kept, what arrived: label and value, only what there is."""
    language, given, rate = receipt.language, receipt.given, receipt.rate
    catalogue = words.words_of(language)["receipt"]
    lines = []
    if given is not None:
        lines.append([catalogue["given"], words.money(given, language)])
    if rate is not None:
        value = checked_code(rate.value, "rate", most=20)
        if not value.replace(".", "", 1).isdigit():
            raise PaperRefused("The rate is not a plain decimal.", field="rate")
        source = words.name(checked(rate.source, "rate", most=60), language)
        # One isolate for the whole equation: piece by piece an Arabic line would turn it round.
        equation = words.code(f"1 {rate.base} = {words.decimal(value, language)} {rate.quote}", language)
        line = catalogue["rate_line"].format(rate=equation, source=source)
        lines.append([catalogue["rate"].format(day=words.day(rate.day, language)), line])
    elif given is not None and given.currency != receipt.booked.currency:
        lines.append(["", catalogue["rate_unknown"]])
    if receipt.charges is not None:
        lines.append([catalogue["charges"], words.money(receipt.charges, language)])
    lines.append([catalogue["booked"], words.money(receipt.booked, language)])
    return lines


def _reversal_lines(receipt: Receipt) -> list[str]:
    """What a reversed receipt says first; empty when the gift stands."""
    reversal, language = receipt.reversal, receipt.language
    if reversal is None:
        return []
    catalogue = words.words_of(language)["receipt"]
    lines = [catalogue["reversed_note"].format(day=words.day(reversal.day, language))]
    if reversal.reason:
        lines.append(words.name(checked(reversal.reason, "reversal", most=200), language))
    if reversal.page is not None:
        page = words.code(words.number(reversal.page, language), language)
        lines.append(catalogue["reversed_page"].format(page=page))
    return lines


def fingerprint_lines(text: str, language: str) -> list[str]:
    """A fingerprint in groups of four digits, eight groups to a line."""
    plain = "".join(checked_code(text, "fingerprint", most=160).split()).lower()
    if not 32 <= len(plain) <= 128 or plain.strip("0123456789abcdef"):
        raise PaperRefused("The fingerprint is not one in hexadecimal digits.", field="fingerprint")
    return [words.code(words.groups(plain[i : i + 32]), language) for i in range(0, len(plain), 32)]


def _common_slip_checks(slip: Slip) -> None:
    if slip.amount is not None and (slip.amount.minor <= 0 or slip.amount.currency != slip.currency):
        raise PaperRefused("The amount is more than nothing, in the currency of the slip.", field="amount")
    Money(0, slip.currency)
    if slip.country in _SWISS:
        if slip.payee is None or not slip.symbol:
            raise PaperRefused("The payment part needs the payee's address and the QR code.", field="payee")
        if slip.currency not in ("CHF", "EUR"):
            raise PaperRefused("The payment part knows francs and euros only.", field="currency")


#: The fixed headings of the Swiss payment part (Style Guide QR-bill, annex): its languages, not ours.
_SWISS_WORDS = {
    "en": (
        "Payment part",
        "Receipt",
        "Account / Payable to",
        "Reference",
        "Additional information",
        "Payable by",
        "Payable by (name/address)",
        "Currency",
        "Amount",
        "Acceptance point",
        "Separate before paying in",
    ),
    "de": (
        "Zahlteil",
        "Empfangsschein",
        "Konto / Zahlbar an",
        "Referenz",
        "Zusätzliche Informationen",
        "Zahlbar durch",
        "Zahlbar durch (Name/Adresse)",
        "Währung",
        "Betrag",
        "Annahmestelle",
        "Vor der Einzahlung abzutrennen",
    ),
    "fr": (
        "Section paiement",
        "Récépissé",
        "Compte / Payable à",
        "Référence",
        "Informations supplémentaires",
        "Payable par",
        "Payable par (nom/adresse)",
        "Monnaie",
        "Montant",
        "Point de dépôt",
        "A détacher avant le versement",
    ),
}
_SWISS_KEYS = (
    "payment_part receipt payable_to reference information payable_by payable_by_blank "
    "currency amount acceptance separate"
).split()


def _swiss_part(slip: Slip) -> dict[str, Any]:
    """The values of the payment part; amounts as the Style Guide writes them (1 234.50)."""
    language = slip.language if slip.language in _SWISS_WORDS else "en"
    amount = ""
    if slip.amount is not None:
        whole, rest = divmod(slip.amount.minor, 100)
        amount = f"{whole:,}".replace(",", "\u00a0") + f".{rest:02d}"
    assert slip.payee is not None
    return {
        "language": language,
        "words": dict(zip(_SWISS_KEYS, _SWISS_WORDS[language], strict=True)),
        "iban": words.groups(slip.iban),
        "reference": words.reference_groups(slip.reference),
        "payee": _address_lines(slip.payee, "payee"),
        "payer": _address_lines(slip.payer, "payer") if slip.payer else None,
        "message": checked(slip.message, "message", most=140, needed=False),
        "amount": amount,
        "currency": slip.currency,
    }


def _address_lines(address: Address, field: str) -> list[str]:
    """An address in three lines; a foreign one with its country code, as the Style Guide has it."""
    name = checked(address.name, field, most=70)
    street = checked(f"{address.street} {address.house}", field, most=87, needed=False)
    town = checked(f"{address.postcode} {address.town}", field, most=52)
    if address.country not in _SWISS:
        town = f"{checked_code(address.country, field, most=2)}-{town}"
    return [line for line in (name, street, town) if line]
