"""All that a rule may ask, and all that a record may change: facts, states, moves, puts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
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

    It is a hint: some facts are known only once others are (the currency in which a transfer was sent),
    so facts must answer rightly what was not announced, too, if more slowly.

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

    @property
    def size(self) -> int:
        """How many entries there are before the one at hand, which is its number."""

    def state(self, ref: str) -> State | None:
        """The state of a ref, None if the book does not know it."""

    def balance(self, of: str, currency: str, upto: str | None = None) -> int:
        """Minor units; with `upto` only moves of days up to that day count."""


def ask(facts: Facts, ref: str, kind: type[S], step: str = "form") -> S:
    """The state of `ref`, which must be of `kind`. Raises: RuleBroken."""
    state = facts.state(ref)
    if not isinstance(state, kind):
        raise RuleBroken(step, f"{ref} is not a known {kind.NAME} at this place of the record.")
    return state


def days_between(earlier: str, later: str) -> int:
    """Days from one day to another; below zero if `later` is not later."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


class Overlay:
    """Facts as they would be after some effects: for a correction that undoes before it books anew."""

    def __init__(self, facts: Facts, moves: Iterable[Move], puts: Iterable[Put] = ()) -> None:
        self._facts = facts
        self._moves = list(moves)
        self._puts = dict(puts)

    @property
    def last(self) -> str:
        return self._facts.last

    @property
    def size(self) -> int:
        return self._facts.size

    def state(self, ref: str) -> State | None:
        return self._puts.get(ref) or self._facts.state(ref)

    def balance(self, of: str, currency: str, upto: str | None = None) -> int:
        """As the facts', with the moves added; no record that is booked anew asks by day."""
        assert upto is None
        added = sum(m.minor for m in self._moves if m.of == of and m.currency == currency)
        return self._facts.balance(of, currency) + added


def check_sides(moves: Iterable[Move]) -> None:
    """Account side and fund side are equal per currency. Raises: RuleBroken."""
    # Nearly every record has one currency: its sum needs no dict.
    first, total = "", 0
    others: dict[str, int] = {}
    for _, currency, minor, side in moves:
        if side == TALLY:
            continue
        signed = minor if side == ACCOUNT else -minor
        if currency == first or not first:
            first, total = currency, total + signed
        else:
            others[currency] = others.get(currency, 0) + signed
    if total or any(others.values()):
        raise RuleBroken("balance", "The account side and the fund side differ.")
