"""What goes into a payment file: frozen values, and every rule a bank would refuse them for.

The signs a bank takes are few (EPC217-08, basic Latin). A text outside them is refused with its place and
never rewritten here: a transliterated name is another name, and a person has to type and confirm it.
Texts of refusals name the field and the place, never what stands there.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn

from ouna.core.bank import iban as ibans
from ouna.core.bank.errors import IbanRefused, PaymentFileRefused, ReferenceRefused
from ouna.core.bank.reference import check_qrr, check_rf
from ouna.core.values.currency import exponent
from ouna.core.values.money import Money

#: EPC217-08, 1.2: the signs every bank of the scheme takes.
SIGNS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")
#: The largest sum of one SEPA credit transfer, and of any amount in the schema (18 digits).
LARGEST_SEPA = 99_999_999_999
#: Countries of the European Economic Area by the first letters of their IBANs.
EEA = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()
)
#: The geographical scope of the SEPA schemes (EPC409-09), by the first letters of the IBAN.
SEPA = EEA | frozenset("AD AL CH GB GI MC MD ME MK RS SM VA".split())
#: A file that large is a mistake: banks stop far below.
MOST_TRANSFERS = 10_000
_NUMBER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 -]{0,32}[A-Za-z0-9])?", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class PostalAddress:
    """A structured address, or a hybrid one with at most two free lines beside town and country.

    Since 15 November 2026 (EPC153-22) town and country must stand in fields of their own.
    """

    town: str
    country: str
    street: str = ""
    building: str = ""
    postcode: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditTransfer:
    """One payment. Either `iban` or `account_number`; either `remittance` (text) or `reference`.

    `end_to_end` comes back on the bank statement: it is the order's own and never used twice.
    `reference` is an ISO 11649 one, or the 27 digits a Swiss QR-IBAN asks for.
    """

    end_to_end: str
    money: Money
    name: str
    iban: str | None = None
    account_number: str | None = None
    bic: str | None = None
    address: PostalAddress | None = None
    remittance: str = ""
    reference: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """Payments from one account on one day, in the order given. `created_at` carries its zone.

    `charges` counts outside SEPA only: `SHAR` shares them, `DEBT` lets the sender bear all of them.
    """

    message_id: str
    debtor_name: str
    debtor_iban: str
    execution_day: date
    created_at: datetime
    transfers: tuple[CreditTransfer, ...]
    debtor_bic: str | None = None
    debtor_address: PostalAddress | None = None
    charges: str = "SHAR"


def within_sepa(debtor_iban: str, transfer: CreditTransfer) -> bool:
    """Can this be a SEPA transfer: euros, from and to an account within the schemes?"""
    here, there = ibans.normalise(debtor_iban)[:2], ibans.normalise(transfer.iban or "")[:2]
    return transfer.money.currency == "EUR" and here in SEPA and there in SEPA


#: What is missing was signed as missing: nothing of it can be added afterwards.
ANEW = "Make a new request that names it."


def check_reach(debtor_iban: str, transfer: CreditTransfer, number: int | None = None) -> None:
    """Beyond the schemes a bank is found by its BIC; beyond the EEA the payee's address is a duty.

    Raises: PaymentFileRefused, whose field is `bic` or `address`.
    """
    country = ibans.normalise(transfer.iban)[:2] if transfer.iban else (transfer.bic or "")[4:6]
    if not within_sepa(debtor_iban, transfer) and not transfer.bic:
        refuse("A payment outside SEPA needs the BIC of the payee's bank.", "bic", number, next_step=ANEW)
    if country not in EEA and transfer.address is None:
        refuse(
            "A payment to a country outside the EEA needs the payee's address.",
            "address",
            number,
            next_step=ANEW,
        )


def check_address(address: PostalAddress | None) -> None:
    """Hold a payee's address against what banks take. Raises: PaymentFileRefused."""
    _address(address, "address")


def check_batch(batch: Batch, version: str) -> bool:
    """Hold a batch against every rule of the file; returns whether it is a SEPA one.

    Raises: PaymentFileRefused; `fields["field"]` names the field, `fields["transfer"]` the place of the
    payment in the batch counted from 1 (absent for the batch itself).
    """
    text(batch.message_id, "message_id", most=35)
    text(batch.debtor_name, "debtor_name", most=70)
    _iban(batch.debtor_iban, "debtor_iban")
    _bic(batch.debtor_bic, "debtor_bic", version)
    _address(batch.debtor_address, "debtor_address")
    if batch.charges not in ("SHAR", "DEBT"):
        refuse("Charges are shared (SHAR) or borne by the sender (DEBT).", "charges")
    if batch.created_at.tzinfo is None:
        refuse("The moment of making needs its time zone.", "created_at")
    if batch.execution_day < batch.created_at.date():
        refuse("The day of payment lies before the day the file is made.", "execution_day")
    if not 1 <= len(batch.transfers) <= MOST_TRANSFERS:
        refuse(f"A file holds 1 to {MOST_TRANSFERS} payments.", "transfers")
    seen: set[str] = set()
    for number, transfer in enumerate(batch.transfers, 1):
        if transfer.end_to_end in seen:
            refuse("Two payments carry the same end-to-end id.", "end_to_end", number)
        seen.add(transfer.end_to_end)
        _check_transfer(batch, transfer, number, version)
    kinds = {within_sepa(batch.debtor_iban, transfer) for transfer in batch.transfers}
    if len(kinds) > 1:
        refuse("SEPA payments and others do not go into one file.", "transfers")
    return kinds.pop()


