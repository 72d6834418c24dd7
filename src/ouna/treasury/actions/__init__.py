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

__all__ = [
    "ImportReport",
    "StatementReport",
    "book_as_fee",
    "book_as_gift",
    "book_as_interest",
    "book_as_return",
    "book_as_transfer_in",
    "book_as_transfer_out",
    "book_opening",
    "confirm_statement",
    "import_file",
    "mark_unexplained",
    "merge_lines",
    "release_held",
    "split_line",
    "type_statement",
    "undo_booking",
    "withdraw_statement",
]
