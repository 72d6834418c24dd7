"""Lines: what waits with its proposals, the list, one line with every decision, and the deciding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ouna.core.errors import Refused
from ouna.core.values import Money
from ouna.donations.models import Gift, Pledge
from ouna.funds.models import BankAccount, BankLine, Claim, Fund
from ouna.funds.queries import open_accounts, open_funds
from ouna.log import Actor
from ouna.log.queries import entry_number
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
from ouna.treasury.actions.opening import opening_of
from ouna.treasury.forms import LineFilter, SplitForm
from ouna.treasury.models import Transfer
from ouna.treasury.queries.access import access_line, access_lines, may_decide, readable_accounts
from ouna.treasury.queries.accounts import accounts_of
from ouna.treasury.queries.lines import open_lines, opened_text
from ouna.treasury.queries.offers import (
    OPEN,
    Decision,
    LineOffer,
    likely_returns,
    open_offers,
    search_donors,
    transfers_to,
    waiting_of,
)
from ouna.treasury.views import words
from ouna.treasury.views.answers import page_of
from ouna.treasury.views.received import Received, changed, received_of
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags.parts import tag
from ouna.ui.templatetags.ui import day, money, name, reference, signed

#: Proposals on one page; the next ones move up.
SHOWN = 25
#: Session keys: the last booking of this visit, lines one lets wait.
LAST, LATER = "treasury_last", "treasury_later"


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, set by `require`."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


# Proposals ----------------------------------------------------------------------------------------


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
    last = _last_booked(request)
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
    if best:
        actions.append(
            {"label": _("Book it"), "name": "do", "value": f"best:{best.key}", "kind": "", "key": "Enter"}
        )
    other = {"label": _("Another donor") if line.minor > 0 else _("Something else"), "name": "do"}
    other |= {"value": "other", "kind": "plain" if best else "", "key": "O" if best else "Enter"}
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
        "title": words.title_of(best, offered.opened.name) if best else _("Nobody can tell by itself"),
        "why": words.why(best) if best else _("Choose what it is: a returned gift, a charge, a transfer."),
        "tags": words.tags(best, iban_new=bool(line.iban_key)) if best else [],
        "actions": [*actions, other, wait],
    }
    return offer, offered


def _total_for(offers: list[tuple[dict[str, Any], LineOffer]]) -> Received | None:
    return received_of(offers[0][1].line.account.campaign) if offers else None


def _after(total: Received | None, offered: LineOffer) -> SafeString | str:
    """What changes for everyone if this one is booked as proposed."""
    if total is None or offered.best is None or offered.best.kind != "gift":
        return ""
    later = total.with_gift(offered.line.money)
    return total.rises(later) if later else ""


def _last_booked(request: HttpRequest) -> BankLine | None:
    ref = request.session.get(LAST, "")
    line = access_lines(actor_of(request)).filter(ref=ref).first() if ref else None
    return line if line and Claim.objects.filter(line=line).exists() else None


# Deciding -----------------------------------------------------------------------------------------


@require("treasurer")
@require_POST
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Do what the pressed button says with one line, then go on where the treasurer was."""
    line = access_line(actor_of(request), ref)
    act = request.POST.get("do", "")
    if act == "undo_last":
        last = _last_booked(request)
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
    book(
        by=actor_of(request),
        line=line,
        kind=decision.kind,
        fund=decision.fund if decision.kind in ("gift", "transfer_in") else None,
        pledge=decision.pledge,
        person=decision.person,
        target=decision.target,
        transfer=decision.transfer,
        gift=decision.gift,
    )
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
        target=_wanted(_targets(account), "ref", post.get("target", "")),
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


def _targets(account: BankAccount) -> Any:
    return open_accounts(account.campaign).exclude(pk=account.pk)


def _unexplained(request: HttpRequest, line: BankLine) -> HttpResponse:
    mark_unexplained(by=actor_of(request), line=line)
    messages.success(request, _("It stands in public as not explained, until somebody explains it."))
    return redirect("treasury:line", line.ref)


def _split(request: HttpRequest, line: BankLine) -> HttpResponse:
    form = SplitForm(request.POST, line=line)
    if not form.is_valid():
        return _render_line(request, line, split=form, status=422)
    parts = [{"minor": m, "iban_key": line.iban_key, "reference": ""} for m in form.cleaned_data["parts"]]
    split_line(by=actor_of(request), line=line, parts=parts)
    messages.success(request, _("Split into %(n)s parts; each is booked on its own.") % {"n": len(parts)})
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


# The list -----------------------------------------------------------------------------------------


@require("treasurer", "auditor")
@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """Lines by account, state, day and amount, newest first."""
    accounts = readable_accounts(actor_of(request))
    form = LineFilter(request.GET, accounts=accounts)
    rows = form.apply(access_lines(actor_of(request))).order_by("-booked_on", "-pk")
    page = page_of(rows, request.GET.get("page", ""), 50)
    context = {"form": form, "page": page, "table": line_table(page.object_list), "any": page.paginator.count}
    return render(request, "treasury/lines.html", context)


def line_table(rows: Any, caption: str = "") -> Table:
    """Lines as a table: day, who and what the payer wrote, account, state, sum."""
    cells = []
    for opened in open_lines(rows):
        line = opened.line
        said = opened.text or line.reference
        who = format_html(
            '<span><a href="{}">{}</a>{}</span>',
            reverse("treasury:line", args=[line.ref]),
            name(opened.name) if opened.name else _("no name"),
            format_html("<br><small>{}</small>", name(said[:90])) if said else "",
        )
        state = tag(*words.LINE_STATES[line.state])
        cells.append([day(line.booked_on), who, words.place(line.account), state, signed(line.money)])
    return Table(
        columns=[
            Column(_("Day")),
            Column(_("Who, and what is written")),
            Column(_("Account")),
            Column(_("State")),
            Column(_("Amount"), number=True),
        ],
        rows=cells,
        caption=caption,
    )


