"""Reads of campaigns."""

from __future__ import annotations

from django.utils.translation import get_language_info

from ouna.campaign.models import Campaign
from ouna.campaign.rules import TEXTS
from ouna.core.values import Translated


def current_campaign() -> Campaign | None:
    """The campaign the public pages show: the open one opened last, else the newest draft. One query."""
    rows = Campaign.objects.select_related("coalition", "partner")
    return rows.order_by("-state", "-opened_on", "-pk").first()


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


def language_name(lang: str) -> str:
    """A language's own name, or its code."""
    try:
        return str(get_language_info(lang)["name_local"])
    except KeyError:
        return lang
