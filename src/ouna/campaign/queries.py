"""Reads of campaigns."""

from __future__ import annotations

from ouna.campaign.models import Campaign


def current_campaign() -> Campaign | None:
    """The campaign the public pages show: the open one opened last, else the newest draft. One query."""
    rows = Campaign.objects.select_related("coalition", "partner")
    return rows.order_by("-state", "-opened_on", "-pk").first()


def campaign_of(ref: str) -> Campaign | None:
    """One campaign by its ref."""
    return Campaign.objects.select_related("coalition", "partner").filter(ref=ref).first()
