"""The treasurer's desk: what is approved and waits, each guard in plain words, the order, its file."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ouna.core.errors import OunaError, Refused
from ouna.core.values import Money
from ouna.funds.reasons import REASONS, reason_words
from ouna.log import Actor, clock
from ouna.log.models import Entry
from ouna.parties.permissions import require
from ouna.spending import actions, rules, store
from ouna.spending.errors import NotCounted, SamePerson
from ouna.spending.forms_desk import OrderForm, WordsForm
from ouna.spending.models import Order, Payee, Request
from ouna.spending.queries.guards import Guard, free_money, guards_in_full, guards_of, last_checks
from ouna.spending.queries.reading import (
    delays_of,
    open_alarms,
    opened_order,
    opened_request,
    paying_accounts,
    told_of,
)
from ouna.spending.queries.standing import (
    Stand,
    can_be_ordered,
    recorded,
    stand_of,
    stands,
    waiting_to_be_sent,
)
from ouna.spending.views.shared import (
    account_name,
    actor_of,
    campaign_of,
    order_tag,
    request_for,
    told,
    typed_before,
)
from ouna.ui.pdf.documents import CashSheet, PaymentSheet
from ouna.ui.pdf.sheets import cash_sheet_pdf, payment_sheet_pdf

SHOWN = 40


@require("treasurer", "auditor")
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """What is approved and not sent, and what was ordered and is not on a statement yet."""
    campaign = campaign_of(request)
    waiting = waiting_to_be_sent(campaign)
    shown = waiting[:SHOWN]
    free, checks, reasons = free_money(shown), last_checks(shown), delays_of(shown)
    cards = [
        {
            "stand": s,
            "guards": guards_of(s, free, checks),
            "delay": reasons.get(s.request.pk),
            "url": reverse("spending:pay", args=[s.request.ref]),
        }
        for s in shown
    ]
    open_orders = [
        {"order": p.order, "stand": s, "tag": order_tag(p)}
        for s in stands(list(recorded(campaign)))
        for p in s.orders
        if p.status == "open"
    ]
    context = {
        "cards": cards,
        "pays": actor_of(request).has("treasurer"),
        "more": len(waiting) - len(shown),
        "orders": open_orders,
        "alarms": open_alarms(campaign),
        "send_days": settings.SEND_DAYS,
    }
    return render(request, "spending/payments.html", context)


def _form(request: HttpRequest, row: Request, stand: Stand) -> OrderForm:
    opened = opened_request(row)
    payees = [(payee.ref, data.name) for payee, data in zip(row.payees.all(), opened.payees, strict=False)]
    left = stand.now
    margin = Money(max(0, stand.state.margin - stand.state.margins), stand.state.currency)
    cash = bool(opened.payees) and not opened.payees[0].account
    initial = {
        "amount": f"{left.decimal:f}",
        "margin": f"{margin.decimal:f}" if margin.minor else "",
        "payee_amount": f"{row.money.decimal:f}",
        "way": Order.Way.CASH if cash else Order.Way.FILE,
        "day": clock.today().isoformat(),
    }
    return OrderForm(
        request.POST or None,
        accounts=paying_accounts(actor_of(request), row),
        payees=payees,
        limit=row.limit_currency,
        money=row.money_currency,
        name_of=account_name,
        initial=initial,
    )


@require("treasurer", "auditor")
def pay(request: HttpRequest, ref: str) -> HttpResponse:
    """One approved request: every guard asked now; then how it is paid, a second look, the order."""
    row, actor = request_for(request, ref), actor_of(request)
    stand = stand_of(row)
    if stand is None:
        raise Http404
    guards = guards_in_full(stand)
    refusal = _refusal(actor, row, stand, guards)
    form = _form(request, row, stand) if not refusal else None
    sure, status = False, 422 if refusal and request.method == "POST" else 200
    if request.method == "POST" and form is not None:
        if not form.is_valid():
            status = 422
        elif request.POST.get("do") != "order":
            sure = request.POST.get("do") == "look"
        else:
            try:
                order = _order(actor, row, form)
                messages.success(request, _("The payment is ordered. This stands in the record."))
                return redirect("spending:order", order.ref)
            except OunaError as error:
                form.add_error(None, f"{_(str(error))} {_(error.next_step)}".strip())
                status = 422
    opened = opened_request(row)
    context: dict[str, Any] = {
        "row": row,
        "stand": stand,
        "guards": guards,
        "refusal": refusal if request.method == "POST" else "",
        "opened": opened,
        "chosen": [
            d
            for p, d in zip(row.payees.all(), opened.payees, strict=False)
            if sure and form and p.ref == form.cleaned_data["payee"]
        ],
        "form": form,
        "part_back": any(p.part_back_abroad for p in stand.orders),
        "sure": sure,
        "hidden": typed_before(request) if sure else (),
        "own": actor.ref == row.made_by,
        "delay": delays_of([stand]).get(row.pk),
        "words": WordsForm(label=_("Why it is not sent yet, in public"), most=400),
        "orders": [{"order": p.order, "tag": order_tag(p)} for p in stand.orders],
        "crumb_items": [(_("Payments"), reverse("spending:payments")), (row.title, "")],
    }
    return render(request, "spending/pay.html", context, status=status)


def _refusal(actor: Actor, row: Request, stand: Stand, guards: list[Guard]) -> str:
    """Why nothing can be ordered here and now, as people read it; empty where it can be tried."""
    if not actor.has("treasurer"):
        return _("Only a treasurer of the account's section does that.")
    if actor.ref == row.made_by:
        return told(SamePerson())
    if stand.state.closed or not can_be_ordered(stand):
        if not stand.enough and stand.word in ("waits", "stopped"):
            return _("Not enough trustees have signed this request.")
        if stand.state.closed or stand.word == "expired":
            return _("Nothing is ordered for this request: %(state)s.") % {"state": stand.word_text}
        return _("All of this request is ordered.")
    broken = next((g for g in guards if g.stops and not g.ok), None)
    return f"{broken.title}: {broken.detail}" if broken else ""


def _order(actor: Any, row: Request, form: OrderForm) -> Order:
    data = form.cleaned_data
    payee = get_object_or_404(Payee, ref=data["payee"], request=row)
    margin = data["margin_value"]
    ask = actions.Ask(
        payee=payee,
        money=data["amount_value"],
        latin=data["latin"],
        confirmed=data["confirmed"],
        margin=margin.minor if margin else 0,
        payee_money=data.get("payee_amount_value"),
        text=data["text"],
    )
    return actions.order_payment(
        by=actor,
        account=form.accounts[data["account"]],
        ask=ask,
        way=data["way"],
        version=data["version"] or "09",
        charges=data["charges"] or "SHAR",
        day=data["day"],
        giver=data["giver"],
    )


@require("treasurer")
@require_POST
def delay(request: HttpRequest, ref: str) -> HttpResponse:
    """Say in public why something approved is not sent yet."""
    row, form = request_for(request, ref), WordsForm(request.POST, most=400)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            lang = get_language() or "en"
            actions.explain_delay(by=actor_of(request), request=row, text=text, lang=lang)
            messages.success(request, _("Your reason stands on the public page."))
        except Refused as refused:
            messages.error(request, told(refused))
    return redirect("spending:pay", row.ref)


@require("treasurer")
@require_POST
def check_names(request: HttpRequest, ref: str) -> HttpResponse:
    """Check the payee's name against the lists in use now."""
    row = request_for(request, ref)
    try:
        if not actions.check_again(by=actor_of(request), request=row):
            messages.error(request, _("The name could not be checked: there is no list, or it failed."))
    except OunaError as error:
        messages.error(request, f"{_(str(error))} {_(error.next_step)}".strip())
    return redirect("spending:pay", row.ref)


