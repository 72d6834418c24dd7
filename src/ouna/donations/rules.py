"""Decisions about pledges and gifts on plain values. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ouna.core.bank.reference import make_qrr, make_rf
from ouna.core.values import Money, exponent
from ouna.donations.errors import PledgeInvalid
from ouna.parties.errors import NotPermitted

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

#: Crockford's base 32 in capitals: no I, L, O, U, so that nobody reads 1 for I or 0 for O.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
_LOOKALIKES = str.maketrans("ILO", "110")
_CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}", re.ASCII)


def check_treasurer(by: Actor, section: str) -> None:
    """Gifts are booked by a treasurer of the account's section. Raises: NotPermitted."""
    if not by.has("treasurer", section):
        raise NotPermitted()


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


def expires_on(created: date, *, monthly: bool) -> date:
    """The last day on which a promise is waited for."""
    return created + (MONTHLY_EXPIRES if monthly else EXPIRE_AFTER)


def make_code(random: bytes) -> str:
    """A receipt code of 12 characters (60 bits) from 8 random bytes: unguessable, and plain to read aloud."""
    number = int.from_bytes(random, "big")
    return "".join(ALPHABET[number >> 5 * i & 31] for i in range(CODE_LENGTH))


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
