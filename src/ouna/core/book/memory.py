"""Facts in memory, small enough for a million gifts: what the verifier and the nightly check replay into."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, MutableMapping

from ouna.core.book.facts import ACCOUNT, Effects
from ouna.core.book.states import Gift, State

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LOW_BITS = 72
_LOW = 2**_LOW_BITS - 1
_GIFT = "gift_"
ACCOUNT_PREFIX = "acct_"
#: Campaign, account, fund, currency, bank's day: what many gifts share.
Home = tuple[str, str, str, str, str]


def _number(ref: str) -> int:
    """A ref `gift_…` as a number below 2^133: its 26 characters read as digits of base 36.

    One to one, and four times as fast as base 32 in the alphabet of refs.
    """
    return int(ref[5:], 36)


def _gift_ref(number: int) -> str:
    digits = []
    for _ in range(26):
        number, digit = divmod(number, 36)
        digits.append(_DIGITS[digit])
    return _GIFT + "".join(reversed(digits))


class States(MutableMapping[str, State]):
    """States by ref. Gifts are packed into arrays: about 120 bytes each instead of 700.

    A gift is found by the low 72 bits of its number and recognised by the high ones, so a ref crafted to
    share the low bits of another is never taken for it: the second one is kept whole beside the arrays.
    """

    def __init__(self) -> None:
        self._others: dict[str, State] = {}
        self._rows: dict[int, int] = {}
        self._high = array("Q")
        self._minor = array("q")
        self._home = array("I")
        self._homes: list[Home] = []
        self._home_of: dict[Home, int] = {}
        self._left: dict[int, int] = {}

    def find(self, ref: str) -> State | None:
        """The state of a ref, None if there is none."""
        state = self._others.get(ref)
        if state is not None or not ref.startswith(_GIFT):
            return state
        number = _number(ref)
        row = self._rows.get(number & _LOW)
        if row is None or self._high[row] != number >> _LOW_BITS:
            return None
        return self._gift(row)

    def _gift(self, row: int) -> Gift:
        minor = self._minor[row]
        campaign, account, fund, currency, booked = self._homes[self._home[row]]
        return Gift(campaign, account, fund, currency, minor, self._left.get(row, minor), booked)

    def others(self) -> dict[str, State]:
        """All states but those of gifts."""
        return self._others

    def __setitem__(self, ref: str, state: State) -> None:
        if type(state) is not Gift or ref in self._others:
            self._others[ref] = state
            return
        number = _number(ref)
        count = len(self._high)
        row = self._rows.setdefault(number & _LOW, count)
        if row == count:
            self._append(number >> _LOW_BITS, state)
        elif self._high[row] != number >> _LOW_BITS:
            self._others[ref] = state
        else:
            # Of a gift in the book, only what is left of it can change.
            self._left[row] = state.left

    def _append(self, high: int, gift: Gift) -> None:
        home = gift.campaign, gift.account, gift.fund, gift.currency, gift.booked
        at = self._home_of.get(home)
        if at is None:
            at = self._home_of[home] = len(self._homes)
            self._homes.append(home)
        minor = gift.minor
        if gift.left != minor:
            self._left[len(self._high)] = gift.left
        self._high.append(high)
        self._minor.append(minor)
        self._home.append(at)

    def __getitem__(self, ref: str) -> State:
        state = self.find(ref)
        if state is None:
            raise KeyError(ref)
        return state

    def __delitem__(self, ref: str) -> None:
        raise TypeError("The book forgets nothing.")

    def __iter__(self) -> Iterator[str]:
        yield from self._others
        for low, row in self._rows.items():
            yield _gift_ref(self._high[row] << _LOW_BITS | low)

    def __len__(self) -> int:
        return len(self._others) + len(self._high)


class MemoryFacts:
    """Facts in memory: states by ref, balances by (of, currency), and per day for accounts."""

    def __init__(self) -> None:
        self.last = ""
        self.states = States()
        self.balances: dict[tuple[str, str], int] = {}
        self.days: dict[tuple[str, str], dict[str, int]] = {}
        self.state = self.states.find

    def balance(self, of: str, currency: str, upto: str | None = None) -> int:
        """Minor units; with `upto`, which only accounts know, those of days up to that day."""
        total = self.balances.get((of, currency), 0)
        if upto is None:
            return total
        assert of.startswith(ACCOUNT_PREFIX), of
        return total - sum(minor for day, minor in self.days.get((of, currency), {}).items() if day > upto)

    def apply(self, effects: Effects, stamp: str) -> None:
        """Take in the effects of a record that passed its check."""
        balances = self.balances
        for of, currency, minor, side in effects.moves:
            key = (of, currency)
            balances[key] = balances.get(key, 0) + minor
            if side == ACCOUNT and of.startswith(ACCOUNT_PREFIX):
                days = self.days.get(key)
                if days is None:
                    days = self.days[key] = {}
                days[effects.day] = days.get(effects.day, 0) + minor
        put = self.states.__setitem__
        for ref, state in effects.puts:
            put(ref, state)
        if stamp > self.last:
            self.last = stamp
