"""One camt entry (`Ntry`) to rows of texts, in a single walk over its elements.

A path search per field costs three times as much as the parse itself, so the walk is driven by tables:
every element that matters either is a leaf whose text goes into a numbered place of the current row, or
opens a context in which the same names mean something else (`Nm` below `Dbtr` or `Cdtr`, `Dt` below
`BookgDt` or `ValDt`). Names are matched without regard to the version: all forms of .01 to .13 at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

Row = list[Any]

# Places in a row. The first block belongs to the entry, the second to one transaction (`TxDtls`);
# both rows have the same layout.
(
    NTRY_REF, DIR, RVSL, STS, BOOK_DAY, VALUE_DAY, BANK_REF, SUB_FAMILY, PRTRY_CODE, ADDTL,
    BTCH, BTCH_MSG, BTCH_PMT, BTCH_NB,
    E2E, PMT_INF, DBTR, DBTR_IBAN, U_DBTR, CDTR, CDTR_IBAN, U_CDTR, DBTR_OTHER, CDTR_OTHER, RETURN,
    RATE, CHARGES, ADDTL_TX,
    AMT, AMT_CCY, INSTD, INSTD_CCY, TXAMT, TXAMT_CCY, CNTR, CNTR_CCY,
    USTRD, STRD, ADDTL_RMT,
) = range(39)  # fmt: skip
_WIDTH = 39
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


_tag = attrgetter("tag")


def rows(element: Any, walk: Walk) -> tuple[Row, list[Row]]:
    """Read an entry into its own row and one row per transaction.

    A bank writes the same few shapes of entries again and again: the places of the fields are found out
    once per shape and remembered.
    """
    # Without a filter: lxml would compile the names again for every entry, which costs more than the
    # walk itself.
    nodes = list(element.iter())
    shape = tuple(map(_tag, nodes))
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
