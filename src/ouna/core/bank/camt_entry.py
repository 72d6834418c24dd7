"""The rows of one camt entry (see `camt_walk`) to one line: sign, days, parties, references, batches."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ouna.core.bank import amounts
from ouna.core.bank.camt_walk import (
    ADDTL,
    ADDTL_RMT,
    ADDTL_TX,
    AMT,
    AMT_CCY,
    BANK_REF,
    BOOK_DAY,
    BTCH,
    BTCH_MSG,
    BTCH_NB,
    BTCH_PMT,
    CDTR,
    CDTR_IBAN,
    CDTR_OTHER,
    CHARGES,
    CNTR,
    DBTR,
    DBTR_IBAN,
    DBTR_OTHER,
    DIR,
    E2E,
    INSTD,
    NTRY_REF,
    PRTRY_CODE,
    RATE,
    RETURN,
    RVSL,
    STRD,
    STS,
    SUB_FAMILY,
    TXAMT,
    TXAMT_CCY,
    U_CDTR,
    U_DBTR,
    USTRD,
    VALUE_DAY,
    Row,
)
from ouna.core.bank.reference import reference_in, structured
from ouna.core.bank.values import Amount, Finding, Line, Part, Status

# SWIFT / ISO 20022 sub-families that give a payment back (external code set, BankTransactionSubFamily).
RETURN_FAMILIES = frozenset({"RRTN", "UPDD", "PRDD", "UPCQ", "URDD", "UPTC", "RPCR", "RIMB"})
# The same in the German catalogue of transaction codes (Geschäftsvorfallcodes).
RETURN_GVC = frozenset({"108", "109", "159", "181", "184"})
_GVC = re.compile(r"[A-Z][A-Z0-9]{3}\+([0-9]{3})(?![0-9])", re.ASCII)
_PLACEHOLDERS = frozenset({"NOTPROVIDED", "NONREF", "NOT PROVIDED", "NOTAVAILABLE"})


@dataclass(slots=True)
class Context:
    """What the entry's line needs to know of its statement."""

    place: str
    message: str  # "camt.052", "camt.053" or "camt.054"
    account: str | None = None
    owner: str | None = None
    currency: str | None = None
    day: dt.date | None = None
    id: str | None = None
    note: Callable[[Finding], None] = lambda _finding: None


def line_of(top: Row, details: list[Row], nth: int, context: Context) -> tuple[Line, Decimal | None]:
    """Build the line of an entry. Also returns the exact signed amount where `minor` is None.

    The rare parts are guarded here, before the call: this runs once per entry of a large file.
    """
    currency = top[AMT_CCY] or context.currency
    minor, exact, problem = amounts.parse(top[AMT], currency)
    if exact is not None and amounts.is_negative(exact):
        minor, exact, problem = None, None, "amount_negative"
    direction = top[DIR]
    if direction == "DBIT":
        minor = -minor if minor is not None else None
        exact = -exact if exact is not None else None
    elif direction != "CRDT":
        minor, exact, direction = _unsure_direction(top, details, minor, exact, nth, context)
    if problem:
        _tell(context, nth, amounts.PROBLEMS[problem], problem)
    count = len(details)
    one = details[0] if count == 1 else None
    source = one or top
    reversal = top[RVSL] is not None and top[RVSL].strip() in ("true", "1")
    credit = direction != "DBIT"
    returned = None
    if (
        top[RETURN] is not None
        or source[RETURN] is not None
        or top[SUB_FAMILY] in RETURN_FAMILIES
        or source[SUB_FAMILY] in RETURN_FAMILIES
        or top[PRTRY_CODE] is not None
        or source[PRTRY_CODE] is not None
    ):
        returned = _returned(top, one)
    name, iban, other = (
        _counterparty(one, credit, reversal, returned is not None, context) if one else _NOBODY
    )
    booked = amounts.day(top[BOOK_DAY])
    reference, text = _remittance(one, top)
    status = top[STS]
    line = _line(
        Line,
        (
            booked or _booking_day(top, nth, context),
            amounts.day(top[VALUE_DAY]),
            minor,
            amounts.plain(exact) if minor is None and exact is not None else None,
            currency,
            name,
            iban,
            reference,
            _id(source[E2E]) if source[E2E] else None,
            _id(top[BANK_REF]) or _id(top[NTRY_REF]) or _id(source[BANK_REF]),
            text,
            "booked" if status == "BOOK" else _status(status, nth, context),
            reversal,
            _original(source, top, currency, minor, credit) if _may_differ(source, top, currency) else None,
            _batch(top, details, nth, context) if count > 1 or top[BTCH] else None,
            _parts(details, minor, currency, credit, reversal, nth, context) if count > 1 else (),
            returned,
            _charge(top[CHARGES] or source[CHARGES]) if top[CHARGES] or source[CHARGES] else None,
            nth,
            other,
            top[SUB_FAMILY] or source[SUB_FAMILY] or top[PRTRY_CODE] or source[PRTRY_CODE],
        ),
    )
    return line, (exact if minor is None else None)


