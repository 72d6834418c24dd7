"""What exchanges are measured with: the recorded rates of the euro, by currency and month.

A `rate.used` is the owner's word. That one false rate just before an exchange cannot excuse it, a rate is
taken as a measure only if it is younger than the last one taken, and near it; others are for totals alone.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import Facts, Put, days_between
from ouna.core.book.states import Rates
from ouna.core.values import Money, exponent

EURO = "EUR"
#: How far an exchange may lie from the recorded rates: banks take their margin, never a tenth.
EXCHANGE_PERCENT = 10
#: How far a rate may lie from the last one taken: for each day between them, and at most.
DRIFT_PERCENT, MOST_DRIFT_PERCENT = 10, 50
#: After so many days without a rate the next one begins anew: currencies do fall.
ANEW_DAYS = 31


class Rate(NamedTuple):
    """A rate taken: units of the currency for one euro, or the other way round."""

    day: str
    value: str
    euro_is_base: bool

    def per_euro(self) -> Fraction:
        """Units of the currency for one euro, exactly."""
        value = Fraction(self.value)
        return value if self.euro_is_base else 1 / value


def _last(currency: str) -> str:
    return f"rate:{currency}"


def _of_month(currency: str, month: str) -> str:
    return f"rate:{currency}:{month}"


def _next_months(day: str) -> tuple[str, str, str]:
    """The month before, the day's own and the one after, as YYYY-MM."""
    count = int(day[:4]) * 12 + int(day[5:7]) - 1
    before, own, after = (f"{n // 12:04}-{n % 12 + 1:02}" for n in (count - 1, count, count + 1))
    return before, own, after


def refs_of_rate(base: str, quote: str, day: str) -> list[str]:
    """What taking a rate asks for."""
    currency = _other(base, quote)
    return [_last(currency), _of_month(currency, day[:7])] if currency else []


def refs_near(currency: str, day: str) -> list[str]:
    """What measuring an exchange asks for."""
    return [] if currency == EURO else [_of_month(currency, month) for month in _next_months(day)]


def _other(base: str, quote: str) -> str:
    """The currency that has a rate to the euro here; empty if the euro is not among the two."""
    return quote if base == EURO else base if quote == EURO else ""


def _taken(facts: Facts, ref: str) -> tuple[Rate, ...]:
    state = facts.state(ref)
    return tuple(Rate(*rate) for rate in state.days) if isinstance(state, Rates) else ()


def take_rate(facts: Facts, base: str, quote: str, value: str, day: str) -> tuple[Put, ...]:
    """The states that a recorded rate changes: none if exchanges are not measured with it."""
    currency = _other(base, quote)
    new = Rate(day, value, base == EURO)
    last = _taken(facts, _last(currency))
    if not currency or (last and not _follows(last[0], new)):
        return ()
    month = _of_month(currency, day[:7])
    return Put(_last(currency), Rates((new,))), Put(month, Rates((*_taken(facts, month), new)))


def _follows(last: Rate, new: Rate) -> bool:
    days = days_between(last.day, new.day)
    if days <= 0 or days > ANEW_DAYS:
        return days > 0
    less, more = sorted((last.per_euro(), new.per_euro()))
    return less * 100 >= more * (100 - min(DRIFT_PERCENT * days, MOST_DRIFT_PERCENT))


def _per_euro(facts: Facts, currency: str, day: str) -> Fraction:
    """Units for one euro on a day: the last rate of the day or before, else the first after it.

    Raises: RuleBroken where none is recorded in the day's month and those beside it.
    """
    if currency == EURO:
        return Fraction(1)
    near = [rate for ref in refs_near(currency, day) for rate in _taken(facts, ref)]
    if not near:
        raise RuleBroken("balance", "No rate near the day of the exchange is recorded.")
    earlier = [rate for rate in near if rate.day <= day]
    return (earlier[-1] if earlier else near[0]).per_euro()


def check_exchange(facts: Facts, sent: Money, arrived: Money, day: str) -> None:
    """What arrived is what the rates of `day` make of what was sent, but for a tenth or one minor unit.

    Exact fractions throughout. Raises: RuleBroken.
    """
    per_euro = [_per_euro(facts, currency, day) for currency in (sent.currency, arrived.currency)]
    units = Fraction(sent.minor, 10 ** exponent(sent.currency)) / per_euro[0] * per_euro[1]
    expected = units * 10 ** exponent(arrived.currency)
    apart = abs(arrived.minor - expected)
    if apart > 1 and apart * 100 > expected * EXCHANGE_PERCENT:
        raise RuleBroken("balance", "The exchange lies more than a tenth from the recorded rates.")
