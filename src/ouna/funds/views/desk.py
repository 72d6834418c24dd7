"""The desks' pages of purposes and rates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ouna.campaign.models import Campaign
from ouna.campaign.queries import current_campaign
from ouna.core.errors import Refused
from ouna.funds import actions
from ouna.funds.errors import RatesUnreadable
from ouna.funds.forms import PurposeForm, RateForm
from ouna.funds.models import Rate
from ouna.funds.queries import rates_to_confirm, recent_rates, used_legs
from ouna.funds.rates import MOST_BYTES, Leg
from ouna.log import Actor, clock
from ouna.parties.permissions import require
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags import ui


def _campaign() -> Campaign:
    campaign = current_campaign()
    if campaign is None:
        raise Http404
    return campaign


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _told(refused: Refused) -> str:
    return f"{_(str(refused))} {_(refused.next_step)}".strip()


# Purposes ---------------------------------------------------------------------------------------


@require("administrator")
def purposes(request: HttpRequest) -> HttpResponse:
    """What one can give to; opening one more after a second look, since it stands in the public record."""
    campaign = _campaign()
    form = PurposeForm(
        request.POST or None, currencies=campaign.currencies, languages=campaign.languages, auto_id="p_%s"
    )
    look = False
    if request.method == "POST" and form.is_valid():
        if request.POST.get("open") == "sure":
            try:
                actions.open_fund(by=_actor(request), campaign=campaign, **form.arguments())
                messages.success(request, _("The purpose is open. This stands in the public record."))
                return redirect("funds:purposes")
            except Refused as refused:
                form.add_error(None, _told(refused))
        else:
            look = request.POST.get("open") == "look"
    rows = [[f.titles, ui.code(f.code), ui.money(f.aim), ", ".join(f.purposes)] for f in campaign.funds.all()]
    columns = [
        Column(_("Purpose")),
        Column(_("Code")),
        Column(_("Aim"), number=True),
        Column(_("May be spent on")),
    ]
    page = {
        "form": form,
        "look": look,
        "is_open": campaign.opened_on is not None,
        "table": Table(columns, rows, _("Purposes")),
        "rows": rows,
        "hidden": sorted(request.POST.items()) if look else (),
    }
    return render(request, "funds/purposes.html", page)


# Rates ------------------------------------------------------------------------------------------


@require("treasurer", "administrator", "auditor")
def rates(request: HttpRequest) -> HttpResponse:
    """Rates in use; the central bank's file; rates that are typed by one person and confirmed by another."""
    campaign = _campaign()
    entering = RateForm(
        request.POST if "enter" in request.POST else None, today=clock.today(), auto_id="r_%s"
    )
    problem = ""
    if request.method == "POST":
        try:
            if _change_rates(request, campaign, entering):
                return redirect("funds:rates")
        except Refused as refused:
            problem = _told(refused)
    actor = _actor(request)
    waiting = [{"rate": rate, "own": rate.entered_by == actor.ref} for rate in rates_to_confirm()]
    page = {
        "campaign": campaign,
        "form": entering,
        "problem": problem,
        "waiting": waiting,
        "used": _used_table(list(used_legs().values())),
        "recent": _recent_table(recent_rates()),
        "writes": actor.has("treasurer") or actor.has("administrator"),
    }
    return render(request, "funds/rates.html", page, status=422 if problem else 200)


def _change_rates(request: HttpRequest, campaign: Campaign, form: RateForm) -> bool:
    """Do what the pressed button says; what is confirmed now is used from now on. Raises: Refused."""
    actor = _actor(request)
    if "confirm" in request.POST:
        rate = get_object_or_404(Rate, pk=_number(request.POST["confirm"]))
        actions.confirm_rate(by=actor, rate=rate)
        messages.success(request, _("The rate is confirmed."))
    elif "file" in request.FILES:
        _import(request, actor)
    elif "enter" in request.POST:
        if not form.is_valid():
            return False
        actions.enter_rate(by=actor, **form.cleaned_data)
        messages.success(request, _("The rate waits for a second person."))
        return True
    else:
        return True
    if campaign.opened_on:
        actions.use_rates(by=actor, campaign=campaign)
    return True


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Http404
    return int(text)


def _import(request: HttpRequest, actor: Actor) -> None:
    file = request.FILES["file"]
    assert isinstance(file, UploadedFile)
    if (file.size or 0) > MOST_BYTES:
        raise RatesUnreadable("The file is larger than the bank's whole history.")
    report = actions.import_ecb_rates(by=actor, data=file.read())
    said = ngettext("%(n)s new rate.", "%(n)s new rates.", report.new) % {"n": report.new}
    messages.success(request, said if report.new else _("Nothing new: these rates are known."))
    for place, what in report.findings[:10]:
        messages.warning(request, f"{place}: {_(what)}")


def _equation(base: str, value: str, quote: str) -> Any:
    return ui.code(f"1 {base} = {value} {quote}")


def _used_table(legs: list[Leg]) -> Table:
    columns = [Column(_("Rate")), Column(_("Day")), Column(_("Source"))]
    rows = [[_equation(x.base, x.value, x.quote), ui.day(x.on), ui.code(x.source)] for x in legs]
    return Table(columns, rows, _("In use for totals"))


def _recent_table(found: list[Rate]) -> Table:
    columns = [Column(_("Rate")), Column(_("Day")), Column(_("Source")), Column(_("State"))]
    rows = []
    for rate in found:
        state = _("in use") if rate.used_ref else _("confirmed") if rate.confirmed_by else _("waits")
        rows.append(
            [_equation(rate.base, rate.value, rate.quote), ui.day(rate.on), ui.code(rate.source), state]
        )
    return Table(columns, rows, _("The newest rates"))
