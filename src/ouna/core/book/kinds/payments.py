"""Orders, payments, their return and the evidence of what became of the money."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import FUND, TALLY, Effects, Facts, Move, Needs, Put, ask, days_between
from ouna.core.book.governing import Order, Payment, Request, Window
from ouna.core.book.kinds.money import LINE_FIELDS, LineRecord, free_needs, pot
from ouna.core.book.kinds.ordering import ORDER_RULES, window_of
from ouna.core.book.kinds.signed import CLOSED, GATE, PACT, PAUSE, TRUSTEES, AtRecord, check_running
from ouna.core.book.record import (
    CODE,
    DAYS_OF_GRACE,
    HASH,
    POSITIVE,
    Field,
    Record,
    kind,
    many,
    optional,
    ref,
)
from ouna.core.book.shapes import COUNT
from ouna.core.book.states import Used
from ouna.core.values import Money

#: The tally of what a fund paid and has evidence for.
PROVEN = "proven"


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrdered(AtRecord):
    """The moment of decision: at this place all that a payment needs is there, and its money is reserved.

    `fund` and `line` are the request's, `bears` the fund that bears the margin: named here so that a page
    can be judged with few facts. `bears` is there exactly when `margin` is above 0.
    """

    KIND: ClassVar[str] = "payment.ordered"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("ord"),
        "campaign": ref("camp"),
        "request": ref("req"),
        "fund": ref("fund"),
        "line": optional(CODE),
        "account": ref("acct"),
        "money": POSITIVE,
        "margin": COUNT,
        "bears": optional(ref("fund")),
        "payee": HASH,
        "bank": HASH,
        "screening": HASH,
        "file": optional(HASH),
    }
    campaign: str
    request: str
    fund: str
    line: str | None = None
    account: str
    money: Money
    margin: int
    bears: str | None = None
    payee: str
    bank: str
    screening: str
    file: str | None = None

    def needs(self) -> Needs:
        names = (TRUSTEES, PACT, GATE, PAUSE, CLOSED)
        asked = [self.ref, self.campaign, self.request, self.account, self.fund]
        currency = self.money.currency
        balances = free_needs(self.fund, currency)
        if self.bears:
            asked.append(self.bears)
            balances += free_needs(self.bears, currency)
        return Needs(
            refs=[*asked, window_of(self.fund), *(pot(self.campaign, n) for n in names)],
            balances=balances,
        )

    def check(self, facts: Facts) -> None:
        check_running(facts, self.campaign)
        request = ask(facts, self.request, Request, "payment")
        for rule in ORDER_RULES.values():
            rule(self, request, facts)

    def effects(self, facts: Facts) -> Effects:
        request = ask(facts, self.request, Request)
        currency, minor, month = self.money.currency, self.money.minor, self.recorded[:7]
        moves = [Move(pot(self.fund, "reserved"), currency, minor, TALLY)]
        if self.bears:
            moves.append(Move(pot(self.bears, "reserved"), currency, self.margin, TALLY))
        state = replace(
            request,
            ordered=request.ordered + minor,
            margins=request.margins + self.margin,
            first=request.first or self.recorded,
            month=month,
            in_month=minor + (request.in_month if request.month == month else 0),
        )
        order = Order(
            self.campaign,
            self.request,
            self.fund,
            self.bears or "",
            self.account,
            currency,
            minor,
            self.margin,
            self.recorded,
        )
        puts = [Put(self.ref, order), Put(self.request, state)]
        if not request.first:
            window = facts.state(window_of(self.fund))
            days = window if isinstance(window, Window) else Window(())
            puts.append(Put(window_of(self.fund), days.plus(self.recorded, currency, request.whole)))
        return Effects(self.recorded, tuple(moves), tuple(puts))


def given_back(request: Request, minor: int, margin: int, ordered_on: str) -> Request:
    """A request to which the sum of an order, or part of it, comes back."""
    same_month = request.month == ordered_on[:7]
    return replace(
        request,
        ordered=request.ordered - minor,
        margins=request.margins - margin,
        in_month=request.in_month - minor if same_month else request.in_month,
    )


def released(order: Order) -> tuple[Move, ...]:
    """What was reserved for an order is reserved no more."""
    moves = (Move(pot(order.fund, "reserved"), order.currency, -order.minor, TALLY),)
    if not order.bears:
        return moves
    return (*moves, Move(pot(order.bears, "reserved"), order.currency, -order.margin, TALLY))


def open_order(facts: Facts, record: PaymentFailed | PaymentSent) -> Order:
    """The order that a record ends, which must be open, of its campaign and request. Raises: RuleBroken."""
    order = ask(facts, record.order, Order, "payment")
    if (order.campaign, order.request) != (record.campaign, record.request):
        raise RuleBroken("payment", "The order is of another campaign or request.")
    if order.status != "open":
        raise RuleBroken("payment", f"The order has {order.status} already.")
    return order


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(AtRecord):
    """An ordered payment never left the bank: its sum goes back to the request."""

    KIND: ClassVar[str] = "payment.failed"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("fail"),
        "campaign": ref("camp"),
        "order": ref("ord"),
        "request": ref("req"),
    }
    campaign: str
    order: str
    request: str

    def needs(self) -> Needs:
        return Needs(refs=[self.ref, self.order, self.request])

    def check(self, facts: Facts) -> None:
        open_order(facts, self)

    def effects(self, facts: Facts) -> Effects:
        order = ask(facts, self.order, Order)
        request = ask(facts, self.request, Request)
        puts = (
            Put(self.order, replace(order, status="failed")),
            Put(self.request, given_back(request, order.minor, order.margin, order.day)),
            Put(self.ref, Used(self.KIND)),
        )
        return Effects(self.recorded, released(order), puts)


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSent(LineRecord):
    """The bank's line of an ordered payment. What lies above the order is borne by the order's `bears`."""

    KIND: ClassVar[str] = "payment.sent"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("pay"),
        **LINE_FIELDS,
        "order": ref("ord"),
        "request": ref("req"),
        "fund": ref("fund"),
    }
    order: str
    request: str
    fund: str

    def needs(self) -> Needs:
        return Needs(refs=[*self.line_needs(), self.order])

    def check(self, facts: Facts) -> None:
        self.check_line(facts, -1)
        order = open_order(facts, self)
        if (order.account, order.fund) != (self.account, self.fund):
            raise RuleBroken("payment", "The payment left another account or fund than was ordered.")
        if self.money.minor > order.minor + order.margin:
            raise RuleBroken("payment", "More left the account than was ordered, with its margin.")
        if days_between(self.booked, order.day) > DAYS_OF_GRACE:
            raise RuleBroken("payment", "The money left before it was ordered.")

    def effects(self, facts: Facts) -> Effects:
        order = ask(facts, self.order, Order)
        currency = order.currency
        paid = min(self.money.minor, order.minor)
        extra = self.money.minor - paid
        moves = [
            *self.line_moves(-1),
            *released(order),
            Move(self.fund, currency, -paid, FUND),
            Move(pot(self.fund, "spent"), currency, paid, TALLY),
        ]
        if extra:
            moves.append(Move(order.bears, currency, -extra, FUND))
            moves.append(Move(pot(order.bears, "fees"), currency, extra, TALLY))
        payment = Payment(
            self.campaign,
            self.account,
            self.order,
            self.request,
            self.fund,
            order.bears,
            currency,
            paid,
            extra,
            self.booked,
            order.day,
        )
        puts = (Put(self.ref, payment), Put(self.order, replace(order, status="sent")))
        return Effects(self.booked, tuple(moves), (*puts, *self.line_puts(facts)))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReturned(LineRecord):
    """A payment, or part of it, came back: it goes back to its fund and its request."""

    KIND: ClassVar[str] = "payment.returned"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("back"),
        **LINE_FIELDS,
        "payment": ref("pay"),
        "request": ref("req"),
        "fund": ref("fund"),
    }
    payment: str
    request: str
    fund: str

    def needs(self) -> Needs:
        return Needs(refs=[*self.line_needs(), self.payment, self.request])

    def check(self, facts: Facts) -> None:
        self.check_line(facts, 1)
        payment = ask(facts, self.payment, Payment, "payment")
        named = (self.campaign, self.account, self.request, self.fund)
        if named != (payment.campaign, payment.account, payment.request, payment.fund):
            raise RuleBroken("payment", "The return names another account, request or fund than its payment.")
        if self.money.minor > payment.left + payment.bears_left:
            raise RuleBroken("payment", "More came back than was sent.")
        if self.booked < payment.booked:
            raise RuleBroken("payment", "The money came back before it was sent.")

    def effects(self, facts: Facts) -> Effects:
        payment = ask(facts, self.payment, Payment)
        currency = payment.currency
        back = min(self.money.minor, payment.left)
        extra = self.money.minor - back
        moves = [
            *self.line_moves(1),
            Move(self.fund, currency, back, FUND),
            Move(pot(self.fund, "spent"), currency, -back, TALLY),
        ]
        if payment.proven:
            moves.append(Move(pot(self.fund, PROVEN), currency, -back, TALLY))
        if extra:
            moves.append(Move(payment.bears, currency, extra, FUND))
            moves.append(Move(pot(payment.bears, "fees"), currency, -extra, TALLY))
        state = replace(payment, left=payment.left - back, bears_left=payment.bears_left - extra)
        request = given_back(ask(facts, self.request, Request), back, extra, payment.ordered_on)
        puts = (Put(self.payment, state), Put(self.request, request), Put(self.ref, Used(self.KIND)))
        return Effects(self.booked, tuple(moves), (*puts, *self.line_puts(facts)))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAdded(Record):
    """Receipts, photos, delivery notes for a payment: salted fingerprints of files."""

    KIND: ClassVar[str] = "evidence.added"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("evid"),
        "campaign": ref("camp"),
        "payment": ref("pay"),
        "files": many(HASH, least=1, most=40),
    }
    campaign: str
    payment: str
    files: tuple[str, ...]

    def needs(self) -> Needs:
        return Needs(refs=[self.ref, self.payment])

    def check(self, facts: Facts) -> None:
        if ask(facts, self.payment, Payment, "payment").campaign != self.campaign:
            raise RuleBroken("payment", "The payment is of another campaign.")

    def effects(self, facts: Facts) -> Effects:
        payment = ask(facts, self.payment, Payment)
        puts = (Put(self.payment, replace(payment, proven=True)), Put(self.ref, Used(self.KIND)))
        if payment.proven:
            return Effects(self.recorded, (), puts)
        proven = Move(pot(payment.fund, PROVEN), payment.currency, payment.left, TALLY)
        return Effects(self.recorded, (proven,), puts)
