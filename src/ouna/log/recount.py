"""Replaying the whole log from zero and comparing row by row with what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db import connection

from ouna.core.book import TALLY, Effects, Replay, RuleBroken
from ouna.core.tlog import Frontier
from ouna.log.facts import as_day
from ouna.log.monitor import Finding
from ouna.log.numbering import entries_recorded
from ouna.log.published import BATCH
from ouna.log.steps import step

Row = tuple[Any, ...]
#: Entries after which it is told how far the replay is.
SHOWN = 500


def rows_of(sql: str) -> Iterator[Any]:
    """Rows of a query, a few thousand in memory at a time."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        while batch := cursor.fetchmany(2_000):
            yield from batch


def _moves_by_entry() -> Iterator[tuple[int, list[Row]]]:
    rows = rows_of("SELECT entry_id, nth, of, currency, minor, day FROM log_bookmove ORDER BY entry_id, nth")
    for entry, group in groupby(rows, key=lambda row: row[0]):
        yield entry, [(nth, of, currency, minor, as_day(day)) for _, nth, of, currency, minor, day in group]


class Recount:
    """One pass over all entries. `roots` are the roots that sizes must have: size → {whose: root}.

    With `totals_size`, `totals` afterwards holds what `totals.json` of that size must say.
    """

    def __init__(self, roots: dict[int, dict[str, bytes]], totals_size: int = -1) -> None:
        self.replay = Replay()
        self.facts = self.replay.facts
        self.totals: dict[str, Any] | None = None
        self._totals_size = totals_size
        self._roots = roots
        self._days: dict[tuple[str, str, str], int] = {}
        self._frontier = Frontier()
        self._fresh: list[bytes] = []
        self._moves = _moves_by_entry()
        self._next_moves = next(self._moves, None)

    @property
    def count(self) -> int:
        """Entries read so far."""
        return self.replay.size

    def run(self) -> Iterator[Finding]:
        """All differences."""
        yield from self._compare_roots()
        entries = rows_of(
            'SELECT e.id, e.ref, e.kind, e."on", e.data, n.number FROM log_entry e '
            "LEFT JOIN log_entrynumber n ON n.entry_id = e.id ORDER BY e.id"
        )
        total = entries_recorded()
        for entry, ref, kind, on, data, number in entries:
            if self.count % SHOWN == 0:
                step("Replay of the record", self.count, total)
            if entry != self.count + 1 or number not in (self.count, None):
                yield Finding(f"entry {self.count}", "The entry is not at its place.")
            yield from self._take(entry, (ref, kind, as_day(on)), bytes(data))
            if number is not None:
                yield from self._compare_roots()
        yield from self._strays(None)
        self._flush()
        for size in self._roots:
            if size > self._frontier.size:
                whose = " and ".join(self._roots[size])
                yield Finding(whose, f"Entries here: {self._frontier.size}; entries signed: {size}.")
        yield from self._compare_kept()
        # The same function as the verifier's: both find the same when a book ends in something unexplained.
        for index, rule, what in self.replay.close():
            yield Finding("end of the book" if index is None else f"entry {index}", f"{rule}: {what}")

    def _take(self, entry: int, row: Row, data: bytes) -> Iterator[Finding]:
        """Replay one entry; its row and its moves must be what it says."""
        where = f"entry {self.count}"
        self._fresh.append(data)
        expected: list[Row] = []
        try:
            record, effects = self.replay.take(data)
        except RuleBroken as broken:
            yield Finding(where, f"{broken.step}: {broken.what}")
        else:
            expected = self._moved(effects)
            if (record.ref, record.KIND, record.recorded) != row:
                yield Finding(where, "The row says another ref, kind or day than the entry.")
        yield from self._strays(entry)
        found: list[Row] = []
        if self._next_moves and self._next_moves[0] == entry:
            found = self._next_moves[1]
            self._next_moves = next(self._moves, None)
        if found != expected:
            yield Finding(where, "The moves kept differ from the entry's.")

    def _moved(self, effects: Effects) -> list[Row]:
        expected: list[Row] = []
        for of, currency, minor, side in effects.moves:
            if side != TALLY:
                key = (of, currency, effects.day)
                self._days[key] = self._days.get(key, 0) + minor
                expected.append((len(expected), of, currency, minor, effects.day))
        return expected

    def _strays(self, before: int | None) -> Iterator[Finding]:
        while self._next_moves and (before is None or self._next_moves[0] < before):
            yield Finding(f"entry {self._next_moves[0] - 1}", "There are moves without an entry.")
            self._next_moves = next(self._moves, None)

    def _flush(self) -> None:
        self._frontier.extend_entries(self._fresh)
        self._fresh.clear()

    def _compare_roots(self) -> Iterator[Finding]:
        size = self.count
        if size == self._totals_size:
            self.totals = self.replay.totals()
        if len(self._fresh) == BATCH or size in self._roots:
            self._flush()
        for whose, root in self._roots.get(size, {}).items():
            if self._frontier.root() != root:
                yield Finding(whose, f"Up to entry {size - 1} the root is another one than was signed.")

    def _compare_kept(self) -> Iterator[Finding]:
        """States, balances, day sums and the stamp, each row against the replay."""
        seen = 0
        for ref, kind, data in rows_of("SELECT ref, kind, data FROM log_bookstate"):
            state = self.facts.state(ref)
            seen += 1
            if state is None or (state.NAME, state.to_json()) != (kind, data):
                yield Finding(f"state {ref}", "The state kept differs from the replay.")
        if seen != len(self.facts.states):
            yield Finding("states", f"{seen} states are kept, the replay has {len(self.facts.states)}.")
        kept = rows_of("SELECT of, currency, minor FROM log_bookbalance")
        balances = {(of, currency): minor for of, currency, minor in kept}
        for key in sorted({*balances, *self.facts.balances}):
            if balances.get(key) != self.facts.balances.get(key):
                yield Finding(f"balance {key[0]} {key[1]}", "The balance kept differs from the replay.")
        kept = rows_of("SELECT of, currency, day, minor FROM log_bookday")
        days = {(of, currency, as_day(day)): minor for of, currency, day, minor in kept}
        for place in sorted({*days, *self._days}):
            if days.get(place) != self._days.get(place):
                yield Finding(f"day {place[0]} {place[2]}", "The day's sum kept differs from the replay.")
        stamps = list(rows_of("SELECT last, entries FROM log_bookstamp"))
        if stamps != ([(self.facts.last, self.count)] if self.count else []):
            yield Finding("stamp", "The last stamp or the number of entries differs from the replay.")
