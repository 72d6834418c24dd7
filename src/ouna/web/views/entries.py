"""Pages of the record: the list with its filters, one page, the list as a file."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouna.core.tlog import leaf_hash
from ouna.core.values import Money
from ouna.funds.models import BankAccount, Fund
from ouna.log import queries as log
from ouna.log.models import Entry
from ouna.parties.permissions import public
from ouna.ui.templatetags.ui import day, fingerprint, isolate, money
from ouna.web import kinds, queries
from ouna.web.context import campaign_of_request
from ouna.web.pages import page_of, public_page
from ouna.web.related import related

#: Most rows of one file; whoever wants more takes the whole books.
MOST_ROWS = 200_000
HEX = re.compile(r"[0-9a-f]{64}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _found(request: HttpRequest) -> QuerySet[Entry]:
    """The entries that the filters in the address ask for."""
    wish = request.GET
    found = log.entries(
        of=wish.get("account") or wish.get("purpose") or None,
        first=_day(wish.get("from", "")),
        last=_day(wish.get("to", "")),
    )
    if wish.get("account") and wish.get("purpose"):
        found = found.filter(pk__in=Entry.objects.filter(moves__of=wish["purpose"]).values("pk"))
    what = kinds.FILTERS.get(wish.get("what", ""))
    return found.filter(kind__in=what[1]) if what else found


def _choices(request: HttpRequest, funds: list[Fund], accounts: list[BankAccount]) -> dict[str, Any]:
    lang, campaign = get_language() or "en", campaign_of_request(request)
    ours = campaign.pk if campaign else None
    return {
        "whats": [(key, words) for key, (words, _kinds) in kinds.FILTERS.items()],
        "purposes": [(f.ref, f.titles.best(lang)[1]) for f in funds if f.campaign_id == ours],
        "accounts": [(a.ref, kinds.account_name(a, lang)) for a in accounts if a.campaign_id == ours],
        "wish": request.GET,
    }


@public
def entries(request: HttpRequest) -> HttpResponse:
    """All pages of the record, newest first, by what, section, purpose and day."""
    # Numbers have no gaps: the whole record need not be counted, however long it is.
    count = None if set(request.GET) - {"page", "lang"} else log.size()
    page = page_of(_found(request), request.GET.get("page", ""), count=count)
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("lang", None)
    # All purposes and accounts, asked for once: for the filters, and for the names in the list.
    funds, accounts = list(Fund.objects.all()), list(BankAccount.objects.select_related("section"))
    rows = kinds.rows_of(page.object_list, kinds.names_of(funds, accounts))
    context = {**_choices(request, funds, accounts), "page": page, "rows": rows}
    context["crumbs_items"] = _crumbs(_("All pages"))
    context["as_csv"] = f"?{query.urlencode()}" if query else ""
    return public_page(request, "web/entries.html", context)


class _Echo:
    """A file that gives back what is written to it, for streaming."""

    def write(self, text: str) -> str:
        return text


def _lines(found: QuerySet[Entry]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(
        ["number", "on", "kind", "ref", "booked", "fund", "account", "amount", "currency", "entry"]
    )
    for entry in found[:MOST_ROWS].iterator(chunk_size=2_000):
        row = kinds.Row(entry, json.loads(bytes(entry.data)))
        total, data = row.money, row.data
        # Nothing here begins with = + - @: codes, refs, days, sums without sign, JSON.
        yield writer.writerow(
            [
                row.number,
                data.get("on") or data.get("at", "")[:10],
                entry.kind,
                entry.ref,
                data.get("booked", ""),
                data.get("fund", ""),
                data.get("account", ""),
                f"{total.decimal:f}" if total else "",
                total.currency if total else "",
                bytes(entry.data).decode(),
            ]
        )


@public
def entries_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list as a file."""
    response = StreamingHttpResponse(_lines(_found(request)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pages-of-the-record.csv"'
    return response


def _crumbs(*here: str) -> list[tuple[str, str]]:
    way = [(_("First page"), reverse("web:home")), (_("The books"), reverse("web:books"))]
    if len(here) > 1:
        way.append((here[0], reverse("web:entries")))
    return [*way, (here[-1], "")]


def _shown(value: object) -> object:
    """A value as the page shows it: sums, days, fingerprints and codes each in their own way."""
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str) and HEX.fullmatch(value):
        return fingerprint(value)
    return isolate(value)


@public
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One page of the record: in words, and as it is hashed."""
    found: Any = queries.page_of_record(number)
    if found is None:
        raise Http404
    row = kinds.rows_of([found])[0]
    title = _("Page %(number)s of the record") % {"number": f"{number:,}"}
    context = {
        "row": row,
        "locked": number < (found.signed or 0),
        "text": json.dumps(row.data, indent=2, ensure_ascii=False),
        "fingerprint": leaf_hash(bytes(found.data)).hex(),
        "last": found.last,
        "title": title,
        "related": related(found),
        "pairs": [(label, _shown(value)) for label, value in row.pairs()],
        "crumbs_items": _crumbs(_("All pages"), title),
    }
    return public_page(request, "web/entry.html", context)


@public
def entry_proof(request: HttpRequest, number: int) -> HttpResponse:
    """The proof file of one page, without what is confidential."""
    found = log.entry(number)
    if found is None:
        raise Http404
    response = HttpResponse(log.proof_of(found.ref, openings=False), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="page-{number}.tlog-proof"'
    return response
