"""What `donations` refuses."""

from __future__ import annotations

from ouna.core.errors import Refused


class PledgeInvalid(Refused):
    """This promise cannot be taken as it stands."""

    code = "pledge_invalid"


class TooManyPledges(Refused):
    """Too many promises came from here today."""

    code = "too_many"
    next_step = "Transfer without a promise: the account stands on the page, the purpose goes into the text."


class PledgeOver(Refused):
    """This promise is over already."""

    code = "pledge_over"
    next_step = "Make a new one if you like."


class GiftNotBookable(Refused):
    """This line cannot be booked as a gift."""

    code = "gift_not_bookable"


class GiftReversedAlready(Refused):
    """Nothing is left of this gift to reverse."""

    code = "gift_reversed_already"
    next_step = "Look at the gift's page of the record."


class ReversalInvalid(Refused):
    """This line does not return this gift."""

    code = "reversal_invalid"
    next_step = "Compare account, currency and amount of both."
