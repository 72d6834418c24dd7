"""Taking one record in, and replaying a whole book: the same function for the server and the verifier."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import Effects, Facts, Needs, check_sides, days_between
from ouna.core.book.kinds import LogOpened
from ouna.core.book.kinds.campaign import AccountStated
from ouna.core.book.kinds.root import LOG
from ouna.core.book.kinds.signed import signatures_of
from ouna.core.book.memory import MemoryFacts
from ouna.core.book.record import KINDS, Record, falls
from ouna.core.book.stated import Said, check_stated
from ouna.core.book.states import Account, Fund, Log, Transfer, Unexplained
from ouna.core.book.wire import decode
from ouna.core.quorum import Seen
from ouna.core.values import LARGEST

#: (entry number or None, step of the proof, what is wrong)
Finding = tuple[int | None, str, str]
#: Kinds that name a public text by its hash.
WITH_TEXT = frozenset(name for name, cls in KINDS.items() if "text" in cls.FIELDS)
#: Kinds whose signatures name the state of the record that their signers saw.
WITH_SIGNATURES = frozenset(n for n, cls in KINDS.items() if {"signature", "signatures"} & set(cls.FIELDS))
#: A transfer older than this is a finding.
TRANSIT_DAYS = 10
#: The sums of a fund, as running tallies and as keys of the totals.
TALLIES = (
    "received",
    "brought_in",
    "reversed",
    "interest",
    "exchanged",
    "moved",
    "spent",
    "fees",
    "reserved",
)


def needs_of(record: Record) -> Needs:
    """The record's needs and those of `admit`: its own ref and the log."""
    needs = record.needs()
    needs.refs += [record.ref, LOG]
    return needs


def admit(record: Record, facts: Facts) -> Effects:
    """Check a stamped record against the book as it stands and say what it changes.

    Raises: RuleBroken.
    """
    if not facts.last and not isinstance(record, LogOpened):
        raise RuleBroken("form", "The first page is not the opening of the public record.")
    stamp = record.on or ""
    if not stamp or falls(stamp, facts.last):
        raise RuleBroken("form", "The stamp lies before that of the page before.")
    if facts.state(record.ref) is not None:
        raise RuleBroken("form", "The name of the page (its ref) is used a second time.")
    record.check(facts)
    effects = record.effects(facts)
    check_sides(effects.moves)
    return effects


@dataclass(slots=True)
class Replay:
    """A book replayed entry by entry. `findings` are (entry, step, what).

    `texts` are the hashes of public texts named, `seen` the states of the tree that signers saw, each with
    the first entry that names it; whoever has the tree compares these with it. A book in which
    much is wrong ends in as many findings as it has entries, so only the first `MOST` are kept.
    """

    MOST: ClassVar[int] = 1000

    facts: MemoryFacts = field(default_factory=MemoryFacts)
    size: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    broken: int = 0
    open_lines: dict[str, int] = field(default_factory=dict)
    open_transfers: dict[str, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    stated: dict[str, list[Said]] = field(default_factory=dict)
    seen: dict[Seen, int] = field(default_factory=dict)

    def feed(self, entry: bytes) -> Record | None:
        """Take in the next entry; what breaks a rule is a finding, changes nothing and returns None."""
        index = self.size
        try:
            return self.take(entry)[0]
        except RuleBroken as broken:
            self.broken += 1
            if len(self.findings) < self.MOST:
                self.findings.append((index, broken.step, broken.what))
            return None

    def take(self, entry: bytes) -> tuple[Record, Effects]:
        """Take in the next entry and say what it changed; it counts in any case. Raises: RuleBroken."""
        index = self.size
        self.size += 1
        try:
            record = decode(entry)
            effects = admit(record, self.facts)
        except RuleBroken:
            self.facts.size = self.size
            raise
        kind = record.KIND
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        self.facts.apply(effects, record.on or "")
        if isinstance(record, AccountStated):
            said = Said.of(index, record, self.facts)
            self.stated.setdefault(record.account, []).append(said)
        for ref, state in effects.puts:
            if isinstance(state, (Unexplained, Transfer)):
                self._watch(ref, state, index)
        if kind in WITH_SIGNATURES:
            for signature in signatures_of(record):
                self.seen.setdefault(signature.statement.seen, index)
        if kind in WITH_TEXT:
            self.texts.setdefault(record.text, index)  # type: ignore[attr-defined]
        return record, effects

    def _watch(self, ref: str, state: Unexplained | Transfer, index: int) -> None:
        if isinstance(state, Unexplained):
            self._track(self.open_lines, ref, index, state.left > 0)
        else:
            self._track(self.open_transfers, ref, index, not state.arrived and not state.corrected)

    @staticmethod
    def _track(into: dict[str, int], ref: str, index: int, is_open: bool) -> None:
        if is_open:
            into.setdefault(ref, index)
        else:
            into.pop(ref, None)

    def close(self) -> list[Finding]:
        """All findings, with those that only the end of the book shows."""
        found = list(self.findings)
        for index in self.open_lines.values():
            found.append((index, "balance", "A bank line is still unexplained."))
        for ref, index in self.open_transfers.items():
            sent = self.facts.states[ref]
            assert isinstance(sent, Transfer)
            if days_between(sent.sent, self.facts.last[:10]) > TRANSIT_DAYS:
                found.append((index, "balance", "A transfer has been in transit for more than 10 days."))
        found += check_stated(self.facts, self.stated)
        if any(abs(minor) > LARGEST for minor in self.facts.balances.values()):
            found.append((None, "balance", "A balance lies beyond 2^53 - 1."))
        return found

    def totals(self) -> dict[str, Any]:
        """Balances of accounts and funds, as `totals.json` and `ouna verify --json` show them."""
        accounts, funds = [], []
        by_pot: dict[str, list[tuple[str, int]]] = {}
        for (of, currency), minor in self.facts.balances.items():
            by_pot.setdefault(of, []).append((currency, minor))
        for ref, state in self.facts.states.others().items():
            if isinstance(state, Account):
                balance = dict(by_pot.get(ref, [])).get(state.currency, 0)
                accounts.append({"account": ref, "currency": state.currency, "balance": balance})
            elif isinstance(state, Fund):
                funds += fund_totals(ref, state.campaign, by_pot)
        accounts.sort(key=lambda a: str(a["account"]))
        funds.sort(key=lambda f: (str(f["fund"]), str(f["currency"])))
        return {"accounts": accounts, "funds": funds}

    def log(self) -> Log | None:
        """The log's own state, once entry 0 is taken in."""
        state = self.facts.state(LOG)
        return state if isinstance(state, Log) else None


def fund_totals(ref: str, campaign: str, by_pot: dict[str, list[tuple[str, int]]]) -> list[dict[str, Any]]:
    """One row per currency of a fund; a fund that has seen no money yet has no row."""
    pots = {name: dict(by_pot.get(f"{ref}:{name}", [])) for name in TALLIES}
    balances = dict(by_pot.get(ref, []))
    currencies = sorted({*balances, *(c for sums in pots.values() for c in sums)})
    return [
        {
            "campaign": campaign,
            "fund": ref,
            "currency": currency,
            **{name: sums.get(currency, 0) for name, sums in pots.items()},
            "balance": balances.get(currency, 0),
        }
        for currency in currencies
    ]