def _readable(request: HttpRequest, ref: str) -> Order:
    rows = Order.objects.select_related("account__section", "account__campaign", "file", "payee")
    order = get_object_or_404(rows.select_related("request__fund", "request__campaign"), ref=ref)
    actor, section = actor_of(request), order.account.section.ref
    request_for(request, order.request.ref)
    if not (actor.has("treasurer", section) or actor.has("auditor")):
        raise Http404
    return order


@require("treasurer", "auditor")
@require_safe
def order(request: HttpRequest, ref: str) -> HttpResponse:
    """An order: its file or sheet, its fingerprint, what became of it."""
    found = _readable(request, ref)
    stand = stand_of(found.request)
    if stand is None:
        raise Http404
    paid = next(p for p in stand.orders if p.order.pk == found.pk)
    beside = told_of(stand)[found.pk]
    context = {
        "order": found,
        "stand": stand,
        "paid": paid,
        "tag": order_tag(paid),
        "told": opened_order(found),
        "counts": beside.counts,
        "back": [
            {
                "day": b.booked_on,
                "money": Money(b.minor, found.currency),
                "reason": reason_words(b.line.returned),
            }
            for b in beside.returns
        ],
        "failed_reason": reason_words(found.failed_code),
        "reasons": [] if found.way == Order.Way.CASH else [(c, reason_words(c)) for c in sorted(REASONS)],
        "together": found.file.orders.order_by("pk") if found.file and found.file.count > 1 else (),
        "counted": len(beside.counts) >= rules.COUNTERS,
        "writes": actor_of(request).has("treasurer", found.account.section.ref),
        "crumb_items": [(_("Payments"), reverse("spending:payments")), (found.request.title, "")],
    }
    return render(request, "spending/order.html", context)


