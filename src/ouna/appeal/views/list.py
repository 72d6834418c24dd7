"""The list of signatories for everyone: searched, filtered, as files, inside other pages; each one's page."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from csp.decorators import csp_replace
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from ouna.appeal.actions.moderating import shown_name
from ouna.appeal.models import ListedName, Signatory
from ouna.appeal.queries import signatories as queries
from ouna.appeal.queries.signatories import Wanted
from ouna.appeal.queries.texts import published
from ouna.appeal.views.sign import for_everyone, open_campaign
from ouna.appeal.words import KIND_NAMES, PROOF_NAMES, country_name
from ouna.campaign.models import Campaign
from ouna.log import clock
from ouna.log import queries as log
from ouna.parties.permissions import public
from ouna.ui.cells import safe

#: Names on one page.
ROWS = 60


def _lang() -> str:
    return (get_language() or "en").split("-")[0]


def _wanted(request: HttpRequest) -> Wanted:
    country, kind = request.GET.get("country", ""), request.GET.get("kind", "")
    return Wanted(
        text=request.GET.get("q", "")[:80],
        country=country if len(country) == 2 and country.isalpha() else "",
        kind=kind if kind in KIND_NAMES else "",
    )


def _page(rows: Any, wanted: str) -> Page[ListedName]:
    try:
        return Paginator(rows, ROWS).page(wanted or 1)
    except (EmptyPage, PageNotAnInteger):
        raise Http404 from None


def row_of(signatory: Signatory, lang: str, newest: int) -> dict[str, Any]:
    """One line of the list: the name for readers of `lang`, its own beside it, where, since when."""
    shown, own = shown_name(signatory, lang), signatory.own_name
    second = own if own != shown else _further(signatory, lang, own)
    return {
        "signatory": signatory,
        "shown": shown,
        "second": second,
        "countries": [country_name(code) for code in signatory.countries],
        "kind": KIND_NAMES.get(signatory.kind, ""),
        "withdrawn": signatory.state == Signatory.WITHDRAWN,
        "earlier": signatory.state == Signatory.LIVE and signatory.version < newest,
    }


def _further(signatory: Signatory, lang: str, own: tuple[str, str]) -> tuple[str, str] | None:
    """What a name means, for readers who have no name of theirs in it: English."""
    entry = signatory.name.get("en")
    if entry and own[1] != "en" and lang != own[1] and entry["text"] != own[0]:
        return entry["text"], "en"
    return None


@public
@require_safe
def signatories(request: HttpRequest) -> HttpResponse:
    """Who signed, as of today: seven queries, whatever there is."""
    campaign, lang, wanted = open_campaign(request), _lang(), _wanted(request)
    version = published(campaign)
    newest = version.number if version else 0
    page = _page(queries.listed(campaign, lang, wanted), request.GET.get("page", ""))
    lands = queries.by_country(campaign)
    kinds = queries.by_kind(campaign)
    context = {
        "page": page,
        "rows": [row_of(row.signatory, lang, newest) for row in page],
        "count": sum(kinds.values()),
        "found": page.paginator.count,
        "lands": [(code, country_name(code), n) for code, n in lands],
        "kinds": [(kind, KIND_NAMES.get(kind, kind), n) for kind, n in sorted(kinds.items())],
        "wanted": wanted,
        "asked": wanted != Wanted(),
        "supporters": queries.supporters(campaign),
        "today": clock.today(),
        "newest": newest,
        "until": version.until if version and version.until and version.until >= clock.today() else None,
        "running": campaign.closed_on is None,
    }
    return for_everyone(render(request, "appeal/signatories.html", context))


@public
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[untyped-decorator]
@require_safe
def embedded(request: HttpRequest) -> HttpResponse:
    """The list to stand inside another site's page; it holds no form and nothing to press but links to us."""
    campaign, lang = open_campaign(request), _lang()
    page = _page(queries.listed(campaign, lang), request.GET.get("page", ""))
    context = {
        "page": page,
        "rows": [row_of(row.signatory, lang, 0) for row in page],
        "count": queries.live_count(campaign),
        "today": clock.today(),
    }
    return for_everyone(render(request, "appeal/embedded.html", context))


# Files ----------------------------------------------------------------------------------------------

HEADINGS = (
    "ref", "name", "language", "short", "english", "kind", "countries", "website", "proof", "version",
    "signed_on", "confirmed_on", "withdrawn_on", "signature",
)  # fmt: skip


def _facts(signatory: Signatory) -> dict[str, Any]:
    """What is public of one, and nothing else."""
    name, lang = signatory.own_name
    return {
        "ref": signatory.ref,
        "name": name,
        "language": lang,
        "short": signatory.short,
        "english": signatory.name.get("en", {}).get("text", ""),
        "kind": signatory.kind,
        "countries": " ".join(signatory.countries),
        "website": signatory.website,
        "proof": signatory.proof,
        "version": signatory.version,
        "signed_on": signatory.signed_on,
        "confirmed_on": signatory.confirmed_on,
        "withdrawn_on": signatory.withdrawn_on,
        "signature": signatory.signature,
    }


def _rows(campaign: Campaign) -> Iterable[Signatory]:
    return (row.signatory for row in queries.listed(campaign, "en").iterator(chunk_size=1000))


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(campaign: Campaign) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(HEADINGS)
    for signatory in _rows(campaign):
        yield writer.writerow([safe(value) for value in _facts(signatory).values()])


@public
@require_safe
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole list as a table; no cell of it is a formula."""
    campaign = open_campaign(request)
    response = StreamingHttpResponse(_lines(campaign), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="signatories.csv"'
    response["Cache-Control"] = "public, no-cache"
    return response


@public
@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """The whole list for programs, names in all their languages."""
    campaign = open_campaign(request)
    found = []
    for signatory in _rows(campaign):
        facts = _facts(signatory)
        facts["countries"] = signatory.countries
        facts["names"] = {lang: entry["text"] for lang, entry in signatory.name.items()}
        found.append(facts)
    told = {
        "as_of": clock.today(),
        "campaign": campaign.ref,
        "organisations": sum(1 for row in found if row["withdrawn_on"] is None),
        "persons": queries.supporters(campaign),
        "signatories": found,
    }
    response = JsonResponse(told)
    response["Access-Control-Allow-Origin"] = "*"
    return for_everyone(response)


# One of them ----------------------------------------------------------------------------------------


def _one(request: HttpRequest, ref: str) -> Signatory:
    found = queries.public_signatory(open_campaign(request), ref)
    if found is None:
        raise Http404
    return found


@public
@require_safe
def signatory(request: HttpRequest, ref: str) -> HttpResponse:
    """One signatory: its names, how it was proved, its days, its pages of the record."""
    found = _one(request, ref)
    version = published(found.campaign)
    pages = [(one, log.entry_number(one.ref)) for one in found.signatures.all()]
    context = {
        **row_of(found, _lang(), version.number if version else 0),
        "names": [(entry["text"], lang) for lang, entry in found.name.items()],
        "proof": PROOF_NAMES.get(found.proof, found.proof),
        "pages": pages,
        "withdrawal_page": log.entry_number(found.withdrawal) if found.withdrawal else None,
    }
    return for_everyone(render(request, "appeal/signatory.html", context))


@public
@require_safe
def signatory_proof(request: HttpRequest, ref: str) -> HttpResponse:
    """The proof file of its newest signature: that the entry stands in the record. Raises: NotLockedIn."""
    found = _one(request, ref)
    response = HttpResponse(log.proof_of(found.signature), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{found.signature}.tlog-proof"'
    return response
