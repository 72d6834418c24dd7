"""One camt entry (`Ntry`) to one line, in a single walk over its elements.

A path search per field costs three times as much as the parse itself, so the walk is driven by tables:
every element that matters either is a leaf whose text goes into a numbered place of the current row, or
opens a context in which the same names mean something else (`Nm` below `Dbtr` or `Cdtr`, `Dt` below
`BookgDt` or `ValDt`). Names are matched without regard to the version: all forms of .01 to .13 at once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from ouna.core.bank import amounts
from ouna.core.bank.reference import reference_in, structured
from ouna.core.bank.values import Amount, Finding, Line, Part, Status

Row = list[Any]

# Places in a row. The first block belongs to the entry, the second to one transaction (`TxDtls`);
# both rows have the same layout.
(
    NTRY_REF, DIR, RVSL, STS, BOOK_DAY, VALUE_DAY, BANK_REF, SUB_FAMILY, PRTRY_CODE, ADDTL,
    BTCH, BTCH_MSG, BTCH_PMT, BTCH_NB,
    E2E, PMT_INF, DBTR, DBTR_IBAN, U_DBTR, CDTR, CDTR_IBAN, U_CDTR, DBTR_OTHER, CDTR_OTHER, RETURN,
    RATE, CHARGES, ADDTL_TX, TX_COUNT,
    AMT, AMT_CCY, INSTD, INSTD_CCY, TXAMT, TXAMT_CCY, CNTR, CNTR_CCY,
    USTRD, STRD, ADDTL_RMT,
) = range(40)  # fmt: skip
_WIDTH = 40
_WITH_CURRENCY = (AMT, INSTD, TXAMT, CNTR)

# Leaves of the entry and of a transaction, then what changes inside a context. A negative place marks
# an element handled by `_special`; None hides a name that means something else here.
_SPECIAL_STS, _SPECIAL_PRTRY, _SPECIAL_OTHER, _SPECIAL_ADDTL = range(-4, 0)

_ENTRY: dict[str, int | None] = {
    "NtryRef": NTRY_REF, "Amt": AMT, "CdtDbtInd": DIR, "RvslInd": RVSL, "Sts": _SPECIAL_STS,
    "AcctSvcrRef": BANK_REF, "SubFmlyCd": SUB_FAMILY, "Prtry": _SPECIAL_PRTRY,
    "AddtlNtryInf": _SPECIAL_ADDTL, "AddtlTxInf": ADDTL_TX, "EndToEndId": E2E, "PmtInfId": PMT_INF,
}  # fmt: skip
_HIDE: dict[str, int | None] = {"Amt": None, "CdtDbtInd": None}
_CONTEXTS: dict[str, dict[str, int | None]] = {
    "BookgDt": {"Dt": BOOK_DAY, "DtTm": BOOK_DAY},
    "ValDt": {"Dt": VALUE_DAY, "DtTm": VALUE_DAY},
    "Btch": {**_HIDE, "MsgId": BTCH_MSG, "PmtInfId": BTCH_PMT, "NbOfTxs": BTCH_NB},
    "TxDtls": {},
    "InstdAmt": {"Amt": INSTD, "XchgRate": RATE},
    "TxAmt": {"Amt": TXAMT, "XchgRate": RATE},
    "CntrValAmt": {"Amt": CNTR, "XchgRate": RATE},
    "Dbtr": {"Nm": DBTR, "Prtry": None},
    "DbtrAcct": {"IBAN": DBTR_IBAN, "Othr": _SPECIAL_OTHER, "Prtry": None},
    "UltmtDbtr": {"Nm": U_DBTR, "Prtry": None},
    "Cdtr": {"Nm": CDTR, "Prtry": None},
    "CdtrAcct": {"IBAN": CDTR_IBAN, "Othr": _SPECIAL_OTHER, "Prtry": None},
    "UltmtCdtr": {"Nm": U_CDTR, "Prtry": None},
    "RtrInf": {**_HIDE, "Prtry": None},
    "Chrgs": {**_HIDE, "Prtry": None},
    "RltdAgts": {**_HIDE, "Prtry": None},
    "RmtInf": {**_HIDE, "Ustrd": USTRD, "Ref": STRD, "AddtlRmtInf": ADDTL_RMT, "Prtry": None},
}
# Contexts whose content is not read; without them a charge or an interest could pass for the amount.
for _name in (
    "AnncdPstngAmt PrtryAmt Avlbty Intrst RltdPric RltdQties RltdDts CshDpst CardTx FinInstrmId Tax "
    "SfkpgAcct CorpActn InitgPty TradgPty RltdRmtInf TechInptChanl"
).split():
    _CONTEXTS[_name] = {**_HIDE, "Prtry": None, "AcctSvcrRef": None}

Table = dict[str, Any]

# SWIFT / ISO 20022 sub-families that give a payment back (external code set, BankTransactionSubFamily).
RETURN_FAMILIES = frozenset({"RRTN", "UPDD", "PRDD", "UPCQ", "URDD", "UPTC", "RPCR", "RIMB"})
# The same in the German catalogue of transaction codes (Geschäftsvorfallcodes).
RETURN_GVC = frozenset({"108", "109", "159", "181", "184"})
_GVC = re.compile(r"[A-Z][A-Z0-9]{3}\+([0-9]{3})(?![0-9])", re.ASCII)
_PLACEHOLDERS = frozenset({"NOTPROVIDED", "NONREF", "NOT PROVIDED", "NOTAVAILABLE"})


#: An entry of up to this many elements is read by a remembered plan.
_PLANNED = 120
_MAX_PLANS = 500
_BATCH, _HOOK = -10, -11


class Plan(NamedTuple):
    """What to fetch for one row of an entry of a known shape: pairs of (element number, place)."""

    leaves: list[tuple[int, int]]
    money: list[tuple[int, int]]
    lists: list[tuple[int, int]]
    rare: list[tuple[int, int]]


@dataclass(slots=True)
class Walk:
    """The tables for one namespace, and the plans learnt so far."""

    prefix: str
    entry: Table
    detail_tag: str
    hooks: dict[str, Callable[[Any, Row], None]]
    plans: dict[tuple[str, ...], list[Plan]]


def tables(namespace: str) -> Walk:
    """Build the walk for one namespace (`""` for files without one)."""
    prefix = f"{{{namespace}}}" if namespace else ""
    names = set(_ENTRY).union(_CONTEXTS, *_CONTEXTS.values())
    base: Table = {prefix + name: _ENTRY.get(name) for name in names}
    built = {name: dict(base) for name in _CONTEXTS}
    for table in (base, *built.values()):
        table.update({prefix + name: built[name] for name in _CONTEXTS})
    for name, inner in _CONTEXTS.items():
        built[name].update({prefix + leaf: place for leaf, place in inner.items()})
    return Walk(
        prefix=prefix,
        entry=base,
        detail_tag=prefix + "TxDtls",
        hooks={prefix + "RtrInf": _return_reason, prefix + "Chrgs": _charges},
        plans={},
    )


def rows(element: Any, walk: Walk) -> tuple[Row, list[Row]]:
    """Read an entry into its own row and one row per transaction.

    A bank writes the same few shapes of entries again and again: the places of the fields are found out
    once per shape and remembered.
    """
    # Without a filter: lxml would compile the names again for every entry, which costs more than the
    # walk itself.
    nodes = list(element.iter())
    shape = tuple([node.tag for node in nodes])
    plans = walk.plans.get(shape)
    if plans is None:
        plans = _plan(shape, walk)
        if len(shape) <= _PLANNED and len(walk.plans) < _MAX_PLANS:
            walk.plans[shape] = plans
    found: list[Row] = []
    top: Row = []
    for leaves, money, lists, rare in plans:
        row: Row = [None] * _WIDTH
        found.append(row)
        top = top or row
        for number, place in leaves:
            if row[place] is None:
                row[place] = nodes[number].text
        for number, place in money:
            if row[place] is None:
                node = nodes[number]
                row[place] = node.text
                row[place + 1] = node.get("Ccy")
        for number, place in lists:
            if row[place] is None:
                row[place] = [nodes[number].text]
            else:
                row[place].append(nodes[number].text)
        for number, place in rare:
            if place == _BATCH:
                row[BTCH] = True
            elif place == _HOOK:
                walk.hooks[shape[number]](nodes[number], row)
            else:
                _special(place, nodes[number], row)
    if top[AMT] is None or top[DIR] is None:
        _direct(element, top, walk.prefix)
    return top, found[1:]


def _plan(shape: tuple[str, ...], walk: Walk) -> list[Plan]:
    """Walk over the names of an entry's elements in document order: which goes where."""
    top = row = Plan([], [], [], [])
    plans = [top]
    current = walk.entry
    batch = walk.prefix + "Btch"
    for number, tag in enumerate(shape):
        place = current.get(tag)
        if place is None:
            continue
        if place.__class__ is dict:
            current = place
            if tag == walk.detail_tag:
                row = Plan([], [], [], [])
                plans.append(row)
            elif tag == batch:
                row = top
                row.rare.append((number, _BATCH))
            elif tag in walk.hooks:
                row.rare.append((number, _HOOK))
        elif place == _SPECIAL_ADDTL:
            top.leaves.append((number, ADDTL))
        elif place == _SPECIAL_STS:
            # Text up to .06, a choice of Cd and Prtry from .07; some banks mix them up.
            inner = shape[number + 1] if number + 1 < len(shape) else ""
            choice = inner in (walk.prefix + "Cd", walk.prefix + "Prtry")
            row.leaves.append((number + choice, STS))
        elif place < 0:
            row.rare.append((number, place))
        elif place < AMT:
            row.leaves.append((number, place))
        elif place < USTRD:
            row.money.append((number, place))
        else:
            row.lists.append((number, place))
    return plans


