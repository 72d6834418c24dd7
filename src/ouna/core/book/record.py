"""A record: one public fact. Its form, its canonical bytes, and the fields every kind is made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from ouna.core.book.errors import FormBroken
from ouna.core.book.facts import Effects, Facts, Needs
from ouna.core.errors import Refused
from ouna.core.values import Money, canonical, is_ref, parse_canonical

#: The version of the format and the longest entry (C2SP tlog-tiles: a 16-bit length).
VERSION = 1
LONGEST = 65_535

Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """How one public field is read from JSON, written to it, and whether it may be absent."""

    read: Reader
    write: Reader
    optional: bool = False


def _same(value: Any) -> Any:
    return value


def optional(of: Field) -> Field:
    """The same field, absent when None."""
    return Field(of.read, of.write, True)


def ref(prefix: str) -> Field:
    """A ref with that prefix."""

    def read(value: Any) -> str:
        if not is_ref(value, prefix):
            raise FormBroken(f"A ref `{prefix}_…` is expected.")
        return str(value)

    return Field(read, _same)


def any_ref() -> Field:
    """A ref of any noun."""

    def read(value: Any) -> str:
        if not is_ref(value):
            raise FormBroken("A ref is expected.")
        return str(value)

    return Field(read, _same)


def pattern(form: str, what: str) -> Field:
    """Text of ASCII characters that matches `form` as a whole."""
    compiled = re.compile(form, re.ASCII)

    def read(value: Any) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise FormBroken(f"{what} is expected.")
        return value

    return Field(read, _same)


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


def _day(value: Any) -> str:
    try:
        if isinstance(value, str) and len(value) == 10 and date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise FormBroken("A day as YYYY-MM-DD is expected.")


def _second(value: Any) -> str:
    try:
        if isinstance(value, str) and datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ") and len(value) == 20:  # noqa: DTZ007
            return value
    except ValueError:
        pass
    raise FormBroken("A second as YYYY-MM-DDThh:mm:ssZ is expected.")


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


DAY = Field(_day, _same)
SECOND = Field(_second, _same)
MONEY = Field(_money, Money.as_data)
POSITIVE = Field(_positive, Money.as_data)
RATE = Field(_rate, _same)
HASH = pattern(r"[0-9a-f]{64}", "A SHA-256 in 64 hex digits")
CODE = pattern(r"[a-z0-9][a-z0-9._-]{0,39}", "A code in lower case")
CURRENCY = pattern(r"[A-Z]{3}", "A currency code")

#: Every kind the book knows: name → class. Filled by `kind`.
KINDS: dict[str, type[Record]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Base of all kinds. `on` is the day stamped by the log; None until it is recorded."""

    KIND: ClassVar[str] = ""
    FIELDS: ClassVar[dict[str, Field]] = {}

    ref: str
    on: str | None = None

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
            data["on"] = self.on
        for name, spec in self.FIELDS.items():
            value = getattr(self, name)
            if value is not None:
                data[name] = spec.write(value)
        return data


def kind(cls: type[Record]) -> type[Record]:
    """Register a kind: its fields must be those of the dataclass."""
    named = {f.name for f in fields(cls)} - {"on"}
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
        raise FormBroken("The entry is longer than 65,535 bytes.")
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
    rest = {k: v for k, v in data.items() if k not in ("v", "kind", "on")}
    return cls(on=_day(data.get("on")), **read_fields(cls, rest))


def decode(entry: bytes) -> Record:
    """The record in an entry; the bytes must be its canonical form. Raises: FormBroken."""
    if len(entry) > LONGEST:
        raise FormBroken("The entry is longer than 65,535 bytes.")
    try:
        data = parse_canonical(entry)
    except Refused:
        raise FormBroken("The entry is not canonical JSON.") from None
    return from_data(data)
