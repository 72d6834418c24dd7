"""Taking one record in, and replaying a whole book: the same function for the server and the verifier."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import Effects, Facts, MemoryFacts, Needs, check_sides
from ouna.core.book.kinds import LogOpened
from ouna.core.book.kinds.root import LOG
from ouna.core.book.record import Record, decode
from ouna.core.book.states import Account, Booked, Fund, Log, Transfer, Unexplained

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
    if facts.state(LOG) is None and not isinstance(record, LogOpened):
        raise RuleBroken("form", "The first entry is not the opening of the log.")
    stamp = record.on or ""
    if not stamp or stamp < facts.last[:10]:
        raise RuleBroken("form", "Entry times fall.")
    if facts.state(record.ref) is not None:
        raise RuleBroken("form", "The ref is used a second time.")
    record.check(facts)
    effects = record.effects(facts)
    check_sides(effects.moves)
    return effects


@dataclass(slots=True)
class Replay:
    """A book replayed entry by entry. `findings` are (entry, step, what)."""

    facts: MemoryFacts = field(default_factory=MemoryFacts)
    size: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    findings: list[tuple[int | None, str, str]] = field(default_factory=list)
    open_lines: dict[str, int] = field(default_factory=dict)
    open_transfers: dict[str, int] = field(default_factory=dict)

    def feed(self, entry: bytes) -> None:
        """Take in the next entry; what breaks a rule is a finding and changes nothing."""
        index = self.size
        self.size += 1
        try:
            record = decode(entry)
            effects = admit(record, self.facts)
        except RuleBroken as broken:
            self.findings.append((index, broken.step, broken.what))
            return
        self.kinds[record.KIND] = self.kinds.get(record.KIND, 0) + 1
        self.facts.apply(effects, record.on or "")
        for ref, state in effects.puts:
            if isinstance(state, Unexplained):
                self._track(self.open_lines, ref, index, state.left > 0)
            elif isinstance(state, Transfer):
                self._track(self.open_transfers, ref, index, not state.arrived and not state.corrected)

    @staticmethod
    def _track(into: dict[str, int], ref: str, index: int, is_open: bool) -> None:
        if is_open:
            into.setdefault(ref, index)
        else:
            into.pop(ref, None)

    def close(self) -> list[tuple[int | None, str, str]]:
        """All findings, with those that only the end of the book shows."""
        found = list(self.findings)
        for index in self.open_lines.values():
            found.append((index, "balance", "A bank line is still unexplained."))
        last = self.facts.last[:10]
        for ref, index in self.open_transfers.items():
            sent = self.facts.states[ref]
            assert isinstance(sent, Transfer)
            if date.fromisoformat(sent.sent) + timedelta(days=TRANSIT_DAYS) < date.fromisoformat(last):
                found.append((index, "balance", "A transfer has been in transit for more than 10 days."))
        return found

    def totals(self) -> dict[str, Any]:
        """Balances of accounts and funds, as `totals.json` and `ouna verify --json` show them."""
        accounts, funds = [], []
        by_pot: dict[str, list[tuple[str, int]]] = {}
        for (of, currency), minor in self.facts.balances.items():
            by_pot.setdefault(of, []).append((currency, minor))
        for ref, state in self.facts.states.items():
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
        state = self.facts.states.get(LOG)
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


def is_correctable(state: object) -> bool:
    """Whether `correction.made` may name it."""
    return isinstance(state, Booked) and bool(state.moves) and not state.corrected
