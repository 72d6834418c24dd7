"""A record: one public fact. Its form, its canonical bytes, and the fields every kind is made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from ouna.core.book.errors import FormBroken
from ouna.core.book.facts import Effects, Facts, Needs, days_between
from ouna.core.errors import Refused
from ouna.core.values import EXPONENTS, Money, canonical, is_ref, parse_canonical

#: The version of the format and the longest entry (C2SP tlog-tiles: a 16-bit length).
VERSION = 1
LONGEST = 65_535

#: What follows the underscore of a ref: 128 bits in Crockford's base 32.
REF_TAIL = "[0-7][0-9a-hjkmnp-tv-z]{25}"

Reader = Callable[[Any], Any]
R = TypeVar("R", bound="Record")


@dataclass(frozen=True, slots=True)
class Field:
    """How one public field is read from JSON, written to it, and whether it may be absent.

    `wire` is the same form as a regular expression over the field's canonical JSON, for the fast path of
    `decode`; it may accept less than `read`, never more. It has one group. `spelled`, if there is one,
    makes the value of what the group matched; None where it cannot tell.
    """

    read: Reader
    write: Reader
    optional: bool = False
    wire: str = ""
    spelled: Callable[[str], Any] | None = None


def _same(value: Any) -> Any:
    return value


def optional(of: Field) -> Field:
    """The same field, absent when None."""
    return replace(of, optional=True)


def ref(prefix: str) -> Field:
    """A ref with that prefix."""

    def read(value: Any) -> str:
        if not is_ref(value, prefix):
            raise FormBroken(f"A ref `{prefix}_…` is expected.")
        return str(value)

    return Field(read, _same, wire=f'"({prefix}_{REF_TAIL})"')


def any_ref() -> Field:
    """A ref of any noun."""

    def read(value: Any) -> str:
        if not is_ref(value):
            raise FormBroken("A ref is expected.")
        return str(value)

    return Field(read, _same, wire=f'"([a-z]{{2,8}}_{REF_TAIL})"')


def pattern(form: str, what: str) -> Field:
    """Text of ASCII characters, none that JSON escapes, that matches `form` (without groups) as a whole."""
    compiled = re.compile(form, re.ASCII)

    def read(value: Any) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise FormBroken(f"{what} is expected.")
        return value

    return Field(read, _same, wire=f'"({form})"')


def many(of: Field, *, least: int = 0, most: int = 200) -> Field:
    """A list of such fields, without repeats."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise FormBroken(f"A list of {least} to {most} is expected.")
        items = tuple(of.read(v) for v in value)
        if len(set(items)) != len(items):
            raise FormBroken("A list repeats an item.")
        return items

    return Field(read, lambda items: [of.write(i) for i in items])


def integer(least: int, most: int) -> Field:
    """A whole number within bounds."""

    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise FormBroken(f"A whole number from {least} to {most} is expected.")
        return value

    return Field(read, _same)


@lru_cache(maxsize=4096)
def is_day(text: str) -> bool:
    """Whether the text is a day that exists, as YYYY-MM-DD."""
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _day(value: Any) -> str:
    if isinstance(value, str) and is_day(value):
        return value
    raise FormBroken("A day as YYYY-MM-DD is expected.")


