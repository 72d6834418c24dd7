"""Reading the rates file of the European Central Bank, and rates as the book writes them. Pure.

Format: Envelope/Cube/Cube[@time]/Cube[@currency,@rate], units per 1 EUR, target days only; or CSV with one
column per currency, `N/A` where there is none and a trailing comma (ECB, euro reference rates).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from lxml import etree

from ouna.core.values import CurrencyMismatch, Money, UnknownCurrency, exponent
from ouna.funds.errors import RateInvalid, RatesUnreadable

SOURCE = "ecb"
BASE = "EUR"
#: Largest file taken: the whole history since 1999 has about 5 MB as XML.
MOST_BYTES = 30_000_000
_NS = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,10})?", re.ASCII)
_DAY_FORMATS = ("%Y-%m-%d", "%d %B %Y", "%d.%m.%Y")


class DayRate(NamedTuple):
    """`value` units of `quote` per euro on a day, in the book's form."""

    on: date
    quote: str
    value: str


class RatesRead(NamedTuple):
    """What a file holds: rates, and (place, what) for each cell that is none."""

    rates: list[DayRate]
    findings: list[tuple[str, str]]


def rate_text(value: str | Decimal) -> str:
    """A rate as the book writes it: at most 9 digits before and 10 after the point, no trailing zeros.

    Raises: RateInvalid.
    """
    text = f"{value:f}" if isinstance(value, Decimal) else value.strip()
    if not _NUMBER.fullmatch(text) or Decimal(text) <= 0:
        raise RateInvalid()
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{decimals}" if decimals else whole


def read_ecb(data: bytes, *, only: Collection[str] = (), since: date | None = None) -> RatesRead:
    """All rates of a file, XML or CSV; `only` these currencies (none named: all), from the day `since` on.

    A cell that cannot be read is a finding and nothing else is lost. Raises: RatesUnreadable.
    """
    if len(data) > MOST_BYTES:
        raise RatesUnreadable("The file is larger than the bank's whole history.")
    head = data[:300].lstrip(b"\xef\xbb\xbf \r\n\t")
    cells = _xml_cells(data) if head.startswith(b"<") else _csv_cells(data)
    read = RatesRead([], [])
    for place, day, currency, text in cells:
        if text == "N/A" or (only and currency not in only) or (since and day < since):
            continue
        try:
            exponent(currency)
            read.rates.append(DayRate(day, currency, rate_text(text)))
        except UnknownCurrency:
            read.findings.append((place, "The currency is not one of ISO 4217."))
        except RateInvalid:
            read.findings.append((place, "The rate is not a positive number."))
    if not read.rates and not read.findings and not only and not since:
        raise RatesUnreadable("The file holds no rates.")
    return read


Cell = tuple[str, date, str, str]


def _day(text: str) -> date | None:
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _xml_cells(data: bytes) -> Iterator[Cell]:
    # No entities, no DTD, no network: a rates file needs none.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise RatesUnreadable("The file is not well-formed XML.") from None
    if root.getroottree().docinfo.doctype:
        raise RatesUnreadable("The file declares a document type; the bank's own does not.")
    for cube in root.iter(_NS):
        if (text := cube.get("time")) is None:
            continue
        day = _day(text)
        if day is None:
            raise RatesUnreadable(f"Line {cube.sourceline}: the day cannot be read.")
        for cell in cube.iterchildren(_NS):
            yield f"line {cell.sourceline}", day, cell.get("currency", ""), cell.get("rate", "")


def _csv_cells(data: bytes) -> Iterator[Cell]:
    try:
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        header = [h.strip() for h in next(rows, [])]
        if not header or header[0] != "Date":
            raise RatesUnreadable()
        for row in rows:
            if not any(c.strip() for c in row):
                continue
            day = _day(row[0])
            if day is None:
                raise RatesUnreadable(f"Line {rows.line_num}: the day cannot be read.")
            for currency, text in zip(header[1:], row[1:], strict=False):
                if currency:
                    yield f"line {rows.line_num}, {currency}", day, currency, text.strip() or "N/A"
    except (UnicodeDecodeError, csv.Error):
        raise RatesUnreadable("The file is not text in UTF-8 with columns.") from None


class Leg(NamedTuple):
    """One rate as a step of a conversion: `value` units of `quote` for one `base`."""

    base: str
    quote: str
    value: str
    on: date
    source: str
    ref: str = ""


def path(source: str, target: str, legs: Mapping[tuple[str, str], Leg]) -> tuple[Leg, ...] | None:
    """The rates that lead from one currency to another: none, one, or two over the euro; None: no way.

    `legs` holds one rate per (base, quote); each works in both directions.
    """
    if source == target:
        return ()
    direct = legs.get((source, target)) or legs.get((target, source))
    if direct:
        return (direct,)
    first = legs.get((BASE, source)) or legs.get((source, BASE))
    second = legs.get((BASE, target)) or legs.get((target, BASE))
    return (first, second) if first and second and BASE not in (source, target) else None


def convert(money: Money, target: str, way: Sequence[Leg]) -> Money:
    """The sum in another currency along a path: exact fractions, rounded once at the end, half to even.

    Raises: CurrencyMismatch when the path does not lead there.
    """
    if money.currency == target and not way:
        return money
    value, here = Fraction(money.minor, 10 ** exponent(money.currency)), money.currency
    for leg in way:
        if here == leg.base:
            value, here = value * Fraction(leg.value), leg.quote
        elif here == leg.quote:
            value, here = value / Fraction(leg.value), leg.base
        else:
            raise CurrencyMismatch()
    if here != target:
        raise CurrencyMismatch()
    return Money(round(value * 10 ** exponent(target)), target)
