"""Counting cash before it is handed over: the same page for both counters."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.core.errors import Refused
from ouna.parties.permissions import require
from ouna.spending import actions, rules
from ouna.spending.forms_desk import CountForm
from ouna.spending.models import Order
from ouna.spending.queries.reading import opened_order
from ouna.spending.queries.standing import stand_of
from ouna.spending.views.shared import actor_of, request_for, told


@require(*rules.COUNTS)
def count(request: HttpRequest, ref: str) -> HttpResponse:
    """Type what you have counted of an order in cash; who has counted before you."""
    rows = Order.objects.select_related("request__fund", "request__campaign")
    order = get_object_or_404(rows, ref=ref, way=Order.Way.CASH)
    row, actor = request_for(request, order.request.ref), actor_of(request)
    stand = stand_of(row)
    if stand is None:
        raise Http404
    form, status = CountForm(request.POST or None, currency=order.payee_currency), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.count_cash(by=actor, order=order, money=form.cleaned_data["money"])
                messages.success(request, _("Your count is kept with the order."))
                return redirect("spending:count", order.ref)
            except Refused as refused:
                form.add_error("amount", told(refused))
    counts = list(order.counts.all())
    failed = any(p.order.pk == order.pk and p.status == "failed" for p in stand.orders)
    counts_now = len(counts) < rules.COUNTERS and not failed and actor.ref not in {c.by for c in counts}
    context: dict[str, Any] = {
        "order": order,
        "row": row,
        "told": opened_order(order),
        "counts": counts,
        "form": form if counts_now else None,
        "whole": len(counts) == rules.COUNTERS,
        "pays": actor.has("treasurer"),
        "crumb_items": [
            (_("Requests"), reverse("spending:requests")),
            (row.title, reverse("spending:desk_request", args=[row.ref])),
            (_("Count the cash"), ""),
        ],
    }
    return render(request, "spending/count.html", context, status=status)