def refuse(message: str, field: str, transfer: int | None = None, **more: Any) -> NoReturn:
    """Raise the refusal of a field."""
    where: dict[str, Any] = {} if transfer is None else {"transfer": transfer}
    raise PaymentFileRefused(message, field=field, **where, **more)


def text(value: str, field: str, *, most: int, transfer: int | None = None) -> None:
    """Hold a text against length and signs. Raises: PaymentFileRefused with `place`, counted from 1."""
    if not value or len(value) > most:
        refuse(f"{field} has 1 to {most} characters.", field, transfer)
    for place, sign in enumerate(value, 1):
        if sign not in SIGNS:
            named = unicodedata.name(sign, "without a name")
            refuse(
                f"{field}: banks do not take character {place} (U+{ord(sign):04X}, {named}).",
                field,
                transfer,
                place=place,
            )
    if value != value.strip() or "  " in value:
        refuse(f"{field} begins or ends with a space, or has two in a row.", field, transfer)
    if value.startswith("/") or value.endswith("/") or "//" in value:
        refuse(f"{field} begins or ends with a slash, or has two in a row.", field, transfer)


def _check_transfer(batch: Batch, transfer: CreditTransfer, number: int, version: str) -> None:
    text(transfer.end_to_end, "end_to_end", most=35, transfer=number)
    if transfer.end_to_end == "NOTPROVIDED":
        refuse("Each payment needs an end-to-end id of its own.", "end_to_end", number)
    text(transfer.name, "name", most=70, transfer=number)
    if (transfer.iban is None) == (transfer.account_number is None):
        refuse("A payment needs either an IBAN or an account number.", "iban", number)
    if transfer.iban is not None:
        _iban(transfer.iban, "iban", number)
    elif not _NUMBER.fullmatch(transfer.account_number or ""):
        refuse("An account number has 1 to 34 letters and digits.", "account_number", number)
    elif ibans.is_valid(transfer.account_number or ""):
        refuse("This account number is an IBAN and belongs into that field.", "account_number", number)
    _bic(transfer.bic, "bic", version, number)
    _address(transfer.address, "address", number)
    _check_money(batch, transfer, number)
    _check_remittance(transfer, number)
    check_reach(batch.debtor_iban, transfer, number)


def _check_money(batch: Batch, transfer: CreditTransfer, number: int) -> None:
    money = transfer.money
    if money.minor <= 0:
        refuse("A payment is more than nothing.", "money", number)
    if within_sepa(batch.debtor_iban, transfer) and money.minor > LARGEST_SEPA:
        refuse("A SEPA payment is at most 999999999.99 euro.", "money", number)
    if exponent(money.currency) > 3:
        refuse("Banks move no sums in this unit of account.", "money", number)


def _check_remittance(transfer: CreditTransfer, number: int) -> None:
    """Text or reference, never both: the scheme carries one of them and banks drop the other unsaid."""
    if bool(transfer.remittance) == bool(transfer.reference):
        refuse("A payment carries either a text or a reference.", "remittance", number)
    if transfer.remittance:
        text(transfer.remittance, "remittance", most=140, transfer=number)
    to_qr = ibans.is_qr_iban(ibans.normalise(transfer.iban or ""))
    try:
        if to_qr:
            check_qrr(transfer.reference or "")
        elif transfer.reference:
            check_rf(transfer.reference)
    except ReferenceRefused as refused:
        refuse(f"The reference is not valid: {refused}", "reference", number)


def _iban(value: str, field: str, transfer: int | None = None) -> None:
    try:
        ibans.check(value)
    except IbanRefused as refused:
        refuse(f"The IBAN is not valid: {refused}", field, transfer)


def _bic(value: str | None, field: str, version: str, transfer: int | None = None) -> None:
    if value is None:
        return
    # The older schema knows no digits among the first six signs, and no 0, 1 or O where these end a code.
    older = re.fullmatch(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?", value, re.ASCII)
    if not ibans.bic_valid(value) or (version == "03" and not older):
        refuse("The BIC is not valid.", field, transfer)


def _address(address: PostalAddress | None, field: str, transfer: int | None = None) -> None:
    if address is None:
        return
    if not address.town or not address.country:
        refuse("An address needs its town and its country in fields of their own.", field, transfer)
    if not ibans.country_exists(address.country):
        refuse("The country is not one of ISO 3166.", f"{field}.country", transfer)
    if len(address.lines) > 2:
        refuse("An address has at most two free lines.", f"{field}.lines", transfer)
    text(address.town, f"{field}.town", most=35, transfer=transfer)
    for part, most in (("street", 70), ("building", 16), ("postcode", 16)):
        if getattr(address, part):
            text(getattr(address, part), f"{field}.{part}", most=most, transfer=transfer)
    for line in address.lines:
        text(line, f"{field}.lines", most=70, transfer=transfer)
