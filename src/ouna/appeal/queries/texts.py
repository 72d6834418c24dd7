"""Reads of the appeal's texts."""

from __future__ import annotations

from ouna.appeal.models import Version
from ouna.campaign.models import Campaign


def published(campaign: Campaign) -> Version | None:
    """The newest published version: its `ref` is what signatures name. One query."""
    return Version.objects.filter(campaign=campaign, state=Version.PUBLISHED).first()


def draft_of(campaign: Campaign) -> Version | None:
    """The version that is being written."""
    return Version.objects.filter(campaign=campaign, state=Version.DRAFT).first()
