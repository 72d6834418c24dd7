"""What the public pages show, in as few queries as can be: never a sum over history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.utils.translation import get_language

from ouna.campaign.models import Campaign
from ouna.core.values import Money, Translated
from ouna.funds.models import Received
from ouna.funds.queries import FundRows, fund_rows, section_rows
from ouna.log.models import CheckRun, Head
from ouna.parties.models import Organisation
from ouna.parties.queries import members
from ouna.ui.charts.bars import five
from ouna.ui.charts.sections import Section, together


@dataclass(frozen=True)
class Check:
    """The last run of all checks."""

    at: datetime
    ok: bool
    entries: int


@dataclass(frozen=True)
class Facts:
    """All that the first page says about a campaign."""

    campaign: Campaign
    members: list[Organisation]
    lands: int
    rows: FundRows
    sections: list[Section]
    gifts: int
    check: Check | None
    pages: int

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
                approved=row.reserved.minor + row.spent.minor,
                paid=row.spent.minor,
            )
        )
    return found


def _annotated() -> Any:
    """The current campaign with what stands beside it in other tables, in one query."""
    run = CheckRun.objects.order_by("-at", "-id")
    gifts = (
        Received.objects.filter(account__campaign=OuterRef("pk"))
        .order_by()
        .values("account__campaign")
        .annotate(n=Sum("count"))
        .values("n")
    )
    rows = Campaign.objects.select_related("coalition", "partner").annotate(
        check_at=Subquery(run.values("at")[:1]),
        check_ok=Subquery(run.values("ok")[:1]),
        check_entries=Subquery(run.values("entries")[:1]),
        pages=Subquery(Head.objects.filter(pk=1).values("size")[:1]),
        gifts_count=Subquery(gifts),
    )
    return rows.order_by("-state", "-opened_on", "-pk").first()


def facts() -> Facts | None:
    """What the first page shows; None while there is no campaign. At most five queries."""
    campaign = _annotated()
    if campaign is None:
        return None
    everyone = members()
    rows = fund_rows(campaign)
    check = None
    if campaign.check_at is not None:
        check = Check(campaign.check_at, campaign.check_ok, campaign.check_entries)
    return Facts(
        campaign=campaign,
        members=everyone,
        lands=len({m.country for m in everyone if m.country}),
        rows=rows,
        sections=sections_of(rows),
        gifts=campaign.gifts_count or 0,
        check=check,
        pages=campaign.pages or 0,
    )


@dataclass(frozen=True)
class ByAccount:
    """One row of the table of sections, and the same for the picture of the money's way."""

    name: str
    gifts: int
    own: Money
    converted: Money
    cells: tuple[int, ...]


def by_account(campaign: Campaign, rows: FundRows) -> list[ByAccount]:
    """What the accounts of each section have brought, largest first."""
    lang = get_language() or "en"
    found = []
    accounts = section_rows(campaign)
    for row in accounts:
        name = row.section.names.best(lang)[1] or row.section.country
        several = sum(1 for other in accounts if other.section.pk == row.section.pk) > 1
        cells = _converted_cells(row, [r.fund.pk for r in rows])
        found.append(
            ByAccount(
                f"{name} {row.account.currency}" if several else name,
                row.gifts,
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


#: Bars that exist for every campaign; the others join when something stands in them.
ALWAYS = frozenset({"promised", "received"})


def honest_bars(total: Section, goal: int) -> list[tuple[str, int, Any]]:
    """(state, minor, picture) of the bars to show, all on one scale."""
    return [row for row in five(total, goal) if row[0] in ALWAYS or row[1]]
