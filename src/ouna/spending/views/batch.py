"""Several approved payments of one account in one file: ticked, looked at again, ordered all or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ouna.campaign.models import Campaign
from ouna.core.errors import OunaError
from ouna.core.values import Money
from ouna.funds.queries import open_accounts
from ouna.log import Actor
from ouna.parties.permissions import require
from ouna.spending import actions
from ouna.spending.forms_batch import BatchForm, RowForm
from ouna.spending.models import Order, Payee
from ouna.spending.payees import PayeeData
from ouna.spending.queries.guards import free_money, guards_of, last_checks
from ouna.spending.queries.reading import opened_request
from ouna.spending.queries.standing import Stand, waiting_to_be_sent
from ouna.spending.views.shared import account_name, actor_of, campaign_of, typed_before

#: Requests offered on one page; each is opened for whoever pays.
MOST = 40


@dataclass(frozen=True)
class Row:
    """A payee that may stand in the file."""

    stand: Stand
    payee: Payee
    data: PayeeData
    form: RowForm

    @property
    def money(self) -> Money:
        """What was typed. Call after the form was found valid."""
        money: Money = self.form.cleaned_data["money"]
        return money


@require("treasurer")
def batch(request: HttpRequest) -> HttpResponse:
    """Tick payments of one account, check the answers, order them: one file for the bank."""
    actor, campaign = actor_of(request), campaign_of(request)
    accounts = [a for a in open_accounts(campaign) if actor.has("treasurer", a.section.ref)]
    rows = _rows(request, actor, campaign, {a.currency for a in accounts})
    form = BatchForm(_typed(request), accounts=accounts, name_of=account_name)
    ticked, status = [], 200
    if request.method == "POST":
        ticked = _ticked(form, rows)
        status = 200 if ticked else 422
        if ticked and request.POST.get("do") == "order":
            try:
                orders = _order(actor, form, ticked)
                said = ngettext("%(n)d payment is ordered.", "%(n)d payments are ordered.", len(orders))
                messages.success(request, said % {"n": len(orders)})
                return redirect("spending:order", orders[0].ref)
            except OunaError as error:
                form.add_error(None, f"{_(str(error))} {_(error.next_step)}".strip())
                ticked, status = [], 422
    context: dict[str, Any] = {
        "form": form,
        "rows": rows,
        "ticked": ticked,
        "total": Money(sum(r.money.minor for r in ticked), form.chosen.currency) if ticked else None,
        "hidden": typed_before(request) if ticked else (),
        "crumb_items": [(_("Payments"), reverse("spending:payments")), (_("Several in one file"), "")],
    }
    return render(request, "spending/batch.html", context, status=status)


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, be it nothing: an empty form that was sent is read, too."""
    return request.POST if request.method == "POST" else None


def _rows(request: HttpRequest, actor: Actor, campaign: Campaign, currencies: set[str]) -> list[Row]:
    """Who may stand in a file: paid into an account, in our account's currency, asked for by others."""
    found = []
    waiting = waiting_to_be_sent(campaign)[:MOST]
    free, checks = free_money(waiting), last_checks(waiting)
    for stand in waiting:
        row, budget = stand.request, stand.state.budget
        fits = row.limit_currency == row.money_currency and row.limit_currency in currencies
        # What cannot be ordered is not offered.
        stopped = any(guard.stops and not guard.ok for guard in guards_of(stand, free, checks))
        if not fits or row.made_by == actor.ref or stopped:
            continue
        left = stand.now
        for payee, data in zip(row.payees.all(), opened_request(row).payees, strict=False):
            if not data.account:
                continue
            # Of a standing budget somebody says how much each gets.
            initial = {} if budget else {"amount": f"{left.decimal:f}"}
            form = RowForm(_typed(request), ref=payee.ref, currency=row.limit_currency, initial=initial)
            found.append(Row(stand, payee, data, form))
    return found


def _ticked(form: BatchForm, rows: list[Row]) -> list[Row]:
    """The ticked rows, if all that was typed holds; else none, and the forms say why."""
    sound = [form.is_valid(), *(row.form.is_valid() for row in rows)]
    found = [row for row in rows if row.form.cleaned_data.get("pay")]
    if not found:
        form.add_error(None, _("Tick at least one payment."))
        return []
    if not all(sound):
        return []
    for row in found:
        if row.form.currency != form.chosen.currency:
            row.form.add_error("pay", _("The account has another currency."))
            sound.append(False)
    return found if all(sound) else []


def _order(actor: Actor, form: BatchForm, ticked: list[Row]) -> list[Order]:
    data = form.cleaned_data
    asks = [
        actions.Ask(
            payee=row.payee,
            money=row.money,
            latin=row.form.cleaned_data["latin"],
            confirmed=data["confirmed"],
        )
        for row in ticked
    ]
    return actions.order_payments(
        by=actor,
        account=form.chosen,
        asks=asks,
        version=data["version"],
        day=data["day"],
        charges=data["charges"],
    )
