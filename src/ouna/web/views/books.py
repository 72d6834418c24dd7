"""The books: totals, the last check, the sealed summaries, how to check."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ouna.log import queries as log
from ouna.log.models import Checkpoint
from ouna.parties.permissions import public
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags.ui import amount, money, number
from ouna.web import queries
from ouna.web.found import found_in
from ouna.web.pages import page_of, public_page

#: The nine steps of a check, in the order in which the program takes them.
RULES = (
    (
        gettext_lazy("The record itself"),
        gettext_lazy("Every page fits the sealed summary; nothing was changed or taken out."),
    ),
    (
        gettext_lazy("Form"),
        gettext_lazy("Every page is well-formed, none stands twice, no day goes back."),
    ),
    (
        gettext_lazy("It adds up"),
        gettext_lazy("Money in accounts and money in purposes is equal, and equal to what the banks state."),
    ),
    (
        gettext_lazy("Purposes"),
        gettext_lazy("No purpose was emptied for another."),
    ),
    (
        gettext_lazy("Payments and bank charges"),
        gettext_lazy(
            "Each payment has its order, within the signed sum; charges fall where the opening allows."
        ),
    ),
    (
        gettext_lazy("Reversals"),
        gettext_lazy("Each takes back one gift, once, and no more than it."),
    ),
    (
        gettext_lazy("Trustees"),
        gettext_lazy("Where trustees decide, enough of them have signed, and over exactly this."),
    ),
    (
        gettext_lazy("Receipts"),
        gettext_lazy("Each proof file given stands in the record and still holds."),
    ),
    (
        gettext_lazy("Totals"),
        gettext_lazy("The totals on this site are the sums of the pages."),
    ),
)


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


def spoken(checkpoint: Checkpoint | queries.Summary | None) -> str:
    """The beginning of the fingerprint, short enough to be read aloud: five groups of four."""
    return bytes(checkpoint.root).hex()[:20] if checkpoint else ""


def _big(facts: queries.Facts) -> list[tuple[object, str]]:
    """Large numerals on top of the books."""
    code = facts.campaign.currency
    rows: list[tuple[object, str]] = [
        (amount(facts.arrived), _("%(currency)s received") % {"currency": code}),
        (amount(facts.rows.total("balance")), _("%(currency)s left") % {"currency": code}),
        (number(facts.gifts), ngettext("gift", "gifts", facts.gifts)),
        (number(facts.pages), ngettext("page of the record", "pages of the record", facts.pages)),
    ]
    if facts.rows.total("spent").minor:
        paid = (amount(facts.rows.total("spent")), _("%(currency)s paid") % {"currency": code})
        rows.insert(1, paid)
    return rows


def _crumbs(*here: str) -> list[tuple[str, str]]:
    """The way from the first page; the last one is this page."""
    way = [(_("First page"), reverse("web:home"))]
    if len(here) > 1:
        way.append((here[0], reverse("web:books")))
    return [*way, (here[-1], "")]


@public
def books(request: HttpRequest) -> HttpResponse:
    """Totals per purpose and section, the last check, the newest sealed summary."""
    facts = queries.facts(with_members=False)
    if facts is None:
        return public_page(request, "web/empty.html", {})
    request._campaign = facts.campaign  # type: ignore[attr-defined]
    rows = queries.by_account(facts.campaign, facts.rows, facts.gone)
    last, newest = facts.check, facts.summary
    context = {
        "facts": facts,
        "purposes": _purpose_table(facts),
        "by_section": _section_table(facts, rows),
        "sources": queries.flow_sources(rows, facts.sections),
        "legs": facts.rows.legs,
        "missing": facts.rows.missing,
        "last": last,
        "findings": found_in(last.findings) if last else [],
        "seconds": f"{last.seconds:.1f}" if last else "",
        "checkpoint": newest,
        "spoken": spoken(newest),
        "big": _big(facts),
        "crumbs_items": _crumbs(_("The books")),
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
        "crumbs_items": _crumbs(_("The books"), _("Sealed summaries")),
    }
    return public_page(request, "web/checkpoints.html", context)


@public
def verify(request: HttpRequest) -> HttpResponse:
    """How to check the books oneself: in the browser, at home, on paper."""
    campaign, last, newest = queries.campaign_and_check()
    request._campaign = campaign  # type: ignore[attr-defined]
    context = {
        "checkpoint": newest,
        "root": newest.root.hex() if newest else "",
        "spoken": spoken(newest),
        "last": last,
        "origin": settings.LOG_ORIGIN,
        "log_url": settings.SITE_URL.rstrip("/") + "/log",
        "rules": [(str(title), str(text)) for title, text in RULES],
        "crumbs_items": _crumbs(_("The books"), _("Check them yourself")),
    }
    return public_page(request, "web/verify.html", context)
