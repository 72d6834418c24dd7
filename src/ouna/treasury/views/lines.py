"""Lines: the list, and one line with every decision that may be made about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ouna.core.values import Money
from ouna.donations.models import Gift
from ouna.funds.models import BankAccount, BankLine, Claim, Fund
from ouna.funds.queries import open_accounts, open_funds
from ouna.funds.reasons import reason_words
from ouna.log.queries import entry_number
from ouna.parties.permissions import require
from ouna.spending.models import Order
from ouna.treasury.forms.lines import LineFilter, SplitForm
from ouna.treasury.queries.access import access_line, access_lines, may_decide, readable_accounts
from ouna.treasury.queries.lines import open_lines, opened_text
from ouna.treasury.queries.offers import (
    OPEN,
    LineOffer,
    likely_returns,
    open_offers,
    search_donors,
    transfers_to,
)
from ouna.treasury.queries.orders import carries_order, payee_of
from ouna.treasury.views import words
from ouna.treasury.views.answers import actor_of, page_of
from ouna.treasury.views.ordered import compared, stopped_words
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags.parts import tag
from ouna.ui.templatetags.ui import code, day, money, name, reference, signed


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


def line_table(rows: Any, caption: str = "", *, one_account: bool = False) -> Table:
    """Lines as a table: day, who and what the payer wrote, account (unless all are of one), state, sum."""
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
        account = [] if one_account else [words.place(line.account)]
        cells.append([day(line.booked_on), who, *account, state, signed(line.money)])
    return Table(
        columns=[
            Column(_("Day")),
            Column(_("Who, and what is written")),
            *([] if one_account else [Column(_("Account"))]),
            Column(_("State")),
            Column(_("Amount"), number=True),
        ],
        rows=cells,
        caption=caption,
    )


@require("treasurer", "auditor")
@require_safe
def line(request: HttpRequest, ref: str) -> HttpResponse:
    """One line: what the bank wrote, what it became, and every decision about it."""
    return render_line(request, access_line(actor_of(request), ref))


def render_line(
    request: HttpRequest, line: BankLine, *, split: SplitForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a line; `split`: a split that was refused, with what was typed."""
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
        "parts": _parts(line),
        "mergeable": line.state == "split" and not line.parts.exclude(state__in=OPEN).exists(),
        "crumb_items": _crumbs(request, line),
        "wanted": wanted,
    }
    if decides and (is_open or _correctable(line, claim)):
        context |= _choices(line, wanted, is_open, who)
        context["split"] = split or SplitForm(line=line)
    return render(request, "treasury/line.html", context, status=status)


def _parts(line: BankLine) -> Table | None:
    """The parts of a line that was split."""
    if line.state != BankLine.State.SPLIT:
        return None
    return line_table(line.parts.select_related("account__section"), one_account=True)


def _correctable(line: BankLine, claim: Claim | None) -> bool:
    """Whether a booked line may be undone: not a payment, a return, an arrival or money from before."""
    return claim is not None and not claim.by.startswith(("rev_", "arr_", "before_", "pay_", "back_"))


def _choices(line: BankLine, wanted: str, is_open: bool, who: str) -> dict[str, Any]:
    """All that may be chosen for a line that is open, or booked and may be corrected."""
    offers = open_offers(line.account, [line]) if is_open else []
    best = [
        {
            "decision": d,
            "title": words.title_of(d, who),
            "why": words.why(d),
            "tags": words.tags(d),
            "compared": compared(line, who, d.order) if d.order else None,
        }
        for o in offers
        for d in o.decisions[:4]
    ]
    stopped = offers[0].stopped if offers else None
    asks = bool(offers) and offers[0].asks
    funds = [(f.code, words.fund_text(f)) for f in open_funds(line.account.campaign)]
    found: dict[str, Any] = {"best": best, "asks": asks, "funds": funds, "correctable": not is_open}
    found["ordered"] = is_open and carries_order(line)
    if stopped:
        found["stopped"] = stopped_words(line, stopped)
        found["compared"] = compared(line, who, stopped.order)
    if line.minor > 0:
        found["donors"] = search_donors(line, wanted) if wanted else []
        found["transfers"] = transfers_to(line)
        found["fund"] = _fund_code(offers, line)
    else:
        found["returns"] = [
            {"gift": g, "who": opened_text(g.line)[0], "reasons": [words.REASONS[r][0] for r in reasons]}
            for g, reasons in likely_returns(line, wanted)
        ]
        found["targets"] = [(a.ref, words.place_text(a)) for a in targets_of(line.account)]
    return found


def targets_of(account: BankAccount) -> Any:
    """Our other open accounts, to which money may have been sent."""
    return open_accounts(account.campaign).exclude(pk=account.pk)


def _fund_code(offers: list[LineOffer], line: BankLine) -> str:
    best = offers[0].best if offers and not offers[0].asks else None
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
        rows.append((_("Why it came back"), reason_words(line.returned)))
    about = claim.by if claim else line.open_ref
    number = entry_number(about) if about else None
    if number is not None:
        url = reverse("web:entry", args=[number])
        rows.append((_("Page of the record"), format_html('<a href="{}">{}</a>', url, number)))
    if order := _order_of(about or ""):
        payee = payee_of(order)
        rows.insert(0, (_("Ordered for"), name(order.request.told)))
        rows.append((_("Payee"), name(payee.latin) if payee else "–"))
        url = reverse("spending:order", args=[order.ref])
        number_of = format_html('<a href="{}">{}</a>', url, code(order.end_to_end))
        rows.append((_("Number of the order"), number_of))
    gift = Gift.objects.filter(ref=about).select_related("fund").first() if about else None
    if gift:
        url = reverse("donations:receipt", args=[gift.code])
        rows.insert(0, (_("Purpose"), name(gift.fund.titles)))
        rows.append(
            (_("Receipt"), format_html('<a href="{}"><bdi class="code">{}</bdi></a>', url, gift.code))
        )
    return rows


def _order_of(about: str) -> Order | None:
    """The order of a payment, or of a payment that came back."""
    rows = Order.objects.select_related("request", "payee")
    if about.startswith("pay_"):
        return rows.filter(payment__ref=about).first()
    return rows.filter(payment__returns__ref=about).first() if about.startswith("back_") else None
