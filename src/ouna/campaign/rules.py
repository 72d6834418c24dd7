"""Who may write what of a campaign. Pure."""

from __future__ import annotations

from ouna.campaign.errors import (
    CampaignClosed,
    CampaignOpenAlready,
    CheckedByPartner,
    TextMissing,
    UnknownText,
)
from ouna.parties.errors import NotPermitted

#: The texts of a campaign, in the order people write them.
TEXTS = ("title", "summary", "body", "place")


def check_may_frame(is_administrator: bool) -> None:
    """Raises: NotPermitted."""
    if not is_administrator:
        raise NotPermitted("Only an administrator sets up campaigns.")


def check_may_open(is_open: bool, has_texts: bool) -> None:
    """Whether a campaign can be opened: not twice, and not without headline and first paragraph.

    Raises: CampaignOpenAlready, TextMissing.
    """
    if is_open:
        raise CampaignOpenAlready("The campaign is open already.")
    if not has_texts:
        raise TextMissing()


def check_running(is_closed: bool) -> None:
    """Whether something new may begin in a campaign. Raises: CampaignClosed."""
    if is_closed:
        raise CampaignClosed()


def check_may_write(field: str, state: str, *, writes: bool, is_partner: bool) -> None:
    """Whether a text may be saved in this state of translation.

    Raises: UnknownText, CheckedByPartner, NotPermitted.
    """
    if field not in TEXTS:
        raise UnknownText()
    if state == "checked":
        if not is_partner:
            raise CheckedByPartner()
    elif not writes:
        raise NotPermitted("Only an administrator or editor writes texts.")
