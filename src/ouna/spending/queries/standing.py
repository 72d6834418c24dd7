"""How requests stand: signed, ordered, paid, proven, late. As many queries for one as for a thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ouna.campaign.models import Campaign
from ouna.core.book import Gate, Pause, State, Trustees, approved
from ouna.core.book import Order as OrderState
from ouna.core.book import Payment as PaymentState
from ouna.core.book import Request as RequestState
from ouna.core.book.kinds.ordering import window_of
from ouna.core.values import Money
from ouna.funds.spent import Known
from ouna.log import clock
from ouna.log import queries as log
from ouna.log.models import Entry
from ouna.screening.models import Hit
from ouna.spending.models import Alarm, Order, Payment, Request

#: Word of a request's state → how people read it, and the kind of its tag. `cash`: ordered, all in cash.
WORDS = {
    "waits": (_("waits for signatures"), "wait"),
    "approved": (_("approved, not sent"), "look"),
    "ordered": (_("ordered at the bank"), "wait"),
    "cash": (_("ordered in cash"), "wait"),
    "paid": (_("paid, proof to come"), ""),
    "proven": (_("paid, with proof"), "good"),
    "part": (_("paid in part"), ""),
    "refused": (_("refused"), "wrong"),
    "withdrawn": (_("withdrawn"), ""),
    "replaced": (_("replaced by a new request"), ""),
    "expired": (_("expired"), ""),
    "stopped": (_("stopped"), "wrong"),
}


@dataclass(frozen=True)
class Paid:
    """An order with what became of it: `status` open, sent, failed; `back` whether all of it came back."""

    order: Order
    status: str
    payment: Payment | None = None
    left: int = 0
    proven: bool = False

    @property
    def back(self) -> bool:
        """Sent, and nothing of it is left with the payee."""
        return self.status == "sent" and self.left == 0

    @property
    def part_back_abroad(self) -> bool:
        """Part of it came back, of a payment in the payee's own currency: the bank tells ours alone, so how
        much of his that was nobody knows, and none of it is free again (`actions.orders._came_back`)."""
        abroad = self.order.currency != self.order.payee_currency
        if not abroad or self.payment is None:
            return False
        return 0 < self.left < min(self.payment.minor, self.order.minor)

    @property
    def stands(self) -> bool:
        """Sent, and with the payee."""
        return self.status == "sent" and self.left > 0


@dataclass(frozen=True)
class Stand:
    """One request as the public record has it today. `signed` counts up to what is `needed`."""

    request: Request
    state: RequestState
    word: str
    signed: int
    needed: int
    trustees: int
    #: Day on which the last needed signature came, if it has.
    since: date | None
    orders: tuple[Paid, ...] = ()
    gate_open: bool = False
    paused_since: str = ""
    alarm: bool = False
    #: Day since which this one is stopped: a bank line of it, or a name. Which of both is not public.
    stopped: date | None = None
    _today: date = field(default_factory=clock.today)

    @property
    def enough(self) -> bool:
        """Whether the trustees have approved it."""
        return 0 < self.needed <= self.signed

    @property
    def left(self) -> Money:
        """What may still be ordered."""
        return Money(max(0, self.state.limit - self.state.ordered), self.state.currency)

    @property
    def now(self) -> Money:
        """What may be ordered today: nothing of what is over, of a standing budget this month's free part."""
        state, budget, today = self.state, self.state.budget, self._today.isoformat()
        if state.closed or today > state.until or (budget and today > budget.until):
            return Money(0, state.currency)
        if budget is None:
            return self.left
        used = state.in_month if state.month == today[:7] else 0
        free = min(self.left.minor, budget.each - used, budget.total - state.ordered)
        return Money(max(0, free), state.currency)

    @property
    def paid(self) -> Money:
        """What is with the payee."""
        return Money(sum(p.left for p in self.orders if p.status == "sent"), self.state.currency)

    @property
    def late(self) -> bool:
        """Approved, not sent, and longer ago than was agreed. A standing budget is drawn when needed."""
        waits = self.word in ("approved", "part") and self.state.budget is None
        agreed = timedelta(days=settings.SEND_DAYS)
        return waits and self.since is not None and self._today - self.since > agreed

    @property
    def unproven(self) -> list[Paid]:
        """Payments that lack proof after the agreed time."""
        agreed = timedelta(days=settings.PROOF_DAYS)
        return [
            p
            for p in self.orders
            if p.stands and not p.proven and p.payment and self._today - p.payment.booked_on > agreed
        ]

    @property
    def word_text(self) -> object:
        """The state in words: cash is never ordered at a bank."""
        open_ones = [p.order.way for p in self.orders if p.status == "open"]
        cash = self.word == "ordered" and all(way == Order.Way.CASH for way in open_ones)
        return WORDS["cash" if cash else self.word][0]

    @property
    def word_kind(self) -> str:
        """The kind of the state's tag."""
        return WORDS[self.word][1]


def recorded(campaign: Campaign) -> QuerySet[Request]:
    """The requests in the record, newest first."""
    rows = Request.objects.filter(campaign=campaign, state=Request.RECORDED)
    return rows.select_related("fund", "org", "campaign", "replaces").order_by("-recorded_at", "-pk")


