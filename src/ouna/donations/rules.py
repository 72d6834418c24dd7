"""Decisions about pledges and gifts on plain values. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from ouna.core.bank.reference import make_qrr, make_rf
from ouna.core.values import Money, exponent
from ouna.donations.errors import PledgeInvalid
from ouna.funds.typed import plain_amount as plain_amount
from ouna.parties.errors import NotPermitted
from ouna.ui.network import visitor_address as visitor_address

if TYPE_CHECKING:
    from ouna.log import Actor

SYSTEM_REF = "system"
#: A promise is reminded of once and then forgotten.
REMIND_AFTER = timedelta(days=14)
EXPIRE_AFTER = timedelta(days=60)
#: Monthly ones wait longer: a standing order may begin next month.
MONTHLY_EXPIRES = timedelta(days=100)
#: Largest promise taken on a form, in major units: above it one talks to a person first.
MOST_MAJOR = 1_000_000
#: Promises from one address and day; then the form asks to transfer without one.
MOST_PER_DAY = 60

#: Of the promises of one address and day so many count in public without being confirmed.
COUNTED_PER_DAY = 5

#: Crockford's base 32 in capitals: no I, L, O, U, so that nobody reads 1 for I or 0 for O.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
#: Two characters at a time: codes are made by the thousand in an import.
_PAIRS = [a + b for b in ALPHABET for a in ALPHABET]
_LOOKALIKES = str.maketrans("ILO", "110")
_CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}", re.ASCII)


def check_treasurer(by: Actor, section: str) -> None:
    """Gifts are booked by a treasurer of the account's section. Raises: NotPermitted."""
    if not by.has("treasurer", section):
        raise NotPermitted("Only a treasurer of the account's section does that.")


def check_system(by: Actor) -> None:
    """Periodic work is done by the installation itself. Raises: NotPermitted."""
    if by.ref != SYSTEM_REF:
        raise NotPermitted()


def check_amount(money: Money) -> None:
    """A promise is above zero and below the largest taken on a form. Raises: PledgeInvalid."""
    if money.minor <= 0:
        raise PledgeInvalid("The amount is above zero.", next_step="Write how much you want to give.")
    if money.minor > MOST_MAJOR * 10 ** exponent(money.currency):
        raise PledgeInvalid("This is more than a form should promise.", next_step="Please write to us first.")


def counts_unconfirmed(money: Money, most: int, scale: Decimal, made_today: int) -> bool:
    """Whether a promise that nobody has confirmed is part of what is publicly promised.

    `most`: the largest one in whole euro; `scale`: units of the currency for one euro; `made_today`: promises
    of the same address on this day, this one included. Anyone may promise anything: without these bounds one
    visitor could make the public figure say what he likes.
    """
    return money.decimal <= most * scale and made_today <= COUNTED_PER_DAY


def expires_on(created: date, *, monthly: bool) -> date:
    """The last day on which a promise is waited for."""
    return created + (MONTHLY_EXPIRES if monthly else EXPIRE_AFTER)


def make_code(random: bytes) -> str:
    """A receipt code of 12 characters (60 bits) from 8 random bytes: unguessable, and plain to read aloud."""
    number = int.from_bytes(random, "big")
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(0, 5 * CODE_LENGTH, 10)])


def make_codes(random: bytes) -> list[str]:
    """A receipt code from every 8 random bytes."""
    return [make_code(random[at : at + 8]) for at in range(0, len(random), 8)]


def read_code(text: str) -> str:
    """A receipt code as typed: without spaces and hyphens, I and L as 1, O as 0; empty if it is none."""
    if len(text) > 60:
        return ""
    plain = "".join(c for c in text if not c.isspace() and c not in "-\u2010\u2011\u2013").upper()
    plain = plain.translate(_LOOKALIKES)
    return plain if _CODE.fullmatch(plain) else ""


def reference_kind(currency: str, *, qr_iban: bool, country: str) -> str:
    """QRR goes only with a QR-IBAN; a Swiss account without one takes SCOR, which is an RF one; else RF."""
    if qr_iban:
        return "QRR"
    return "SCOR" if country in ("CH", "LI") else "RF"


def make_reference(kind: str, random: bytes) -> str:
    """A payment reference of digits: 12 behind RF, 16 in a QR reference; 40 random bits or more each."""
    number = int.from_bytes(random, "big")
    if kind == "QRR":
        return make_qrr(f"{number % 10**16:016d}")
    return make_rf(f"{number % 10**12:012d}")


def make_key(random: bytes) -> str:
    """A key of 20 characters (100 bits) from at least 13 bytes."""
    number = int.from_bytes(random[:13], "big")
    return "".join(ALPHABET[number >> 5 * i & 31] for i in range(20))


#: How far sums may lie from what the bank's rate makes of them: charges are not always told.
_RATE_SLACK = Decimal("0.03")


def plain(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rate_direction(rate: str, booked: Decimal, given: Decimal) -> str:
    """Which way a bank's rate works, from its own sums: `per_booked` (given = booked x rate), `per_given`
    (booked = given x rate), or empty when it fits neither: banks write both, and rarely say which.
    """
    try:
        value = Decimal(rate)
    except InvalidOperation:
        return ""
    if not value.is_finite() or value <= 0 or booked <= 0 or given <= 0:
        return ""
    off_booked, off_given = abs(booked * value / given - 1), abs(given * value / booked - 1)
    if min(off_booked, off_given) > _RATE_SLACK:
        return ""
    return "per_booked" if off_booked <= off_given else "per_given"


def presets(scale: Decimal) -> list[int]:
    """Five sums to tick, near 10, 25, 50, 100 and 250 euro, round in a currency worth `scale` per euro."""
    return [_round(Decimal(n) * scale) for n in (10, 25, 50, 100, 250)]


def _round(value: Decimal) -> int:
    """The nearest of 1, 2, 2.5, 3, 5, 7.5 times a power of ten, at least 1."""
    power = Decimal(10) ** max(value.adjusted(), 0)
    best = min((1, 2, Decimal("2.5"), 3, 5, Decimal("7.5"), 10), key=lambda n: abs(n * power - value))
    return max(1, int(best * power))
