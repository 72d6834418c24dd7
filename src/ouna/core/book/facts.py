"""All that a rule may ask, and all that a record may change: facts, states, moves, puts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypeVar

from ouna.core.book.errors import RuleBroken
from ouna.core.book.states import State

S = TypeVar("S", bound=State)

#: Sides of a move. Per record and currency the account side equals the fund side; tallies are running
#: totals for reading ("received in this fund") and belong to neither.
ACCOUNT, FUND, TALLY = "account", "fund", "tally"


class Move(NamedTuple):
    """`minor` units of `currency` are added to the balance `of` a ref or of a pot (`camp_…:transit`)."""

    of: str
    currency: str
    minor: int
    side: str


class Put(NamedTuple):
    """From now on the state of `ref` is `state`."""

    ref: str
    state: State


class Effects(NamedTuple):
    """What a record changes; `day` is the bank's day (or the record's) under which moves are kept."""

    day: str
    moves: tuple[Move, ...]
    puts: tuple[Put, ...]


@dataclass(slots=True)
class Needs:
    """What a record's check and effects will ask for, so that a database can fetch it in two queries.

    `upto` holds (of, currency, day): the balance counting only moves of days up to `day`.
    """

    refs: list[str] = field(default_factory=list)
    balances: list[tuple[str, str]] = field(default_factory=list)
    upto: list[tuple[str, str, str]] = field(default_factory=list)


class Facts(Protocol):
    """The book as it stands before the record at hand; every answer in constant time."""

    @property
    def last(self) -> str:
        """The stamp of the last entry: a day, or a second in UTC; empty before entry 0."""

    def state(self, ref: str) -> State | None:
        """The state of a ref, None if the book does not know it."""

    def balance(self, of: str, currency: str, upto: str | None = None) -> int:
        """Minor units; with `upto` only moves of days up to that day count."""


def ask(facts: Facts, ref: str, kind: type[S], step: str = "form") -> S:
    """The state of `ref`, which must be of `kind`. Raises: RuleBroken."""
    state = facts.state(ref)
    if not isinstance(state, kind):
        raise RuleBroken(step, f"{ref} is not a known {kind.__name__.lower()} at this place of the book.")
    return state


class Overlay:
    """Facts as they would be after some effects: for a correction that undoes before it books anew."""

    def __init__(self, facts: Facts, moves: Iterable[Move]) -> None:
        self._facts = facts
        self._moves = list(moves)

    @property
    def last(self) -> str:
        return self._facts.last

    def state(self, ref: str) -> State | None:
        return self._facts.state(ref)

    def balance(self, of: str, currency: str, upto: str | None = None) -> int:
        added = sum(m.minor for m in self._moves if m.of == of and m.currency == currency)
        return self._facts.balance(of, currency, upto) + added


class MemoryFacts:
    """Facts in memory: states by ref, balances by (of, currency), and per day for those asked by day."""

    def __init__(self) -> None:
        self.last = ""
        self.states: dict[str, State] = {}
        self.balances: dict[tuple[str, str], int] = {}
        self.days: dict[tuple[str, str], dict[str, int]] = {}

    def state(self, ref: str) -> State | None:
        return self.states.get(ref)

    def balance(self, of: str, currency: str, upto: str | None = None) -> int:
        total = self.balances.get((of, currency), 0)
        if upto is None:
            return total
        return total - sum(minor for day, minor in self.days.get((of, currency), {}).items() if day > upto)

    def apply(self, effects: Effects, stamp: str) -> None:
        """Take in the effects of a record that passed its check."""
        for of, currency, minor, side in effects.moves:
            key = (of, currency)
            self.balances[key] = self.balances.get(key, 0) + minor
            if side != TALLY:
                days = self.days.setdefault(key, {})
                days[effects.day] = days.get(effects.day, 0) + minor
        for ref, state in effects.puts:
            self.states[ref] = state
        if stamp > self.last:
            self.last = stamp


def check_sides(moves: Iterable[Move]) -> None:
    """Account side and fund side are equal per currency. Raises: RuleBroken."""
    sums: dict[str, int] = {}
    for _, currency, minor, side in moves:
        if side == ACCOUNT:
            sums[currency] = sums.get(currency, 0) + minor
        elif side == FUND:
            sums[currency] = sums.get(currency, 0) - minor
    if any(sums.values()):
        raise RuleBroken("balance", "The account side and the fund side differ.")


def as_moves(data: Iterable[Mapping[str, object]], side_of: Mapping[str, str]) -> tuple[Move, ...]:
    """Moves from their public form `{of, currency, minor}`; sides looked up by `of`."""
    return tuple(
        Move(str(d["of"]), str(d["currency"]), int(str(d["minor"])), side_of.get(str(d["of"]), TALLY))
        for d in data
    )
