"""Writes of `spending`: asking, deciding, what the bank says, proof."""

from ouna.spending.actions.cash import count_cash
from ouna.spending.actions.evidence import add_evidence, give_thanks, show_paper
from ouna.spending.actions.forgetting import forget_drafts
from ouna.spending.actions.orders import Ask, order_payment, order_payments
from ouna.spending.actions.payments import (
    book_returned,
    book_sent,
    clear_alarm,
    mark_failed,
    misfit,
    raise_alarm,
)
from ouna.spending.actions.requests import (
    add_paper,
    begin_request,
    carry_papers,
    check_again,
    comment,
    drop_draft,
    explain_delay,
    record_request,
    remove_paper,
    save_draft,
    withdraw_request,
)

__all__ = [
    "Ask",
    "add_evidence",
    "add_paper",
    "begin_request",
    "book_returned",
    "book_sent",
    "carry_papers",
    "check_again",
    "clear_alarm",
    "comment",
    "count_cash",
    "drop_draft",
    "explain_delay",
    "forget_drafts",
    "give_thanks",
    "mark_failed",
    "misfit",
    "order_payment",
    "order_payments",
    "raise_alarm",
    "record_request",
    "remove_paper",
    "save_draft",
    "show_paper",
    "withdraw_request",
]
