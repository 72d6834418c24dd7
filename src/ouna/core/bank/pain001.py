"""Writer of pain.001.001.09 (and .001.03, where a bank still wants it): a payment file for one account.

ISO 20022 CustomerCreditTransferInitiation with the rules of EPC132-08 (SEPA credit transfer, customer to
bank). One group of payments in each file. The same batch gives the same bytes: their SHA-256 is recorded,
and a file that was changed on its way to the bank shows.

    made = write_pain001(Batch(...))
    made.data, made.sha256
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal

from lxml import etree

from ouna.core.bank import iban as ibans
from ouna.core.bank.pain001_values import Batch, CreditTransfer, PostalAddress, check_batch, refuse
from ouna.core.bank.reference import normalise as plain_reference

VERSIONS = ("09", "03")
#: Digits of a sum in the schema (`DecimalNumber`), before and behind the point.
MOST_DIGITS = 18
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """The bytes for the bank and their fingerprint. `total` is the plain control sum, such as `24800.00`."""

    data: bytes
    sha256: str
    version: str
    count: int
    total: str


def write_pain001(batch: Batch, *, version: str = "09") -> PaymentFile:
    """The payment file of a batch; nothing is cut, rewritten or left out to make it fit.

    Raises: PaymentFileRefused.
    """
    if version not in VERSIONS:
        refuse("Payment files are written in version 09 or 03 of pain.001.001.", "version")
    data, total = _Writer(batch, version, sepa=check_batch(batch, version)).data()
    return PaymentFile(data, hashlib.sha256(data).hexdigest(), version, len(batch.transfers), total)


class _Writer:
    def __init__(self, batch: Batch, version: str, *, sepa: bool) -> None:
        self.batch, self.version, self.sepa = batch, version, sepa
        self.space = f"urn:iso:std:iso:20022:tech:xsd:pain.001.001.{version}"

    def data(self) -> tuple[bytes, str]:
        root = etree.Element(f"{{{self.space}}}Document", nsmap={None: self.space})  # type: ignore[dict-item]
        initiation = self.sub(root, "CstmrCdtTrfInitn")
        # Over all currencies: the sum exists to find lost or doubled digits, it is no sum of money.
        total = f"{sum((t.money.decimal for t in self.batch.transfers), Decimal(0)):f}"
        if len(total.replace(".", "")) > MOST_DIGITS:
            refuse("The control sum has more than 18 digits.", "transfers")
        self.header(initiation, total)
        self.payments(initiation, total)
        return _DECLARATION + etree.tostring(root, pretty_print=True), total

    def sub(self, parent: etree._Element, path: str, value: str | None = None) -> etree._Element:
        """Add an element, or a chain of them (`A/B/C`), and return the last one."""
        for tag in path.split("/"):
            parent = etree.SubElement(parent, f"{{{self.space}}}{tag}")
        parent.text = value
        return parent

    def totals(self, parent: etree._Element, total: str) -> None:
        self.sub(parent, "NbOfTxs", str(len(self.batch.transfers)))
        self.sub(parent, "CtrlSum", total)

    def header(self, parent: etree._Element, total: str) -> None:
        header = self.sub(parent, "GrpHdr")
        created = self.batch.created_at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
        self.sub(header, "MsgId", self.batch.message_id)
        self.sub(header, "CreDtTm", f"{created.isoformat()}Z")
        self.totals(header, total)
        self.sub(header, "InitgPty/Nm", self.batch.debtor_name)

    def payments(self, parent: etree._Element, total: str) -> None:
        batch = self.batch
        group = self.sub(parent, "PmtInf")
        self.sub(group, "PmtInfId", batch.message_id)
        self.sub(group, "PmtMtd", "TRF")
        # Each payment becomes a line of its own on the statement, so that each can be compared.
        self.sub(group, "BtchBookg", "false")
        self.totals(group, total)
        self.sub(group, "PmtTpInf/SvcLvl/Cd", "SEPA" if self.sepa else "NURG")
        day = batch.execution_day.isoformat()
        self.sub(group, "ReqdExctnDt" if self.version == "03" else "ReqdExctnDt/Dt", day)
        self.party(group, "Dbtr", batch.debtor_name, batch.debtor_address)
        self.sub(group, "DbtrAcct/Id/IBAN", ibans.normalise(batch.debtor_iban))
        bank = self.sub(group, "DbtrAgt/FinInstnId")
        if batch.debtor_bic:
            self.bic(bank, batch.debtor_bic)
        else:
            self.sub(bank, "Othr/Id", "NOTPROVIDED")
        self.sub(group, "ChrgBr", "SLEV" if self.sepa else batch.charges)
        for transfer in batch.transfers:
            self.transfer(group, transfer)

    def transfer(self, parent: etree._Element, transfer: CreditTransfer) -> None:
        payment = self.sub(parent, "CdtTrfTxInf")
        self.sub(payment, "PmtId/EndToEndId", transfer.end_to_end)
        amount = self.sub(payment, "Amt/InstdAmt", f"{transfer.money.decimal:f}")
        amount.set("Ccy", transfer.money.currency)
        if transfer.bic:
            self.bic(self.sub(payment, "CdtrAgt/FinInstnId"), transfer.bic)
        self.party(payment, "Cdtr", transfer.name, transfer.address)
        if transfer.iban is not None:
            self.sub(payment, "CdtrAcct/Id/IBAN", ibans.normalise(transfer.iban))
        else:
            self.sub(payment, "CdtrAcct/Id/Othr/Id", transfer.account_number)
        self.remittance(self.sub(payment, "RmtInf"), transfer)

    def remittance(self, parent: etree._Element, transfer: CreditTransfer) -> None:
        if not transfer.reference:
            self.sub(parent, "Ustrd", transfer.remittance)
            return
        value = plain_reference(transfer.reference)
        told = self.sub(parent, "Strd/CdtrRefInf")
        kind = self.sub(told, "Tp")
        if value.startswith("RF"):
            self.sub(kind, "CdOrPrtry/Cd", "SCOR")
            self.sub(kind, "Issr", "ISO")
        else:
            self.sub(kind, "CdOrPrtry/Prtry", "QRR")
        self.sub(told, "Ref", value)

    def bic(self, parent: etree._Element, value: str) -> None:
        self.sub(parent, "BIC" if self.version == "03" else "BICFI", value)

    def party(self, parent: etree._Element, tag: str, name: str, address: PostalAddress | None) -> None:
        party = self.sub(parent, tag)
        self.sub(party, "Nm", name)
        if address is None:
            return
        place = self.sub(party, "PstlAdr")
        fields = (
            ("StrtNm", address.street),
            ("BldgNb", address.building),
            ("PstCd", address.postcode),
            ("TwnNm", address.town),
            ("Ctry", address.country),
        )
        for part, value in (*fields, *(("AdrLine", line) for line in address.lines)):
            if value:
                self.sub(place, part, value)