def _direct(element: Any, top: Row, prefix: str) -> None:
    """Amount and direction of an entry whose elements stand in an order that no schema has."""
    if top[AMT] is None:
        found = element.find(prefix + "Amt")
        if found is not None:
            top[AMT], top[AMT_CCY] = found.text, found.get("Ccy")
    if top[DIR] is None:
        top[DIR] = element.findtext(prefix + "CdtDbtInd")


def _special(place: int, node: Any, row: Row) -> None:
    if place == _SPECIAL_PRTRY:
        if row[PRTRY_CODE] is None and node.getparent().tag.endswith("BkTxCd"):
            row[PRTRY_CODE] = _path(node, "Cd")
    elif place == _SPECIAL_OTHER:
        where = DBTR_OTHER if node.getparent().getparent().tag.endswith("DbtrAcct") else CDTR_OTHER
        if row[where] is None:
            row[where] = _path(node, "Id")


def _path(node: Any, *names: str) -> str | None:
    """Text at a path of local names, None when it is not there."""
    found = node.find("/".join("{*}" + name for name in names))
    return found.text if found is not None else None


def _return_reason(node: Any, row: Row) -> None:
    reason = _path(node, "Rsn", "Cd") or _path(node, "Rsn", "Prtry") or _path(node, "Rsn")
    row[RETURN] = (reason or "").strip() or "RETURNED"


def _charges(node: Any, row: Row) -> None:
    """Total of the charges, else their records: a list of (amount, currency, direction)."""
    if row[CHARGES] is not None:
        return
    total = node.find("{*}TtlChrgsAndTaxAmt")
    if total is not None:
        row[CHARGES] = [(total.text, total.get("Ccy"), "DBIT")]
        return
    records = node.findall("{*}Rcrd") or [node]
    found = []
    for record in records:
        amount = record.find("{*}Amt")
        if amount is not None:
            found.append((amount.text, amount.get("Ccy"), _path(record, "CdtDbtInd") or "DBIT"))
    row[CHARGES] = found


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
            if problem or not found or (other == currency and minor is not None and found == abs(minor)):
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
        if problem or minor is None or other != currency:
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
