"""Writes of `donations`: promises, gifts, reversals, letters."""

from ouna.donations.actions.gifts import (
    GiftIn,
    adopt_gift,
    adopt_reversal,
    receive_gift,
    receive_gifts,
    reverse_gift,
)
from ouna.donations.actions.pledges import (
    VISITOR,
    confirm_pledge,
    expire_pledges,
    forget_promisers,
    forget_visits,
    make_pledge,
    remind_pledges,
    withdraw_pledge,
)

__all__ = [
    "VISITOR",
    "GiftIn",
    "adopt_gift",
    "adopt_reversal",
    "confirm_pledge",
    "expire_pledges",
    "forget_promisers",
    "forget_visits",
    "make_pledge",
    "receive_gift",
    "receive_gifts",
    "remind_pledges",
    "reverse_gift",
    "withdraw_pledge",
]
