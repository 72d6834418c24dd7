"""Roots of the book: its opening, the daily seal over the private journal, erasures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import Effects, Facts, Needs, Put
from ouna.core.book.record import DAY, HASH, Field, Record, integer, kind, many, pattern, ref
from ouna.core.book.states import Log, Used

#: The pot name under which the log's own state is kept.
LOG = "log"
LAST_SEAL = "log:sealed"
#: A verifier key of C2SP signed-note with an Ed25519 key: name, key id, base64 of type and key.
VKEY = pattern(r"[!-*,-~]{1,200}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}", "A key in vkey form")


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class LogOpened(Record):
    """Entry 0: origin, coalition, format and rule version, log keys (C2SP vkeys), time zone."""

    KIND: ClassVar[str] = "log.opened"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("log"),
        "origin": pattern(r"[!-*,-~]{1,200}", "An origin without spaces and plus signs"),
        "coalition": ref("org"),
        "format": integer(1, 1),
        "rules": integer(1, 1),
        "keys": many(
            pattern(r"[!-*,-~]{1,200}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}", "A key in vkey form"), least=1, most=8
        ),
        "zone": pattern(r"[A-Za-z_]+(/[A-Za-z_+-]+[0-9]*){0,2}", "A time zone name"),
    }
    origin: str
    coalition: str
    format: int = 1
    rules: int = 1
    keys: tuple[str, ...]
    zone: str

    def needs(self) -> Needs:
        return Needs(refs=[LOG])

    def check(self, facts: Facts) -> None:
        if facts.state(LOG) is not None:
            raise RuleBroken("form", "The public record is opened a second time.")
        if any(not key.startswith(f"{self.origin}+") for key in self.keys):
            raise RuleBroken("form", "A key of the public record does not bear its origin as its name.")

    def effects(self, facts: Facts) -> Effects:
        assert self.on is not None
        state = Log(self.ref, self.origin, self.keys, self.coalition)
        return Effects(self.on, (), (Put(LOG, state), Put(self.ref, Used(self.KIND))))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed(Record):
    """The fingerprint of one day of the private journal: root of a padded tree of commitments."""

    KIND: ClassVar[str] = "sealed"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("seal"), "day": DAY, "root": HASH}
    day: str
    root: str

    def needs(self) -> Needs:
        return Needs(refs=[LAST_SEAL])

    def check(self, facts: Facts) -> None:
        last = facts.state(LAST_SEAL)
        if isinstance(last, Used) and last.kind >= self.day:
            raise RuleBroken("form", "A day of the confidential journal is sealed twice or out of order.")
        if self.on is not None and self.day > self.on:
            raise RuleBroken("form", "A day is sealed before it has come.")

    def effects(self, facts: Facts) -> Effects:
        assert self.on is not None
        # The day itself is all that the next seal asks for.
        return Effects(self.on, (), (Put(LAST_SEAL, Used(self.day)), Put(self.ref, Used(self.KIND))))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalErased(Record):
    """On this day the private data of `count` persons were erased. Never says whose."""

    KIND: ClassVar[str] = "personal.erased"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("erase"), "count": integer(1, 10_000_000)}
    count: int

    def needs(self) -> Needs:
        return Needs()

    def check(self, facts: Facts) -> None:
        return None

    def effects(self, facts: Facts) -> Effects:
        assert self.on is not None
        return Effects(self.on, (), (Put(self.ref, Used(self.KIND)),))
