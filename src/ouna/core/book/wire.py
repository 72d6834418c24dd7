"""The fast way to read an entry: one regular expression over all canonical entries of a kind.

A kind's canonical form has one order of keys and one spelling of each value, so an entry that matches is
canonical and well-formed; parsing it and encoding it again, which cost more than all rules, can be left
out. What does not match is read the slow way, which alone decides and says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ouna.core.book.record import (
    DAY,
    KINDS,
    LONGEST,
    MONEY,
    POSITIVE,
    STAMPS,
    VERSION,
    Record,
    decode_slow,
    is_day,
)
from ouna.core.values import EXPONENTS, Money

_KIND_KEY = '"kind":"'
_MOST = "gift.received"
#: Where in a sum's canonical JSON, `{"currency":"EUR","minor":1250}`, its parts stand.
_CURRENCY, _MINOR = slice(13, 16), slice(26, -1)


@dataclass(frozen=True, slots=True)
class Wire:
    """How entries of a kind are spelled, and in which of its groups, one a field, days and sums stand."""

    cls: type[Record]
    match: Callable[[str], re.Match[str] | None]
    setters: tuple[Callable[[Record, Any], None], ...]
    days: tuple[int, ...]
    sums: tuple[int, ...]
    spelled: tuple[tuple[int, Callable[[str], Any]], ...]


def decode(entry: bytes) -> Record:
    """The record in an entry; the bytes must be its canonical form. Raises: FormBroken."""
    return _decode_fast(entry) or decode_slow(entry)


def _decode_fast(entry: bytes) -> Record | None:
    """The record of an entry spelled as its kind demands; None says nothing about it."""
    try:
        text = entry.decode("ascii")
    except UnicodeDecodeError:
        return None
    # Most entries are gifts, so their spelling is tried first; it fails at the kind, if not before.
    wire = _WIRES.get(_MOST) or wire_of(_MOST)
    found = wire.match(text) if wire else None
    if found is None:
        start = text.find(_KIND_KEY) + len(_KIND_KEY)
        wire = wire_of(text[start : text.find('"', start)])
        found = wire.match(text) if wire else None
    if wire is None or found is None or len(entry) > LONGEST:
        return None
    values: list[Any] = list(found.groups())
    for at in wire.days:
        if not is_day(values[at]):
            return None
    for at in wire.sums:
        values[at] = money = _money(values[at])
        if money is None:
            return None
    for at, made in wire.spelled:
        if values[at] is not None:
            values[at] = value = made(values[at])
            if value is None:
                return None
    # Past the frozen `__init__`, which would cost as much as all the rest.
    record = object.__new__(wire.cls)
    setters = wire.setters
    for at, value in enumerate(values):
        setters[at](record, value)
    return record


@lru_cache(maxsize=4096)
def _money(spelled: str) -> Money | None:
    """The sum spelled so, None if there is no such currency. Kept, since most gifts are of few round sums."""
    currency, minor = spelled[_CURRENCY], spelled[_MINOR]
    return Money(int(minor), currency) if currency in EXPONENTS else None


def wire_of(kind: str) -> Wire | None:
    """The spelling of a kind; None if it is unknown or one of its fields has no `wire`."""
    wire = _WIRES.get(kind)
    if wire is None and kind in KINDS and kind not in _WIRES:
        wire = _WIRES[kind] = _compile(KINDS[kind])
    return wire


def _compile(cls: type[Record]) -> Wire | None:
    fixed = {"v": str(VERSION), "kind": f'"{re.escape(cls.KIND)}"'}
    specs = {cls.STAMP: STAMPS[cls.STAMP], **cls.FIELDS}
    read = {DAY.wire, MONEY.wire, POSITIVE.wire}
    if not all(spec.wire and not (spec.optional and spec.wire in read) for spec in specs.values()):
        return None
    names = sorted([*fixed, *specs])
    assert names[0] in specs and not specs[names[0]].optional, "the first key has no comma before it"
    parts: list[str] = []
    setters: list[Callable[[Record, Any], None]] = []
    days: list[int] = []
    sums: list[int] = []
    spelled: list[tuple[int, Callable[[str], Any]]] = []
    for name in names:
        form = fixed.get(name) or specs[name].wire
        part = f'{"," if parts else ""}"{name}":{form}'
        parts.append(f"(?:{part})?" if name in specs and specs[name].optional else part)
        if name in fixed:
            continue
        if specs[name].wire == DAY.wire:
            days.append(len(setters))
        elif specs[name].wire in (MONEY.wire, POSITIVE.wire):
            sums.append(len(setters))
        made = specs[name].spelled
        if made is not None:
            spelled.append((len(setters), made))
        setters.append(getattr(cls, "on" if name == cls.STAMP else name).__set__)
    expression = re.compile(r"\{" + "".join(parts) + r"\}", re.ASCII)
    return Wire(cls, expression.fullmatch, tuple(setters), tuple(days), tuple(sums), tuple(spelled))


_WIRES: dict[str, Wire | None] = {}