# Past the named tuple's own constructor, which takes as long as the rest of the line.
_line: Callable[[type[Line], tuple[Any, ...]], Line] = tuple.__new__


def _unsure_direction(
    top: Row, details: list[Row], minor: int | None, exact: Decimal | None, nth: int, context: Context
) -> tuple[int | None, Decimal | None, str]:
    """CdtDbtInd with blanks around it, or none: then the payments' own, else money in, and say so."""
    direction = (top[DIR] or "").strip() or _agreed_direction(details)
    if direction == "DBIT":
        return -minor if minor is not None else None, -exact if exact is not None else None, "DBIT"
    if direction != "CRDT":
        _tell(context, nth, "no direction (CdtDbtInd): read as money in", "direction_missing")
    return minor, exact, "CRDT"


def _may_differ(row: Row, top: Row, currency: str | None) -> bool:
    return (
        row[INSTD] is not None
        or top[INSTD] is not None
        or (row[TXAMT] is not None and row[TXAMT_CCY] != currency)
        or (row[AMT] is not None and row[AMT_CCY] != currency)
        or (top[TXAMT] is not None and top[TXAMT_CCY] != currency)
    )


_NOBODY = (None, None, None)


def _tell(context: Context, nth: int, what: str, code: str) -> None:
    context.note(Finding(f"{context.place}, entry {nth}", what, code))


def _id(text: str | None) -> str | None:
    if not text:
        return None
    text = text.strip()
    return None if not text or text in _PLACEHOLDERS else text


def _agreed_direction(details: list[Row]) -> str:
    found = {(row[DIR] or "").strip() for row in details}
    return found.pop() if len(found) == 1 else ""


def _booking_day(top: Row, nth: int, context: Context) -> dt.date | None:
    """No readable booking day: the value day, then the statement's."""
    if top[BOOK_DAY]:
        _tell(context, nth, "the booking day is not a day", "day_unreadable")
    booked = amounts.day(top[VALUE_DAY]) or context.day
    if booked is None:
        _tell(context, nth, "no booking day", "day_missing")
    return booked


def _status(text: str | None, nth: int, context: Context) -> Status:
    """Only BOOK is booked. A 053 (and a 054) without a status reports booked entries."""
    code = (text or "").strip()
    if code == "BOOK":
        return "booked"
    if code in ("PDNG", "INFO", "FUTR"):
        return "pending"
    if not code:
        if context.message == "camt.052":
            _tell(context, nth, "no status in an intraday report: not counted as booked", "status_missing")
            return "pending"
        return "booked"
    _tell(context, nth, "a status of the bank's own: not counted as booked", "status_unknown")
    return "pending"


def _counterparty(
    row: Row, credit: bool, reversal: bool, returned: bool, context: Context
) -> tuple[str | None, str | None, str | None]:
    """Name, IBAN and other account of the party that is not us.

    Money in comes from the debtor, money out goes to the creditor; in a reversal or a return the
    parties keep the roles of the original payment.
    """
    debtor = (row[DBTR] or row[U_DBTR], row[DBTR_IBAN], row[DBTR_OTHER])
    creditor = (row[CDTR] or row[U_CDTR], row[CDTR_IBAN], row[CDTR_OTHER])
    first, second = (debtor, creditor) if credit != reversal else (creditor, debtor)
    if second != _NOBODY:
        if first == _NOBODY:
            if (reversal or returned) and not _is_us(second, context):
                first = second
        elif _is_us(first, context) and not _is_us(second, context):
            first = second
    name, iban, other = first
    return (
        (name.strip() or None) if name else None,
        ("".join(iban.split()).upper() or None) if iban else None,
        (other.strip() or None) if other else None,
    )


def _is_us(party: tuple[str | None, str | None, str | None], context: Context) -> bool:
    name, iban, other = party
    account = iban or other
    if account and context.account:
        return account.replace(" ", "") == context.account
    return bool(name and context.owner and name.strip() == context.owner)


def _join(pieces: list[str | None] | None) -> str | None:
    """Texts come in pieces of 140 characters; only shorter ones end at a word."""
    if not pieces:
        return None
    if len(pieces) == 1:
        return (pieces[0] or "").strip() or None
    text = ""
    last = 0
    for piece in pieces:
        if not piece:
            continue
        text += piece if not text or last == 140 else " " + piece
        last = len(piece)
    return text.strip() or None


