"""Writing many rows below the ORM: executemany on SQLite, COPY on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


def insert_rows(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of plain values; names come from our own code only. Call inside an action."""
    if not rows:
        return
    names = ", ".join(f'"{c}"' for c in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def any_in(table: str, column: str, ids: Iterable[int]) -> bool:
    """Whether a row has one of the ids in the column: one parameter for any number of ids."""
    with connection.cursor() as cursor:
        where, given = _among(column, sorted(ids))
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE {where})", [given])  # noqa: S608
        return bool(cursor.fetchone()[0])


def _among(column: str, listed: Sequence[int]) -> tuple[str, Any]:
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", list(listed)
    return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(listed)  # noqa: S608


def update_in(table: str, change: str, values: Sequence[Any], ids: Iterable[int]) -> None:
    """`UPDATE table SET change WHERE id IN ids`: one statement and one parameter for any number of ids."""
    listed = sorted(set(ids))
    if not listed:
        return
    with connection.cursor() as cursor:
        where, given = _among("id", listed)
        cursor.execute(f"UPDATE {table} SET {change} WHERE {where}", [*values, given])  # noqa: S608
