"""The book lock: whoever writes facts holds it from the first read to the commit."""

from __future__ import annotations

from django.db import connection

#: Keys of PostgreSQL's advisory locks: an arbitrary number of this application, then which lock.
_SPACE, BOOK, SEQUENCER = 0x6F756E61, 1, 2


def take_book_lock() -> None:
    """Wait until no other transaction writes facts; released by commit or rollback.

    On SQLite the transaction itself is the lock: it began with BEGIN IMMEDIATE.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_SPACE, BOOK])


def try_sequencer_lock() -> bool:
    """PostgreSQL: take the session's sequencer lock, False if another session holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_SPACE, SEQUENCER])
        return bool(cursor.fetchone()[0])


def drop_sequencer_lock() -> None:
    """PostgreSQL: give the sequencer lock back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_SPACE, SEQUENCER])