def stands(requests: Sequence[Request]) -> list[Stand]:
    """How these requests stand, in the given order: the same few queries for any number."""
    if not requests:
        return []
    states = log.states_of(r.ref for r in requests)
    known = {r: s for r, s in states.items() if isinstance(s, RequestState)}
    orders = _orders(requests)
    states |= log.states_of(_asked(known.values(), orders))
    days = _days({a.entry for s in known.values() for a in s.approvals})
    alarms = set(Alarm.objects.filter(cleared_at=None).values_list("order__request__campaign_id", flat=True))
    stopped, today = _stopped(requests), clock.today()
    by_request: dict[int, list[Paid]] = {}
    for order in orders:
        by_request.setdefault(order.request_id, []).append(_paid(order, states))
    return [
        _stand(
            r,
            known[r.ref],
            states,
            days,
            tuple(by_request.get(r.pk, ())),
            alarm=r.campaign_id in alarms,
            stopped=stopped.get(r.ref),
            today=today,
        )
        for r in requests
        if r.ref in known
    ]


def _stopped(requests: Sequence[Request]) -> dict[str, date]:
    """{request: first day of what stops it and is not decided}: a line that does not fit, a name's match."""
    refs = [r.ref for r in requests]
    alarms = Alarm.objects.filter(order__request__ref__in=refs, cleared_at=None)
    hits = Hit.objects.filter(of__subject__in=refs, of__watched=True, present=True).exclude(state=Hit.CLEAR)
    found: dict[str, date] = {}
    rows: list[tuple[str, datetime]] = [
        *alarms.values_list("order__request__ref", "at"),
        *hits.values_list("of__subject", "found_at"),
    ]
    for ref, at in rows:
        found[ref] = min(at.date(), found.get(ref, at.date()))
    return found


def _orders(requests: Sequence[Request]) -> list[Order]:
    rows = Order.objects.filter(request__in=[r.pk for r in requests])
    return list(rows.select_related("payment", "account__section", "payee").order_by("pk"))


def _asked(known: Iterable[RequestState], orders: Iterable[Order]) -> set[str]:
    refs = {f"{s.campaign}:{name}" for s in known for name in ("trustees", "gate", "pause")}
    refs |= {window_of(s.fund) for s in known}
    for order in orders:
        refs.add(order.ref)
        if hasattr(order, "payment"):
            refs.add(order.payment.ref)
    return refs


def _days(entries: set[int]) -> dict[int, date]:
    """The day of each entry, by its number in the record."""
    rows = Entry.objects.filter(pk__in=[n + 1 for n in entries]).values_list("pk", "on")
    return {pk - 1: on for pk, on in rows}


def _paid(order: Order, states: dict[str, State]) -> Paid:
    state = states.get(order.ref)
    status = state.status if isinstance(state, OrderState) else "open"
    payment = getattr(order, "payment", None)
    sent = states.get(payment.ref) if payment else None
    if payment is None or not isinstance(sent, PaymentState):
        return Paid(order, status)
    return Paid(order, status, payment, sent.left, sent.proven)


def _stand(
    request: Request,
    state: RequestState,
    states: dict[str, State],
    days: dict[int, date],
    orders: tuple[Paid, ...],
    *,
    alarm: bool,
    stopped: date | None,
    today: date,
) -> Stand:
    trustees = states.get(f"{state.campaign}:trustees")
    signed, needed, number = 0, 0, 0
    if isinstance(trustees, Trustees):
        count = approved(state, Known(states), today.isoformat(), trustees)
        signed, needed, number = count.signed, count.needed, len(trustees.members)
    came = sorted(days[a.entry] for a in state.approvals if a.entry in days)
    since = came[needed - 1] if 0 < needed <= len(came) and signed >= needed else None
    gate, pause = states.get(f"{state.campaign}:gate"), states.get(f"{state.campaign}:pause")
    word = _word(state, orders, enough=0 < needed <= signed, today=today)
    return Stand(
        request=request,
        state=state,
        word="stopped" if stopped and word in ("waits", "approved", "ordered", "part") else word,
        signed=min(signed, needed),
        needed=needed,
        trustees=number,
        since=since,
        orders=orders,
        gate_open=isinstance(gate, Gate) and gate.open,
        paused_since=pause.since if isinstance(pause, Pause) and pause.paused else "",
        alarm=alarm,
        stopped=stopped,
        _today=today,
    )


def _word(state: RequestState, orders: tuple[Paid, ...], *, enough: bool, today: date) -> str:
    sent = [p for p in orders if p.stands]
    if any(p.status == "open" for p in orders):
        return "ordered"
    over = state.closed or ("expired" if today.isoformat() > state.until else "")
    if sent and (over or state.ordered >= state.limit):
        return "proven" if all(p.proven for p in sent) else "paid"
    if over:
        return over
    if sent:
        return "part"
    return "approved" if enough else "waits"


def stand_of(request: Request) -> Stand | None:
    """How one request stands; None for a draft."""
    found = stands([request])
    return found[0] if found else None


def waiting_to_be_sent(campaign: Campaign) -> list[Stand]:
    """What is approved and may still be ordered, what is late first."""
    found = [s for s in stands(list(recorded(campaign))) if can_be_ordered(s)]
    return sorted(found, key=lambda s: (not s.late, s.since or s.request.until or date.max))


def can_be_ordered(stand: Stand) -> bool:
    """Whether enough have signed, something is left of it, and it is neither over nor expired."""
    over = stand.state.closed or stand._today.isoformat() > stand.state.until
    return stand.enough and not over and stand.left.minor > 0
