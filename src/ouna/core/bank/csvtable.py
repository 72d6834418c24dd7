"""Statements as CSV: every bank its own columns, so a `Mapping` says which column means what.

`guess` proposes a mapping from the header words (nine languages) and the first rows; a person confirms
it once per bank. With a balance column the chain of balances proves the rows; without one the proof is
absent.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice

from ouna.core.bank import amounts, csvwords
from ouna.core.bank.errors import BankFileRefused
from ouna.core.bank.iban import looks_like_iban
from ouna.core.bank.iban import normalise as normalise_iban
from ouna.core.bank.reference import normalise as normalise_reference
from ouna.core.bank.reference import qrr_valid, reference_in, rf_valid
from ouna.core.bank.values import Balance, Event, Finding, Format, Line, Opened, Statement

_LOOK_AHEAD = 60
_DELIMITERS = ";,\t|"
MAX_FINDINGS = 200
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫−–﹣－", "01234567890123456789.----")
_SPACES = re.compile(r"[\s\u00a0\u202f'’٬]+")
_NUMBER = re.compile(r"([+-]?)([\d.,]+)([+-]?)", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_SIGNS = {"€": "EUR", "£": "GBP", "₺": "TRY", "CHF": "CHF", "₪": "ILS", "zł": "PLN", "TL": "TRY"}


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read one bank's CSV. Columns are numbered from 0; None means there is none.

    `date_format` is a strptime format; `decimal` is the decimal sign; `header_row` is the row of the
    headers (0 = first), rows above it are the bank's preamble. Either `amount` (with a sign, or with
    `direction`) or `debit` and `credit` must be given.
    """

    delimiter: str
    date_format: str
    decimal: str
    header_row: int
    booked_on: int
    value_on: int | None = None
    amount: int | None = None
    debit: int | None = None
    credit: int | None = None
    direction: int | None = None
    currency: int | None = None
    name: int | None = None
    iban: int | None = None
    text: int | None = None
    reference: int | None = None
    balance: int | None = None
    account: int | None = None
    status: int | None = None
    encoding: str = ""
    default_currency: str | None = None
    own_account: str | None = None
    notes: tuple[str, ...] = ()


_FORMATS = (
    "%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%d/%m/%y", "%m/%d/%Y", "%m/%d/%y", "%d-%m-%Y",
    "%d-%m-%y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y",
)  # fmt: skip


_ENCODINGS = ("cp1252", "cp1253", "cp1254", "cp1256", "iso-8859-7")


def encoding_for(head: bytes) -> str:
    """The encoding in which the beginning of a file is a table with a day and an amount, `` for none.

    UTF-8 and UTF-16 if they fit, else the code page (Western, Greek, Turkish, Arabic) whose reading of the
    headers is understood best.
    """
    for name in ("utf-8-sig", "utf-16"):
        if name == "utf-16" and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        text = codecs.getincrementaldecoder(name)("replace").decode(head)
        if "\ufffd" not in text:
            return name if guess(text.splitlines()[:_LOOK_AHEAD]) else ""
    best = (0, "")
    for name in _ENCODINGS:
        lines = head.decode(name, "replace").splitlines()[:_LOOK_AHEAD]
        mapping = guess(lines)
        if mapping is not None:
            known = sum(getattr(mapping, key) is not None for key in _FIELDS)
            best = max(best, (known, name), key=lambda pair: pair[0])
    return best[1]


def guess(lines: list[str]) -> Mapping | None:
    """Propose a mapping from the first lines of a file, None when no header is recognised."""
    best: tuple[int, Mapping] | None = None
    for delimiter in _DELIMITERS:
        rows = _rows_of(lines, delimiter)
        for number, row in enumerate(rows[:40]):
            columns = _columns(row)
            if "booked_on" not in columns and "value_on" in columns:
                columns["booked_on"] = columns.pop("value_on")
            if "booked_on" not in columns or not ({"amount", "debit", "credit"} & set(columns)):
                continue
            if "amount" in columns and not ({"debit", "credit"} <= set(columns)):
                columns.pop("debit", None)
                columns.pop("credit", None)
            mapping = _mapping(delimiter, number, columns, rows[number + 1 :])
            if mapping is not None and (best is None or len(columns) > best[0]):
                best = len(columns), mapping
            break
    return best[1] if best else None


