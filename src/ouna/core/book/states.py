"""States: the small frozen values the book remembers about a ref. Stored as JSON lists by the server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

_encode = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class State:
    """Base of all states; fields are text, integers, booleans and tuples of them."""

    NAME: ClassVar[str] = ""

    def to_json(self) -> str:
        """Compact JSON of the fields in order."""
        names: tuple[str, ...] = self.__slots__
        return _encode([getattr(self, name) for name in names])


@dataclass(frozen=True, slots=True)
class Log(State):
    """The log itself, known under the pot name `log`."""

    NAME: ClassVar[str] = "log"
    ref: str
    origin: str
    keys: tuple[str, ...]
    coalition: str


@dataclass(frozen=True, slots=True)
class Campaign(State):
    """A campaign: its currencies and, per currency, the bank charges one account may bear in a month."""

    NAME: ClassVar[str] = "campaign"
    currencies: tuple[str, ...]
    fee_limits: tuple[tuple[str, int], ...]
    goal_minor: int
    goal_currency: str

    def fee_limit(self, currency: str) -> int:
        """Minor units; 0 where none was announced."""
        return {str(c): int(m) for c, m in self.fee_limits}.get(currency, 0)


@dataclass(frozen=True, slots=True)
class Fund(State):
    """A purpose: `free` may be spent where most needed; else its purposes are codes."""

    NAME: ClassVar[str] = "fund"
    campaign: str
    free: bool
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account(State):
    """An announced bank account; `closed` is a day or empty.

    `tally` is the account that first had one of its numbers, `since` the month of that announcement: where
    its bank charges are counted, however often it is announced.
    """

    NAME: ClassVar[str] = "account"
    campaign: str
    currency: str
    section: str
    ids: tuple[str, ...]
    tally: str
    since: str
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Gift(State):
    """A gift, booked by the bank on day `booked`; `left` is what has not been reversed."""

    NAME: ClassVar[str] = "gift"
    campaign: str
    account: str
    fund: str
    currency: str
    minor: int
    left: int
    booked: str

    def to_json(self) -> str:
        """As every state's. Refs, codes and days hold nothing that JSON escapes; most states are gifts."""
        return (
            f'["{self.campaign}","{self.account}","{self.fund}","{self.currency}",'
            f'{self.minor},{self.left},"{self.booked}"]'
        )


@dataclass(frozen=True, slots=True)
class Transfer(State):
    """Money sent from one announced account to another on day `sent`; `arrived` once it has.

    `explains` is the open line it explained, empty if none.
    """

    NAME: ClassVar[str] = "transfer"
    campaign: str
    source: str
    target: str
    currency: str
    minor: int
    sent: str
    explains: str = ""
    arrived: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Unexplained(State):
    """A bank line of day `booked` nobody has explained yet; `sign` is 1 for money in, -1 for money out.

    `bound` is the restricted fund that held the money while it was booked as a gift, empty if none.
    """

    NAME: ClassVar[str] = "unexplained"
    campaign: str
    account: str
    currency: str
    sign: int
    left: int
    booked: str
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Booked(State):
    """A money record that a correction may name; holds its moves, so that the inverse can be checked.

    The first move is the line's: on the account, or on the pot of the open line it `explains`.
    """

    NAME: ClassVar[str] = "booked"
    kind: str
    account: str
    booked: str
    moves: tuple[tuple[str, str, int, str], ...]
    explains: str = ""
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Rates(State):
    """Rates of one currency to the euro, by day: (day, value, whether the euro is the base)."""

    NAME: ClassVar[str] = "rates"
    days: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Appeal(State):
    """A published version of an appeal; `source` is the commitment to the text that is translated."""

    NAME: ClassVar[str] = "appeal"
    campaign: str
    version: int
    source: str


@dataclass(frozen=True, slots=True)
class AppealSignature(State):
    """An organisation's signature under that version of the appeal; live unless `over` says why it is not."""

    NAME: ClassVar[str] = "signature"
    campaign: str
    version: int
    over: str = ""


@dataclass(frozen=True, slots=True)
class Used(State):
    """A ref that exists and carries nothing a later rule asks for."""

    NAME: ClassVar[str] = "used"
    kind: str


STATES: dict[str, type[State]] = {
    c.NAME: c
    for c in (
        Log,
        Campaign,
        Fund,
        Account,
        Gift,
        Transfer,
        Unexplained,
        Booked,
        Rates,
        Appeal,
        AppealSignature,
        Used,
    )
}


def _frozen(value: object) -> object:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value


@lru_cache(maxsize=256)
def state_from(name: str, data: str) -> State:
    """The state stored as `to_json` under its NAME; kept, since every record asks for the same few."""
    return STATES[name](*(_frozen(v) for v in json.loads(data)))
