"""Amounts and days as banks write them, and the proof of a statement's balance."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, localcontext

from ouna.core.bank.values import Balance, Finding, Proof
from ouna.core.values import UnknownCurrency, exponent

# A signed 64-bit column holds it; ISO 20022 allows 18 digits.
_LARGEST = 2**63 - 1
_NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?", re.ASCII)
# Float noise that exporters write (seen: -4E-13) is shown as a finding but does not break a proof.
_DUST = Decimal("0.000001")

_exponents: dict[str, int] = {}
_days: dict[str, dt.date] = {}


def exponent_of(currency: str | None) -> int | None:
    """Decimals of a currency, None when ISO 4217 does not know it."""
    if currency is None:
        return None
    known = _exponents.get(currency)
    if known is None:
        try:
            known = exponent(currency)
        except UnknownCurrency:
            return None
        _exponents[currency] = known
    return known


def parse(text: str | None, currency: str | None) -> tuple[int | None, Decimal | None, str]:
    """Read an xs:decimal: (minor, exact, problem).

    `minor` is None exactly when `problem` is not empty; `exact` is None when the text is no number.
    Problems: `amount_missing`, `amount_unreadable`, `currency_unknown`, `amount_too_precise`,
    `amount_too_large`.
    """
    if not text:
        return None, None, "amount_missing"
    text = text.strip()
    decimals = _exponents.get(currency) if currency is not None else None
    if decimals is None:
        decimals = exponent_of(currency)
    whole, dot, fraction = text.partition(".")
    if (
        dot
        and decimals == len(fraction)
        and len(text) <= 18
        and text.isascii()
        and whole.isdigit()
        and fraction.isdigit()
    ):
        return int(whole + fraction), None, ""
    if not _NUMBER.fullmatch(text):
        return None, None, "amount_unreadable"
    with localcontext(prec=120):
        exact = Decimal(text)
        if not exact:
            exact = Decimal(0)
        if decimals is None:
            return None, exact, "currency_unknown"
        if exact and exact.adjusted() > 20:
            return None, exact, "amount_too_large"
        scaled = exact.scaleb(decimals)
        if scaled != scaled.to_integral_value():
            return None, exact, "amount_too_precise"
        minor = int(scaled)
    if abs(minor) > _LARGEST:
        return None, exact, "amount_too_large"
    return minor, exact, ""


def is_negative(exact: Decimal | None) -> bool:
    """Whether an amount of camt lies below zero, which its type forbids: the direction stands in CdtDbtInd
    alone, so nobody can say which way such money went. Float noise is none.

    ISO 20022, ActiveOrHistoricCurrencyAndAmount: minInclusive 0. `exact` as `parse` gives it.
    """
    return exact is not None and exact <= -_DUST


PROBLEMS = {
    "amount_missing": "no amount",
    "amount_unreadable": "the amount is not a number",
    "currency_unknown": "the currency is missing or not an ISO 4217 code",
    "amount_too_precise": "the amount has more decimals than its currency",
    "amount_too_large": "the amount is larger than any account",
    "amount_negative": "the amount is below zero: the direction stands in CdtDbtInd alone",
}


def plain(value: Decimal) -> str:
    """A decimal without exponent: `-0.0000000000004`."""
    return format(value, "f")


def day(text: str | None) -> dt.date | None:
    """The day of an xs:date or xs:dateTime, as written, without moving it between time zones."""
    if not text:
        return None
    head = text[:10]
    known = _days.get(head)
    if known is not None:
        return known
    head = text.strip()[:10]
    if len(head) != 10 or head[4] != "-" or head[7] != "-":
        return None
    try:
        found = dt.date.fromisoformat(head)
    except ValueError:
        return None
    if len(_days) > 5_000:
        _days.clear()
    _days[head] = found
    return found


class Tally:
    """Running sums of one statement; knows at the end whether the balance is proven."""

    __slots__ = ("booked", "count", "exact", "flipped", "unreadable")

    def __init__(self) -> None:
        self.booked = 0  # minor units of booked lines
        self.flipped = 0  # those of them marked as reversals
        self.exact = Decimal(0)  # booked amounts that are no whole minor units
        self.unreadable = 0  # booked lines without any readable amount in the account's currency
        self.count = 0

    def odd(self, exact: Decimal | None) -> None:
        """Take in a booked line that has no `minor`."""
        if exact is None:
            self.unreadable += 1
        else:
            self.exact += exact

    def prove(
        self, opening: Balance | None, closing: Balance | None, where: str
    ) -> tuple[Proof, int | None, list[Finding]]:
        """Is opening + booked lines = closing? Returns proof, difference and what to tell."""
        if opening is None or closing is None:
            return "absent", None, []
        first, last = _exact(opening), _exact(closing)
        decimals = exponent_of(opening.currency or closing.currency)
        if first is None or last is None or decimals is None:
            return "differs", None, [Finding(where, "a balance could not be read", "balance_unreadable")]
        findings = []
        if opening.currency and closing.currency and opening.currency != closing.currency:
            findings.append(
                Finding(where, "opening and closing balance are in two currencies", "balance_currency")
            )
        with localcontext(prec=120):
            unit = Decimal(1).scaleb(-decimals)
            apart = last - first - self.exact - self.booked * unit
            turned = apart + 2 * self.flipped * unit
            if not findings and not self.unreadable and abs(apart) < _DUST:
                return "closes", 0, []
            steps = (apart / unit).to_integral_value(rounding="ROUND_UP")
        if self.flipped and not self.unreadable and abs(turned) < _DUST:
            findings.append(
                Finding(
                    where,
                    "adds up only when the bookings marked as reversals are turned round: "
                    "this exporter may write the direction of the original booking",
                    "closes_with_reversals_flipped",
                )
            )
        if self.unreadable:
            findings.append(
                Finding(where, "a booking without readable amount is missing in the sum", "sum_incomplete")
            )
            return "differs", int(steps) or None, findings
        findings.append(
            Finding(where, "opening balance and bookings do not make the closing balance", "differs")
        )
        return "differs", int(steps) or None, findings


def _exact(balance: Balance) -> Decimal | None:
    if balance.exact is not None:
        return Decimal(balance.exact)
    decimals = exponent_of(balance.currency)
    if balance.minor is None or decimals is None:
        return None
    return Decimal(balance.minor).scaleb(-decimals)
