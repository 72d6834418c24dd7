"""Doing what a pressed button says with one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ouna.core.errors import Refused
from ouna.donations.models import Gift, Pledge
from ouna.funds.models import BankLine
from ouna.funds.queries import open_funds
from ouna.parties.errors import NotFound
from ouna.parties.models import Person
from ouna.parties.permissions import require
from ouna.treasury.actions import (
    book_line,
    mark_unexplained,
    merge_lines,
    rebook_line,
    split_line,
    undo_booking,
)
from ouna.treasury.forms.lines import SplitForm
from ouna.treasury.models import Transfer
from ouna.treasury.queries.access import access_line
from ouna.treasury.queries.lines import opened_text
from ouna.treasury.queries.offers import (
    OPEN,
    Decision,
    open_offers,
)
from ouna.treasury.views import words
from ouna.treasury.views.answers import actor_of
from ouna.treasury.views.lines import render_line, targets_of
from ouna.treasury.views.proposals import LAST, LATER, last_booked
from ouna.treasury.views.received import changed, received_of
from ouna.ui.templatetags.ui import money


@require("treasurer")
@require_POST
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Do what the pressed button says with one line, then go on where the treasurer was."""
    line = access_line(actor_of(request), ref)
    act = request.POST.get("do", "")
    if act == "undo_last":
        last = last_booked(request)
        if last is None:
            messages.error(request, _("There is nothing to undo any more."))
            return redirect("treasury:proposals")
        line, act = last, "undo"
    handler = HANDLERS.get(act.partition(":")[0])
    if handler is None:
        raise Http404
    try:
        return handler(request, line)
    except Refused as refused:
        messages.error(request, words.said(refused))
        return redirect("treasury:line", line.ref)


def _to_proposals(request: HttpRequest) -> HttpResponse:
    account = request.POST.get("account", "")
    return redirect(reverse("treasury:proposals") + (f"?account={account}" if account else ""))


def _other(request: HttpRequest, line: BankLine) -> HttpResponse:
    return redirect("treasury:line", line.ref)


def _wait(request: HttpRequest, line: BankLine) -> HttpResponse:
    later = [r for r in request.session.get(LATER, []) if r != line.ref]
    request.session[LATER] = [*later, line.ref][-500:]
    messages.info(request, _("It waits; it stands at the end now."))
    return _to_proposals(request)


def _best(request: HttpRequest, line: BankLine) -> HttpResponse:
    """Book the proposal that stood beside the button; if it is gone, show what is proposed now."""
    key = request.POST["do"].partition(":")[2]
    [offered] = open_offers(line.account, [line])
    decision = next((d for d in offered.decisions if d.key == key), None)
    if decision is None or line.state not in OPEN:
        messages.warning(request, _("The proposal has changed meanwhile. Look again."))
        return redirect("treasury:line", line.ref)
    _book(request, line, decision, anew=False)
    return redirect("treasury:line", line.ref) if request.POST.get("stay") else _to_proposals(request)


def _chosen(request: HttpRequest, line: BankLine) -> HttpResponse:
    """Book what the form of the line's page says; a booked line is corrected in one step."""
    decision = _decision(request, line)
    _book(request, line, decision, anew=line.state not in OPEN)
    return redirect("treasury:line", line.ref)


def _book(request: HttpRequest, line: BankLine, decision: Decision, *, anew: bool) -> None:
    before = received_of(line.account.campaign)
    book = rebook_line if anew else book_line
    book(by=actor_of(request), line=line, decision=decision)
    request.session[LAST] = line.ref
    title = words.title_of(decision, opened_text(line)[0])
    text = format_html(_("{sum} booked. {title}."), sum=money(line.money), title=title)
    messages.success(request, format_html("<span>{} {}</span>", text, changed(before)))


def _decision(request: HttpRequest, line: BankLine) -> Decision:
    """The choice of a form, each row looked up within what the line's section may use. Raises: NotFound."""
    post, account = request.POST, line.account
    kind = post.get("kind", "")
    fund = _wanted(open_funds(account.campaign), "code", post.get("fund", ""))
    pledge = person = None
    who = post.get("who", "")
    if who.startswith("pldg_"):
        pledge = _wanted(Pledge.objects.filter(campaign_id=account.campaign_id), "ref", who)
        person = pledge.person if pledge else None
        fund = fund or (pledge.fund if pledge else None)
    elif who:
        given = Gift.objects.filter(account=account).values("person")
        person = _wanted(Person.objects.filter(pk__in=given), "ref", who)
    return Decision(
        kind,
        fund=fund,
        pledge=pledge,
        person=person,
        target=_wanted(targets_of(account), "ref", post.get("target", "")),
        transfer=_wanted(Transfer.objects.filter(target=account), "ref", post.get("transfer", "")),
        gift=_wanted(Gift.objects.filter(account=account), "ref", post.get("gift", "")),
    )


def _wanted(rows: Any, field: str, value: str) -> Any:
    if not value:
        return None
    found = rows.filter(**{field: value}).first()
    if found is None:
        raise NotFound()
    return found


def _unexplained(request: HttpRequest, line: BankLine) -> HttpResponse:
    mark_unexplained(by=actor_of(request), line=line)
    messages.success(request, _("It stands in public as not explained, until somebody explains it."))
    return redirect("treasury:line", line.ref)


def _split(request: HttpRequest, line: BankLine) -> HttpResponse:
    form = SplitForm(request.POST, line=line)
    if not form.is_valid():
        return render_line(request, line, split=form, status=422)
    parts = [{"minor": minor} for minor in form.cleaned_data["parts"]]
    split_line(by=actor_of(request), line=line, parts=parts)
    said = ngettext(
        "Split into %(n)s part; it is booked on its own.",
        "Split into %(n)s parts; each is booked on its own.",
        len(parts),
    )
    messages.success(request, said % {"n": len(parts)})
    return redirect("treasury:line", line.ref)


def _merge(request: HttpRequest, line: BankLine) -> HttpResponse:
    merge_lines(by=actor_of(request), line=line)
    messages.success(request, _("The parts are one line again."))
    return redirect("treasury:line", line.ref)


def _undo(request: HttpRequest, line: BankLine) -> HttpResponse:
    before = received_of(line.account.campaign)
    undo_booking(by=actor_of(request), line=line)
    request.session.pop(LAST, None)
    text = _("Undone by a correction. Until it is booked anew, the line stands in public as not explained.")
    messages.warning(request, format_html("<span>{} {}</span>", text, changed(before)))
    return redirect("treasury:line", line.ref)


HANDLERS: dict[str, Callable[[HttpRequest, BankLine], HttpResponse]] = {
    "best": _best,
    "other": _other,
    "wait": _wait,
    "book": _chosen,
    "unexplained": _unexplained,
    "split": _split,
    "merge": _merge,
    "undo": _undo,
}
