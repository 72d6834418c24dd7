"""What waits, each line with its likeliest booking and one key to do it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ouna.funds.models import BankLine, Claim
from ouna.parties.permissions import require
from ouna.treasury.actions.opening import opening_of
from ouna.treasury.queries.access import access_lines
from ouna.treasury.queries.accounts import accounts_of
from ouna.treasury.queries.offers import (
    LineOffer,
    open_offers,
    waiting_of,
)
from ouna.treasury.views import words
from ouna.treasury.views.answers import actor_of
from ouna.treasury.views.ordered import ordered_words, stopped_words
from ouna.treasury.views.received import Received, received_of
from ouna.ui.templatetags.ui import reference

#: Proposals on one page; the next ones move up.
SHOWN = 25
#: Session keys: the last booking of this visit, lines one lets wait.
LAST, LATER = "treasury_last", "treasury_later"


@require("treasurer")
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """Every open line of the treasurer's accounts with its likeliest booking; one key each."""
    accounts = accounts_of(actor_of(request))
    chosen = [a for a in accounts if a.ref == request.GET.get("account")] or accounts
    later = request.session.get(LATER, [])
    lines = sorted(waiting_of(chosen), key=lambda line: line.ref in later)
    offers = [_shown(o, n, len(lines), later) for n, o in enumerate(_offers_of(lines[:SHOWN]), start=1)]
    total = _total_for(offers)
    for n, (offer, offered) in enumerate(offers):
        offer["after"] = _after(total, offered) if n == 0 else ""
        offer["current"] = offer["focus"] = n == 0
    last = last_booked(request)
    if offers and last:
        undo = {"label": _("Undo the last"), "name": "do", "value": "undo_last", "kind": "quiet", "key": "U"}
        offers[0][0]["actions"] = [*offers[0][0]["actions"], undo]
    context = {
        "offers": [offer for offer, _o in offers],
        "count": len(lines),
        "more": max(0, len(lines) - SHOWN),
        "accounts": accounts if len(accounts) > 1 else [],
        "chosen": chosen[0].ref if len(chosen) == 1 else "",
        "openings": [(a, first) for a in chosen if (first := opening_of(a))],
        "last": last,
    }
    return render(request, "treasury/proposals.html", context)


def _offers_of(lines: list[BankLine]) -> list[LineOffer]:
    """The offers of lines of several accounts, in the order given."""
    by_account: dict[int, list[BankLine]] = {}
    for line in lines:
        by_account.setdefault(line.account_id, []).append(line)
    found = {o.line.pk: o for rows in by_account.values() for o in open_offers(rows[0].account, rows)}
    return [found[line.pk] for line in lines]


def _shown(offered: LineOffer, nth: int, count: int, later: list[str]) -> tuple[dict[str, Any], LineOffer]:
    """The fields of `{% offer %}` for one open line."""
    line, best = offered.line, offered.best
    actions: list[dict[str, str]] = []
    if best and not offered.asks:
        actions.append(
            {"label": _("Book it"), "name": "do", "value": f"best:{best.key}", "kind": "", "key": "Enter"}
        )
    other = {"label": _("Another donor") if line.minor > 0 else _("Something else"), "name": "do"}
    if offered.asks:
        other["label"] = _("Choose the purpose")
    other |= {"value": "other", "kind": "plain" if actions else "", "key": "O" if actions else "Enter"}
    wait = {"label": _("Let it wait"), "name": "do", "value": "wait", "kind": "quiet", "key": "L"}
    kicker = _("Proposal %(n)s of %(all)s") % {"n": nth, "all": count}
    if line.state == BankLine.State.UNEXPLAINED:
        kicker = _("Not explained, public: %(n)s of %(all)s") % {"n": nth, "all": count}
    elif line.ref in later:
        kicker = _("Left to wait: %(n)s of %(all)s") % {"n": nth, "all": count}
    offer = {
        "url": reverse("treasury:decide", args=[line.ref]),
        "where": words.line_place(line),
        "money": line.money,
        "who": offered.opened.name,
        "text": offered.opened.text or (reference(line.reference) if line.reference else _("no text")),
        "kicker": kicker,
        "title": _title(offered),
        "why": _why(offered),
        "tags": _tags(offered),
        "actions": [*actions, other, wait],
    }
    return offer, offered


def _tags(offered: LineOffer) -> list[tuple[str, str]]:
    if offered.stopped:
        return [(_("payments are stopped"), "wrong")]
    return words.tags(offered.best, iban_new=bool(offered.line.iban_key)) if offered.best else []


def _title(offered: LineOffer) -> SafeString | str:
    if offered.stopped:
        return _("Not as ordered")
    best = offered.best
    if offered.asks:
        return _("For which purpose?")
    return words.title_of(best, offered.opened.name) if best else _("Nobody can tell by itself")


def _why(offered: LineOffer) -> SafeString | str:
    """The reasons of the likeliest booking; for a payment, what was ordered; or why nothing can be booked."""
    best = offered.best
    if offered.stopped:
        step = _("Payments are stopped until the partner has looked.")
        return f"{stopped_words(offered.line, offered.stopped)} {step}"
    if best is None:
        return _("Choose what it is: a returned gift, a charge, a transfer.")
    if best.order:
        return format_html("{} {}", ordered_words(best.order), words.why(best))
    return words.why(best)


def _total_for(offers: list[tuple[dict[str, Any], LineOffer]]) -> Received | None:
    return received_of(offers[0][1].line.account.campaign) if offers else None


def _after(total: Received | None, offered: LineOffer) -> SafeString | str:
    """What changes for everyone if this one is booked as proposed."""
    if total is None or offered.best is None or offered.asks or offered.best.kind != "gift":
        return ""
    later = total.with_gift(offered.line.money)
    return total.rises(later) if later else ""


def last_booked(request: HttpRequest) -> BankLine | None:
    """The line this visit booked last, None once it is undone."""
    ref = request.session.get(LAST, "")
    line = access_lines(actor_of(request)).filter(ref=ref).first() if ref else None
    return line if line and Claim.objects.filter(line=line).exists() else None
