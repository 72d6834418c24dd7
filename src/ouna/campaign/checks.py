"""Invariants of campaigns: they are open and closed as the public record has them."""

from __future__ import annotations

from collections.abc import Iterator

from ouna.campaign.models import Campaign
from ouna.campaign.queries import recorded_end
from ouna.core.values import parse_json
from ouna.log.models import Entry
from ouna.log.monitor import Finding


def checks() -> Iterator[Finding]:
    """What the pages say of a campaign's end is what was signed."""
    signed = {}
    for data in Entry.objects.filter(kind="campaign.closed").values_list("data", flat=True):
        entry = parse_json(bytes(data))
        signed[entry["campaign"]] = entry["text"]
    for campaign in Campaign.objects.all():
        if campaign.closed_on != recorded_end(campaign):
            yield Finding(campaign.ref, "The campaign is closed here otherwise than in the record.")
        elif campaign.closing != signed.get(campaign.ref, ""):
            yield Finding(campaign.ref, "Where the rest goes differs from the text that was signed.")
