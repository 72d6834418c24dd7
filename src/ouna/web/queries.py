"""What the public pages show, in as few queries as can be: never a sum over history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Concat
from django.utils.translation import get_language

from ouna.appeal.models import Signatory, SignatoryCountry
from ouna.appeal.queries.signatories import first_live
from ouna.campaign.models import Campaign
from ouna.core.book import Trustees, state_from
from ouna.core.values import Money, Translated
from ouna.donations.models import Gift, Reversal
from ouna.funds.models import Received
from ouna.funds.queries import FundRows, fund_rows, section_rows
from ouna.log import queries as log
from ouna.log.models import BookState, Checkpoint, CheckRun, Entry, EntryNumber, Head
from ouna.parties.models import Organisation
from ouna.parties.queries import members
from ouna.ui.charts.sections import Section, together


@dataclass(frozen=True)
class Check:
    """The last run of all checks."""

    at: datetime
    ok: bool
    entries: int
    seconds: float = 0.0
    findings: tuple[Any, ...] = ()

    @property
    def waiting(self) -> list[Any]:
        """What breaks no rule and waits for a person."""
        return [f for f in self.findings if isinstance(f, dict) and f.get("waits")]


@dataclass(frozen=True)
class Summary:
    """The newest sealed summary."""

    size: int
    root: bytes
    at: datetime


@dataclass(frozen=True)
class Facts:
    """All that the first page says about a campaign. `gifts` are those of which something is left, `gone`
    those taken back whole; `members` the first of those who stand behind it, `behind` how many there are,
    `signed` whether they are the signatories of the appeal."""

    campaign: Campaign
    members: Sequence[Organisation | Signatory]
    behind: int
    lands: int
    signed: bool
    rows: FundRows
    sections: list[Section]
    gifts: int
    gone: int
    check: Check | None
    pages: int
    summary: Summary | None
    trustees: Trustees | None

    @property
    def total(self) -> Section:
        """All purposes as one."""
        return together(self.sections)

    @property
    def arrived(self) -> Money:
        """What has come in and stayed."""
        return self.rows.total("arrived")

    @property
    def promised(self) -> Money:
        """Promised, and not yet arrived."""
        return self.rows.total("promised")

    @property
    def brought_in(self) -> Money:
        """The part from before these books."""
        return self.rows.total("brought_in")


def sections_of(rows: FundRows) -> list[Section]:
    """The purposes as the charts take them, in the language of the page."""
    lang = get_language() or "en"
    found = []
    for row in rows:
        title = Translated(row.fund.title).best(lang)[1]
        found.append(
            Section(
                key=row.fund.code,
                name=title,
                short=title,
                aim=row.aim.minor,
                received=row.arrived.minor,
                promised=row.promised.minor,
                brought=min(row.brought_in.minor, max(row.arrived.minor, 0)),
                approved=row.approved.minor,
                paid=row.spent.minor,
                proof=row.proven.minor,
            )
        )
    return found


#: Columns of the newest row of a table: they come along with the campaign.
_CHECK, _SUMMARY = ("at", "ok", "entries", "seconds", "findings"), ("size", "root", "at")


# Asked for on every page and always the same: Django takes as long to put it together as to run the rest.
@lru_cache(maxsize=1)
def _annotated_rows() -> QuerySet[Any]:
    """Campaigns with what stands beside them in other tables; not run here, so nothing of it is kept."""
    run, summary = CheckRun.objects.order_by("-at", "-id"), Checkpoint.objects.order_by("-size")
    gifts = (
        Received.objects.filter(account__campaign=OuterRef("pk"))
        .order_by()
        .values("account__campaign")
        .annotate(n=Sum("count"))
        .values("n")
    )
    reversed_ = (
        Gift.objects.filter(pk__in=Reversal.objects.values("gift"), campaign=OuterRef("pk"), left_minor=0)
        .order_by()
        .values("campaign")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = Campaign.objects.select_related("coalition", "partner").annotate(
        **{f"check_{name}": Subquery(run.values(name)[:1]) for name in _CHECK},
        **{f"summary_{name}": Subquery(summary.values(name)[:1]) for name in _SUMMARY},
        pages=Subquery(Head.objects.filter(pk=1).values("size")[:1]),
        gifts_count=Subquery(gifts),
        signed_count=Subquery(_of_live(Signatory.objects.filter(state=Signatory.LIVE), "campaign")),
        lands_count=Subquery(
            SignatoryCountry.objects.filter(signatory__state=Signatory.LIVE)
            .filter(signatory__campaign=OuterRef("pk"))
            .order_by()
            .values("signatory__campaign")
            .annotate(n=Count("code", distinct=True))
            .values("n")
        ),
        gone_count=Subquery(reversed_),
        trustees_data=Subquery(
            BookState.objects.filter(pk=Concat(OuterRef("ref"), Value(":trustees"))).values("data")[:1]
        ),
    )
    return rows.order_by("-state", "-opened_on", "-pk")


def _annotated() -> Any:
    """The current campaign with what stands beside it, in one query."""
    return _annotated_rows().first()


def _check_of(row: Any) -> Check | None:
    if row.check_at is None:
        return None
    *told, findings = (getattr(row, f"check_{name}") for name in _CHECK)
    return Check(*told, findings=tuple(findings))


def _summary_of(row: Any) -> Summary | None:
    if row.summary_at is None:
        return None
    size, root, at = (getattr(row, f"summary_{name}") for name in _SUMMARY)
    return Summary(size, bytes(root), at)


def _trustees_of(row: Any) -> Trustees | None:
    state = state_from(Trustees.NAME, row.trustees_data) if row.trustees_data else None
    return state if isinstance(state, Trustees) else None


def campaign_and_check() -> tuple[Campaign | None, Check | None, Summary | None]:
    """The current campaign, the last check and the newest sealed summary: one query."""
    row = _annotated()
    if row is not None:
        return row, _check_of(row), _summary_of(row)
    # The record may be there before the campaign.
    last, newest = log.last_check(), log.latest_checkpoint()
    check = Check(*(getattr(last, name) for name in _CHECK)) if last else None
    summary = Summary(newest.size, bytes(newest.root), newest.at) if newest else None
    return None, check, summary


def _of_live(rows: QuerySet[Signatory], of: str) -> QuerySet[Any]:
    return rows.filter(campaign=OuterRef("pk")).order_by().values(of).annotate(n=Count("pk")).values("n")


#: Names of signatories on the first page; the others stand on their list.
FIRST = 40


def _behind(campaign: Any) -> tuple[Sequence[Organisation | Signatory], int, int]:
    """Who stands behind it, how many, in how many countries: the signatories, before them the members."""
    if campaign.signed_count:
        first = first_live(campaign, get_language() or "en", FIRST)
        return first, campaign.signed_count, campaign.lands_count or 0
    everyone = members()
    return everyone, len(everyone), len({m.country for m in everyone if m.country})


def facts(*, with_members: bool = True) -> Facts | None:
    """What the first page shows; None while there is no campaign. Five queries, without members four."""
    campaign = _annotated()
    if campaign is None:
        return None
    everyone, behind, lands = _behind(campaign) if with_members else ([], 0, 0)
    rows = fund_rows(campaign)
    return Facts(
        campaign=campaign,
        members=everyone,
        behind=behind,
        lands=lands,
        signed=bool(campaign.signed_count),
        rows=rows,
        sections=sections_of(rows),
        gifts=(campaign.gifts_count or 0) - (campaign.gone_count or 0),
        gone=campaign.gone_count or 0,
        check=_check_of(campaign),
        pages=campaign.pages or 0,
        summary=_summary_of(campaign),
        trustees=_trustees_of(campaign),
    )


@dataclass(frozen=True)
class ByAccount:
    """One row of the table of sections, and the same for the picture of the money's way."""

    name: str
    gifts: int
    own: Money
    converted: Money
    cells: tuple[int, ...]


