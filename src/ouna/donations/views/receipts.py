"""Receipts: the public page of one gift, its papers, finding a gift without a code, checking a proof file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ouna.core.book import Log
from ouna.donations import queries, rules
from ouna.donations.forms import FindForm
from ouna.donations.models import Gift
from ouna.donations.papers import receipt_of, site_address
from ouna.donations.queries import GiftFacts
from ouna.donations.views.answers import file, for_everyone, open_campaign, private
from ouna.funds.models import BankAccount
from ouna.funds.queries import fund_row
from ouna.log import clock
from ouna.log import queries as log
from ouna.parties.permissions import public
from ouna.ui import formats
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags import ui

#: Days around the one asked for in which a gift is looked for: banks need that long.
AROUND = 3


def _gift(code: str) -> Gift:
    found = queries.receipt(code)
    if found is None:
        raise Http404
    return found


def _is_own(request: HttpRequest, gift: Gift) -> bool:
    return queries.is_own_receipt(gift.code, request.GET.get("key", "")[:40])


def entry_address(number: int | None) -> str:
    """Where a page of the record is shown; empty while it is not numbered."""
    if number is None:
        return ""
    try:
        return reverse("web:entry", args=[number])
    except NoReverseMatch:
        return f"/books/entries/{number}/"


@public
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The way of one gift through the record, naming nobody; with the key also the giver's files."""
    gift = _gift(code)
    if code != gift.code:
        return redirect("donations:receipt", code=gift.code)
    facts, own = queries.gift_facts(gift), _is_own(request, gift)
    page = {
        "gift": gift,
        "facts": facts,
        "own": own,
        "key": request.GET.get("key", "") if own else "",
        "share": site_address("donations:receipt", gift.code),
        "way": _way(gift, facts),
        "pairs": _pairs(gift, facts),
        "headline": _headline(gift, facts),
        "state": _state(gift, facts),
    }
    response = render(request, "donations/receipt.html", page)
    # Not for search engines, though whoever has the address may show it to anyone.
    response = private(response) if own else for_everyone(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _headline(gift: Gift, facts: GiftFacts) -> str:
    if gift.state == Gift.State.REVERSED:
        return _("This gift was reversed")
    if facts.proven:
        return _("Your gift has arrived and is locked in")
    return _("Your gift has arrived and is in the record")


def _state(gift: Gift, facts: GiftFacts) -> tuple[str, str]:
    if gift.state == Gift.State.REVERSED:
        return _("reversed"), "wrong"
    return (_("locked in"), "good") if facts.proven else (_("in the record"), "")


def _link(number: int | None) -> SafeString:
    """“Page 1,613” as a link to that page of the record."""
    if number is None:
        return SafeString("")
    return format_html(
        '<a href="{}">{}</a>', entry_address(number), format_html(_("Page {}"), ui.number(number))
    )


def _way(gift: Gift, facts: GiftFacts) -> list[dict[str, Any]]:
    """The stops: promised, received, in the record, locked in, waiting, and what comes later."""
    lang = get_language() or "en"
    purpose = ui.name(gift.fund.titles)
    section = gift.account.names.best(lang)[1]
    stops: list[dict[str, Any]] = []
    if gift.pledge:
        stops.append(
            {"state": "sand", "title": _("Promised"), "text": ui.money(gift.pledge.money),
             "when": gift.pledge.created_on}
        )  # fmt: skip
    received = format_html(_("{sum} for {purpose}"), sum=ui.money(gift.money), purpose=purpose)
    stops.append(
        {"state": "sand", "title": format_html(_("Received: {}"), ui.name(section, lang)), "text": received,
         "when": gift.booked_on}
    )  # fmt: skip
    if facts.number is None:
        stops.append(
            {"state": "open", "title": _("In the record"), "text": _("It gets its page within seconds.")}
        )
    else:
        text = format_html(
            _("{page} says: one gift, this account, this purpose, this amount."), page=_link(facts.number)
        )
        stops.append({"state": "", "title": _("In the record"), "text": text, "when": facts.recorded})
    stops.append(_locked_stop(facts))
    if gift.state == Gift.State.REVERSED:
        stops.append(_reversed_stop(facts))
        return stops
    waits = format_html(
        _("{sum} wait there. The partner decides how they are used."), sum=ui.money(facts.waiting)
    )
    stops.append({"state": "open", "title": format_html(_("Waits in {}"), purpose), "text": waits})
    return stops + _became(gift)


def _became(gift: Gift) -> list[dict[str, Any]]:
    """What the money of the gift's purpose has become, by shares: no coin carries a name."""
    row = fund_row(gift.fund, gift.campaign.currency)
    stops: list[dict[str, Any]] = []
    for title, money in (
        (_("Approved by the trustees"), row.approved),
        (_("Paid"), row.spent),
        (_("With proof of use"), row.proven),
    ):
        share = formats.percent(money.minor, row.arrived.minor) if row.arrived.minor > 0 else None
        if money.minor <= 0 or share is None:
            stops.append({"state": "later", "title": title})
            continue
        text = format_html(
            _("{share} % of what this purpose has received: {sum}"), share=share, sum=ui.money(money)
        )
        stops.append({"state": "", "title": title, "text": text})
    return stops


def _locked_stop(facts: GiftFacts) -> dict[str, Any]:
    if not facts.proven:
        return {
            "state": "open",
            "title": _("Locked in"),
            "text": _("With the next sealed summary, within seconds. Then your proof file is ready."),
        }
    text = format_html(
        _(
            "A sealed summary covers all {n} pages. If this one were changed or left out, "
            "your proof file would show it."
        ),
        n=ui.number(facts.size),
    )
    return {"state": "now", "title": _("Locked in"), "text": text, "when": facts.proven_at}


def _reversed_stop(facts: GiftFacts) -> dict[str, Any]:
    why = (
        _("The bank took the money back.")
        if facts.reversal_reason == "returned"
        else _("It was booked by mistake.")
    )
    text = format_html("{} {}", why, _link(facts.reversal_page))
    return {"state": "open", "title": _("Reversed"), "text": text, "when": facts.reversed_on}


def _pairs(gift: Gift, facts: GiftFacts) -> list[tuple[str, object]]:
    """What stands on the slip beside the way."""
    rows: list[tuple[str, object]] = [
        (_("Purpose"), gift.fund.titles),
        (_("Received by"), gift.account.holder),
    ]
    rows.append((_("Day"), ui.day(gift.booked_on)))
    if facts.original:
        rows.append((_("Sent"), ui.money(facts.original)))
    if facts.rate:
        equation = f"1 {facts.rate.base} = {facts.rate.value} {facts.rate.quote}"
        told = format_html(
            "{} ({}, {})",
            ui.code(equation),
            ui.name(facts.rate.source or _("the bank")),
            ui.day(facts.rate.day),
        )
        rows.append((_("Rate"), told))
    elif facts.original and facts.original.currency != gift.currency:
        rows.append((_("Rate"), _("not told by the bank")))
    if facts.charges:
        rows.append((_("Kept by banks"), ui.money(facts.charges)))
    if facts.original or facts.charges:
        rows.append((_("Arrived and booked"), ui.money(gift.money)))
    if facts.number is not None:
        page = (
            format_html(_("{} of {}"), ui.number(facts.number), ui.number(facts.size))
            if facts.proven
            else None
        )
        rows.append((_("Page of the record"), page or ui.number(facts.number)))
    rows.append((_("Fingerprint of the page"), ui.fingerprint(facts.fingerprint, 16)))
    return rows


@public
@require_safe
def receipt_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt on paper; it names the giver only behind the private link."""
    gift = _gift(code)
    own = _is_own(request, gift)
    donor = queries.donor_of(gift) if own else ""
    lang = get_language() or "en"
    data = receipt_of(gift, queries.gift_facts(gift), lang=lang, donor=donor)
    return private(file(data, "application/pdf", f"receipt-{gift.code}.pdf", shown=True))


@public
@require_safe
def receipt_proof(request: HttpRequest, code: str) -> HttpResponse:
    """The proof file. Behind the private link it holds the giver's own commitment."""
    gift = _gift(code)
    own = _is_own(request, gift)
    data = log.proof_of(gift.ref, openings=["donor"] if own else False)
    name = f"{'my' if own else 'shared'}-receipt-{gift.code}.tlog-proof"
    return private(file(data, "application/octet-stream", name))


@public
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Find my gift: account, day and amount lead to pages of the record; no code and no name needed."""
    campaign, lang, today = open_campaign(request), get_language() or "en", clock.today()
    accounts = list(
        BankAccount.objects.filter(campaign=campaign, announced_on__isnull=False).select_related("section")
    )
    asked = "amount" in request.GET or "day" in request.GET
    form = FindForm(request.GET if asked else None, accounts=accounts, lang=lang, today=today)
    found = None
    code = rules.read_code(request.GET.get("code", ""))
    if code and queries.receipt(code):
        return redirect("donations:receipt", code=code)
    if asked and form.is_valid():
        data = form.cleaned_data
        account = form.accounts[data["account"]]
        found = queries.find_gift(account, data["day"], data["money"].minor, around=AROUND)
    page = {
        "form": form,
        "found": found,
        "found_table": _found_table(found or []),
        "code_asked": request.GET.get("code", "")[:60],
        "day": form.cleaned_data.get("day") if found is not None else None,
    }
    response = render(request, "donations/find.html", page)
    if asked:
        return private(response)
    return for_everyone(response)


def _found_table(found: list[queries.Found]) -> Table:
    """The pages that fit, each with its day, purpose and state."""
    columns = [Column(_("Page")), Column(_("Day")), Column(_("Amount"), number=True)]
    columns += [Column(_("Purpose")), Column(_("State"))]
    rows = []
    for row in found:
        state = _("reversed") if row.reversed else _("locked in") if row.proven else _("in the record")
        page = _link(row.number) or _("within seconds")
        rows.append([page, ui.day(row.booked_on), ui.money(row.money), row.fund.titles, state])
    return Table(columns, rows, _("Pages of the record that fit"))


@public
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Check my receipt: the file is checked in the browser and goes nowhere."""
    opened = log.state_of("log")
    keys = opened.keys if isinstance(opened, Log) else ()
    return for_everyone(render(request, "donations/check.html", {"size": log.size(), "keys": keys}))