# One line -----------------------------------------------------------------------------------------


@require("treasurer", "auditor")
@require_safe
def line(request: HttpRequest, ref: str) -> HttpResponse:
    """One line: what the bank wrote, what it became, and every decision about it."""
    return _render_line(request, access_line(actor_of(request), ref))


def _render_line(
    request: HttpRequest, line: BankLine, *, split: SplitForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    decides, is_open = may_decide(actor, line.account), line.state in OPEN
    who, text = opened_text(line)
    wanted = request.GET.get("q", "")
    claim = Claim.objects.filter(line=line).first()
    context: dict[str, Any] = {
        "line": line,
        "who": who,
        "text": text,
        "facts": _facts(line, claim),
        "state": words.LINE_STATES[line.state],
        "decides": decides,
        "open": is_open,
        "statements": line.statements.select_related("file").order_by("pk")[:10],
        "parts": line_table(line.parts.select_related("account__section")) if line.state == "split" else None,
        "mergeable": line.state == "split" and not line.parts.exclude(state__in=OPEN).exists(),
        "crumb_items": _crumbs(request, line),
        "wanted": wanted,
    }
    if decides and (is_open or _correctable(line, claim)):
        context |= _choices(line, wanted, is_open, who)
        context["split"] = split or SplitForm(line=line)
    return render(request, "treasury/line.html", context, status=status)


def _correctable(line: BankLine, claim: Claim | None) -> bool:
    """Whether a booked line may be undone: not a return, an arrival or money from before these books."""
    return claim is not None and not claim.by.startswith(("rev_", "arr_", "before_"))


def _choices(line: BankLine, wanted: str, is_open: bool, who: str) -> dict[str, Any]:
    """All that may be chosen for a line that is open, or booked and may be corrected."""
    offers = open_offers(line.account, [line]) if is_open else []
    best = [
        {"decision": d, "title": words.title_of(d, who), "why": words.why(d), "tags": words.tags(d)}
        for o in offers
        for d in o.decisions[:4]
    ]
    funds = [(f.code, words.fund_text(f)) for f in open_funds(line.account.campaign)]
    found: dict[str, Any] = {"best": best, "funds": funds, "correctable": not is_open}
    if line.minor > 0:
        found["donors"] = search_donors(line, wanted) if wanted else []
        found["transfers"] = transfers_to(line)
        found["fund"] = _fund_code(offers, line)
    else:
        found["returns"] = [
            {"gift": g, "who": opened_text(g.line)[0], "reasons": [words.REASONS[r][0] for r in reasons]}
            for g, reasons in likely_returns(line, wanted)
        ]
        found["targets"] = [(a.ref, words.place_text(a)) for a in _targets(line.account)]
    return found


def _fund_code(offers: list[LineOffer], line: BankLine) -> str:
    best = offers[0].best if offers else None
    gift = Gift.objects.filter(line=line, left_minor__gt=0).select_related("fund").first()
    fund: Fund | None = gift.fund if gift else best.fund if best else None
    return fund.code if fund else ""


def _crumbs(request: HttpRequest, line: BankLine) -> list[tuple[str, str]]:
    way = [(_("Lines"), reverse("treasury:lines"))]
    if line.parent:
        way.append((_("The whole line"), reverse("treasury:line", args=[line.parent.ref])))
    return [*way, (words.sum_text(line.money), "")]


def _facts(line: BankLine, claim: Claim | None) -> list[tuple[str, object]]:
    """What the bank wrote beside name and text, and the page of the record."""
    rows: list[tuple[str, object]] = [
        (_("Account"), words.place(line.account)),
        (_("Day at the bank"), day(line.booked_on)),
    ]
    if line.reference:
        rows.append((_("Payment reference"), reference(line.reference)))
    if line.end_to_end:
        rows.append((_("Reference of the payer"), name(line.end_to_end)))
    if line.original_minor and line.original_currency:
        rows.append((_("Sent"), money(Money(line.original_minor, line.original_currency))))
    if line.charges_minor and line.charges_currency:
        rows.append((_("Kept by banks"), money(Money(line.charges_minor, line.charges_currency))))
    if line.returned:
        rows.append((_("Why it came back"), _returned(line.returned)))
    about = claim.by if claim else line.open_ref
    number = entry_number(about) if about else None
    if number is not None:
        url = reverse("web:entry", args=[number])
        rows.append((_("Page of the record"), format_html('<a href="{}">{}</a>', url, number)))
    gift = Gift.objects.filter(ref=about).select_related("fund").first() if about else None
    if gift:
        url = reverse("donations:receipt", args=[gift.code])
        rows.insert(0, (_("Purpose"), name(gift.fund.titles)))
        rows.append(
            (_("Receipt"), format_html('<a href="{}"><bdi class="code">{}</bdi></a>', url, gift.code))
        )
    return rows


def _returned(code: str) -> str:
    """The bank's reason code in words (ISO 20022 external return reasons, the usual ones)."""
    known = {
        "AC01": _("the account number is wrong"),
        "AC04": _("the account is closed"),
        "AC06": _("the account is blocked"),
        "AM04": _("not enough money on the account"),
        "MD01": _("there is no mandate"),
        "MD06": _("the payer asked for the money back"),
        "MS03": _("the bank gives no reason"),
    }
    return f"{known[code]} ({code})" if code in known else code
