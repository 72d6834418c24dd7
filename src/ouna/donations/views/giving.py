"""Giving: one form, then the private page of the promise with everything a transfer needs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ouna.campaign.models import Campaign
from ouna.core.values import is_ref
from ouna.donations import rules
from ouna.donations.actions import VISITOR, confirm_pledge, make_pledge, withdraw_pledge
from ouna.donations.errors import TooManyPledges
from ouna.donations.forms import MONTHLY, ONCE, GiveForm
from ouna.donations.models import Gift, Pledge
from ouna.donations.papers import poster_of, site_address, slip_of
from ouna.donations.payment import Payment, payment_of
from ouna.donations.queries import gifts_of_pledge, pledge_by_token, receipt_key
from ouna.donations.views.answers import file, for_everyone, is_open, open_campaign, private
from ouna.funds.models import BankAccount, Fund
from ouna.funds.queries import FundRows, fund_rows, open_accounts
from ouna.funds.rates import Leg, path
from ouna.log import clock
from ouna.parties.permissions import public
from ouna.ui.charts.bars import section_bar
from ouna.ui.charts.sections import Section
from ouna.ui.network import visitor_of
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags import ui


@public
# Nobody is logged in here and no cookie decides anything: a forged form could only promise in nobody's name.
# Without the token the page is the same for everyone, sets no cookie, and is served from memory in a rush.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """The form; a good one makes the promise and leads to its private page."""
    if not is_open(request):
        return for_everyone(render(request, "donations/not_open.html", status=404))
    campaign, lang = request._campaign, get_language() or "en"  # type: ignore[attr-defined]
    if campaign.closed_on is not None:
        return _closed(request)
    accounts, rows = list(open_accounts(campaign)), fund_rows(campaign)
    funds = [row.fund for row in rows if row.fund.state == Fund.State.OPEN]
    presets = _presets(accounts, rows.in_use)
    kwargs: dict[str, Any] = {"accounts": accounts, "funds": funds, "presets": presets, "lang": lang}
    if request.method != "POST":
        form = GiveForm(initial=_initial(request, accounts, funds, presets), **kwargs)
        return for_everyone(render(request, "donations/give.html", _page(campaign, form, rows)))
    form = GiveForm(request.POST, **kwargs)
    too_many = False
    if form.is_valid():
        if form.is_trap_sprung:
            # A program: it gets a page and nothing is kept.
            return redirect("donations:give")
        try:
            made = _promise(request, campaign, form, lang)
            return private(redirect("donations:pledge", token=made.token))
        except TooManyPledges:
            too_many = True
    page = {**_page(campaign, form, rows), "too_many": too_many}
    return private(render(request, "donations/give.html", page, status=429 if too_many else 422))


def _closed(request: HttpRequest) -> HttpResponse:
    """The campaign takes no promises any more: since when, and where the rest goes."""
    if request.method == "POST":
        return private(render(request, "donations/closed.html", status=422))
    return for_everyone(render(request, "donations/closed.html"))


def _promise(request: HttpRequest, campaign: Campaign, form: GiveForm, lang: str) -> Pledge:
    data = form.cleaned_data
    return make_pledge(
        by=VISITOR,
        campaign=campaign,
        account=form.accounts[data["account"]],
        fund=form.funds[data["fund"]],
        money=data["money"],
        monthly=data["often"] == MONTHLY,
        email=data["email"],
        lang=lang,
        visitor=visitor_of(request),
    )


def _presets(accounts: list[BankAccount], legs: Mapping[tuple[str, str], Leg]) -> dict[str, list[int]]:
    """Sums to tick for each currency, from the rates in use; without one as for the euro."""
    found = {}
    for currency in sorted({a.currency for a in accounts}):
        way = path("EUR", currency, legs) or ()
        scale = Decimal(1)
        for leg in way:
            scale = scale * Decimal(leg.value) if leg.quote == currency else scale / Decimal(leg.value)
        found[currency] = rules.presets(scale)
    return found


def _initial(
    request: HttpRequest, accounts: list[BankAccount], funds: list[Any], presets: dict[str, list[int]]
) -> dict[str, Any]:
    """What is ticked at first: from the address (`?account=`, `?fund=`), else the first of each."""
    refs = [a.ref for a in accounts]
    account = request.GET.get("account", "")
    section = next((a.ref for a in accounts if account in (a.ref, a.section.ref, a.section.country)), "")
    chosen = section or (refs[0] if refs else "")
    codes = [f.code for f in funds]
    fund = request.GET.get("fund", "")
    currency = next((a.currency for a in accounts if a.ref == chosen), "")
    sums = presets.get(currency, [])
    return {
        "account": chosen,
        "fund": fund if fund in codes else (codes[0] if codes else ""),
        "preset": str(sums[2]) if len(sums) > 2 else "",
        "often": MONTHLY if request.GET.get("often") == MONTHLY else ONCE,
    }


def _page(campaign: Campaign, form: GiveForm, rows: FundRows) -> dict[str, Any]:
    return {
        "give_campaign": campaign,
        "form": form,
        "accounts": list(form.accounts.values()),
        "fund_notes": _fund_notes(rows),
        "steps": [_("Choose"), _("Transfer"), _("Receipt")],
        "open_form": bool(form.accounts and form.funds),
    }


def _fund_notes(rows: FundRows) -> dict[str, Any]:
    """Below each purpose: its bar, and how much of its aim has come."""
    notes = {}
    for row in rows:
        came, aim = max(row.arrived.minor, 0), row.aim.minor
        drawn = Section(
            key=row.fund.code,
            name="",
            short="",
            aim=aim,
            received=came,
            brought=min(max(row.brought_in.minor, 0), came),
            approved=row.approved.minor,
            proof=row.proven.minor,
            paid=row.spent.minor,
        )
        words = format_html(
            _("{came} of {aim}"), came=ui.whole(came, rows.currency), aim=ui.whole(aim, row.aim.currency)
        )
        if row.fund.free:
            words = format_html(_("the partner decides; {share}"), share=words)
        notes[row.fund.code] = format_html("{}<small>{}</small>", section_bar(drawn), words)
    return notes


def _pledge(token: str) -> Pledge:
    found = pledge_by_token(token)
    if found is None:
        raise Http404
    return found


@public
# The token in the address is the right to do this; a foreign page cannot know it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def pledge(request: HttpRequest, token: str) -> HttpResponse:
    """The private page of a promise: the transfer, its code and slip, what has arrived, withdrawing."""
    found = _pledge(token)
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw_pledge(by=VISITOR, pledge=found)
        return private(redirect("donations:pledge", token=token))
    key = request.POST.get("confirm", "")
    if request.method == "POST" and key:
        confirm_pledge(by=VISITOR, pledge=found, key=key[:100])
        return private(redirect("donations:pledge", token=token))
    payment = payment_of(found)
    gifts = gifts_of_pledge(found)
    page = {
        "pledge": found,
        "payment": payment,
        "gifts": gifts,
        "gift_table": _gift_table(gifts),
        "qr": payment.svg(_("QR code with the transfer")) if payment.payload else "",
        "link": site_address("donations:pledge", token),
        "steps": [_("Choose"), _("Transfer"), _("Receipt")],
        "is_open": found.state == Pledge.State.OPEN,
        "shows_transfer": _shows_transfer(found),
        "waits_confirm": found.state == Pledge.State.OPEN and not found.counts,
        "confirm": request.GET.get("confirm", "")[:100],
        "asks_withdraw": "withdraw" in request.GET and found.state == Pledge.State.OPEN,
    }
    return private(render(request, "donations/pledge.html", page))


def _payable(token: str) -> tuple[Pledge, Payment]:
    """A promise that has a code to pay by; none once the campaign is closed. Raises: Http404."""
    found = _pledge(token)
    payment = payment_of(found)
    if not payment.payload or found.campaign.closed_on is not None:
        raise Http404
    return found, payment


def _shows_transfer(pledge: Pledge) -> bool:
    """Whether there is something to transfer still: not twice for one promise, unless it is a monthly one."""
    if pledge.campaign.closed_on is not None:
        return False
    if pledge.state == Pledge.State.MET:
        return pledge.monthly
    return pledge.state != Pledge.State.WITHDRAWN and pledge.account.is_open


def _gift_table(gifts: list[Gift]) -> Table:
    """What has arrived, each with the way to its receipt."""
    columns = [Column(_("Day")), Column(_("Amount"), number=True), Column(_("State")), Column(_("Receipt"))]
    rows = []
    for gift in gifts:
        address = f"{reverse('donations:receipt', args=[gift.code])}?key={receipt_key(gift.code)}"
        link = format_html('<a href="{}">{}</a>', address, _("Receipt"))
        state = _("reversed") if gift.state == Gift.State.REVERSED else _("arrived")
        rows.append([ui.day(gift.booked_on), ui.money(gift.money), state, link])
    return Table(columns, rows, _("What has arrived"))


@public
@require_safe
def slip_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The transfer slip to print."""
    found = _pledge(token)
    return private(file(slip_of(found), "application/pdf", f"slip-{found.reference}.pdf", shown=True))