@require("treasurer", "auditor")
@require_safe
def order_file(request: HttpRequest, ref: str) -> HttpResponse:
    """The payment file, if it still has the fingerprint that was recorded."""
    found = _readable(request, ref)
    if found.file is None:
        raise Http404
    data = store.get(found.file.ref, found.account.ref)
    if hashlib.sha256(data).hexdigest() != found.file.sha256:
        raise Http404
    response = HttpResponse(data, content_type="application/xml")
    name = f"payment-{found.end_to_end.lower()}.xml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require("treasurer", "auditor")
@require_safe
def order_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """The order on paper: for a bank without files, or for cash that two people count."""
    found = _readable(request, ref)
    if found.way == Order.Way.FILE:
        raise Http404
    if found.way == Order.Way.CASH and found.counts.count() < rules.COUNTERS:
        messages.error(request, told(NotCounted()))
        return redirect("spending:order", found.ref)
    data = (
        payment_sheet_pdf(_payment_sheet(found))
        if found.way == Order.Way.SHEET
        else cash_sheet_pdf(_cash(found))
    )
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="order-{found.end_to_end.lower()}.pdf"'
    return response


def _common(order: Order) -> dict[str, Any]:
    lang = get_language() or "en"
    campaign, row, private = order.account.campaign, order.request, opened_order(order)
    stand = stand_of(row)
    entry = Entry.objects.get(ref=order.ref)
    return {
        "language": lang,
        "coalition": campaign.coalition.names.best(lang)[1],
        "campaign": campaign.titles.best(lang)[1],
        "order": order.end_to_end,
        "day": date.fromisoformat(private["day"]),
        "issued": clock.today(),
        "payee": private["latin"],
        "money": order.payee_money,
        "purpose": row.fund.titles.best(lang)[1] if row.fund else row.purpose,
        "signed": private["signed"],
        "trustees": max(stand.trustees if stand else 0, private["signed"]),
        "fingerprint": hashlib.sha256(bytes(entry.data)).hexdigest(),
        "demo": settings.DEMO,
    }


def _payment_sheet(order: Order) -> PaymentSheet:
    data = opened_request(order.request).payees[order.payee.nth - 1]
    return PaymentSheet(
        **_common(order),
        payer=order.account.holder,
        payer_account=order.account.iban,
        account=data.account,
        bank=data.bic or data.bank,
        text=opened_order(order)["text"],
    )


def _cash(order: Order) -> CashSheet:
    return CashSheet(**_common(order), giver=opened_order(order)["giver"])


@require("treasurer")
@require_POST
def failed(request: HttpRequest, ref: str) -> HttpResponse:
    """The bank never sent it: its sum goes back to the request."""
    found = _readable(request, ref)
    code, text = request.POST.get("code", ""), request.POST.get("text", "")
    try:
        actions.mark_failed(by=actor_of(request), order=found, reason=text, code=code)
        messages.success(request, _("The sum is back with the request, which may be ordered anew."))
    except Refused as refused:
        messages.error(request, told(refused))
    return redirect("spending:order", found.ref)