def _rows_of(lines: list[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []


def _columns(row: list[str]) -> dict[str, int]:
    """Meaning -> column; the first column with a meaning has it, exact names before partial ones."""
    found: dict[str, int] = {}
    for exact in (True, False):
        for number, header in enumerate(row):
            if number in found.values() or len(header) > 60:
                continue
            meaning = csvwords.meaning(header)
            if meaning and meaning not in found and (csvwords.is_exact(header) or not exact):
                found[meaning] = number
    return found


def _mapping(
    delimiter: str, header_row: int, columns: dict[str, int], rows: list[list[str]]
) -> Mapping | None:
    samples = [row for row in rows if len(row) > columns["booked_on"] and row[columns["booked_on"]].strip()]
    notes: list[str] = []
    date_format = _date_format([row[columns["booked_on"]] for row in samples], notes)
    if date_format is None:
        return None
    money = [columns[key] for key in ("amount", "debit", "credit", "balance") if key in columns]
    written = [row[column] for row in samples for column in money if len(row) > column]
    return Mapping(
        delimiter=delimiter,
        date_format=date_format,
        decimal=_decimal_sign(written, notes),
        header_row=header_row,
        notes=tuple(notes),
        **{key: columns[key] for key in columns if key in _FIELDS},  # type: ignore[arg-type]
    )


_FIELDS = frozenset(csvwords.EXACT)


def _date_format(samples: list[str], notes: list[str]) -> str | None:
    if not samples:
        return "%Y-%m-%d"
    fitting = [form for form in _FORMATS if all(_date(text, form) for text in samples[:20])]
    if not fitting:
        # A total below the table has no day: most samples are enough.
        fitting = [form for form in _FORMATS if sum(1 for t in samples if _date(t, form)) * 2 >= len(samples)]
    if not fitting:
        return None
    if any(form.startswith("%d/%m") for form in fitting) and any(
        form.startswith("%m/%d") for form in fitting
    ):
        notes.append("day and month could be the other way round")
    return fitting[0]


def _date(text: str, form: str) -> dt.date | None:
    text = text.strip().translate(_DIGITS)
    if "T" in text and form.startswith("%Y-"):
        text = text.partition("T")[0]
    elif " " not in form and " " in text:
        text = text.partition(" ")[0]
    try:
        return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


def _decimal_sign(samples: list[str], notes: list[str]) -> str:
    votes = {",": 0, ".": 0}
    unsure = 0
    for sample in samples:
        text = _SPACES.sub("", sample.translate(_DIGITS))
        found = re.search(r"([.,])(\d*)\D*$", text)
        if not found:
            continue
        if ("," in text and "." in text) or len(found[2]) != 3:
            votes[found[1]] += 1
        else:
            unsure += 1
            votes[found[1]] += 0
    if unsure and not any(votes.values()):
        notes.append("the decimal sign cannot be told from the sample")
    return "," if votes[","] > votes["."] else "."


def number_of(text: str, decimal: str) -> str | None:
    """`1.234,50-`, `(12.00)`, `1 234,5 EUR` as xs:decimal text; None when it is no number."""
    text = text.translate(_DIGITS)
    negative = text.strip().startswith("(") and text.strip().endswith(")")
    text = _SPACES.sub("", text).strip("()")
    for sign in _SIGNS:
        text = text.replace(sign, "")
    text = re.sub(r"[A-Za-z$]{1,3}", "", text)
    found = _NUMBER.fullmatch(text)
    if not found or (found[1] and found[3]):
        return None
    grouping = "." if decimal == "," else ","
    digits = found[2]
    if digits.count(decimal) > 1:
        return None
    whole, _, fraction = digits.partition(decimal)
    if grouping in fraction or not re.fullmatch(rf"\d*|\d{{1,3}}(?:{re.escape(grouping)}\d{{2,3}})+", whole):
        return None
    whole = whole.replace(grouping, "")
    if not whole and not fraction:
        return None
    minus = "-" if (found[1] == "-" or found[3] == "-") != negative else ""
    return f"{minus}{whole or '0'}.{fraction or '0'}"


def events(lines: Iterable[str], mapping: Mapping | None = None) -> Iterator[Event]:
    """Read decoded lines: Format, Opened, lines, one Statement.

    Raises: BankFileRefused when no header is recognised and no mapping is given.
    """
    source = iter(lines)
    if mapping is None:
        ahead = list(islice(source, _LOOK_AHEAD))
        mapping = guess([line.rstrip("\n") for line in ahead])
        if mapping is None:
            raise BankFileRefused(
                "The columns of this CSV are not known.",
                next_step="Say once which column holds the day and which the amount.",
            )
        source = chain(ahead, source)
    yield Format("csv")
    table = _Table(mapping)
    yield Opened(mapping.own_account, mapping.default_currency, None)
    try:
        for number, row in enumerate(csv.reader(source, delimiter=mapping.delimiter)):
            if number <= mapping.header_row or not any(cell.strip() for cell in row):
                continue
            line = table.row(row, number + 1)
            if line is not None:
                yield line
    except csv.Error:
        raise BankFileRefused("The table is damaged: a field never ends.") from None
    yield table.finish()


class _Table:
    """State of one pass over the rows."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.tally = amounts.Tally()
        self.findings = [Finding("table", note, "guess") for note in mapping.notes]
        self.more = 0
        self.currency = mapping.default_currency
        self.accounts: set[str] = {mapping.own_account} if mapping.own_account else set()
        self.first: tuple[int, int, dt.date | None] | None = None  # balance after, amount, day
        self.last: tuple[int, int, dt.date | None] | None = None
        self.up = self.down = self.steps = 0  # rows that follow oldest first, newest first
        self.days: list[dt.date] = []
        self.broken = False

    def note(self, row: int, what: str, code: str) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(f"row {row}", what, code))
        else:
            self.more += 1

    def _cell(self, row: list[str], column: int | None) -> str:
        return row[column].strip() if column is not None and column < len(row) else ""

    def row(self, row: list[str], number: int) -> Line | None:
        """One row as a line; None (and a finding) when it holds no booking."""
        mapping, cell = self.mapping, self._cell
        day_text = cell(row, mapping.booked_on)
        booked = _date(day_text, mapping.date_format) if day_text else None
        written = self._amount(row)
        if booked is None and (written is None or not day_text):
            self.note(number, "no day and amount: left out", "row_skipped")
            return None
        if booked is None:
            self.note(number, "the day cannot be read", "day_unreadable")
        currency = self._currency(row)
        minor, exact, problem = amounts.parse(written, currency)
        if problem:
            self.note(number, amounts.PROBLEMS[problem], problem)
        pending = csvwords.plain(cell(row, mapping.status)) in csvwords.PENDING
        self.tally.count += 1
        if not pending:
            self._count(minor, exact, currency, number)
            self._chain(row, minor, currency, booked, number)
        if booked:
            self.days = [min([booked, *self.days]), max([booked, *self.days])]
        account = normalise_iban(cell(row, mapping.account))
        if account:
            self.accounts.add(account)
        return self._line(row, booked, minor, exact, currency, pending)

    def _line(
        self,
        row: list[str],
        booked: dt.date | None,
        minor: int | None,
        exact: Decimal | None,
        currency: str | None,
        pending: bool,
    ) -> Line:
        mapping, cell = self.mapping, self._cell
        valued = cell(row, mapping.value_on)
        other = normalise_iban(cell(row, mapping.iban))
        text = " ".join(cell(row, mapping.text).split()) or None
        given = cell(row, mapping.reference)
        compact = normalise_reference(given)
        sound = compact if rf_valid(compact) or qrr_valid(compact) else None
        return Line(
            booked,
            (_date(valued, mapping.date_format) if valued else None) or None,
            minor,
            amounts.plain(exact) if minor is None and exact is not None else None,
            currency,
            " ".join(cell(row, mapping.name).split()) or None,
            other if looks_like_iban(other) else None,
            sound or reference_in(text) or given or None,
            None,
            None,
            text,
            "pending" if pending else "booked",
            False,
            None,
            None,
            (),
            None,
            None,
            self.tally.count,
            cell(row, mapping.iban) or None if not looks_like_iban(other) else None,
        )

    def _amount(self, row: list[str]) -> str | None:
        """Signed decimal text of a row: one column with a sign or direction, or debit and credit."""
        mapping, cell = self.mapping, self._cell
        if mapping.amount is not None:
            found = number_of(cell(row, mapping.amount), mapping.decimal)
            if found is None or mapping.direction is None:
                return found
            word = csvwords.plain(cell(row, mapping.direction)) or cell(row, mapping.direction)
            if word in csvwords.MONEY_OUT:
                return "-" + found if not found.startswith("-") else found
            return found if word in csvwords.MONEY_IN else None
        debit = number_of(cell(row, mapping.debit), mapping.decimal)
        credit = number_of(cell(row, mapping.credit), mapping.decimal)
        if debit is not None and Decimal(debit) and (credit is None or not Decimal(credit)):
            return debit if debit.startswith("-") else "-" + debit
        if credit is not None and (debit is None or not Decimal(debit)):
            return credit
        return None

    def _currency(self, row: list[str]) -> str | None:
        text = self._cell(row, self.mapping.currency).upper()
        found = text if _CURRENCY.fullmatch(text) else _SIGNS.get(text)
        if found is None and self.mapping.amount is not None:
            cell = self._cell(row, self.mapping.amount)
            inside = _CURRENCY.search(cell)
            found = inside[0] if inside else next((c for sign, c in _SIGNS.items() if sign in cell), None)
        found = found or self.currency
        self.currency = self.currency or found
        return found

    def _count(self, minor: int | None, exact: Decimal | None, currency: str | None, number: int) -> None:
        if currency != self.currency:
            self.tally.odd(None)
            self.note(number, "the row is in another currency than the account", "entry_currency")
        elif minor is None:
            self.tally.odd(exact)
        else:
            self.tally.booked += minor

    def _chain(
        self, row: list[str], minor: int | None, currency: str | None, booked: dt.date | None, number: int
    ) -> None:
        """Follow the balance column in both directions: exports run oldest or newest first."""
        written = number_of(self._cell(row, self.mapping.balance), self.mapping.decimal)
        balance = amounts.parse(written, currency)[0]
        if self.mapping.balance is None:
            return
        if balance is None or minor is None:
            self.broken = True
            self.note(number, "the balance cannot be followed over this row", "balance_unreadable")
            return
        if self.last is not None:
            self.steps += 1
            self.up += self.last[0] + minor == balance
            self.down += balance + self.last[1] == self.last[0]
        self.last = balance, minor, booked
        self.first = self.first or self.last

    def finish(self) -> Statement:
        """Opening and closing balance from the chain, and the proof."""
        opening = closing = None
        if self.first and self.last:
            newest_first = self.down > self.up or (
                self.down == self.up and bool(self.first[2] and self.last[2] and self.first[2] > self.last[2])
            )
            old, new = (self.last, self.first) if newest_first else (self.first, self.last)
            opening = Balance(old[0] - old[1], old[2], self.currency)
            closing = Balance(new[0], new[2], self.currency)
            if self.broken or max(self.up, self.down) < self.steps:
                self.broken = True
                self.findings.append(
                    Finding(
                        "table",
                        "the balances do not follow from row to row: rows are missing",
                        "chain_broken",
                    )
                )
        proof, difference, told = self.tally.prove(opening, closing, "table")
        if proof == "closes" and self.broken:
            proof, difference = "differs", None
        if len(self.accounts) > 1:
            told.append(Finding("table", "the rows belong to several accounts", "several_accounts"))
        if self.more:
            told.append(Finding("table", f"{self.more} more findings of this kind", "more"))
        return Statement(
            account=next(iter(self.accounts)) if len(self.accounts) == 1 else None,
            currency=self.currency,
            id=None,
            opening=opening,
            closing=closing,
            proof=proof,
            difference_minor=difference,
            lines=(),
            findings=(*self.findings, *told),
            from_day=self.days[0] if self.days else None,
            to_day=self.days[1] if self.days else None,
            count=self.tally.count,
        )
