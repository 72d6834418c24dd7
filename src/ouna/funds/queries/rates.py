"""Which rate holds on a day, and which rates the public record has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import Max, OuterRef, QuerySet, Subquery

from ouna.campaign.models import Campaign
from ouna.funds import rates
from ouna.funds.models import Rate
from ouna.funds.rates import Leg


def _leg(rate: Rate) -> Leg:
    return Leg(rate.base, rate.quote, rate.value, rate.on, rate.source, rate.used_ref)


def _newest(rows: QuerySet[Rate]) -> QuerySet[Rate]:
    """Of each (base, quote) the rates of the last day."""
    newest = (
        rows.filter(base=OuterRef("base"), quote=OuterRef("quote"))
        .order_by()
        .values("base")
        .annotate(last=Max("on"))
        .values("last")
    )
    return rows.filter(on=Subquery(newest)).order_by("pk")


@lru_cache(maxsize=1)
def _newest_used() -> QuerySet[Rate]:
    """The newest rates in the public record: put together once, and run by whoever clones it with `all`."""
    return _newest(Rate.objects.exclude(used_ref=""))


def _latest(newest: QuerySet[Rate]) -> dict[tuple[str, str], Rate]:
    """One rate per (base, quote): one query; on one day the central bank's before others."""
    found: dict[tuple[str, str], Rate] = {}
    for rate in newest:
        key = (rate.base, rate.quote)
        if key not in found or rate.source == rates.SOURCE:
            found[key] = rate
    return found


def rate_on(base: str, quote: str, day: date) -> tuple[Leg, ...] | None:
    """The confirmed rates that lead from one currency to the other on a day: the last on or before it.

    Empty for one and the same currency, two legs over the euro, None where there is no way.
    Use with `ouna.funds.rates.convert`, which rounds once.
    """
    wanted = {base, quote, rates.BASE}
    rows = Rate.objects.filter(base__in=wanted, quote__in=wanted, on__lte=day).exclude(confirmed_by="")
    return rates.path(base, quote, {key: _leg(rate) for key, rate in _latest(_newest(rows)).items()})


def euro_rates(currencies: Iterable[str], day: date) -> list[Rate]:
    """The confirmed rate of each currency to the euro on a day: what the record measures exchanges with."""
    found = _latest(_newest(Rate.objects.filter(on__lte=day).exclude(confirmed_by="")))
    pairs = [((rates.BASE, c), (c, rates.BASE)) for c in sorted(currencies)]
    both = (found.get(straight) or found.get(turned) for straight, turned in pairs)
    return [rate for rate in both if rate is not None]


def way_over(legs: Iterable[Rate], base: str, quote: str) -> tuple[Leg, ...] | None:
    """The way from one currency to the other by these rates, None where there is none."""
    return rates.path(base, quote, {(rate.base, rate.quote): _leg(rate) for rate in legs})


def latest_legs(campaign: Campaign, day: date) -> list[Rate]:
    """The confirmed rates that totals of this campaign need on a day."""
    found = _latest(_newest(Rate.objects.filter(on__lte=day).exclude(confirmed_by="")))
    legs = {key: _leg(rate) for key, rate in found.items()}
    ways = [rates.path(c, campaign.currency, legs) or () for c in campaign.currencies]
    needed = {(leg.base, leg.quote) for way in ways for leg in way}
    return [found[key] for key in sorted(needed)]


def rates_to_confirm() -> list[Rate]:
    """Typed rates that wait for a second person."""
    return list(Rate.objects.filter(confirmed_by="").order_by("-on", "pk")[:100])


def recent_rates() -> list[Rate]:
    """The newest rates of all currencies."""
    return list(Rate.objects.order_by("-on", "base", "quote")[:40])


def used_legs() -> dict[tuple[str, str], Leg]:
    """The newest rates in the public record: what totals are shown with. One query."""
    return {key: _leg(rate) for key, rate in _latest(_newest_used().all()).items()}
