"""Writes of `spending`: what the bank's lines say of orders."""

from ouna.spending.actions.payments import (
    book_returned,
    book_sent,
    clear_alarm,
    mark_failed,
    misfit,
    raise_alarm,
)

__all__ = [
    "book_returned",
    "book_sent",
    "clear_alarm",
    "mark_failed",
    "misfit",
    "raise_alarm",
]
