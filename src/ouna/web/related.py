"""Pages of the record that belong together: a gift and what took it back, a line and what explained it,
an order, its payment and what came back, a signature and its withdrawal. Both ways, without a sum or scan
over the whole record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Q

from ouna.core.values import is_ref
from ouna.donations.models import Reversal
from ouna.log.models import Entry
from ouna.spending.models import Evidence, Payment, Return
from ouna.treasury.models import Transfer
from ouna.web import kinds

#: Fields by which a page names an earlier one that a reader wants to see beside it.
FIELDS = (
    "gift",
    "transfer",
    "explains",
    "corrects",
    "order",
    "payment",
    "request",
    "replaces",
    "replacement",
    "succession",
    "appeal",
    "voucher",
    "confirms",
    "signature",
)
#: Most pages shown, and most looked at, for one page.
SHOWN, LOOKED_AT = 20, 500


class Related(NamedTuple):
    """Another page: its number, what happened there, the day, its sum."""

    number: int
    words: str
    on: Any
    money: Any


def _named(data: dict[str, Any]) -> set[str]:
    """Refs of earlier pages that a page names, also inside the new booking of a correction."""
    inner = data.get("replacement")
    places = [data, inner] if isinstance(inner, dict) else [data]
    values = [place.get(field) for place in places for field in FIELDS]
    return {value for value in values if isinstance(value, str) and is_ref(value)}


def _naming(found: Iterable[Entry], ref: str) -> Iterator[str]:
    """Of some later pages those that name this one."""
    for entry in found:
        if ref in _named(json.loads(bytes(entry.data))):
            yield entry.ref


def _later(entry: Entry, data: dict[str, Any]) -> set[str]:
    """Refs of later pages that name this one."""
    ref, kind = entry.ref, entry.kind
    after = Entry.objects.filter(pk__gt=entry.pk).order_by("pk")
    refs = set(_naming(after.filter(kind="correction.made")[:LOOKED_AT], ref))
    if kind == "gift.received":
        refs |= set(Reversal.objects.filter(gift__ref=ref).values_list("ref", flat=True))
    elif kind == "transfer.sent":
        refs |= set(Transfer.objects.filter(ref=ref).values_list("arrival_ref", flat=True))
    elif kind == "payment.ordered":
        refs |= set(Payment.objects.filter(order__ref=ref).values_list("ref", flat=True))
        refs |= set(_naming(after.filter(kind="payment.failed")[:LOOKED_AT], ref))
    elif kind == "payment.sent":
        refs |= set(Return.objects.filter(payment__ref=ref).values_list("ref", flat=True))
        refs |= set(Evidence.objects.filter(payment__ref=ref).values_list("ref", flat=True))
    elif kind == "signature.published":
        refs |= set(_naming(after.filter(kind="signature.withdrawn")[:LOOKED_AT], ref))
    if kind in ("credit.unexplained", "debit.unexplained") or data.get("reason") == "misbooked":
        # What explains a line moves the pot of open lines, which few pages do.
        side = "out" if kind == "debit.unexplained" else "in"
        pots = Q(moves__of=f"{data.get('campaign')}:unexplained_{side}")
        refs |= set(_naming(after.filter(pots).distinct()[:LOOKED_AT], ref))
    return refs - {""}


def related(entry: Entry) -> list[Related]:
    """The pages that this one names and those that name it, in the order of the record."""
    data = json.loads(bytes(entry.data))
    refs = (_named(data) | _later(entry, data)) - {entry.ref}
    if not refs:
        return []
    found = Entry.objects.filter(ref__in=refs, place__isnull=False).select_related("place")
    rows = [kinds.Row(other, json.loads(bytes(other.data))) for other in found.order_by("pk")[:SHOWN]]
    return [Related(row.number or 0, row.words, row.entry.on, row.money) for row in rows]
