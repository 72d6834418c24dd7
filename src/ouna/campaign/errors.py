"""Refusals about campaigns."""

from __future__ import annotations

from ouna.core.errors import Refused


class CampaignOpenAlready(Refused):
    """What the opening fixed cannot change any more."""

    code = "campaign_open_already"
    next_step = "Texts can still be edited; goal and currencies stand in the public record."


class CampaignClosed(Refused):
    """The campaign is closed: nothing new is promised, asked for or ordered."""

    code = "campaign_closed"
    next_step = "The page of the campaign says since when, and where the rest goes."


class TextMissing(Refused):
    """A campaign opens with its headline and its first paragraph."""

    code = "text_missing"
    next_step = "Write them in the first language of the campaign."


class CampaignChanged(Refused):
    """Nobody opens other facts than those he has read."""

    code = "campaign_changed"
    next_step = "Somebody changed the campaign in the meantime. Read it once more, then open it."


class UnknownText(Refused):
    """A campaign has no such text."""

    code = "unknown_text"


class CheckedByPartner(Refused):
    """Only the partner says that a text is checked by the partner."""

    code = "checked_by_partner"
    next_step = "Save it as written by a person; the partner then checks it."
