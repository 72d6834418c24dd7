"""The book's facts out of the database: fetched in two queries, with `upto` three; then from memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from ouna.core.book import TALLY, Effects, Needs, State, state_from

Key = tuple[str, str]

_STATES = "SELECT ref, kind, data FROM log_bookstate WHERE "
_BALANCES = "SELECT of, currency, minor FROM log_bookbalance WHERE "


def among(column: str, values: Iterable[str] | Iterable[int]) -> tuple[str, Any]:
    """A condition for any number of values with one parameter."""
    listed: list[Any] = list(set(values))
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", listed
    return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(listed)  # noqa: S608 - our own column


def as_day(day: object) -> str:
    """A day as text: SQLite's driver gives text, PostgreSQL's a date."""
    return day.isoformat() if isinstance(day, date) else str(day)


class DbFacts:
    """The book as the database holds it, and what a batch adds before it is written.

    What was not named in advance is fetched when asked; `misses` counts these, so that a test can see an
    incomplete `needs()`. After `apply` the three `added` dicts and `put` are exactly what is to be written.
    `entries` are those of the database, `size` counts those of the batch too.
    """

    def __init__(self) -> None:
        self.last = ""
        self.entries = 0
        self.size = 0
        self.misses = 0
        self.states: dict[str, State | None] = {}
        self._base: dict[Key, int] = {}
        self._tails: dict[Key, tuple[str, dict[str, int]]] = {}
        self.added: dict[Key, int] = {}
        self.added_days: dict[Key, dict[str, int]] = {}
        self.put: dict[str, State] = {}
        #: Refs among `put` that the database was seen not to have.
        self.new: set[str] = set()

    @classmethod
    def load(cls, needs: Iterable[Needs]) -> DbFacts:
        """The last stamp and all that is needed. Call under the book lock."""
        facts = cls()
        refs: set[str] = set()
        balances: set[Key] = set()
        upto: dict[Key, str] = {}
        for need in needs:
            refs.update(need.refs)
            balances.update(need.balances)
            for of, currency, day in need.upto:
                upto[of, currency] = min(day, upto.get((of, currency), day))
        with connection.cursor() as cursor:
            facts._fetch(cursor, refs, balances | upto.keys())
            for key, day in upto.items():
                facts._fetch_tail(cursor, key, day)
        return facts

    def _fetch(self, cursor: Any, refs: set[str], keys: set[Key]) -> None:
        """The stamp, the states, the balances; on PostgreSQL in one message, which saves two round trips."""
        asked = [("SELECT last, entries FROM log_bookstamp WHERE id = 1", None, self._take_stamp)]
        if refs:
            where, given = among("ref", refs)
            self.states.update(dict.fromkeys(refs))
            asked.append((_STATES + where, given, self._take_states))
        if keys:
            where, given = among("of", {of for of, _ in keys})
            self._base.update(dict.fromkeys(keys, 0))
            asked.append((_BALANCES + where, given, self._take_balances))
        if connection.vendor == "postgresql":
            given = [value for _, value, _ in asked if value is not None]
            cursor.execute("; ".join(sql for sql, _, _ in asked), given)
            for at, (_, _, take) in enumerate(asked):
                if at:
                    cursor.nextset()
                take(cursor.fetchall())
            return
        for sql, value, take in asked:
            cursor.execute(sql, [] if value is None else [value])
            take(cursor.fetchall())

    def _take_stamp(self, rows: list[Any]) -> None:
        for last, entries in rows:
            self.last, self.entries, self.size = last, entries, entries

    def _take_states(self, rows: list[Any]) -> None:
        for ref, kind, data in rows:
            self.states[ref] = state_from(kind, data)

    def _take_balances(self, rows: list[Any]) -> None:
        for of, currency, minor in rows:
            self._base[of, currency] = minor

    def _fetch_tail(self, cursor: Any, key: Key, day: str) -> None:
        """The day sums after `day`: what a balance up to it leaves out."""
        cursor.execute(
            "SELECT day, minor FROM log_bookday WHERE of = %s AND currency = %s AND day > %s", [*key, day]
        )
        self._tails[key] = day, {as_day(found): minor for found, minor in cursor.fetchall()}

    def state(self, ref: str) -> State | None:
        """The state of a ref, None if the book does not know it."""
        if ref not in self.states:
            self.misses += 1
            where, given = among("ref", {ref})
            self.states[ref] = None
            with connection.cursor() as cursor:
                cursor.execute(_STATES + where, [given])
                self._take_states(cursor.fetchall())
        return self.states[ref]

    def balance(self, of: str, currency: str, upto: str | None = None) -> int:
        """Minor units; with `upto` only moves of days up to that day count."""
        key = (of, currency)
        if key not in self._base:
            self.misses += 1
            where, given = among("of", {of})
            self._base[key] = 0
            with connection.cursor() as cursor:
                cursor.execute(_BALANCES + where, [given])
                self._take_balances(cursor.fetchall())
        total = self._base[key] + self.added.get(key, 0)
        if upto is None:
            return total
        if key not in self._tails or self._tails[key][0] > upto:
            self.misses += 1
            with connection.cursor() as cursor:
                self._fetch_tail(cursor, key, upto)
        for days in (self._tails[key][1], self.added_days.get(key, {})):
            total -= sum(minor for day, minor in days.items() if day > upto)
        return total

    def apply(self, effects: Effects, stamp: str) -> None:
        """Take in the effects of a record that passed its check."""
        added, added_days = self.added, self.added_days
        for of, currency, minor, side in effects.moves:
            key = (of, currency)
            added[key] = added.get(key, 0) + minor
            if side != TALLY:
                days = added_days.setdefault(key, {})
                days[effects.day] = days.get(effects.day, 0) + minor
        states, put = self.states, self.put
        for ref, state in effects.puts:
            if ref not in put and states.get(ref, state) is None:
                self.new.add(ref)
            states[ref] = put[ref] = state
        self.last = max(self.last, stamp)
        self.size += 1
