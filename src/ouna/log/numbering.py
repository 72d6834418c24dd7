"""Numbers: each committed entry gets the next place in the log, once and for ever."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection, transaction

from ouna.log import queries
from ouna.log.files import Writer
from ouna.log.locking import take_book_lock
from ouna.log.models import BookStamp


class Numbered(NamedTuple):
    """The book at a size: totals of exactly its first `size` entries."""

    size: int
    totals: dict[str, list[dict[str, Any]]]


def entries_recorded() -> int:
    """How many entries are committed, numbered or not."""
    return BookStamp.objects.filter(pk=1).values_list("entries", flat=True).first() or 0


def assign(writer: Writer) -> Numbered:
    """Number whatever has none yet, in the order of facts, and read the totals at that size.

    Under the book lock nothing is recorded meanwhile: every committed entry is numbered, so the kept
    balances are those of the numbered entries.
    """

    def commit() -> Numbered:
        with transaction.atomic():
            take_book_lock()
            _number_all()
            return Numbered(queries.size(), queries.totals())

    return writer.step("commit numbers", commit)


def _number_all() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(number), max(entry_id) FROM log_entrynumber")
        number, last = cursor.fetchone()
        size = 0 if number is None else number + 1
        # size rows with distinct ids from 1 on: if the greatest id is size, all ids up to it are numbered
        # and may be left out. Otherwise look everywhere; an entry is never skipped for having a small id.
        first = size if (last or 0) == size else 0
        cursor.execute(
            "INSERT INTO log_entrynumber (entry_id, number) "
            "SELECT e.id, %s + row_number() OVER (ORDER BY e.id) - 1 FROM log_entry e "
            "WHERE e.id > %s AND NOT EXISTS (SELECT 1 FROM log_entrynumber n WHERE n.entry_id = e.id) "
            "ORDER BY e.id",
            [size, first],
        )
