"""Who may write what of a campaign. Pure."""

from __future__ import annotations

from ouna.campaign.errors import CheckedByPartner, UnknownText
from ouna.parties.errors import NotPermitted

#: The texts of a campaign, in the order people write them.
TEXTS = ("title", "summary", "body", "place")


def check_may_frame(is_administrator: bool) -> None:
    """Raises: NotPermitted."""
    if not is_administrator:
        raise NotPermitted("Only an administrator sets up campaigns.")


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
