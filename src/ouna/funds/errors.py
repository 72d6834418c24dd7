"""What `funds` refuses."""

from __future__ import annotations

from ouna.core.errors import Refused


class LineAlreadyClaimed(Refused):
    """This bank line is booked already."""

    code = "line_already_claimed"
    next_step = "Undo its booking first, if it is wrong."


class LineNotBookable(Refused):
    """This bank line cannot be booked: it is pending, split, or of the other direction."""

    code = "line_not_bookable"
    next_step = "Look at the line again; book its parts if it is split."


class AccountInvalid(Refused):
    """This account cannot be announced as it stands."""

    code = "account_invalid"


class AccountTaken(Refused):
    """One of these numbers is announced already."""

    code = "account_taken"
    next_step = "Close the other account first, or leave the number out."


class AccountNotOpen(Refused):
    """This account is not announced, or closed."""

    code = "account_not_open"
    next_step = "Choose another account."


class FundInvalid(Refused):
    """This purpose cannot be opened as it stands."""

    code = "fund_invalid"


class CampaignNotOpen(Refused):
    """The campaign has not been opened yet."""

    code = "campaign_not_open"
    next_step = "Open the campaign first."


class RateInvalid(Refused):
    """This is not a usable rate."""

    code = "rate_invalid"
    next_step = "Write digits with a point before the decimals, at most 10 of them, such as 3.3."


class RateNeedsSecondPerson(Refused):
    """A typed rate is confirmed by somebody else than who typed it."""

    code = "rate_needs_second_person"
    next_step = "Ask a colleague to compare it with its source and confirm it."


class RateKnown(Refused):
    """A rate of this day and source is there already."""

    code = "rate_known"
    next_step = "Confirm it, or enter the rate of another day."


class RatesUnreadable(Refused):
    """This is not a rates file of the European Central Bank."""

    code = "rates_unreadable"
    next_step = "Take eurofxref-hist.xml or eurofxref-hist.csv from the bank's site, unpacked."
