"""Decisions of `funds` on plain values. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ouna.funds.errors import AccountInvalid, FundInvalid, RateInvalid, RateNeedsSecondPerson
from ouna.parties.errors import NotPermitted

if TYPE_CHECKING:
    from ouna.log import Actor

#: The ref of the actor that stands for periodic work.
SYSTEM_REF = "system"
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}", re.ASCII)
_NUMBER = re.compile(r"[A-Z0-9]{5,34}", re.ASCII)
#: What banks carry in a name without changing it (EPC217-08, basic Latin set).
_HOLDER = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]{1,70}", re.ASCII)
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", re.ASCII)


def check_administrator(by: Actor) -> None:
    """Purposes and accounts are set up by the administrator. Raises: NotPermitted."""
    if by.ref != SYSTEM_REF and not by.has("administrator"):
        raise NotPermitted()


def check_treasurer(by: Actor, section: str) -> None:
    """The books of an account are kept by a treasurer of its section. Raises: NotPermitted."""
    if not by.has("treasurer", section):
        raise NotPermitted("Only a treasurer of the account's section does that.")


def check_may_enter_rates(by: Actor) -> None:
    """Rates come from a treasurer, an administrator or the installation itself. Raises: NotPermitted."""
    if by.ref != SYSTEM_REF and not (by.has("treasurer") or by.has("administrator")):
        raise NotPermitted()


def check_second_person(entered_by: str, by: str) -> None:
    """Raises: RateNeedsSecondPerson when one person confirms his own rate."""
    if entered_by == by or by == SYSTEM_REF:
        raise RateNeedsSecondPerson()


def check_fund(code: str, purposes: Sequence[str]) -> bool:
    """Whether the fund is free. Raises: FundInvalid for codes the book would not take."""
    if not _CODE.fullmatch(code):
        raise FundInvalid("The code is made of small letters, digits, points and hyphens.")
    if not purposes or len(set(purposes)) != len(purposes):
        raise FundInvalid("A purpose has at least one code, each once.")
    if not all(_CODE.fullmatch(p) for p in purposes):
        raise FundInvalid("The codes are made of small letters, digits, points and hyphens.")
    if "free" in purposes and len(purposes) > 1:
        raise FundInvalid("Money is free or bound to purposes, not both.")
    return list(purposes) == ["free"]


def check_holder(holder: str) -> None:
    """The holder's name in the letters every bank carries. Raises: AccountInvalid."""
    if not _HOLDER.fullmatch(holder):
        raise AccountInvalid(
            "The account holder's name has signs that banks do not carry.",
            next_step="Write it in plain Latin letters, as it stands on the bank's statements.",
        )


def check_account(number: str, others: Sequence[str], *, bic: str, is_qr: bool) -> None:
    """The numbers of one account fit together; `number` is checked as an IBAN elsewhere.

    Raises: AccountInvalid.
    """
    if not all(_NUMBER.fullmatch(n) for n in [number, *others]):
        raise AccountInvalid("An account number has 5 to 34 capital letters and digits.")
    if len({number, *others}) != 1 + len(others):
        raise AccountInvalid("A number is listed twice.")
    if bic and not _BIC.fullmatch(bic):
        raise AccountInvalid("The BIC has 8 or 11 letters and digits.")
    if is_qr and not others:
        raise AccountInvalid(
            "A QR-IBAN is announced together with the IBAN behind it.",
            next_step="Add the IBAN under which the bank's statements come.",
        )


def is_number(text: str) -> bool:
    """Whether a normalised text can be an account number at all."""
    return bool(_NUMBER.fullmatch(text))


def normal_number(text: str) -> str:
    """An account number as typed or pasted: spaces, hyphens and points out, capitals, ASCII digits.

    Digits of other scripts become ASCII ones (they are the same number); letters of other scripts stay, so
    that a look-alike letter never becomes the real one.
    """
    if text.isascii() and text.isalnum():
        return text.upper()
    kept = []
    for character in text:
        if character.isspace() or character in "-.\u2010\u2011\u2013\u00ad\u200b\ufeff\u200e\u200f":
            continue
        digit = character.isdecimal()
        kept.append(str(int(character)) if digit else character)
    # `upper` of a non-ASCII letter may yield ASCII ones (ſ becomes S): only ASCII is changed.
    return "".join(c.upper() if c.isascii() else c for c in kept)


def check_source(source: str) -> None:
    """The source of a rate is a code of the book. Raises: RateInvalid."""
    if not _CODE.fullmatch(source):
        raise RateInvalid("The source is a short code in small letters, such as `bct`.")
