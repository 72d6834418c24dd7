"""Writes of the treasury."""

from ouna.treasury.actions.booking import (
    book_as_fee,
    book_as_gift,
    book_as_interest,
    book_as_return,
    book_as_transfer_in,
    book_as_transfer_out,
    mark_unexplained,
    merge_lines,
    split_line,
    undo_booking,
)
from ouna.treasury.actions.importing import ImportReport, StatementReport, import_file, release_held
from ouna.treasury.actions.opening import book_opening
from ouna.treasury.actions.paper import confirm_statement, type_statement, withdraw_statement
from ouna.treasury.actions.paying import book_as_payment, book_as_payment_return, book_batch
from ouna.treasury.actions.rebooking import book_line, rebook_line
from ouna.treasury.actions.staging import add_note, answer_note, drop_staged, stage_file

__all__ = [
    "ImportReport",
    "StatementReport",
    "add_note",
    "answer_note",
    "book_as_fee",
    "book_as_gift",
    "book_as_interest",
    "book_as_payment",
    "book_as_payment_return",
    "book_as_return",
    "book_as_transfer_in",
    "book_as_transfer_out",
    "book_batch",
    "book_line",
    "book_opening",
    "confirm_statement",
    "drop_staged",
    "import_file",
    "mark_unexplained",
    "merge_lines",
    "rebook_line",
    "release_held",
    "split_line",
    "stage_file",
    "type_statement",
    "undo_booking",
    "withdraw_statement",
]
