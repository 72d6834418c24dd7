"""What banks stated, compared with the book at its end: days that were closed stay closed, nothing waits
for ever, an account that was closed is empty, and one that is used is stated again and again.

At its own place `account.stated` only adds up. Whoever owns the log's key could yet let a theft "wait"
for ever, or book it later into a month long past; both show only here.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ouna.core.book.kinds.campaign import AccountStated
from ouna.core.book.memory import MemoryFacts
from ouna.core.book.states import Account

#: A line that waits, or money in a closed account, is a finding after so many days.
WAIT_DAYS = 31

#: An account with entries is a finding if its bank was not heard for more days than these.
UNSTATED_DAYS = 45


class Said(NamedTuple):
    """The bank's word at `entry`; `before` is what was booked up to the day before `day`."""

    entry: int
    currency: str
    day: str
    closing: int
    waiting_in: int
    waiting_out: int
    before: int

    @classmethod
    def of(cls, entry: int, record: AccountStated, facts: MemoryFacts) -> Said:
        """From the record, and the facts at its place."""
        currency, day = record.closing.currency, record.day
        before = facts.balance(record.account, currency, day) - _on(facts, record.account, currency, day)
        closing = record.closing.minor
        return cls(entry, currency, day, closing, record.waiting_in, record.waiting_out, before)


def _on(facts: MemoryFacts, account: str, currency: str, day: str) -> int:
    return facts.days.get((account, currency), {}).get(day, 0)


def _age(day: str, facts: MemoryFacts) -> int:
    return (date.fromisoformat(facts.last[:10]) - date.fromisoformat(day)).days


def check_stated(facts: MemoryFacts, stated: dict[str, list[Said]]) -> list[tuple[int | None, str, str]]:
    """Findings (entry, step, what) about all accounts at the end of a book."""
    found: list[tuple[int | None, str, str]] = []
    for account, said in stated.items():
        waits = _waits(facts, account, said, found)
        newest_old = max((s.day for s in said if _age(s.day, facts) > WAIT_DAYS), default=None)
        since = [(s, waits[s.entry]) for s in said if newest_old is not None and s.day >= newest_old]
        if since and (all(w > 0 for _, w in since) or all(w < 0 for _, w in since)):
            what = f"Money that the bank has booked waits for more than {WAIT_DAYS} days."
            found.append((since[0][0].entry, "balance", what))
    for ref, state in facts.states.others().items():
        if not isinstance(state, Account) or not state.closed or _age(state.closed, facts) <= WAIT_DAYS:
            continue
        if facts.balance(ref, state.currency):
            found.append((None, "balance", "A closed account is not empty."))
    return found + _unstated(facts, stated)


def _unstated(facts: MemoryFacts, stated: dict[str, list[Said]]) -> list[tuple[int | None, str, str]]:
    """Else whoever keeps the books could leave out every statement, and nothing would be compared."""
    found: list[tuple[int | None, str, str]] = []
    for ref, first in facts.first.items():
        day, entry = max([first, *((s.day, s.entry) for s in stated.get(ref, ()))])
        account = facts.states[ref]
        if isinstance(account, Account) and not account.closed and _age(day, facts) > UNSTATED_DAYS:
            what = f"An account is used, and its bank's statement has been missing since {day}."
            found.append((entry, "balance", what))
    return found


def _waits(
    facts: MemoryFacts, account: str, said: list[Said], found: list[tuple[int | None, str, str]]
) -> dict[int, int]:
    """By entry: what of the bank's sum is still not booked. Days before a stated one may only receive
    what waited then; of the day itself a bank may tell more later."""
    days = sorted(facts.days.get((account, said[0].currency), {}).items())
    waits: dict[int, int] = {}
    at = booked = 0
    for s in sorted(said, key=lambda s: s.day):
        while at < len(days) and days[at][0] < s.day:
            booked += days[at][1]
            at += 1
        if not -s.waiting_out <= booked - s.before <= s.waiting_in:
            what = "Later entries lie on days whose balance the bank had stated."
            found.append((s.entry, "balance", what))
        waits[s.entry] = s.closing - booked - _on(facts, account, s.currency, s.day)
    return waits
