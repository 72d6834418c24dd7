"""Builds the requests of the sheet: asked for, signed, ordered, paid by the bank's file, shown or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ouna.core.values import Money
from ouna.demo import appeal, partner, pictures, sheet, signatories
from ouna.demo.day import CASH, COUNTER, SENT
from ouna.demo.files import DemoLine
from ouna.demo.gifts import weekday_before
from ouna.funds.models import BankLine
from ouna.quorum.queries import document_of
from ouna.spending.actions import (
    Ask,
    add_evidence,
    add_paper,
    begin_request,
    check_again,
    count_cash,
    explain_delay,
    give_thanks,
    order_payment,
    record_request,
)
from ouna.spending.models import Order, Payment, Request
from ouna.spending.payees import PayeeData
from ouna.spending.wishes import Budget, Wish
from ouna.treasury.actions import book_as_payment

if TYPE_CHECKING:
    from ouna.demo.builder import Cast

#: A transfer that came back, as the bank's code says it.
BACK = "PMNT-ICDT-RRTN"


class Event(NamedTuple):
    """Something that happens so many days before D, between the bank's files."""

    ago: int
    run: Callable[[Cast], object]


def events() -> list[Event]:
    """All that happens on the partner's side, in the order of time."""
    found = [
        Event(sheet.CHECKLIST_STARTED, partner.begin_checklist),
        *(Event(ago, partial(partner.answer, code=c, said=a, note=n)) for c, a, n, ago in sheet.CHECKLIST),
        Event(sheet.THANKS_AGO, thank),
        Event(appeal.SECOND, appeal.publish_second),
        *(Event(ago, happens) for ago, happens in signatories.EVENTS),
        # The newest version of the list: what was clear against an older one is checked again.
        Event(sheet.LIST_DATED - sheet.LIST_AGE, partner.use_names),
    ]
    for row in sheet.REQUESTS:
        found += _events(row)
    return sorted(found, key=lambda event: -event.ago)


def _events(row: sheet.RequestSheet) -> Iterator[Event]:
    yield Event(row.made, partial(ask, row=row))
    for player, ago in row.signed:
        yield Event(ago, partial(answer, row=row, player=player, act="approve"))
    for player, ago in row.refused:
        yield Event(ago, partial(answer, row=row, player=player, act="refuse"))
    for ordered, _booked in row.paid:
        yield Event(ordered, partial(order, row=row))
        if row.cash:
            yield Event(ordered - 1, partial(count, row=row))
    for nth, ago in enumerate(row.proof):
        yield Event(ago, partial(prove, row=row, nth=nth))
    if row.replaced is not None:
        yield Event(row.replaced, partial(replace, row=row))
    if row.delay:
        yield Event(row.delay[0], partial(delay, row=row))


def wish_of(cast: Cast, row: sheet.RequestSheet, payee: PayeeData | None = None) -> Wish:
    """What the request asks for."""
    budget = Budget(row.each, row.minor, cast.d + timedelta(days=row.until)) if row.each else None
    return Wish(
        title=row.title,
        why=row.why,
        lang="en",
        fund=cast.funds[row.fund],
        purpose=row.fund,
        limit=Money(row.minor, "EUR"),
        money=Money(row.minor, "EUR"),
        until=cast.d + timedelta(days=row.until),
        payees=(payee or row.payee,),
        standing=budget,
    )


def ask(cast: Cast, row: sheet.RequestSheet, replaces: Request | None = None) -> Request:
    """Layla asks, with the quotes she has."""
    assert cast.campaign is not None
    partner.use_names(cast)
    by = cast.actors["layla"]
    payee = PayeeData.of({**row.payee.as_data(), "account": row.account}) if replaces else None
    draft = begin_request(by=by, campaign=cast.campaign, replaces=replaces)
    for nth, (supplier, minor) in enumerate(row.quotes):
        sum_ = Money(minor, "EUR")
        raw = pictures.paper("Quote", supplier, row.title, str(sum_))
        add_paper(by=by, request=draft, raw=raw, kind="quote", amount=sum_, supplier=supplier, chosen=not nth)
    wish = wish_of(cast, row, payee)
    read = wish.fingerprint([paper.sha256 for paper in draft.papers.all()])
    made: Request = record_request(by=by, request=draft, wish=wish, read=read)
    cast.requests[row.key] = made
    return made


def answer(cast: Cast, row: sheet.RequestSheet, player: str, act: str) -> None:
    """A trustee signs, or refuses with the reason of the sheet."""
    document = document_of(cast.requests[row.key].ref)
    partner.sign(cast, player, document, act=act, reason=row.reason if act == "refuse" else "")