@public
@require_safe
def qr_png(request: HttpRequest, token: str) -> HttpResponse:
    """The code as a picture that a phone saves, for the bank's app on the same phone."""
    found, payment = _payable(token)
    name = "demo-do-not-pay" if settings.DEMO else "transfer"
    return private(file(payment.png(), "image/png", f"{name}-{found.reference}.png"))


@public
@require_safe
def qr_svg(request: HttpRequest, token: str) -> HttpResponse:
    """The code as a drawing."""
    found, payment = _payable(token)
    drawn = payment.svg(_("QR code with the transfer"))
    return private(file(drawn, "image/svg+xml", f"transfer-{found.reference}.svg"))


@public
@require_safe
def poster_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """The A4 poster of an account, or of a section's first one, with slips to tear off."""
    if not is_ref(ref, "acct") and not is_ref(ref, "sect"):
        raise Http404
    accounts = open_accounts(open_campaign(request)).select_related(
        "section", "campaign__coalition", "campaign__partner"
    )
    account = accounts.filter(Q(ref=ref) | Q(section__ref=ref)).first()
    if account is None or account.campaign.closed_on is not None:
        raise Http404
    data = poster_of(account, today=clock.today())
    name = "-".join(filter(None, ("poster", account.section.country, account.mark)))
    return for_everyone(file(data, "application/pdf", f"{name}.pdf", shown=True))
