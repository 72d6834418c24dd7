"""What a giver has to transfer, as values: account, reference, sum, and the code a bank's app reads.

Euro accounts outside Switzerland: EPC069-12. Swiss and Liechtenstein accounts: Swiss QR-bill. Elsewhere
there is no common code, and the text says so.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property

import segno
from django.conf import settings

from ouna.core.bank import qr
from ouna.core.errors import Refused
from ouna.core.values import Money
from ouna.donations.models import Pledge
from ouna.funds.models import BankAccount
from ouna.funds.queries import demo_name

SWISS = ("CH", "LI")
EPC, QR_BILL, NONE = "epc", "swiss", "none"


@dataclass(frozen=True)
class Payment:
    """One transfer to make. `reference` empty: a gift without promise."""

    account: BankAccount
    money: Money | None
    reference: str
    demo: bool

    @property
    def holder(self) -> str:
        """The name in codes: of the demo it begins DEMO."""
        return demo_name(self.account.holder) if self.demo else self.account.holder

    @property
    def country(self) -> str:
        """The account's own country, from its number."""
        return self.account.iban[:2]

    @cached_property
    def payload(self) -> str:
        """The text of the code, empty where this account has none."""
        try:
            if self.country in SWISS:
                return self._swiss()
            return self._epc() if self.account.currency == "EUR" else ""
        except Refused:
            # A code that would not be read is worse than none: the text beside it says everything.
            return ""

    @property
    def code(self) -> str:
        """Which code it is: epc, swiss or none."""
        if not self.payload:
            return NONE
        return QR_BILL if self.payload.startswith("SPC") else EPC

    def _epc(self) -> str:
        return qr.epc_payload(
            qr.EpcCode(
                name=self.holder,
                iban=self.account.iban,
                bic=self.account.bic,
                amount_minor=self.money.minor if self.money else None,
                reference=self.reference,
            )
        )

    def _swiss(self) -> str:
        if not self.account.address or self.account.currency not in ("CHF", "EUR"):
            return ""
        return qr.swiss_payload(
            qr.SwissCode(
                iban=self.account.iban,
                creditor=qr.Address(name=self.holder, **self.place),
                currency=self.account.currency,
                amount_minor=self.money.minor if self.money else None,
                reference=self.reference,
            )
        )

    @property
    def place(self) -> dict[str, str]:
        """The holder's address in the parts of the Swiss standard."""
        keys = ("street", "house", "postcode", "town", "country")
        return {key: str(self.account.address.get(key, "")) for key in keys}

    def svg(self, title: str) -> str:
        """The code as a picture, with the class that sizes it on a page. Raises: QrRefused."""
        return qr.svg(self.payload, title=title).replace("<svg ", '<svg class="qr" ', 1)

    def png(self) -> bytes:
        """The code as a picture to save. Raises: QrRefused."""
        return qr.png(self.payload, scale=8)

    def symbol(self) -> str:
        """The code as paper takes it: plain lines, without the Swiss cross, which the page adds."""
        out = io.BytesIO()
        made = segno.make_qr(self.payload.encode(), error="m", boost_error=False, mode="byte")
        made.save(out, kind="svg", xmldecl=False, svgclass=None, lineclass=None)
        return out.getvalue().decode()


def payment_of(pledge: Pledge) -> Payment:
    """The transfer a promise asks for."""
    return Payment(pledge.account, pledge.money, pledge.reference, settings.DEMO)
