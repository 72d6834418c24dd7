"""Rates: from the central bank's file, typed by one and confirmed by another, recorded when used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ouna.campaign.models import Campaign
from ouna.core.book import RateUsed
from ouna.core.values import Money
from ouna.funds import rates, rules
from ouna.funds.errors import RateInvalid, RateKnown
from ouna.funds.models import Rate
from ouna.funds.queries import latest_legs
from ouna.log import Actor, action, clock, journal, new_ref, record, unchanged


@dataclass(frozen=True)
class RatesReport:
    """What an import of rates did; findings name cells that are no rates or differ from known ones."""

    new: int
    known: int
    findings: list[tuple[str, str]] = field(default_factory=list)


@action
def import_ecb_rates(*, by: Actor, data: bytes, since: date | None = None) -> RatesReport:
    """Take in the European Central Bank's file (XML or CSV); the same file again is unchanged.

    A rate known with another value is a finding: the first one stays. Raises: NotPermitted, RatesUnreadable.
    """
    rules.check_may_enter_rates(by)
    only = {c for row in Campaign.objects.values_list("currencies", "currency") for c in [*row[0], row[1]]}
    read = rates.read_ecb(data, only=only - {rates.BASE}, since=since)
    known = {
        (on, quote): value
        for on, quote, value in Rate.objects.filter(base=rates.BASE, source=rates.SOURCE).values_list(
            "on", "quote", "value"
        )
    }
    findings, fresh = list(read.findings), {}
    for rate in read.rates:
        before = known.get((rate.on, rate.quote), fresh.get((rate.on, rate.quote)))
        if before is None:
            fresh[rate.on, rate.quote] = rate.value
        elif before != rate.value:
            findings.append((f"{rate.on} {rate.quote}", "The rate is known with another value, which stays."))
    Rate.objects.bulk_create(
        [
            Rate(
                base=rates.BASE, quote=quote, value=value, on=on,
                source=rates.SOURCE, entered_by=by.ref, confirmed_by=by.ref,
            )
            for (on, quote), value in fresh.items()
        ],
        batch_size=5_000,
    )  # fmt: skip
    if fresh:
        journal("rates.imported", subject=by.ref, data={"rates": len(fresh)}, by=by)
    else:
        unchanged()
    return RatesReport(len(fresh), len(read.rates) - len(fresh), findings)


@action
def enter_rate(*, by: Actor, base: str, quote: str, value: str, on: date, source: str) -> Rate:
    """Type a rate the central bank does not give; it is used only once somebody else confirms it.

    Raises: NotPermitted, RateInvalid, RateKnown, UnknownCurrency.
    """
    rules.check_may_enter_rates(by)
    Money(0, base), Money(0, quote)
    if base == quote or on > clock.today() or source == rates.SOURCE:
        raise RateInvalid("A typed rate is between two currencies, of a day that has come, not the ECB's.")
    rules.check_source(source)
    text = rates.rate_text(value)
    if Rate.objects.filter(base=base, quote=quote, on=on, source=source).exists():
        raise RateKnown()
    rate = Rate.objects.create(base=base, quote=quote, value=text, on=on, source=source, entered_by=by.ref)
    journal("rate.entered", subject=by.ref, data={"base": base, "quote": quote, "on": str(on)}, by=by)
    return rate


@action
def confirm_rate(*, by: Actor, rate: Rate) -> Rate:
    """A second person has compared the typed rate with its source.

    Raises: NotPermitted, RateNeedsSecondPerson.
    """
    rules.check_may_enter_rates(by)
    rules.check_second_person(rate.entered_by, by.ref)
    if rate.confirmed_by:
        unchanged()
        return rate
    rate.confirmed_by = by.ref
    rate.save(update_fields=["confirmed_by"])
    journal(
        "rate.confirmed",
        subject=by.ref,
        data={"base": rate.base, "quote": rate.quote, "on": str(rate.on)},
        by=by,
    )
    return rate


@action
def use_rates(*, by: Actor, campaign: Campaign) -> list[Rate]:
    """Record the newest confirmed rate of each currency of the campaign, for totals in its own currency.

    Cross rates go over the euro: both legs are recorded, so that anyone can repeat the sum.
    """
    rules.check_may_enter_rates(by)
    needed = record_rates(latest_legs(campaign, clock.today()))
    if not needed:
        unchanged()
    return needed


def record_rates(wanted: Iterable[Rate]) -> list[Rate]:
    """Record those of the rates that are not in the record yet, and return them. Call inside an action."""
    needed = [rate for rate in wanted if not rate.used_ref]
    for rate in needed:
        rate.used_ref = new_ref("rate")
        rate.save(update_fields=["used_ref"])
        record(
            RateUsed(
                ref=rate.used_ref,
                base=rate.base,
                quote=rate.quote,
                rate=rate.value,
                day=rate.on.isoformat(),
                source=rate.source,
            )
        )
    return needed
