"""Transfers between our own accounts, and corrections of misbooked lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ouna.core.book.errors import FormBroken, RuleBroken
from ouna.core.book.facts import ACCOUNT, FUND, Effects, Facts, Move, Needs, Overlay, Put, ask
from ouna.core.book.kinds.money import (
    IN_TRANSIT,
    LINE_FIELDS,
    FundLine,
    GiftReceived,
    LineRecord,
    UnexplainedLine,
    check_fund,
    pot,
)
from ouna.core.book.record import (
    KINDS,
    Field,
    Record,
    any_ref,
    kind,
    many,
    optional,
    read_fields,
    ref,
)
from ouna.core.book.states import Account, Booked, Fund, Transfer, Used


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class TransferSent(LineRecord):
    """Money left one of our accounts for another; until it arrives it is in transit."""

    KIND: ClassVar[str] = "transfer.sent"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("xfer"), **LINE_FIELDS, "target": ref("acct")}
    target: str

    def needs(self) -> Needs:
        return Needs(refs=[*self.line_needs(), self.target])

    def check(self, facts: Facts) -> None:
        self.check_line(facts, -1)
        target = ask(facts, self.target, Account)
        if target.campaign != self.campaign or self.target == self.account:
            raise RuleBroken("form", "A transfer goes to another announced account of the same campaign.")

    def effects(self, facts: Facts) -> Effects:
        currency, minor = self.money.currency, self.money.minor
        moves = (*self.line_moves(-1), Move(pot(self.campaign, IN_TRANSIT), currency, minor, ACCOUNT))
        state = Transfer(self.campaign, self.account, self.target, currency, minor, self.booked)
        return Effects(self.booked, moves, (Put(self.ref, state), *self.line_puts(facts)))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class TransferArrived(LineRecord):
    """A transfer reached its account. With another currency or a loss on the way, `fund` bears it.

    Both amounts stand as the banks booked them; nothing is revalued.
    """

    KIND: ClassVar[str] = "transfer.arrived"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("arr"),
        **LINE_FIELDS,
        "transfer": ref("xfer"),
        "fund": optional(ref("fund")),
    }
    transfer: str
    fund: str | None = None

    def needs(self) -> Needs:
        refs = [*self.line_needs(), self.transfer]
        return Needs(refs=[*refs, self.fund] if self.fund else refs)

    def check(self, facts: Facts) -> None:
        self.check_line(facts, 1)
        sent = ask(facts, self.transfer, Transfer)
        if sent.campaign != self.campaign or sent.target != self.account:
            raise RuleBroken("form", "The transfer was sent to another account.")
        if sent.arrived or sent.corrected:
            raise RuleBroken("balance", "The transfer has arrived already, or was corrected.")
        same = (sent.currency, sent.minor) == (self.money.currency, self.money.minor)
        if same == bool(self.fund):
            raise RuleBroken("balance", "A fund is named exactly when the sum that arrived differs.")
        if sent.currency == self.money.currency and self.money.minor > sent.minor:
            raise RuleBroken("balance", "More arrived than was sent.")
        if self.fund:
            # An exchange may touch any fund that holds the money; a loss in one currency only the free one.
            check_fund(facts, self.fund, self.campaign, free=sent.currency == self.money.currency)

    def effects(self, facts: Facts) -> Effects:
        sent = ask(facts, self.transfer, Transfer)
        currency, minor = self.money.currency, self.money.minor
        moves: list[Move] = [
            *self.line_moves(1),
            Move(pot(self.campaign, IN_TRANSIT), sent.currency, -sent.minor, ACCOUNT),
        ]
        if self.fund:
            moves += [
                Move(self.fund, sent.currency, -sent.minor, FUND),
                Move(self.fund, currency, minor, FUND),
                Move(pot(self.fund, "exchanged"), sent.currency, -sent.minor, "tally"),
                Move(pot(self.fund, "exchanged"), currency, minor, "tally"),
            ]
        puts = (Put(self.transfer, replace(sent, arrived=True)), Put(self.ref, Used(self.KIND)))
        return Effects(self.booked, tuple(moves), (*puts, *self.line_puts(facts)))


def _inverse(value: Any) -> tuple[str, str, int]:
    if (
        not isinstance(value, dict)
        or set(value) != {"of", "currency", "minor"}
        or not isinstance(value["of"], str)
        or not isinstance(value["currency"], str)
        or type(value["minor"]) is not int
    ):
        raise FormBroken("A move as {of, currency, minor} is expected.")
    return value["of"], value["currency"], value["minor"]


def _replacement(value: Any) -> Record:
    cls = KINDS.get(value.get("kind", "")) if isinstance(value, dict) else None
    if cls is None or not issubclass(cls, (FundLine, UnexplainedLine, TransferSent, GiftReceived)):
        raise FormBroken("A replacement is a gift, interest, charge, transfer or unexplained line.")
    record = cls(**read_fields(cls, {k: v for k, v in value.items() if k != "kind"}))
    assert isinstance(record, LineRecord)
    if record.explains:
        raise FormBroken("A replacement explains nothing: its line is the corrected one's.")
    return record


def _write_replacement(record: Record) -> dict[str, Any]:
    return {k: v for k, v in record.as_data().items() if k not in ("v", "on")}


INVERSE = Field(_inverse, lambda m: {"of": m[0], "currency": m[1], "minor": m[2]})


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionMade(Record):
    """Undo one misbooked line and book it anew: its exact inverse and its replacement.

    It changes neither the account nor the sum, and takes no money out of a restricted fund.
    """

    KIND: ClassVar[str] = "correction.made"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("corr"),
        "campaign": ref("camp"),
        "corrects": any_ref(),
        "inverse": many(INVERSE, least=1, most=8),
        "replacement": Field(_replacement, _write_replacement),
    }
    campaign: str
    corrects: str
    inverse: tuple[tuple[str, str, int], ...]
    replacement: Any

    def needs(self) -> Needs:
        needs = self.replacement.needs()
        needs.refs += [self.ref, self.corrects, *(of for of, _, _ in self.inverse if ":" not in of)]
        needs.balances += [(of, currency) for of, currency, _ in self.inverse]
        return Needs(needs.refs, needs.balances, needs.upto)

    def _stamped(self) -> LineRecord:
        stamped = replace(self.replacement, on=self.on)
        assert isinstance(stamped, LineRecord)
        return stamped

    def check(self, facts: Facts) -> None:
        old = ask(facts, self.corrects, Booked)
        if old.corrected or not old.moves:
            raise RuleBroken("balance", "The record was corrected already, or cannot be.")
        if sorted(self.inverse) != sorted(inverse_of(old)):
            raise RuleBroken("balance", "The inverse is not the exact inverse of what it corrects.")
        new = self._stamped()
        if (new.campaign, new.account, new.booked) != (self.campaign, old.account, old.booked):
            raise RuleBroken("balance", "A correction changes neither the account nor the day.")
        if facts.state(new.ref) is not None or new.ref == self.ref:
            raise RuleBroken("form", "The replacement's ref exists already.")
        inverse = self._inverse_moves(old)
        new.check(Overlay(facts, inverse))
        moves = (*inverse, *new.effects(facts).moves)
        for (of, side), change in _net(moves).items():
            if side == ACCOUNT and of == self.account_of(old) and change:
                raise RuleBroken("balance", "A correction does not change the sum on the account.")
            if side == FUND and change < 0:
                fund = facts.state(of)
                if isinstance(fund, Fund) and not fund.free:
                    raise RuleBroken("purpose", "A correction takes no money out of a restricted fund.")
                if isinstance(fund, Fund) and facts.balance(of, new.money.currency) + change < 0:
                    raise RuleBroken("purpose", "A correction takes no fund below zero.")

    def account_of(self, old: Booked) -> str:
        """The account whose sum must stay."""
        return old.account

    def _inverse_moves(self, old: Booked) -> tuple[Move, ...]:
        return tuple(Move(of, currency, -minor, side) for of, currency, minor, side in old.moves)

    def effects(self, facts: Facts) -> Effects:
        old = ask(facts, self.corrects, Booked)
        new = self._stamped().effects(facts)
        moves = (*self._inverse_moves(old), *new.moves)
        puts = (Put(self.corrects, replace(old, corrected=True)), *new.puts, Put(self.ref, Used(self.KIND)))
        return Effects(new.day, moves, puts)


def inverse_of(old: Booked) -> list[tuple[str, str, int]]:
    """The moves that undo a booked line, in the public form without sides."""
    return [(of, currency, -minor) for of, currency, minor, _ in old.moves]


def _net(moves: tuple[Move, ...]) -> dict[tuple[str, str], int]:
    net: dict[tuple[str, str], int] = {}
    for of, _, minor, side in moves:
        net[(of, side)] = net.get((of, side), 0) + minor
    return net
