"""The bank's file of one or more orders, and its reading back before anything is decided."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree

from ouna.campaign.models import Campaign
from ouna.core.bank import iban as ibans
from ouna.core.bank.errors import PaymentFileRefused
from ouna.core.bank.pain001 import PaymentFile, write_pain001
from ouna.core.bank.pain001_values import (
    SIGNS,
    Batch,
    CreditTransfer,
    PostalAddress,
    check_address,
    check_reach,
)
from ouna.core.values import Money
from ouna.funds.models import BankAccount
from ouna.funds.queries import open_accounts
from ouna.log import clock
from ouna.spending.clearance import sure
from ouna.spending.errors import CannotBePaidThus, GuardFailed
from ouna.spending.payees import PayeeData


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment of a file: to whom, how much, under which end-to-end id, with which text."""

    payee: PayeeData
    money: Money
    end_to_end: str
    text: str


def check_payee(campaign: Campaign, payee: PayeeData, money: Money, currency: str) -> None:
    """Whether a file from one of our accounts of this currency could carry a payment to this payee.

    So that what the bank needs is asked for before anybody signs. Cash and a campaign without such an
    account pass. Raises: PaymentFileRefused with its field, the last account's reason.
    """
    if not payee.account:
        return
    check_address(payee.address)
    transfer = _transfer(Transfer(payee, money, "ORDER", "ORDER"))
    refused = None
    for account in open_accounts(campaign).filter(currency=currency):
        try:
            check_reach(debtor_iban(account), transfer)
            return
        except CannotBePaidThus:
            continue
        except PaymentFileRefused as error:
            refused = error
    if refused:
        raise refused


def debtor_iban(account: BankAccount) -> str:
    """The account's own IBAN: a QR-IBAN takes money in and sends none. Raises: CannotBePaidThus."""
    if not account.qr_iban:
        return account.iban
    for number in account.other_ids:
        if ibans.is_valid(number) and not ibans.is_qr_iban(number):
            return str(number)
    raise CannotBePaidThus("The account's IBAN behind the QR-IBAN is not known.")


def make_file(
    account: BankAccount, transfers: Sequence[Transfer], *, ref: str, version: str, day: date, charges: str
) -> PaymentFile:
    """Write the file and read it back. Raises: PaymentFileRefused, CannotBePaidThus, GuardFailed."""
    if any(not t.payee.account for t in transfers):
        raise CannotBePaidThus("This payee is paid in cash.")
    batch = Batch(
        message_id=ref.removeprefix("file_").upper(),
        debtor_name=account.holder,
        debtor_iban=debtor_iban(account),
        debtor_bic=account.bic or None,
        debtor_address=_home(account),
        execution_day=day,
        created_at=clock.now(),
        transfers=tuple(_transfer(t) for t in transfers),
        charges=charges,
    )
    made = sure("payment file", write_pain001, batch, version=version)
    if not isinstance(made, PaymentFile) or not isinstance(made.data, bytes):
        raise GuardFailed("No clear answer from: payment file.")
    if hashlib.sha256(made.data).hexdigest() != made.sha256 or made.version != version:
        raise GuardFailed("The payment file is not the one that was written.")
    read = sure("payment file", _read, made.data)
    wanted = [
        (t.end_to_end, t.money.currency, f"{t.money.decimal:f}", t.payee.latin, _number(t.payee))
        for t in transfers
    ]
    if type(read) is not tuple or read != (batch.debtor_iban, wanted) or made.count != len(wanted):
        raise GuardFailed("The payment file says something else than was decided.")
    return made


def _home(account: BankAccount) -> PostalAddress | None:
    """Our address where banks take its letters; it is no duty, and is never rewritten."""
    place = account.address
    if not (place.get("town") and place.get("country")):
        return None
    if not all(sign in SIGNS for text in place.values() for sign in str(text)):
        return None
    return PostalAddress(
        town=place["town"],
        country=place["country"],
        street=place.get("street", ""),
        building=place.get("house", ""),
        postcode=place.get("postcode", ""),
    )


def _transfer(transfer: Transfer) -> CreditTransfer:
    payee = transfer.payee
    return CreditTransfer(
        end_to_end=transfer.end_to_end,
        money=transfer.money,
        name=payee.latin,
        iban=payee.account if payee.is_iban else None,
        account_number=None if payee.is_iban else payee.account,
        bic=payee.bic or None,
        address=payee.address,
        remittance=transfer.text,
    )


def _number(payee: PayeeData) -> str:
    return ibans.normalise(payee.account) if payee.is_iban else payee.account


def _read(data: bytes) -> tuple[str, list[tuple[str, str, str, str, str]]]:
    """(debtor's IBAN, [(end-to-end id, currency, sum, name, account)]) as a bank will read them."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(data, parser)

    def one(node: etree._Element, path: str) -> etree._Element:
        (found,) = node.findall("/".join(f"{{*}}{part}" for part in path.split("/")))
        return found

    group = one(root, "CstmrCdtTrfInitn/PmtInf")
    rows = []
    for node in group.findall("{*}CdtTrfTxInf"):
        amount = one(node, "Amt/InstdAmt")
        account = one(node, "CdtrAcct/Id")
        number = account.findall("{*}IBAN") or account.findall("{*}Othr/{*}Id")
        rows.append(
            (
                one(node, "PmtId/EndToEndId").text or "",
                amount.get("Ccy") or "",
                amount.text or "",
                one(node, "Cdtr/Nm").text or "",
                number[0].text or "",
            )
        )
    return one(group, "DbtrAcct/Id/IBAN").text or "", rows
