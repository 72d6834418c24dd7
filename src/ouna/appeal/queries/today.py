"""Who stands behind the appeal today, for the page and the paper."""

from __future__ import annotations

from ouna.appeal.models import Signatory
from ouna.appeal.queries.signatories import listed
from ouna.campaign.models import Campaign


def names_today(campaign: Campaign, lang: str, most: int | None = None) -> list[tuple[str, str, str]]:
    """(own name, its language, countries) of live signatories in the order of the language, all or the first
    `most`. One query."""
    rows = listed(campaign, lang).filter(signatory__state=Signatory.LIVE)[:most]
    return [(*row.signatory.own_name, ", ".join(row.signatory.countries)) for row in rows]