def _remittance(row: Row | None, top: Row) -> tuple[str | None, str | None]:
    """Reference and text of one payment; a batch has only the entry's own text."""
    if row is None:
        text = (top[ADDTL] or "").strip() or None
        return reference_in(text), text
    text = _join(row[USTRD]) if row[USTRD] else None
    reference = structured(row[STRD]) if row[STRD] else reference_in(text)
    if text is None:
        text = _join(row[ADDTL_RMT]) or (row[ADDTL_TX] or top[ADDTL] or "").strip() or None
        if reference is None:
            reference = reference_in(text)
    return reference, text


def _returned(top: Row, row: Row | None) -> str | None:
    """Reason code of a return: the bank's, else the family that says "return"."""
    for source in (row, top):
        if source is None:
            continue
        if source[RETURN]:
            return str(source[RETURN])
    for source in (row, top):
        if source is None:
            continue
        if source[SUB_FAMILY] in RETURN_FAMILIES:
            return str(source[SUB_FAMILY])
        if source[PRTRY_CODE]:
            match = _GVC.match(source[PRTRY_CODE].strip())
            if match and match[1] in RETURN_GVC:
                return match[1]
    return None


def _original(row: Row, top: Row, currency: str | None, minor: int | None, credit: bool) -> Amount | None:
    """What was instructed, when it differs from what was booked; signed like the booking."""
    for source in (row, top):
        for place in (INSTD, TXAMT, AMT):
            text, other = source[place], source[place + 1]
            if not text or (source is top and place == AMT):
                continue
            if other == currency and place != INSTD:
                continue
            found, _, problem = amounts.parse(text, other)
            same = other == currency and minor is not None and found == abs(minor)
            if problem or not found or found < 0 or same:
                continue
            rate = source[RATE]
            return Amount(found if credit else -found, other, rate.strip() if rate else None)
    return None


def _charge(records: list[tuple[str | None, str | None, str]] | None) -> Amount | None:
    """Charges as one sum in one currency, positive when they cost us."""
    if not records:
        return None
    total, currency = 0, records[0][1]
    for text, other, direction in records:
        minor, _, problem = amounts.parse(text, other)
        if problem or minor is None or minor < 0 or other != currency:
            return None
        total += -minor if direction.strip() == "CRDT" else minor
    return Amount(total, currency) if currency and total else None


def _batch(top: Row, details: list[Row], nth: int, context: Context) -> str | None:
    """An id for an entry that stands for several payments."""
    announced = (top[BTCH_NB] or "").strip()
    if not top[BTCH] and len(details) < 2:
        return None
    found = _id(top[BTCH_PMT]) or _id(top[BTCH_MSG])
    if found or (announced in ("0", "1", "") and len(details) < 2):
        return found
    return _id(top[BANK_REF]) or _id(top[NTRY_REF]) or f"{context.id or context.place}/{nth}"


def _parts(
    details: list[Row],
    minor: int | None,
    currency: str | None,
    credit: bool,
    reversal: bool,
    nth: int,
    context: Context,
) -> tuple[Part, ...]:
    """The payments of a batch, or nothing when their amounts are missing or do not add up."""
    if minor is None or currency is None:
        return ()
    sums: list[int] = []
    for row in details:
        amount = None
        for place in (AMT, TXAMT, CNTR):
            if row[place] and row[place + 1] == currency:
                amount = amounts.parse(row[place], currency)[0]
                break
        if amount is None:
            return ()
        if amount < 0:
            _tell(context, nth, "a payment inside the batch is below zero: kept as one line", "part_negative")
            return ()
        sums.append(amount)
    own = [-a if (row[DIR] or "").strip() == "DBIT" else a for a, row in zip(sums, details, strict=True)]
    like_entry = [a if credit else -a for a in sums]
    named = all(row[DIR] for row in details)
    signed = own if named and sum(own) == minor else like_entry
    if sum(signed) != minor:
        _tell(
            context, nth, "the payments inside the batch do not add up to it: kept as one line", "batch_sum"
        )
        return ()
    return tuple(
        _part(row, amount, currency, reversal, context) for row, amount in zip(details, signed, strict=True)
    )


def _part(row: Row, minor: int, currency: str, reversal: bool, context: Context) -> Part:
    returned = _returned(row, None)
    name, iban, _ = _counterparty(row, minor >= 0, reversal, returned is not None, context)
    reference, text = _remittance(row, row)
    return Part(
        minor,
        currency,
        name,
        iban,
        reference,
        _id(row[E2E]),
        _id(row[BANK_REF]),
        text,
        _original(row, row, currency, minor, minor >= 0),
        returned,
        _charge(row[CHARGES]),
    )