def order(cast: Cast, row: sheet.RequestSheet) -> None:
    """The German treasurer orders one payment: by file, or in cash for the standing budget."""
    by, request = cast.treasurer("DE"), cast.requests[row.key]
    partner.use_names(cast)
    check_again(by=by, request=request)
    ask_ = Ask(
        payee=request.payees.get(),
        money=Money(row.each or row.minor, "EUR"),
        latin=row.payee.latin,
        confirmed=True,
    )
    way, giver = (Order.Way.CASH, sheet.GIVER) if row.cash else (Order.Way.FILE, "")
    order_payment(by=by, account=cast.accounts["DE"], ask=ask_, way=way, giver=giver)


def count(cast: Cast, row: sheet.RequestSheet) -> None:
    """The cash is handed over: whoever gives it counts it, and somebody else of the partner."""
    made = Order.objects.filter(request=cast.requests[row.key]).latest("pk")
    for player in sheet.COUNTERS:
        count_cash(by=cast.actors[player], order=made, money=made.payee_money)


def replace(cast: Cast, row: sheet.RequestSheet) -> None:
    """The account was wrong: a new request with the right one, and no signature any more."""
    ask(cast, row, replaces=cast.requests[row.key])


def delay(cast: Cast, row: sheet.RequestSheet) -> None:
    """The treasurer says in public why it is not sent yet."""
    assert row.delay is not None
    by, request = cast.treasurer("DE"), cast.requests[row.key]
    explain_delay(by=by, request=request, text=row.delay[1], lang="en")


def prove(cast: Cast, row: sheet.RequestSheet, nth: int) -> None:
    """Layla adds the proof of one payment; the photos are shown to everyone."""
    request = cast.requests[row.key]
    payment = Payment.objects.filter(order__request=request).order_by("pk")[nth]
    papers = [_paper(row, kind, place) for place, kind in enumerate(row.shows, start=1)]
    add_evidence(by=cast.actors["layla"], payment=payment, papers=papers, public=not row.cash)


def _paper(row: sheet.RequestSheet, kind: str, nth: int) -> tuple[str, bytes]:
    sum_ = Money(row.each or row.minor, "EUR")
    if kind == "photo":
        return kind, pictures.photo(nth)
    heading = {"delivery": "Delivery note", "receipt": "Receipt"}[kind]
    return kind, pictures.paper(heading, row.payee.latin, row.title, str(sum_))


def thank(cast: Cast) -> None:
    """The partner's own words for the first purpose of which something was spent."""
    for lang, text in sheet.THANKS.items():
        give_thanks(by=cast.actors["salma"], fund=cast.funds["walls"], text=text, lang=lang)


# In the bank's file ------------------------------------------------------------------------------


def bank_lines(cast: Cast, days: tuple[date, date]) -> list[DemoLine]:
    """What the German bank has paid, handed out and sent back within these days."""
    lines = []
    for row in sheet.REQUESTS:
        for nth, (_ordered, booked) in enumerate(row.paid):
            day = weekday_before(cast.d - timedelta(days=booked))
            if days[0] <= day <= days[1]:
                lines.append(_paid(cast, row, nth, day))
        if row.returned:
            day = weekday_before(cast.d - timedelta(days=row.returned[0]))
            if days[0] <= day <= days[1]:
                lines.append(_sent_back(cast, row, day))
    return lines


def _order_of(cast: Cast, row: sheet.RequestSheet, nth: int = 0) -> Order:
    return Order.objects.filter(request=cast.requests[row.key]).order_by("pk")[nth]


def _paid(cast: Cast, row: sheet.RequestSheet, nth: int, day: date) -> DemoLine:
    made = _order_of(cast, row, nth)
    if row.cash:
        return DemoLine(day, -made.minor, text=COUNTER, code=CASH)
    return DemoLine(
        day,
        -made.minor,
        row.payee.latin,
        row.payee.account,
        text=made.end_to_end,
        end_to_end=made.end_to_end,
        code=SENT,
    )


def _sent_back(cast: Cast, row: sheet.RequestSheet, day: date) -> DemoLine:
    assert row.returned is not None
    made = _order_of(cast, row)
    return DemoLine(
        day,
        made.minor,
        row.payee.latin,
        row.payee.account,
        text="Account number unknown",
        end_to_end=made.end_to_end,
        returned=row.returned[1],
        code=BACK,
    )


def book_cash(cast: Cast) -> None:
    """Cash carries no order's number: the treasurer says which order a withdrawal was."""
    account = cast.accounts["DE"]
    waiting = BankLine.objects.filter(account=account, state=BankLine.State.WAITING, minor__lt=0)
    for line in waiting.order_by("booked_on", "pk"):
        rows = Order.objects.filter(account=account, way=Order.Way.CASH, payment=None, minor=-line.minor)
        book_as_payment(by=cast.treasurer("DE"), line=line, order=rows.earliest("pk"))
