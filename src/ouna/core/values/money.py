"""Money as an integer of minor units with its currency, and dated rates between currencies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

from ouna.core.errors import Refused
from ouna.core.values.currency import EXPONENTS, exponent


class CurrencyMismatch(Refused):
    """Sums of two currencies cannot be added or compared."""

    code = "currency_mismatch"
    next_step = "Convert one of them with a dated rate first."


class AmountInvalid(Refused):
    """This is not an amount."""

    code = "amount_invalid"
    next_step = "Write digits, with a point or comma before the decimals, such as 12.50."


#: |n| <= 2^53 - 1: exact in every JSON reader (RFC 8259, 6).
LARGEST = 2**53 - 1
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")


@dataclass(frozen=True, slots=True)
class Money:
    """An exact sum: `minor` units (cents for EUR, millimes for TND) of one `currency`."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int or not -LARGEST <= self.minor <= LARGEST:
            raise AmountInvalid("The amount is not a whole number of minor units within 2^53.")
        if type(self.currency) is not str or self.currency not in EXPONENTS:
            exponent(str(self.currency))

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read a plain decimal such as `12.5`; more decimals than the currency has are refused."""
        cleaned = text.strip()
        if not _PLAIN.match(cleaned) or len(cleaned) > 20:
            raise AmountInvalid()
        scaled = Decimal(cleaned).scaleb(exponent(currency))
        if scaled != scaled.to_integral_value():
            raise AmountInvalid(f"{currency} has {exponent(currency)} decimals; the amount has more.")
        return cls(int(scaled), currency)

    @classmethod
    def of(cls, data: Any) -> Money:
        """Read the form of the book: `{"minor": int, "currency": str}`, nothing else."""
        if not isinstance(data, dict) or set(data) != {"minor", "currency"}:
            raise AmountInvalid("A sum is an object with exactly `minor` and `currency`.")
        return cls(data["minor"], data["currency"])

    def as_data(self) -> dict[str, Any]:
        """The form of the book."""
        return {"minor": self.minor, "currency": self.currency}

    @property
    def decimal(self) -> Decimal:
        """The sum in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        return f"{self.decimal:f} {self.currency}"

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} are two currencies.")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Share out by integer weights >= 0; no unit is lost (largest remainder, ties to the left)."""
        total = sum(weights)
        if total <= 0 or any(w < 0 for w in weights):
            raise AmountInvalid("Shares need weights of which none is negative and one is positive.")
        sign, units = (-1, -self.minor) if self.minor < 0 else (1, self.minor)
        shares = [units * w // total for w in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: -(units * weights[i] % total))
        for i in by_remainder[: units - sum(shares)]:
            shares[i] += 1
        return [Money(sign * s, self.currency) for s in shares]

    def convert(self, rate: Rate) -> Money:
        """The sum in the rate's other currency, rounded once, half to even.

        Raises: CurrencyMismatch when the rate is between other currencies.
        """
        with localcontext() as exact:
            exact.prec = 60
            if self.currency == rate.base:
                target, value = rate.quote, self.decimal * rate.value
            elif self.currency == rate.quote:
                target, value = rate.base, self.decimal / rate.value
            else:
                raise CurrencyMismatch(f"The rate {rate.base}/{rate.quote} does not convert {self.currency}.")
            scaled = value.scaleb(exponent(target)).to_integral_value(ROUND_HALF_EVEN)
        return Money(int(scaled), target)


@dataclass(frozen=True, slots=True)
class Rate:
    """`value` units of `quote` for one unit of `base`, on a day, from a named source."""

    base: str
    quote: str
    value: Decimal
    on: date
    source: str

    def __post_init__(self) -> None:
        exponent(self.base)
        exponent(self.quote)
        if not self.value.is_finite() or self.value <= 0:
            raise AmountInvalid("A rate is a positive number.")

    def cross(self, other: Rate) -> Rate:
        """The rate quote/other.quote over a common base; the older day counts."""
        if self.base != other.base:
            raise CurrencyMismatch("A cross rate needs one base.")
        with localcontext() as exact:
            exact.prec = 34
            value = other.value / self.value
        return Rate(self.quote, other.quote, value, min(self.on, other.on), f"{self.source} over {self.base}")