def taken_back(campaign: Campaign) -> dict[int, int]:
    """By account: gifts of which nothing is left, so that they are no more in what was received."""
    gone = Gift.objects.filter(pk__in=Reversal.objects.values("gift"), campaign=campaign, left_minor=0)
    return dict(gone.order_by().values_list("account").annotate(n=Count("pk")))


def by_account(campaign: Campaign, rows: FundRows, gone: int) -> list[ByAccount]:
    """What the accounts of each section have brought, largest first: a query, and a second one if `gone`."""
    lang = get_language() or "en"
    found = []
    back = taken_back(campaign) if gone else {}
    for row in section_rows(campaign, rows.in_use):
        cells = _converted_cells(row, [r.fund.pk for r in rows])
        found.append(
            ByAccount(
                row.account.names.best(lang)[1],
                row.gifts - back.get(row.account.pk, 0),
                row.arrived,
                row.in_campaign_currency,
                cells,
            )
        )
    return sorted(found, key=lambda r: -r.converted.minor)


def _converted_cells(row: Any, funds: list[int]) -> tuple[int, ...]:
    """By purpose, in the campaign's currency; the cells sum to the row's converted sum."""
    own = [row.by_fund[pk].minor if pk in row.by_fund else 0 for pk in funds]
    if row.arrived.currency == row.in_campaign_currency.currency:
        return tuple(own)
    if sum(own) <= 0 or row.in_campaign_currency.minor <= 0:
        return tuple(0 for _ in own)
    shares = row.in_campaign_currency.split([max(m, 0) for m in own])
    return tuple(m.minor for m in shares)


def flow_sources(rows: list[ByAccount], sections: list[Section]) -> list[tuple[str, list[int]]]:
    """The accounts' shares of each purpose, cut so that they sum exactly to what the purpose received."""
    columns = []
    for i, section in enumerate(sections):
        weights = [row.cells[i] for row in rows]
        if section.received > 0 and sum(weights) > 0:
            columns.append([m.minor for m in Money(section.received, "EUR").split(weights)])
        else:
            columns.append([0] * len(rows))
    return [(row.name, [column[r] for column in columns]) for r, row in enumerate(rows)]


def page_of_record(number: int) -> Entry | None:
    """The entry at a place, with the number of the `last` page and how many are `signed`: one query."""
    last = EntryNumber.objects.order_by("-number").values("number")[:1]
    signed = Head.objects.filter(pk=1).values("size")[:1]
    found = log.entries().filter(place__number=number)
    return found.annotate(last=Subquery(last), signed=Subquery(signed)).first()
