"""Reads of campaigns."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import NamedTuple

from django.utils.translation import get_language_info

from ouna.campaign import rules
from ouna.campaign.models import Campaign
from ouna.campaign.rules import TEXTS
from ouna.core.book import Used
from ouna.core.book.kinds.money import pot
from ouna.core.book.kinds.signed import CLOSED
from ouna.core.values import Translated, canonical
from ouna.log import queries as log
from ouna.log import text_of


def current_campaign() -> Campaign | None:
    """The campaign the public pages show: the open one opened last, else the newest draft. One query."""
    rows = Campaign.objects.select_related("coalition", "partner")
    return rows.order_by("-state", "-opened_on", "-pk").first()


class Closing(NamedTuple):
    """The end of a campaign: its day, and where the rest goes (empty if the text was withdrawn)."""

    on: date
    rest: Translated


def closing_of(campaign: Campaign | None) -> Closing | None:
    """When the campaign was closed and where the rest goes, in the words that were signed; None if it runs.
    One query for a closed one, none else."""
    if campaign is None or campaign.closed_on is None:
        return None
    said = text_of(campaign.closing) or {}
    return Closing(campaign.closed_on, Translated(said.get("rest") or {}))


def check_running(campaign: Campaign) -> None:
    """Whether something new may begin in it, looked up anew. Raises: CampaignClosed."""
    rules.check_running(Campaign.objects.filter(pk=campaign.pk, closed_on__isnull=False).exists())


def recorded_end(campaign: Campaign) -> date | None:
    """The day on which the public record has closed the campaign; None while it runs."""
    state = log.state_of(pot(campaign.ref, CLOSED))
    return date.fromisoformat(state.kind[:10]) if isinstance(state, Used) else None


def untranslated(campaign: Campaign) -> dict[str, int]:
    """Per language of the campaign, how many of its texts are missing or made from an older source."""
    found = {}
    for lang in campaign.languages:
        texts = [Translated(getattr(campaign, field)) for field in TEXTS]
        behind = sum(1 for t in texts if t.source_lang() and (lang not in t.data or t.is_stale(lang)))
        if behind:
            found[lang] = behind
    return found


def unchecked_texts(campaign: Campaign, lang: str) -> list[tuple[str, str]]:
    """(field, text) in that language which the partner has not confirmed."""
    found = []
    for field in TEXTS:
        entry = getattr(campaign, field).get(lang, {})
        if entry.get("text") and entry.get("state") != "checked":
            found.append((field, entry["text"]))
    return found


def has_opening_texts(campaign: Campaign) -> bool:
    """Whether headline and first paragraph are written in some language."""
    return bool(campaign.titles.source_lang() and campaign.summaries.source_lang())


def opening_fingerprint(campaign: Campaign) -> str:
    """A fingerprint of all that the opening fixes: who has read it says with it what he has read."""
    facts = {
        "goal": campaign.goal.as_data(),
        "currencies": campaign.currencies,
        "fee_limits": campaign.fee_limits,
        "coalition": campaign.coalition.name,
        "partner": campaign.partner.name,
        "texts": {field: getattr(campaign, field) for field in TEXTS},
    }
    return hashlib.sha256(canonical(facts)).hexdigest()


def language_name(lang: str) -> str:
    """A language's own name, or its code."""
    try:
        return str(get_language_info(lang)["name_local"])
    except KeyError:
        return lang
