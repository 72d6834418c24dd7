"""Is this account ours? The verdict on a number, a pasted text or the content of a QR code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ouna.core.bank import iban as ibans
from ouna.core.bank.qr import EpcCode, SwissCode, epc_parse, swiss_parse
from ouna.core.bank.reference import rf_valid
from ouna.core.errors import Refused
from ouna.funds import rules
from ouna.funds.models import BankAccount
from ouna.funds.queries.accounts import account_for_iban, demo_name


@dataclass(frozen=True)
class AccountAnswer:
    """Is it ours? `verdict`: yes, closed, altered (our number, but not the code as we write it),
    several (more than one number), invalid (mistyped), no, empty. `account` only for yes and closed."""

    verdict: str
    account: BankAccount | None = None
    number: str = ""


#: Where a second IBAN may begin inside a text.
_BETWEEN = re.compile("[ \t\r\n\u00a0\u202f\u2009.\u2010\u2011\u2013-]")
#: A further group of digits, which belongs to the number as far as anyone can tell.
_MORE = re.compile(r"[\s.\u2010\u2011\u2013-]+[0-9]")
_STARTS = re.compile(r"(?<![0-9A-Z])[A-Z]{2}[0-9]{2}(?=[0-9A-Z ])", re.ASCII)


def _numbers_in(text: str) -> list[str]:
    """The IBANs inside a text, in order; an empty one where something begins as an IBAN does and is none."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text.upper())
    starts = [m.start() for m in _STARTS.finditer(plain) if ibans.country_exists(m[0][:2])]
    return [_number_at(plain, start) for start in starts[:20]]


def _number_at(plain: str, start: int) -> str:
    """The valid IBAN that begins there and ends where a word ends; a digit more behind it makes it none."""
    read = ""
    for at, char in enumerate(plain[start : start + 80], start):
        if char.isascii() and char.isalnum():
            read += char
            ends = not plain[at + 1 : at + 2].isalnum() and not _MORE.match(plain, at + 1)
            if ends and len(read) >= 15 and ibans.is_valid(read):
                return read
        elif not _BETWEEN.match(char):
            break
    return ""


def is_ours(text: str) -> AccountAnswer:
    """Whether a number, or the whole content of a QR code, leads to an account of ours.

    Only an exact number of an announced account is confirmed; of a QR code also name, bank and reference
    must be as we write them.
    """
    text = text[:2_000].replace("\r\n", "\n").strip()
    if not text:
        return AccountAnswer("empty")
    if text.startswith(("BCD", "SPC")) and "\n" in text:
        return _code_answer(text)
    number = rules.normal_number(text)
    account = account_for_iban(number)
    if account is not None:
        return AccountAnswer("yes" if account.is_open else "closed", account, number)
    if not ibans.is_valid(number):
        found = _numbers_in(text)
        if len(found) == 1 and found[0]:
            # One number among words, as copied from a letter: it is looked at by itself.
            return is_ours(found[0])
        if len(_STARTS.findall(text.upper())) > 1:
            return AccountAnswer("several")
    try:
        ibans.check(number)
    except Refused:
        return AccountAnswer("invalid", number=number[:34])
    return AccountAnswer("no", number=number[:34])


def _code_answer(payload: str) -> AccountAnswer:
    """The verdict on an EPC (EPC069-12) or Swiss (QR-bill 2.3) payload, read strictly."""
    is_epc = payload.startswith("BCD")
    try:
        code = epc_parse(payload) if is_epc else swiss_parse(payload)
    except Refused:
        return AccountAnswer("altered")
    account = account_for_iban(code.iban)
    if account is None:
        return AccountAnswer("no", number=code.iban)
    if not account.is_open:
        return AccountAnswer("closed", account, code.iban)
    fits = _epc_fits(code, account) if isinstance(code, EpcCode) else _swiss_fits(code, account)
    return AccountAnswer("yes", account, code.iban) if fits else AccountAnswer("altered", number=code.iban)


def _is_our_name(name: str, account: BankAccount) -> bool:
    return name in (account.holder, demo_name(account.holder))


def _epc_fits(code: EpcCode, account: BankAccount) -> bool:
    """Name, bank and currency are ours, the reference is one, and nothing else is in the code."""
    reference_fits = not code.reference or rf_valid(code.reference)
    empty = not (code.text or code.note or code.purpose)
    in_euro = account.currency == "EUR"
    return (
        _is_our_name(code.name, account)
        and code.bic in ("", account.bic)
        and reference_fits
        and empty
        and in_euro
    )


def _swiss_fits(code: SwissCode, account: BankAccount) -> bool:
    creditor = code.creditor
    place = {"street": creditor.street, "house": creditor.house, "postcode": creditor.postcode,
             "town": creditor.town, "country": creditor.country}  # fmt: skip
    return (
        _is_our_name(creditor.name, account)
        and all(account.address.get(key, "") == value for key, value in place.items())
        and code.currency == account.currency
        and not code.billing
        and not code.schemes
    )
