"""Statements as CSV: every bank its own columns, so a `Mapping` says which column means what.

`guess` proposes a mapping from the header words (nine languages) and the first rows; a person confirms
it once per bank. With a balance column the chain of balances proves the rows; without one the proof is
absent.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain, islice

from ouna.core.bank import amounts, csvwords
from ouna.core.bank.csvcells import SIGNS, day_of, number_of
from ouna.core.bank.csvguess import LOOK_AHEAD, Mapping, guess
from ouna.core.bank.errors import BankFileRefused
from ouna.core.bank.iban import looks_like_iban
from ouna.core.bank.iban import normalise as normalise_iban
from ouna.core.bank.reference import normalise as normalise_reference
from ouna.core.bank.reference import qrr_valid, reference_in, rf_valid
from ouna.core.bank.values import Balance, Event, Finding, Format, Line, Opened, Statement

MAX_FINDINGS = 200
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


def events(lines: Iterable[str], mapping: Mapping | None = None) -> Iterator[Event]:
    """Read decoded lines: Format, Opened, lines, one Statement.

    Raises: BankFileRefused when no header is recognised and no mapping is given.
    """
    source = iter(lines)
    if mapping is None:
        ahead = list(islice(source, LOOK_AHEAD))
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
        booked = day_of(day_text, mapping.date_format) if day_text else None
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
            (day_of(valued, mapping.date_format) if valued else None) or None,
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
        found = text if _CURRENCY.fullmatch(text) else SIGNS.get(text)
        if found is None and self.mapping.amount is not None:
            cell = self._cell(row, self.mapping.amount)
            inside = _CURRENCY.search(cell)
            found = inside[0] if inside else next((c for sign, c in SIGNS.items() if sign in cell), None)
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
