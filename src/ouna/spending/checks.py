"""Invariants of requests and payments: the tables of people's work say what the record says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from ouna.core.book import Order as OrderState
from ouna.core.book import Payment as PaymentState
from ouna.core.errors import OunaError
from ouna.funds.models import Claim
from ouna.log import clock
from ouna.log import queries as log
from ouna.log.checks import snapshot
from ouna.log.models import Entry, JournalFact
from ouna.log.monitor import Finding
from ouna.spending import rules
from ouna.spending.actions.forgetting import DRAFT_DAYS, STRAY_DAYS
from ouna.spending.models import Order, Paper, Payment, PaymentFile, Request, Return
from ouna.spending.queries.due import due_drafts, stray_bytes
from ouna.spending.signed import signed_payee, signed_request

PAGE = 1_000
#: How long the daily work may be late before it counts as not done.
LATE = timedelta(days=3)


def checks() -> Iterator[Finding]:
    """Requests, payees, orders and payments equal the record; papers and files are there; cash is counted
    by two; what is due is forgotten."""
    with snapshot():
        yield from requests_equal_the_record()
        yield from orders_equal_the_record()
        yield from payments_equal_the_record()
        yield from files_are_there()
        yield from cash_is_counted_by_two()
        yield from what_is_due_is_forgotten()


def requests_equal_the_record() -> Iterator[Finding]:
    """Each recorded request is the one that was signed, and its payees are behind their fingerprints."""
    rows = Request.objects.filter(state=Request.RECORDED).select_related(
        "campaign", "org", "fund", "replaces"
    )
    count = 0
    for request in rows.prefetch_related("payees").iterator(chunk_size=PAGE):
        count += 1
        try:
            signed = signed_request(request)
            for payee in request.payees.all():
                signed_payee(signed, payee)
        except OunaError as error:
            yield Finding(request.ref, str(error))
    recorded = Entry.objects.filter(kind="request.made").exclude(by=log.RECOVERED).count()
    if recorded != count:
        yield Finding("spending.request", f"The record has {recorded} requests, the table {count}.")


def orders_equal_the_record() -> Iterator[Finding]:
    """Each order stands in the record with its request, account and sum; and none is missing here."""
    rows = list(
        Order.objects.values_list("ref", "request__ref", "account__ref", "currency", "minor", "margin")
    )
    states = log.states_of(row[0] for row in rows)
    for ref, *told in rows:
        state = states.get(ref)
        if not isinstance(state, OrderState) or told != [
            state.request, state.account, state.currency, state.minor, state.margin,
        ]:  # fmt: skip
            yield Finding(ref, "The order differs from the record.")
    for ref in log.states_of_kind(OrderState).keys() - {row[0] for row in rows}:
        if Entry.objects.filter(ref=ref).exclude(by=log.RECOVERED).exists():
            yield Finding(ref, "An order of the record is missing at the desk.")


def payments_equal_the_record() -> Iterator[Finding]:
    """Each payment and return stands in the record and holds its bank line."""
    rows = list(Payment.objects.values_list("ref", "order__ref", "line_id"))
    states = log.states_of(ref for ref, _, _ in rows)
    claims = dict(Claim.objects.filter(by__in=[ref for ref, _, _ in rows]).values_list("by", "line_id"))
    for ref, order, line in rows:
        state = states.get(ref)
        if not isinstance(state, PaymentState) or state.order != order:
            yield Finding(ref, "The payment differs from the record.")
        if claims.get(ref) != line:
            yield Finding(ref, "The payment does not hold its bank line.")
    for ref, line in Return.objects.values_list("ref", "line_id"):
        if not Claim.objects.filter(by=ref, line_id=line).exists():
            yield Finding(ref, "The return does not hold its bank line.")


def files_are_there() -> Iterator[Finding]:
    """The sealed bytes of each paper and each payment file lie in their folder."""
    folder = Path(settings.VAR) / "papers"
    for model, what in ((Paper, "paper"), (PaymentFile, "payment file")):
        for ref in model.objects.values_list("ref", flat=True).iterator(chunk_size=PAGE):  # type: ignore[attr-defined]
            if not (folder / ref[-2:] / ref).is_file():
                yield Finding(ref, f"The bytes of a {what} are gone.")


def cash_is_counted_by_two() -> Iterator[Finding]:
    """Each count is of cash that was ordered and of its sum, by another person than the other one, and in
    the private journal; cash that left our account has both counts."""
    facts = set(JournalFact.objects.filter(kind="cash.counted").values_list("actor", "subject"))
    orders = Order.objects.filter(Q(way=Order.Way.CASH) | Q(counts__isnull=False)).distinct()
    rows = orders.select_related("request", "payment").prefetch_related("counts")
    for order in rows.iterator(chunk_size=PAGE):
        counts = list(order.counts.all())
        if counts and order.way != Order.Way.CASH:
            yield Finding(order.ref, "Cash was counted of an order that is not in cash.")
        if any(count.minor != order.payee_minor for count in counts):
            yield Finding(order.ref, "A count of its cash is not the sum that was ordered.")
        if len({count.by for count in counts}) != len(counts):
            yield Finding(order.ref, "One person counted its cash twice.")
        if any((count.by, order.request.ref) not in facts for count in counts):
            yield Finding(order.ref, "A count of its cash is not in the private journal.")
        if hasattr(order, "payment") and len(counts) < rules.COUNTERS:
            what = "Cash left our account, and two persons have not counted it."
            yield Finding(order.ref, what, waits=True)


def what_is_due_is_forgotten() -> Iterator[Finding]:
    """No draft and no bytes without a row lie longer than `retention.py` says."""
    now = clock.now() - LATE
    for request in due_drafts(now - timedelta(days=DRAFT_DAYS)):
        yield Finding(request.ref, "This draft should have been thrown away with its papers.")
    for ref in stray_bytes(now - timedelta(days=STRAY_DAYS)):
        yield Finding(ref, "Nothing names these bytes, and they should have been removed.")
