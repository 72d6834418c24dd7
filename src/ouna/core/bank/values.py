"""What a bank file says, as values: documents, statements, balances, lines, findings.

Money is `minor`: a signed whole number of the currency's smallest unit, money in positive. A reader
yields events, so that a statement of any length needs no more memory than one entry::

    Opened     a statement begins (account and currency as far as known here)
    Line       one booking, in the order of the file
    Statement  the statement is complete: balances, proof, findings; `lines` is empty in a stream
    Finding    something about the file as a whole
    Withdrawn  one file of a ZIP cannot be read after all: its statements do not count
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NamedTuple

Proof = Literal["closes", "differs", "absent"]
Status = Literal["booked", "pending"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know. `code` is stable; neither field holds bank data."""

    where: str
    what: str
    code: str


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance, signed. `minor` is None when the amount has more decimals than the currency."""

    minor: int | None
    on: dt.date | None
    currency: str | None = None
    exact: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount beside the booked one: what was instructed, or charges. `rate` as the bank wrote it."""

    minor: int
    currency: str
    rate: str | None = None


class Part(NamedTuple):
    """One payment inside a batch. Parts exist only when they add up to their line."""

    minor: int
    currency: str
    counterparty_name: str | None = None
    counterparty_iban: str | None = None
    reference: str | None = None
    end_to_end: str | None = None
    bank_ref: str | None = None
    text: str | None = None
    original: Amount | None = None
    returned: str | None = None
    charges: Amount | None = None


class Line(NamedTuple):
    """One booking of a statement (a named tuple: immutable, and made half a million times a minute).

    `minor` is None when the amount cannot be put in whole minor units; then `exact` keeps it as signed
    decimal text (None when it could not be read at all). `reversal` repeats the bank's mark and never
    changes the sign. `returned` is the reason code of a returned payment. `nth` counts the lines of
    the statement from 1.
    """

    booked_on: dt.date | None
    value_on: dt.date | None
    minor: int | None
    exact: str | None
    currency: str | None
    counterparty_name: str | None
    counterparty_iban: str | None
    reference: str | None
    end_to_end: str | None
    bank_ref: str | None
    text: str | None
    status: Status
    reversal: bool
    original: Amount | None
    batch: str | None
    parts: tuple[Part, ...]
    returned: str | None
    charges: Amount | None
    nth: int
    counterparty_account: str | None = None
    #: What kind of booking the bank calls it: ISO sub-family (`CHRG`), SWIFT type and business code
    #: (`NCHG 805`), or the bank's own code.
    bank_code: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A statement begins. What the bank writes only later is None here and stands in `Statement`."""

    account: str | None
    currency: str | None
    id: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One account over some days.

    `proof`: `closes` when opening + booked lines = closing, `differs` when not, `absent` when a balance
    is missing. `difference_minor` = closing - (opening + booked lines), None when absent or when
    something could not be read; never 0 when the proof differs.
    """

    account: str | None
    currency: str | None
    id: str | None
    opening: Balance | None
    closing: Balance | None
    proof: Proof
    difference_minor: int | None
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    number: str | None = None
    from_day: dt.date | None = None
    to_day: dt.date | None = None
    count: int = 0
    #: The format of this statement; the files of a ZIP may differ.
    format: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read completely. `sha256` is of the raw bytes, in hex."""

    file: str
    format: str
    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Format:
    """First event of every stream: which format is being read, e.g. `camt.053.001.08`, `mt940`."""

    name: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A file of a ZIP turned out unreadable, perhaps at its end: its statements, the last told, do not count,
    nor do lines told since."""

    finding: Finding
    statements: int


Event = Format | Opened | Line | Statement | Finding | Withdrawn