_TIME = re.compile(r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z", re.ASCII)


def _second(value: Any) -> str:
    if isinstance(value, str) and is_day(value[:10]) and _TIME.fullmatch(value, 10):
        return value
    raise FormBroken("A second in UTC as YYYY-MM-DDThh:mm:ssZ is expected.")


def falls(stamp: str, last: str) -> bool:
    """Whether a stamp lies before the last one: a day and a second are compared as days."""
    length = min(len(stamp), len(last))
    return stamp[:length] < last[:length]


#: The bank's calendar may be a day ahead of the log's, or behind.
DAYS_OF_GRACE = 1


def has_not_come(day: str, on: str | None) -> bool:
    """Whether the bank's `day` lies ahead of the record's by more than the day of grace."""
    if on is None or day <= on:
        return False
    return days_between(on, day) > DAYS_OF_GRACE


def _money(value: Any) -> Money:
    try:
        return Money.of(value)
    except Refused:
        raise FormBroken("A sum as {minor, currency} is expected.") from None


def _positive(value: Any) -> Money:
    money = _money(value)
    if money.minor <= 0:
        raise FormBroken("A sum above zero is expected.")
    return money


def _rate(value: Any) -> str:
    if (
        isinstance(value, str)
        and re.fullmatch(r"(0|[1-9][0-9]{0,8})(\.[0-9]{0,9}[1-9])?", value, re.ASCII)
        and Decimal(value) > 0
    ):
        return value
    raise FormBroken("A rate as a positive decimal without trailing zeros is expected.")


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise FormBroken("True or false is expected.")
    return value


def _currency(value: Any) -> str:
    if isinstance(value, str) and value in EXPONENTS:
        return value
    raise FormBroken("A currency code of ISO 4217 is expected.")


#: A sum's canonical JSON, at most 15 digits: within 2^53 - 1. Larger ones take the slow path.
_SUM = '({"currency":"[A-Z]{3}","minor":%s[1-9][0-9]{0,14}})'
DAY = Field(_day, _same, wire='"([0-9]{4}-[0-9]{2}-[0-9]{2})"')
MONEY = Field(_money, Money.as_data, wire=_SUM % "-?")
POSITIVE = Field(_positive, Money.as_data, wire=_SUM % "")
RATE = Field(_rate, _same)
BOOLEAN = Field(_boolean, _same)
SECOND = Field(
    _second,
    _same,
    wire='"([0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)"',
    spelled=lambda text: text if is_day(text[:10]) else None,
)
#: A kind's stamp: its name and its form.
STAMPS = {"on": DAY, "at": SECOND}
HASH = pattern(r"[0-9a-f]{64}", "A SHA-256 in 64 hex digits")
CODE = pattern(r"[a-z0-9][a-z0-9._-]{0,39}", "A code in lower case")
CURRENCY = Field(_currency, _same)

#: Every kind the book knows: name → class. Filled by `kind`.
KINDS: dict[str, type[Record]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Base of all kinds. `on` is the stamp of the log; None until it is recorded.

    Most kinds carry the day, under `on`. Acts of government carry the second in UTC, under `at`.
    """

    KIND: ClassVar[str] = ""
    STAMP: ClassVar[str] = "on"
    FIELDS: ClassVar[dict[str, Field]] = {}

    ref: str
    on: str | None = None

    @property
    def recorded(self) -> str:
        """The day of the stamp."""
        assert self.on is not None
        return self.on[:10]

    def needs(self) -> Needs:
        """What `check` and `effects` will ask for."""
        raise NotImplementedError

    def check(self, facts: Facts) -> None:
        """Refuse to follow the book as it stands. Raises: RuleBroken."""
        raise NotImplementedError

    def effects(self, facts: Facts) -> Effects:
        """What changes when the record is taken in."""
        raise NotImplementedError

    def as_data(self) -> dict[str, Any]:
        """The public form; absent optional fields have no key."""
        data: dict[str, Any] = {"v": VERSION, "kind": self.KIND}
        if self.on is not None:
            data[self.STAMP] = self.on
        for name, spec in self.FIELDS.items():
            value = getattr(self, name)
            if value is not None:
                data[name] = spec.write(value)
        return data


def kind(cls: type[R]) -> type[R]:
    """Register a kind: its fields must be those of the dataclass."""
    named = {f.name for f in fields(cls)} - {"on"}
    assert cls.STAMP in STAMPS
    assert set(cls.FIELDS) == named, (cls.KIND, set(cls.FIELDS) ^ named)
    assert cls.KIND not in KINDS
    KINDS[cls.KIND] = cls
    return cls


def encode(record: Record) -> bytes:
    """The entry: canonical JSON of a stamped record. Raises: FormBroken when too long or unstamped."""
    if record.on is None:
        raise FormBroken("The record carries no day.")
    data = canonical(record.as_data())
    if len(data) > LONGEST:
        raise FormBroken("The page is longer than 65,535 bytes.")
    return data


def read_fields(cls: type[Record], data: dict[str, Any]) -> dict[str, Any]:
    """Keyword arguments of a kind from its public fields (without v, kind, on). Raises: FormBroken."""
    values = {}
    expected = 0
    for name, spec in cls.FIELDS.items():
        value = data.get(name)
        if value is None:
            if not spec.optional or name in data:
                raise FormBroken(f"The field `{name}` is missing.")
            continue
        expected += 1
        try:
            values[name] = spec.read(value)
        except FormBroken as broken:
            raise FormBroken(f"Field `{name}`: {broken.what}") from None
    if len(data) != expected:
        raise FormBroken("The record has a field its kind does not know.")
    return values


def from_data(data: Any) -> Record:
    """The record of a parsed entry. Raises: FormBroken for an unknown kind, version or field."""
    if not isinstance(data, dict) or type(data.get("v")) is not int or data["v"] != VERSION:
        raise FormBroken("The record is of an unknown version.")
    cls = KINDS.get(data["kind"]) if isinstance(data.get("kind"), str) else None
    if cls is None:
        raise FormBroken("The record is of an unknown kind.")
    rest = {k: v for k, v in data.items() if k not in ("v", "kind", cls.STAMP)}
    return cls(on=STAMPS[cls.STAMP].read(data.get(cls.STAMP)), **read_fields(cls, rest))


def decode_slow(entry: bytes) -> Record:
    """The record in an entry; the bytes must be its canonical form. Raises: FormBroken.

    This is what `decode` means: parse, compare with the canonical form, read field by field.
    """
    if len(entry) > LONGEST:
        raise FormBroken("The page is longer than 65,535 bytes.")
    try:
        data = parse_canonical(entry)
    except Refused:
        raise FormBroken("The page is not spelled in the one form the format allows.") from None
    return from_data(data)
