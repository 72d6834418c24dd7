"""Who reads which request, what is opened for him, what the record says beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from ouna.campaign.models import Campaign
from ouna.core.book import RequestRefused, decode
from ouna.core.values import Money, Translated
from ouna.funds.models import BankAccount
from ouna.funds.queries import open_accounts
from ouna.log import Actor, text_of
from ouna.log import queries as log
from ouna.log.models import Entry
from ouna.parties.errors import NotPermitted
from ouna.quorum.models import Signer
from ouna.spending import rules
from ouna.spending.actions.requests import draft_place, quote_place
from ouna.spending.models import Alarm, CashCount, Delay, Order, Paper, Request, Return
from ouna.spending.payees import PayeeData
from ouna.spending.queries.standing import Stand
from ouna.spending.sealed import open_json


def access_requests(actor: Actor, campaign: Campaign) -> QuerySet[Request]:
    """What the actor may read at the desk: all recorded ones, and his own drafts. Raises: NotPermitted."""
    if not any(actor.has(role) for role in rules.READS):
        raise NotPermitted()
    rows = Request.objects.filter(campaign=campaign)
    drafts_of_others = rows.filter(state=Request.DRAFT).exclude(made_by=actor.ref)
    rows = rows.exclude(pk__in=drafts_of_others.values("pk"))
    return rows.select_related("fund", "org", "campaign", "replaces")


def draft_data(request: Request) -> dict[str, str]:
    """What was typed so far; for its maker."""
    found = open_json(request.ref, draft_place(request.ref), request.sealed_draft)
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Opened:
    """What is confidential in a request, for those who may read it."""

    payees: tuple[PayeeData, ...]
    place: str
    quotes: tuple[tuple[Money, str, bool, str], ...]


def opened_request(request: Request) -> Opened:
    """Payees, place and quotes (sum, supplier, chosen, ref of the paper). What was erased is missing."""
    found = []
    for payee in request.payees.all():
        data = open_json(request.ref, f"spending.payee\n{payee.ref}", payee.sealed)
        if isinstance(data, dict):
            found.append(PayeeData.of(data))
    place = open_json(request.ref, f"spending.request.place\n{request.ref}", request.sealed_place)
    quotes = []
    for quote in request.quotes.select_related("paper"):
        ref = quote.paper.ref if quote.paper else ""
        name = open_json(request.ref, quote_place(ref), quote.sealed_supplier)
        quotes.append((quote.money, str(name or ""), quote.chosen, ref))
    return Opened(tuple(found), str(place or ""), tuple(quotes))


def opened_order(order: Order) -> dict[str, Any]:
    """What was typed for an order: Latin name, text, day, giver."""
    found = open_json(order.request.ref, f"spending.order\n{order.ref}", order.sealed)
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Refusal:
    """A trustee's refusal with its reason (None: withdrawn by law)."""

    number: int
    title: Translated
    text: str
    on: date
    page: int | None


@dataclass(frozen=True)
class Signed:
    """A trustee's approval in the record."""

    number: int
    title: Translated
    on: date
    page: int


def signers_by_ref(campaign: Campaign) -> dict[str, Signer]:
    """All trustees of a campaign by ref: one query."""
    return {s.ref: s for s in Signer.objects.filter(campaign=campaign, side=Signer.TRUSTEE)}


def approvals_of(stand: Stand) -> list[Signed]:
    """Who has approved, as the public may know: number and function."""
    signers = signers_by_ref(stand.request.campaign)
    pages = [a.entry for a in stand.state.approvals]
    days = dict(Entry.objects.filter(pk__in=[n + 1 for n in pages]).values_list("pk", "on"))
    found = []
    for approval in stand.state.approvals:
        signer, on = signers.get(approval.trustee), days.get(approval.entry + 1)
        if on is not None:
            title = signer.titles if signer else Translated({})
            found.append(Signed(signer.number if signer else 0, title, on, approval.entry))
    return found


def refusals_of(stand: Stand) -> list[Refusal]:
    """Refusals with their reasons. They stay, whatever becomes of the request."""
    if not stand.state.refusals:
        return []
    signers = signers_by_ref(stand.request.campaign)
    found = []
    about = stand.request.ref.encode()
    rows = Entry.objects.filter(kind=RequestRefused.KIND).order_by("pk")
    for entry in [row for row in rows if about in bytes(row.data)]:
        record = decode(bytes(entry.data))
        assert isinstance(record, RequestRefused)
        signer = signers.get(record.signature.statement.trustee)
        told = text_of(record.text)
        found.append(
            Refusal(
                signer.number if signer else 0,
                signer.titles if signer else Translated({}),
                _plain(told),
                entry.on,
                log.entry_number(entry.ref),
            )
        )
    return found


def _plain(told: dict[str, Any] | None) -> str:
    """The one text of a public text, in whatever language it is."""
    if not told:
        return ""
    value = next((told[k] for k in ("reason", "text", "why", "title") if k in told), "")
    return Translated(value).best("en")[1] if isinstance(value, dict) else str(value)


def delays_of(stands: Sequence[Stand]) -> dict[int, Delay]:
    """The newest reason of each request: one query."""
    rows = Delay.objects.filter(request__in=[s.request.pk for s in stands]).order_by("pk")
    return {row.request_id: row for row in rows}


@dataclass(frozen=True)
class Told:
    """What our tables tell beside an order of the record: its cash counts, and what came back of it."""

    counts: tuple[CashCount, ...] = ()
    returns: tuple[Return, ...] = ()


def told_of(stand: Stand) -> dict[int, Told]:
    """{order: what is told of it}, of all orders of a request: two queries."""
    orders = [p.order for p in stand.orders]
    counts = CashCount.objects.filter(order__in=orders).order_by("nth")
    returns = Return.objects.filter(payment__order__in=orders).select_related("line", "payment")
    counted, back = list(counts), list(returns.order_by("booked_on", "pk"))
    return {
        o.pk: Told(
            tuple(c for c in counted if c.order_id == o.pk),
            tuple(r for r in back if r.payment.order_id == o.pk),
        )
        for o in orders
    }


def public_papers(request: Request) -> list[Paper]:
    """What the partner shows to everyone."""
    return list(request.papers.filter(public=True).exclude(hash="").select_related("evidence"))


def open_alarms(campaign: Campaign) -> list[Alarm]:
    """Bank lines that do not fit their order, and that nobody has explained yet."""
    rows = Alarm.objects.filter(order__request__campaign=campaign, cleared_at=None)
    return list(rows.select_related("order__request", "line"))


def paying_accounts(actor: Actor, request: Request) -> list[BankAccount]:
    """The open accounts of the limit's currency from which the actor may pay."""
    rows = open_accounts(request.campaign).filter(currency=request.limit_currency)
    return [a for a in rows if actor.has("treasurer", a.section.ref)]
