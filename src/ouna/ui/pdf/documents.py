"""What can be printed: frozen values of plain text, days and sums. No database, clock or language setting.

Texts (purpose, campaign, headline, notes) come in the language of the document, as their authors wrote
them. The fixed words of the form come from `locale/`, chosen by `language`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ouna.core.values.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class BankRate:
    """1 `base` = `value` `quote`, from `source` (a bank, the ECB, "demo table") of `day`.

    `value` is a plain decimal such as "11.50" and is printed with exactly its digits.
    """

    base: str
    quote: str
    value: str
    source: str
    day: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Reversal:
    """The gift went back on `day`; `page` of the record says so, `reason` in the document's language."""

    day: date
    page: int | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """One gift that reached an account of ours.

    `booked` is what arrived and stands in the books; `given` what left the donor, when its currency or
    amount differs; `charges` what banks kept on the way. A rate is required to be named where `given`
    and `booked` have different currencies, else the page says that the bank did not tell it.
    `donor` empty means "a friend". `fingerprint` is the hex hash of the entry. `proven` tells "locked
    in" from "in the record". `symbol` is the SVG of a QR symbol of `address` (see `link_symbol`).
    `issued` is the day of the document itself and the only time inside the PDF.
    """

    language: str
    code: str
    coalition: str
    campaign: str
    partner: str
    receiver: str
    day: date
    issued: date
    booked: Money
    purpose: str
    page: int
    fingerprint: str
    address: str
    symbol: str
    donor: str = ""
    given: Money | None = None
    rate: BankRate | None = None
    charges: Money | None = None
    pages: int | None = None
    proven: bool = False
    reversal: Reversal | None = None
    tax_note: str = ""
    demo: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A structured address, as the Swiss payment part needs it (type S: town and postcode always)."""

    name: str
    street: str = ""
    house: str = ""
    postcode: str
    town: str
    country: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """A transfer to make at one's own bank: who, where to, which reference, how much (None: any amount).

    `symbol` is the SVG of the payment QR symbol of the country, or empty where there is none. `closed` is
    the day on which the campaign ended: the slip then says to transfer nothing, and bears no symbol. For
    `country` "CH" or "LI" pass `payee` too: the page then ends in the standard's payment part, and
    `symbol` is the Swiss QR code without its cross, which is added here.
    """

    language: str
    country: str
    coalition: str
    campaign: str
    purpose: str
    holder: str
    iban: str
    reference: str
    currency: str
    address: str
    issued: date
    amount: Money | None = None
    bank: str = ""
    symbol: str = ""
    monthly: bool = False
    payee: Address | None = None
    payer: Address | None = None
    message: str = ""
    closed: date | None = None
    demo: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Poster:
    """An A4 poster of one section with `slips` tear-off slips; `symbol` leads to `address`.

    `rebuilds` says what is being rebuilt, in one to three sentences, or is empty. `received` needs
    `received_day`.
    """

    language: str
    coalition: str
    campaign: str
    partner: str
    headline: str
    rebuilds: str
    goal: Money
    holder: str
    iban: str
    address: str
    symbol: str
    issued: date
    reference: str = ""
    received: Money | None = None
    received_day: date | None = None
    slips: int = 8
    demo: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentSheet:
    """One approved payment to be typed in at a bank that takes no files; two persons sign the paper.

    `account` is an IBAN or a plain account number; `bank` its name or BIC; `text` what the payee reads on
    the statement. `signed` of `trustees` have approved. `fingerprint` is the hex hash of the order.
    """

    language: str
    coalition: str
    campaign: str
    order: str
    day: date
    issued: date
    payer: str
    payer_account: str
    payee: str
    account: str
    money: Money
    purpose: str
    text: str
    signed: int
    trustees: int
    fingerprint: str
    bank: str = ""
    demo: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CashSheet:
    """Cash handed over, counted twice: once by `giver`, once by `payee`, each signing their own count."""

    language: str
    coalition: str
    campaign: str
    order: str
    day: date
    issued: date
    giver: str
    payee: str
    money: Money
    purpose: str
    signed: int
    trustees: int
    fingerprint: str
    demo: bool = False
