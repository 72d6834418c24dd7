"""Transfers between our own accounts, and corrections of misbooked lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, NamedTuple

from ouna.core.book.errors import FormBroken, RuleBroken
from ouna.core.book.facts import ACCOUNT, FUND, TALLY, Effects, Facts, Move, Needs, Overlay, Put, ask
from ouna.core.book.kinds.money import (
    IN_TRANSIT,
    LINE_FIELDS,
    UNEXPLAINED_OUT,
    FundLine,
    GiftReceived,
    LineRecord,
    UnexplainedLine,
    check_fee,
    check_fund,
    fees_pot,
    free_balance,
    free_needs,
    month_of_fees,
    pot,
)
from ouna.core.book.rates import check_exchange, refs_near
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
from ouna.core.book.states import Account, Booked, Fund, State, Transfer, Unexplained, Used
from ouna.core.values import Money


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
        state = Transfer(
            self.campaign, self.account, self.target, currency, minor, self.booked, self.explains or ""
        )
        return Effects(self.booked, moves, (Put(self.ref, state), *self.line_puts(facts)))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class TransferArrived(LineRecord):
    """A transfer reached its account. With another currency or a loss on the way, `fund` bears it.

    Both amounts stand as the banks booked them; nothing is revalued. A loss in one currency is a bank
    charge of the account that received: it comes from the free fund and counts in the month's limit.
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
        if not self.fund:
            return Needs(refs=refs)
        month = (fees_pot(self.account, self.booked[:7]), self.money.currency)
        rates = refs_near(self.money.currency, self.booked)
        return Needs(refs=[*refs, self.fund, *rates], balances=[month])

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
        if not self.fund:
            return
        check_fund(facts, self.fund, self.campaign, free=sent.currency == self.money.currency)
        if sent.currency != self.money.currency:
            # An exchange may touch any fund, but only for money the fund holds, and at no odd rate: else
            # any small sum could pass for the arrival of a large one.
            if free_balance(facts, self.fund, sent.currency) < sent.minor:
                raise RuleBroken("purpose", "More is exchanged than the fund holds in that currency.")
            check_exchange(facts, Money(sent.minor, sent.currency), self.money, self.booked)
            return
        if self.money.minor > sent.minor:
            raise RuleBroken("balance", "More arrived than was sent.")
        check_fee(facts, self, sent.minor - self.money.minor)

    def check_bound(self, bound: str) -> None:
        self.check_rebooked_soon()

    def effects(self, facts: Facts) -> Effects:
        sent = ask(facts, self.transfer, Transfer)
        moves = (
            *self.line_moves(1),
            Move(pot(self.campaign, IN_TRANSIT), sent.currency, -sent.minor, ACCOUNT),
            *self._fund_moves(facts, sent),
        )
        puts = (Put(self.transfer, replace(sent, arrived=True)), Put(self.ref, Used(self.KIND)))
        return Effects(self.booked, moves, (*puts, *self.line_puts(facts)))

    def _fund_moves(self, facts: Facts, sent: Transfer) -> tuple[Move, ...]:
        """What the fund bears: an exchange, or a charge on the way."""
        if not self.fund:
            return ()
        currency, minor = self.money.currency, self.money.minor
        if sent.currency != currency:
            exchanged = pot(self.fund, "exchanged")
            return (
                Move(self.fund, sent.currency, -sent.minor, FUND),
                Move(self.fund, currency, minor, FUND),
                Move(exchanged, sent.currency, -sent.minor, TALLY),
                Move(exchanged, currency, minor, TALLY),
            )
        loss = sent.minor - minor
        month = month_of_fees(ask(facts, self.account, Account), self.booked)
        return (
            Move(self.fund, currency, -loss, FUND),
            Move(pot(self.fund, "fees"), currency, loss, TALLY),
            Move(month, currency, loss, TALLY),
        )


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
    kind = value.get("kind") if isinstance(value, dict) else None
    cls = KINDS.get(kind) if isinstance(kind, str) else None
    if cls is None or not issubclass(cls, (FundLine, UnexplainedLine, TransferSent, GiftReceived)):
        raise FormBroken("A replacement is a gift, interest, charge, transfer or unexplained line.")
    return cls(**read_fields(cls, {k: v for k, v in value.items() if k != "kind"}))


def _write_replacement(record: Record) -> dict[str, Any]:
    return {k: v for k, v in record.as_data().items() if k not in ("v", "on")}


