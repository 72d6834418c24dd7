"""The books: totals, the last check, the sealed summaries, how to check."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ouna.log import queries as log
from ouna.log.models import Checkpoint
from ouna.parties.permissions import public
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags.ui import amount, money, number
from ouna.web import queries
from ouna.web.pages import page_of, public_page


def _purpose_table(facts: queries.Facts) -> Table:
    """Per purpose: promised, received, brought in, charges, left."""
    code = facts.campaign.currency
    titles = [s.name for s in facts.sections]

    def sums(name: str) -> list[object]:
        return [amount(getattr(row, name)) for row in facts.rows]

    columns = ["promised", "arrived", "brought_in", "interest", "fees", "balance"]
    cells = list(zip(titles, *(sums(name) for name in columns), strict=True))
    heads = [
        _("Promised"),
        _("Received"),
        _("of this brought in"),
        _("Interest"),
        _("Bank charges"),
        _("Left"),
    ]
    return Table(
        columns=[Column(_("Purpose")), *(Column(h, number=True) for h in heads)],
        rows=[list(row) for row in cells],
        foot=[_("All purposes"), *(amount(facts.rows.total(name)) for name in columns)],
        caption=_("In %(currency)s. Promised has not arrived; what went back to its giver is taken off.")
        % {"currency": code},
    )


def _section_table(facts: queries.Facts, rows: list[queries.ByAccount]) -> Table:
    """Per section and account: gifts, own currency, the campaign's currency."""
    total = sum(row.converted.minor for row in rows)
    return Table(
        columns=[
            Column(_("Section")),
            Column(_("Gifts"), number=True),
            Column(_("In its own currency"), number=True),
            Column(_("In %(currency)s") % {"currency": facts.campaign.currency}, number=True),
        ],
        rows=[[row.name, number(row.gifts), money(row.own), amount(row.converted)] for row in rows],
        foot=[
            _("All sections"),
            number(sum(row.gifts for row in rows)),
            "",
            amount(total, facts.campaign.currency),
        ],
        caption=_("Gifts are counted in the currency of their account; nothing is revalued."),
    )


@public
def books(request: HttpRequest) -> HttpResponse:
    """Totals per purpose and section, the last check, the newest sealed summary."""
    facts = queries.facts()
    if facts is None:
        return public_page(request, "web/empty.html", {})
    request._campaign = facts.campaign  # type: ignore[attr-defined]
    rows = queries.by_account(facts.campaign, facts.rows)
    last = log.last_check()
    context = {
        "facts": facts,
        "purposes": _purpose_table(facts),
        "by_section": _section_table(facts, rows),
        "sources": queries.flow_sources(rows, facts.sections),
        "legs": facts.rows.legs,
        "missing": facts.rows.missing,
        "last": last,
        "checkpoint": log.latest_checkpoint(),
        "ago": "",
    }
    return public_page(request, "web/books.html", context)


@public
def checkpoints(request: HttpRequest) -> HttpResponse:
    """The history of sealed summaries."""
    page = page_of(Checkpoint.objects.all(), request.GET.get("page", ""), 30)
    rows = [{"point": c, "root": bytes(c.root).hex()} for c in page.object_list]
    newest = log.latest_checkpoint()
    context = {
        "page": page,
        "rows": rows,
        "origin": settings.LOG_ORIGIN,
        "note": bytes(newest.note).decode(errors="replace") if newest else "",
    }
    return public_page(request, "web/checkpoints.html", context)


@public
def verify(request: HttpRequest) -> HttpResponse:
    """How to check the books oneself: in the browser, at home, on paper."""
    newest = log.latest_checkpoint()
    context = {
        "checkpoint": newest,
        "root": bytes(newest.root).hex() if newest else "",
        "last": log.last_check(),
        "origin": settings.LOG_ORIGIN,
    }
    return public_page(request, "web/verify.html", context)
