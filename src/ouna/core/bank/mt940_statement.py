"""One statement of an MT940 or MT942 while it is read: bookings, balances, proof."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from decimal import Decimal
from typing import NamedTuple

from ouna.core.bank import amounts, mt940_details
from ouna.core.bank.iban import is_valid, looks_like_iban
from ouna.core.bank.values import Amount, Balance, Event, Finding, Line, Opened, Statement

MAX_FINDINGS = 200
_BOOKING = re.compile(
    r"\s*(\d{6})"  # value day
    r"(\d{4}|\s{4})?\s*"  # entry day without a year, often missing or blank
    r"(RC|RD|EC|ED|C|D)"
    r"([A-Z])?\s?"  # third letter of the currency
    r"(\d[\d.,']*|[.,]\d+)\s?"
    r"([A-Z][A-Z0-9 ]{3})?"  # N, S or F and three more
    r"(.*)",
    re.ASCII | re.DOTALL,
)
_TOTALS = re.compile(r"\s*(\d{1,5})([A-Z]{3})(\d[\d.,' ]*|[.,]\d+)", re.ASCII)
_NO_REFERENCE = frozenset("NONREF NOREF NOTPROVIDED EREF KREF MREF PREF MARF KREF+ EREF+ UNDEFINED".split())
BALANCE = re.compile(r"\s*([CD])\s?(\d{6})\s?([A-Z]{3})\s?(\d[\d.,' ]*|[.,]\d+)\s*", re.ASCII)


class _Booking(NamedTuple):
    place: int
    valued: dt.date | None
    booked: dt.date | None
    mark: str
    minor: int | None
    exact: Decimal | None
    kind: str
    customer: str
    bank: str
    extra: list[str]


class StatementInProgress:
    """One statement (one page of it) while it is read."""

    def __init__(self, number: int) -> None:
        self.place = f"statement {number}"
        self.id: str | None = None
        self.account: str | None = None
        self.currency: str | None = None
        self.number: str | None = None
        self.opening: Balance | None = None
        self.closing: Balance | None = None
        self.opening_seen = self.closing_seen = False
        self.tally = amounts.Tally()
        self.findings: list[Finding] = []
        self.more = 0
        self.pending: _Booking | None = None
        self.narrative: list[str] = []
        self.numbered: list[str] = []
        self.announced: dict[str, tuple[int, int | None]] = {}
        self.sums = {"C": [0, 0], "D": [0, 0]}  # count and sum for :90C: and :90D:
        self.interim = False
        self.told = False

    @property
    def begun(self) -> bool:
        return self.opening_seen or self.closing_seen or self.pending is not None or self.tally.count > 0

    @property
    def closed(self) -> bool:
        return self.closing_seen

    def take_over(self, other: StatementInProgress) -> None:
        self.id, self.account, self.currency, self.number = (
            other.id,
            other.account,
            other.currency,
            other.number,
        )

    def note(self, line: int, what: str, code: str) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(f"{self.place}, line {line}", what, code))
        else:
            self.more += 1

    def set_account(self, text: str) -> None:
        """IBAN, IBAN and currency, or bank code/account."""
        compact = text.replace(" ", "")
        if looks_like_iban(compact.lstrip("/")):
            compact = compact.lstrip("/")
        tail = compact[-3:]
        if amounts.exponent_of(tail) is not None and (
            compact[:-3].isdigit() or (looks_like_iban(compact[:-3]) and is_valid(compact[:-3]))
        ):
            self.account, self.currency = compact[:-3], self.currency or tail
        else:
            self.account = (compact if looks_like_iban(compact) else text.strip()) or None

    def open(self, text: str, line: int) -> None:
        self.opening_seen = True
        self.opening = self._balance(text, line)

    def close(self, text: str, line: int) -> None:
        self.closing_seen = True
        self.closing = self._balance(text, line)

    def _balance(self, text: str, line: int) -> Balance | None:
        found = BALANCE.match(text)
        if not found:
            self.note(line, "the balance cannot be read", "balance_unreadable")
            return None
        sign, day, currency, number = found.groups()
        minor, exact, problem = amounts.parse(_decimal(number), currency)
        if problem:
            self.note(line, amounts.PROBLEMS[problem], problem)
        on = _day(day)
        if on is None:
            self.note(line, "the day of the balance is not a day", "day_unreadable")
        if sign == "D":
            minor = -minor if minor is not None else None
            exact = -exact if exact is not None else None
        self.currency = currency if self.currency is None or not self.tally.count else self.currency
        return Balance(
            minor, on, currency, amounts.plain(exact) if minor is None and exact is not None else None
        )

    def booking(self, value: list[str], line: int) -> None:
        """A `:61:`; it becomes a line when its narrative is complete."""
        found = _BOOKING.match(value[0])
        if not found:
            self.tally.unreadable += 1
            self.note(line, "a booking cannot be read: it is missing below", "booking_unreadable")
            return
        day, entry, mark, _, number, kind, rest = found.groups()
        minor, exact, problem = amounts.parse(_decimal(number), self.currency)
        if problem:
            self.note(line, amounts.PROBLEMS[problem], problem)
        valued = _day(day)
        booked = _entry_day(entry, valued) if entry and entry[0] != " " else valued
        if valued is None or booked is None:
            self.note(line, "a day of the booking is not a day", "day_unreadable")
        if mark in ("D", "RC", "ED"):
            minor = -minor if minor is not None else None
            exact = -exact if exact is not None else None
        customer, _, bank = rest.partition("//")
        self.pending = _Booking(
            line,
            valued,
            booked or valued,
            mark,
            minor,
            exact,
            kind or "",
            customer.strip(),
            bank.strip(),
            value[1:],
        )

    def details(self, value: list[str]) -> None:
        """A `:86:`: the booking's, or after the closing balance the statement's."""
        if self.pending is not None:
            self.narrative += value

    def non_swift(self, value: list[str]) -> None:
        if self.pending is not None:
            self.numbered += value

    def other(self, tag: str, text: str) -> None:
        self.interim = self.interim or tag in ("34F", "13D", "90C", "90D")
        if tag == "34F" and self.currency is None:
            self.currency = text[:3] if amounts.exponent_of(text[:3]) is not None else None
        elif tag in ("90C", "90D"):
            found = _TOTALS.match(text)
            if found:
                self.announced[tag[2]] = (int(found[1]), amounts.parse(_decimal(found[3]), found[2])[0])
                self.currency = self.currency or found[2]

    def release(self, out: list[Event]) -> None:
        """Give out the waiting booking as a line."""
        booking = self.pending
        if booking is None:
            return
        if not self.told:
            self._opened(out)
        found = mt940_details.read(self.narrative, booking.extra, self.numbered)
        self.pending, self.narrative, self.numbered = None, [], []
        tally = self.tally
        tally.count += 1
        mark, minor = booking.mark, booking.minor
        reversal = mark[0] == "R"
        if mark[0] != "E":
            if minor is None:
                tally.odd(booking.exact)
            else:
                tally.booked += minor
                if reversal:
                    tally.flipped += minor
        kept = self.sums[mark[-1] if not reversal else ("D" if mark == "RC" else "C")]
        kept[0] += 1
        kept[1] += abs(minor or 0)
        customer = booking.customer
        named = customer if customer and customer not in _NO_REFERENCE else None
        name, iban = found.name, found.iban
        if named and looks_like_iban(named):
            # Two Dutch banks put the other account here and its holder on the line below.
            iban, named = iban or named, None
            name = name or mt940_details.clean(" ".join(booking.extra))
        exact = booking.exact
        out.append(
            Line(
                booking.booked,
                booking.valued,
                minor,
                amounts.plain(exact) if minor is None and exact is not None else None,
                self.currency,
                name,
                iban,
                found.reference or named,
                found.end_to_end,
                booking.bank if booking.bank and booking.bank not in _NO_REFERENCE else None,
                found.text,
                "pending" if mark[0] == "E" else "booked",
                reversal,
                _signed(found.original, minor),
                None,
                (),
                found.returned or ("NRTI" if booking.kind == "NRTI" else None),
                found.charges,
                tally.count,
                found.account,
                f"{booking.kind} {found.code or ''}".strip() or None,
            )
        )

    def _opened(self, out: list[Event]) -> None:
        self.told = True
        out.append(Opened(self.account, self.currency, self.id))

    def finish(self, out: list[Event]) -> None:
        """Give out the statement with its proof."""
        self.release(out)
        if not self.told:
            self._opened(out)
        proof, difference, told = self.tally.prove(self.opening, self.closing, self.place)
        findings = [*self.findings, *told, *self._totals(), *self._missing()]
        if self.more:
            findings.append(Finding(self.place, f"{self.more} more findings of this kind", "more"))
        out.append(
            Statement(
                account=self.account,
                currency=self.currency,
                id=self.id,
                opening=self.opening,
                closing=self.closing,
                proof=proof,
                difference_minor=difference,
                lines=(),
                findings=tuple(findings),
                number=self.number,
                from_day=self.opening.on if self.opening else None,
                to_day=self.closing.on if self.closing else None,
                count=self.tally.count,
            )
        )

    def _missing(self) -> list[Finding]:
        """A cut file shows itself by a balance that never came; an MT942 has none."""
        if self.announced or self.interim or (self.opening_seen and self.closing_seen):
            return []
        if not self.opening_seen and not self.closing_seen:
            which = "both balances are"
        else:
            which = f"the {'closing' if self.opening_seen else 'opening'} balance is"
        return [Finding(self.place, f"{which} missing", "balance_missing")]

    def _totals(self) -> list[Finding]:
        """MT942 announces number and sum of debits and credits instead of balances."""
        for side, (count, total) in self.announced.items():
            if (count, total) != tuple(self.sums[side]):
                return [
                    Finding(
                        self.place,
                        "the announced number and sum of bookings are not those in the file",
                        "totals_differ",
                    )
                ]
        return []


def _signed(original: Amount | None, minor: int | None) -> Amount | None:
    """An original amount is signed like its booking."""
    if original is None or (minor or 0) >= 0:
        return original
    return Amount(-original.minor, original.currency, original.rate)


def _decimal(text: str) -> str:
    """`1.234,50`, `5,` and `1234.50` as xs:decimal; the last sign is the decimal one."""
    if text.count(",") + text.count(".") == 1 and " " not in text and "'" not in text:
        return text.replace(",", ".")
    text = text.replace(" ", "").replace("'", "")
    at = max(text.rfind(","), text.rfind("."))
    if at < 0:
        return text
    mark = text[at]
    if text.count(mark) > 1:
        return text.replace(",", "").replace(".", "")
    return text[:at].replace(",", "").replace(".", "") + "." + text[at + 1 :]


_days: dict[str, dt.date] = {}


def _day(text: str) -> dt.date | None:
    """YYMMDD; 30 February and the like become the last day of the month."""
    known = _days.get(text)
    if known is None:
        year = int(text[:2])
        found = _clamped(year + (1900 if year >= 80 else 2000), int(text[2:4]), int(text[4:6]))
        if found is None:
            return None
        if len(_days) > 5_000:
            _days.clear()
        _days[text] = known = found
    return known


def _clamped(year: int, month: int, day: int) -> dt.date | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _entry_day(text: str, valued: dt.date | None) -> dt.date | None:
    """MMDD has no year: take the one that brings it nearest to the value day."""
    if valued is None:
        return None
    month, day = int(text[:2]), int(text[2:])
    if (month, day) == (valued.month, valued.day):
        return valued
    near = [_clamped(valued.year + step, month, day) for step in (0, -1, 1)]
    possible = [found for found in near if found is not None]
    return min(possible, key=lambda found: abs(found - valued)) if possible else None