INVERSE = Field(_inverse, lambda m: {"of": m[0], "currency": m[1], "minor": m[2]})


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionMade(Record):
    """Undo one misbooked line and book it anew: its exact inverse and its replacement.

    It changes neither the account nor the sum nor the day, and takes no money out of a restricted fund.
    What it corrects is a booked line or a transfer on its way. Where that explained an open line, the
    replacement carries the same `explains`.
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
        needs: Needs = self.replacement.needs()
        needs.refs += [self.ref, self.corrects, *(of for of, _, _ in self.inverse if ":" not in of)]
        needs.balances += [(of, currency) for of, currency, _ in self.inverse]
        for of, currency, _ in self.inverse:
            if of.startswith("fund_") and ":" not in of:
                needs.balances += free_needs(of, currency)
        if isinstance(self.replacement, FundLine):
            needs.balances += free_needs(self.replacement.fund, self.replacement.money.currency)
        return needs

    def check(self, facts: Facts) -> None:
        old = _corrected(facts, self.corrects)
        if old is None:
            raise RuleBroken("balance", "The record is none that can be corrected, or was corrected already.")
        if sorted(self.inverse) != sorted((m.of, m.currency, -m.minor) for m in old.moves):
            raise RuleBroken("balance", "The correction does not undo exactly what it corrects.")
        new = self._stamped()
        if (new.campaign, new.booked, new.explains or "") != (self.campaign, old.booked, old.explains):
            raise RuleBroken("balance", "A correction changes neither the bank's day nor what it explains.")
        if facts.state(new.ref) is not None or new.ref == self.ref:
            raise RuleBroken("form", "The name (ref) of the new booking exists already.")
        undone = _undone(facts, old)
        if isinstance(new, UnexplainedLine):
            # Only here may an open line stand for another: the explanation was wrong.
            new.check_line(undone, new.SIGN)
        else:
            new.check(undone)
        moves = new.effects(undone).moves
        if moves[0] != old.moves[0]:
            raise RuleBroken("balance", "A correction changes neither the account nor the sum.")
        _check_funds(facts, (*_inverse_moves(old), *moves))

    def _stamped(self) -> LineRecord:
        stamped = replace(self.replacement, on=self.on)
        assert isinstance(stamped, LineRecord)
        return stamped

    def effects(self, facts: Facts) -> Effects:
        old = _corrected(facts, self.corrects)
        assert old is not None
        new = self._stamped().effects(_undone(facts, old))
        corrected = Put(self.corrects, replace(old.state, corrected=True))
        return Effects(
            new.day,
            (*_inverse_moves(old), *new.moves),
            (corrected, *new.puts, Put(self.ref, Used(self.KIND))),
        )


class _Line(NamedTuple):
    """A line that may be corrected: what it moved (its line first), on which day, explaining what."""

    state: Booked | Transfer
    booked: str
    explains: str
    moves: tuple[Move, ...]


def _line_of(state: object) -> _Line | None:
    if isinstance(state, Booked) and state.moves and not state.corrected:
        return _Line(state, state.booked, state.explains, tuple(Move(*m) for m in state.moves))
    if not isinstance(state, Transfer) or state.arrived or state.corrected:
        return None
    line = Move(state.source, state.currency, -state.minor, ACCOUNT)
    if state.explains:
        line = Move(pot(state.campaign, UNEXPLAINED_OUT), state.currency, state.minor, FUND)
    transit = Move(pot(state.campaign, IN_TRANSIT), state.currency, state.minor, ACCOUNT)
    return _Line(state, state.sent, state.explains, (line, transit))


def is_correctable(state: object) -> bool:
    """Whether `correction.made` may name what has this state."""
    return _line_of(state) is not None


def inverse_of(state: State) -> list[tuple[str, str, int]]:
    """The moves that undo a correctable line, in the public form without sides."""
    line = _line_of(state)
    return [(m.of, m.currency, -m.minor) for m in line.moves] if line else []


def _corrected(facts: Facts, corrects: str) -> _Line | None:
    return _line_of(facts.state(corrects))


def _inverse_moves(old: _Line) -> tuple[Move, ...]:
    return tuple(m._replace(minor=-m.minor) for m in old.moves)


def _undone(facts: Facts, old: _Line) -> Overlay:
    """The facts as if the old line had not been booked: an open line it explained is open again."""
    puts: tuple[Put, ...] = ()
    if old.explains:
        line = ask(facts, old.explains, Unexplained)
        puts = (Put(old.explains, replace(line, left=line.left + abs(old.moves[0].minor))),)
    return Overlay(facts, _inverse_moves(old), puts)


def _check_funds(facts: Facts, moves: Iterable[Move]) -> None:
    """Together the moves take no money out of a restricted fund, nor a free one below zero.

    Raises: RuleBroken.
    """
    net: dict[tuple[str, str], int] = {}
    for of, currency, minor, side in moves:
        if side == FUND:
            net[(of, currency)] = net.get((of, currency), 0) + minor
    for (of, currency), change in net.items():
        fund = facts.state(of) if change < 0 and ":" not in of else None
        if not isinstance(fund, Fund):
            continue
        if not fund.free:
            raise RuleBroken("purpose", "A correction takes no money out of a restricted fund.")
        if free_balance(facts, of, currency) + change < 0:
            raise RuleBroken("purpose", "A correction takes no fund below zero.")
